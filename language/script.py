"""Tells simplified from traditional text, and turns one into the other character by character."""

import re
import sys
import unicodedata
from functools import cache

import opencc

from domain.reading_codes import Script

_BLOCKS = (
    range(0x2E80, 0x2FE0),  # radicals, as some PDF files write 門 and 車
    range(0x3400, 0xA000),  # extension A and the basic block
    range(0xF900, 0xFB00),  # compatibility forms
    range(0x20000, 0x2A6E0),  # extension B
    range(0x2F800, 0x2FA20),
)

_SIMPLE_ALREADY = "么"
"""Simplified, though Taiwan's table reads it as another character (幺)."""
_BEYOND = 0x10000
"""The first code point that is not of the basic plane."""
_HANZI = re.compile("[\u4e00-\u9fff]")
_LETTERS = re.compile("[A-Za-z\u00c0-\u04ff\u3040-\u30ff\uac00-\ud7af]")
_MIXED_SHARE = 0.15
_SLIPS = 0.25
_CHINESE_SHARE = 0.2


@cache
def simple_forms() -> dict[str, str]:
    """Traditional character → simplified, one for one: the forms of the mainland, Hong Kong and Taiwan (OpenCC).

    Radicals and compatibility forms become the character they stand for (NFKC).
    """
    chars = [chr(code) for block in _BLOCKS for code in block]
    plain = [unicodedata.normalize("NFKC", char) for char in chars]
    turned = [_converted(plain, config) for config in ("t2s", "hk2s", "tw2s")]
    forms = {}
    for char, old, *new in zip(chars, plain, *turned, strict=True):
        form = next((one for one in new if one != old and len(one) == 1), old)
        if form != char and len(form) == 1 and char not in _SIMPLE_ALREADY:
            forms[char] = form
    return {char: forms.get(form, form) for char, form in forms.items()}


def _converted(chars: list[str], config: str) -> list[str]:
    return str(opencc.OpenCC(config).convert("\n".join(chars))).split("\n")


def simplified(text: str) -> str:
    """`text` with simplified characters: as many code points as before, so that places in one hold in the other."""
    if text.isascii():
        return text
    forms = simple_forms()
    # str.translate would look every character up, and most stay.
    return _foldable().sub(lambda found: forms.get(found[0], found[0]), text)


def to_one_script(text: str) -> dict[int, str]:
    """How to set right the odd character of the other script (for str.translate): OCR takes one form for the other.

    Empty for a text that is written in both scripts, more than a quarter in the lesser.
    """
    hans, hant = _only_one_script()
    simple, traditional = sum(char in hans for char in text), sum(char in hant for char in text)
    if min(simple, traditional) > _SLIPS * (simple + traditional):
        return {}
    if simple > traditional:
        return {ord(char): simple_forms()[char] for char in set(text) & hant}
    return {ord(char): _traditional()[char] for char in set(text) & hans}


def script_of(text: str) -> Script:
    """The script of a text: the majority, mixed when the other has a real share, other when it is not Chinese.

    Chinese without a telling character counts as simplified.
    """
    hans_only, hant_only = _telling()
    chinese, letters = len(_HANZI.findall(text)), len(_LETTERS.findall(text))
    hans, hant = len(hans_only.findall(text)), len(hant_only.findall(text))
    if chinese < _CHINESE_SHARE * (chinese + letters) or not chinese:
        return Script.OTHER
    minority, majority = sorted((hans, hant))
    if minority >= 2 and minority > _MIXED_SHARE * (minority + majority):
        return Script.MIXED
    return Script.HANT if hant > hans else Script.HANS


def leans_traditional(text: str) -> bool:
    """Whether more of its different characters are traditional only than simplified only; quicker than `script_of`."""
    hans, hant = _only_one_script()
    chars = set(text)
    return len(chars & hant) > len(chars & hans)


@cache
def _foldable() -> re.Pattern[str]:
    """The characters that have a simpler form, and all that is not of the basic plane.

    `re` finds a character of the basic plane in a table, but compares it with each character beyond that plane in turn.
    """
    basic = "".join(char for char in simple_forms() if ord(char) < _BEYOND)
    return re.compile(f"[{basic}{chr(_BEYOND)}-{chr(sys.maxunicode)}]")


@cache
def _only_one_script() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that only simplified text has, and those that only traditional text has.

    A character that both scripts use in some word (后, 里, 台) is in neither set: those of the simplified set are not
    in Big5, those of the traditional set not in GB 2312.
    """
    forms = simple_forms()
    basic = [chr(code) for code in range(0x4E00, 0xA000)]
    traditional = _converted(basic, "s2t")
    hant = frozenset(char for char in basic if char in forms and not _encodable(char, "gb2312"))
    hans = frozenset(
        old
        for old, new in zip(basic, traditional, strict=True)
        if old != new and old not in forms and not _encodable(old, "big5")
    )
    return hans, hant


@cache
def _telling() -> tuple[re.Pattern[str], re.Pattern[str]]:
    hans, hant = _only_one_script()
    return re.compile(f"[{''.join(sorted(hans))}]"), re.compile(f"[{''.join(sorted(hant))}]")


@cache
def _traditional() -> dict[str, str]:
    """Simplified to traditional, of the characters that only simplified text has; the commonest form of several."""
    hans = sorted(_only_one_script()[0])
    return dict(zip(hans, _converted(hans, "s2t"), strict=True))


def _encodable(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
