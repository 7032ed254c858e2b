"""Decodes Chinese text whose charset is unknown or wrongly named, as mail and text files really come.

A label is believed only as far as the bytes bear it out: `gb2312` is read as GB18030, `iso-8859-1` on Chinese bytes and
unknown names count as no label. Without a label: BOM, UTF-8, then GB18030 against Big5 by common characters.
"""

import codecs
import re
from functools import cache, lru_cache

from language.folding import half_width

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_BOM_STARTS = frozenset(mark[:1] for mark, _ in _BOMS)
_FAMILIES = {
    "gb18030": "gb2312 gb_2312-80 gb_2312 gbk x-gbk cp936 ms936 windows-936 euc-cn euccn gb18030 gb18030-2005 "
    "gb18030-2022 chinese csgb2312 x-gb2312 hz-gb18030 gb gb2312-80 iso-ir-58 x-cp20936 x-mac-simp-chinese",
    "big5": "big5 big-5 x-x-big5 x-big5 csbig5 cn-big5 cp950 windows-950 big5-hkscs big5hkscs big5-tw "
    "big5_tw big5-eten",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 utf-8-sig x-utf-8 unicode-2-0-utf-8 cp65001 utf8mb4",
    "hz": "hz hz-gb-2312 hz-gb2312 hzgb x-hz",
    "utf-7": "utf-7 utf7 unicode-1-1-utf-7 unicode-2-0-utf-7 x-unicode-2-0-utf-7",
}
_ALIASES = {alias: family for family, aliases in _FAMILIES.items() for alias in aliases.split()}
_UNTRUSTED_NAMES = (
    "us-ascii ascii iso-8859-1 iso8859-1 latin1 latin-1 windows-1252 cp1252 iso-8859-15 unknown unknown-8bit x-unknown "
    "default default_charset 8bit binary none utf ansi ansi_x3.4-1968 iso-8859-8 x-user-defined"
)
_UNTRUSTED = frozenset(_UNTRUSTED_NAMES.split())
_FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好"
    "都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法"
    "此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再"
    "平真听世气信北少关并内加化由却代军产入先山五太水万市楼物投诉区请您噪音停车费住户房屋修漏梯栋单元号室"
)
_PUNCTUATION = frozenset("，。、；：！？“”‘’（）《》—…「」『』·．")
_HZ = re.compile(rb"~\{[\x21-\x7d][\x21-\x7e]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_HIGH = re.compile(rb"[\x80-\xff]")
_ONLY_UTF8 = re.compile(
    "[\u20e3\u2190-\u2bff\u3297\u3299\ufe0f\U0001f000-\U0001faff]|(?<=[a-z]{2})[\xe0-\xff]|[\xc9\xe0-\xff](?=[a-z]{2})"
)
"""What people write in UTF-8, and what GBK or Big5 hits by no pair of common characters."""
_FOREIGN = re.compile("[^\x00-\x7f\u3000-\u30ff\u3400-\u9fff\uff00-\uffef\u2014-\u2026\U00020000-\U0003ffff]")
_ALL_CHINESE = 0.5
"""What UTF-8 has before GBK where it gives Chinese throughout: by chance GBK must hit triples of bytes, not pairs."""
_SAMPLE = 20_000
_STRAY_BYTES = 0.02
_MIN_PAIRS = 6


def canonical(label: str | None) -> str | None:
    """The codec a charset label stands for, None if the label is missing, unknown, or often wrong."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower().split("*")[0]
    if name in _UNTRUSTED:
        return None
    if name in _ALIASES:
        return _ALIASES[name]
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None


def decode(data: bytes, label: str | None = None) -> tuple[str, str]:
    """Text and the charset it was read as. Never raises; what cannot be decoded becomes U+FFFD."""
    for mark, charset in _BOMS if data[:1] in _BOM_STARTS else ():
        if data.startswith(mark):
            skip = len(mark) if charset in {"utf-8", "gb18030"} else 0
            return data[skip:].decode(charset, "replace"), charset
    named = canonical(label)
    if data.isascii():
        return _decode_ascii(data, named)
    if named is None or named in {"utf-7", "hz"}:
        return _guess(data)
    return _decode_named(data, named)


def _decode_ascii(data: bytes, named: str | None) -> tuple[str, str]:
    """Seven-bit bytes: plain, or one of the charsets that hide in seven bits."""
    wide = _wide_order(data)
    if wide:
        return data.decode(wide, "replace"), wide
    if named in {"hz", "utf-7"} or (named or "").startswith("iso2022"):
        return data.decode(named or "ascii", "replace"), named or "ascii"
    if _HZ.search(data) and b"~}" in data:
        try:
            return data.decode("hz"), "hz"
        except UnicodeDecodeError:
            pass
    return data.decode("ascii"), named or "ascii"


def _wide_order(data: bytes) -> str | None:
    """UTF-16 without a mark, told by where the zero bytes of spaces, digits and line ends stand."""
    head = data[:2000]
    if head.count(0) < max(2, len(head) // 50):
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 4 * min(even, odd) or len(data) % 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None


def _decode_named(data: bytes, named: str) -> tuple[str, str]:
    """Bytes with a label that can be right; the rivals are tried when it does not fit or reads like noise."""
    if named == "utf-8":
        text = _strict(data, "utf-8")
        return (text, "utf-8") if text is not None else _guess(data)
    if named.startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
        return data.decode(named, "replace"), named
    if named in {"gb18030", "big5"}:
        utf8 = _strict(data, "utf-8")
        if utf8 is not None and not _could_be_double_byte(data, utf8):
            return utf8, "utf-8"
        text, score = _read_as(data, named)
        other = "big5" if named == "gb18030" else "gb18030"
        rivals = [(utf8, "utf-8", plausibility(utf8))] if utf8 is not None else []
        if score < 0.6:
            rival, rival_score = _read_as(data, other)
            rivals.append((rival, other, rival_score))
        for rival, charset, rival_score in rivals:
            if rival_score > score + 0.3:
                text, named, score = rival, charset, rival_score
        return text, named
    text_or_none = _strict(data, named)
    return (text_or_none, named) if text_or_none is not None else _guess(data)


def _could_be_double_byte(data: bytes, text: str) -> bool:
    """Whether bytes that are valid UTF-8 are so short that GBK could hit it by chance (the 联通 case).

    Chance gives pairs of bytes; a sign of three bytes or four (an emoji), or an accent within a Western word, is none.
    """
    return len(_HIGH.findall(data[:200])) < _MIN_PAIRS * 2 and not _ONLY_UTF8.search(text)


def _read_as(data: bytes, family: str) -> tuple[str, float]:
    """The best reading within a family of charsets, and how much like Chinese it looks."""
    if family == "big5":
        text = _strict(data, "cp950") or _strict(data, "big5hkscs") or data.decode("big5hkscs", "replace")
    else:
        text = _strict(data, "gb18030") or data.decode("gb18030", "replace")
    return text, plausibility(text)


def _guess(data: bytes) -> tuple[str, str]:
    """Bytes without a label to go by."""
    text = _strict(data, "utf-8")
    if text is not None and not _could_be_double_byte(data, text):
        return text, "utf-8"
    wide = _wide_order(data)
    if wide:
        return data.decode(wide, "replace"), wide
    chance = 0.05 if text is None or _FOREIGN.search(text) else _ALL_CHINESE
    candidates = [(plausibility(text) + chance, text, "utf-8")] if text is not None else []
    if _CONTROL.search(data[:_SAMPLE]) and len(data) % 2 == 0:
        orders = ((data.decode(order, "replace"), order) for order in ("utf-16-le", "utf-16-be"))
        candidates += [(plausibility(read), read, order) for read, order in orders]
    if text is None:
        lenient = data.decode("utf-8", "replace")
        if lenient.count("\ufffd") <= max(2, _STRAY_BYTES * len(lenient)) < len(_HIGH.findall(data[:_SAMPLE])):
            candidates.append((plausibility(lenient) + 0.3, lenient, "utf-8"))
    for family in ("gb18030", "big5"):
        read, score = _read_as(data, family)
        candidates.append((score, read, family))
    best = max(candidates, key=lambda one: one[0])
    if best[0] < 0.2 and _isolated_high_bytes(data):
        return data.decode("cp1252", "replace"), "cp1252"
    return best[1], best[2]


def _isolated_high_bytes(data: bytes) -> bool:
    """Whether most high bytes stand alone, as in Western text."""
    runs = re.findall(rb"[\x80-\xff]+", data[:_SAMPLE])
    return bool(runs) and sum(len(run) == 1 for run in runs) > 0.8 * len(runs)


@cache
def _level_one() -> frozenset[str]:
    """The 3755 characters of daily use: the first level of GB 2312."""
    rows = bytes(byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
    return frozenset(rows.decode("gb2312", "ignore"))


@lru_cache(maxsize=30_000)
def _weight(char: str) -> float:
    """How much one character speaks for a reading: daily use for, rare, private or broken against."""
    folded = half_width(char)
    if char in _PUNCTUATION or folded in _FREQUENT:
        return 1.0
    if folded in _level_one() or "\uff00" <= char <= "\uffef":
        return 0.6
    if char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or "\x80" <= char <= "\x9f":
        return -3.0
    return -0.5 if "\u4e00" <= char <= "\u9fff" else -0.7


def plausibility(text: str) -> float:
    """How much a decoded text looks like written Chinese: near 0.8 for a letter, below 0.3 for a wrong charset."""
    telling = [char for char in text[:_SAMPLE] if char > "\x7f"]
    if not telling:
        return 0.0
    return sum(map(_weight, telling)) / len(telling)
