"""Rich Text Format (RTF 1.9.1) by striprtf, after what it leaves out or stumbles over was put right."""

import re
from collections.abc import Iterator
from itertools import islice

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest.charset import canonical
from ingest.clean import clean
from ingest.embedded import FEW_WORDS, LOGO_BYTES, tell_of_pictures
from ingest.inside import Inside
from ingest.reading import Context, Reading, unread
from ingest.rtf_groups import comments_of, with_form_fields

NAME = "rtf"
ORDER = 12
SUFFIXES = (".rtf",)
MEDIA_TYPE = "application/rtf"

_START = b"{\\rtf"
_CODE_PAGE = re.compile(r"\\ansicpg(\d{1,5})")
_CHINESE = {"936": "gb18030", "950": "big5hkscs", "54936": "gb18030", "65001": "utf-8", "20936": "gb18030"}
_HEX_RUN = re.compile(r"(?:[0-9a-fA-F]{40,}\s*)+")
_PICTURE = re.compile(rb"(?:89504[eE]47|[fF]{2}[dD]8[fF]{2})[0-9a-fA-F\s]{%d,}" % (2 * LOGO_BYTES))
_MOST_PICTURES = 20
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
# The second byte of a Chinese character may stand as itself, or after a line end.
_PAIR = re.compile(r"((?:\\'[0-9a-fA-F]{2})+)[\r\n]*(?:(?=\\')|(\\[\\{}]|[@-\[\]-z|~]))?")
_FONT = re.compile(r"(?<!\\)\\f(?=\d)")
_ANSI_FONT = re.compile(r"\\fcharset0(?!\d)")
# Destinations that striprtf leaves out though a reader sees them; deleted and hidden text it keeps.
_SEEN = re.compile(r"\{(?:\\\*)?\\(?:header[lrf]?|footer[lrf]?|footnote|shp|shpinst|shptxt|dptxbxtext)(?![a-z])")
_DELETED = re.compile(r"\\(?:deleted|v)(?![0a-z])")
_HTML_ONLY = re.compile(r"\\htmlrtf(?![0a-z]).{0,500}?\\htmlrtf0 ?", re.DOTALL)
_INSTRUCTION = re.compile(r"\\fldinst(?=\{)")
_SHARE_BROKEN = 0.05
_MARKUP_A_CHARACTER = 4


def sniff(data: bytes, name: str) -> bool:
    """The opening group of every RTF file."""
    del name
    return data[:200].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(_START)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part: text with page headers, footers, notes and text boxes, then comments; no deleted text."""
    most = _MARKUP_A_CHARACTER * context.limits.text_chars
    text, cut = text_of(data, most)
    inside = Inside(name, context)
    for picture in pictures_of(data) if len(text) < FEW_WORDS else ():
        inside.add(picture, None)
    if not text and not inside.parts:
        pictures = b"\\pict" in data
        what = "RTF 文档里只有图片，没有文字" if pictures else "RTF 文档里没有文字，或已损坏"
        return (unread(name, MEDIA_TYPE, what, "请打开原件查看，并由人工登记内容"),)
    broken = text.count("\ufffd") > _SHARE_BROKEN * len(text)
    whats = {"文字编码无法识别，部分内容为乱码": broken, "文档过长，后面的部分没有读取": cut}
    if len(text) >= FEW_WORDS and next(pictures_of(data), None):
        tell_of_pictures(inside, "RTF 文档")
    problems = tuple(Problem(where=name, what=what, mend="请打开原件核对") for what, holds in whats.items() if holds)
    method = Method.TEXT if text else Method.NONE
    part = Part(name=name, media_type=MEDIA_TYPE, method=method, text=text, confidence=0.3 if broken else 1.0)
    return (Reading(parts=(part, *inside.parts), problems=(*problems, *inside.problems)),)


def pictures_of(data: bytes) -> Iterator[bytes]:
    """Its PNG and JPEG pictures, logos left out; in hexadecimal digits, as every program writes them."""
    for found in islice(_PICTURE.finditer(data), _MOST_PICTURES):
        digits = b"".join(found[0].split())
        yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))


def text_of(data: bytes, most: int) -> tuple[str, bool]:
    """The words of an RTF document, a table row a line with its cells by tabs, and whether it was too long to read.

    most: characters of markup, its pictures left out, that are read. Empty if there are no words.
    """
    markup = _HEX_RUN.sub("", _without_binary(data).decode("latin-1"))
    named = _CODE_PAGE.search(markup)
    page = named[1] if named else "1252"
    encoding = _CHINESE.get(page) or canonical(f"cp{page}") or "cp1252"
    double = page in {"936", "950", "54936"}
    markup = with_form_fields(markup[: most + 1])
    text = _words(markup[:most], encoding, double=double)
    comments = (_words(f"{{\\rtf1\\ansi {one}}}", encoding, double=double) for one in comments_of(markup))
    told = "\n".join(f"批注：{' '.join(words.split())}" for words in comments if words.strip())
    lines = (line.replace("|", "\t").rstrip("\t") if line.endswith("|") else line for line in text.split("\n"))
    shown = clean("\n".join(lines).replace("\u00ad", ""))
    return clean(f"{shown}\n\n{told}") if told else shown, len(markup) > most


def _words(markup: str, encoding: str, *, double: bool) -> str:
    """By striprtf; empty where it cannot read. double: the code page has characters of two bytes."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415  # most mails carry no such file

    try:
        return str(rtf_to_text(_prepared(markup, double=double), encoding, errors="replace"))  # type: ignore[no-untyped-call]  # publishes no types
    except (ValueError, OverflowError, LookupError):  # absurd numbers in control words
        return ""


def _without_binary(data: bytes) -> bytes:
    """Raw picture bytes cut out: they may hold anything, braces too."""
    pieces: list[bytes] = []
    position = 0
    for found in _BINARY.finditer(data):
        if found.start() >= position:
            pieces.append(data[position : found.start()])
            position = found.end() + int(found[1])
    return b"".join([*pieces, data[position:]])


def _prepared(markup: str, *, double: bool) -> str:
    """The same document in the form that striprtf reads without loss and in linear time."""
    markup = _HTML_ONLY.sub("", markup) if "\\fromhtml" in markup else markup
    markup = _SEEN.sub("{", markup)
    markup = _DELETED.sub(r"\\*\\deleted", markup)
    markup = _INSTRUCTION.sub(r"\\fldinst ", markup)
    if double:
        # A font declared as Western holds Chinese all the same when the document's code page is Chinese.
        markup = _ANSI_FONT.sub(r"\\fcharset1", _whole_characters(markup))
    # A line end before each font keeps striprtf's search for a font's name within that font.
    return _FONT.sub("\n\\\\f", markup)


def _whole_characters(markup: str) -> str:
    """Runs of escaped bytes in which a second byte stands as itself, written as escapes throughout."""

    def whole(found: re.Match[str]) -> str:
        count = len(found[1]) // 4
        second = found[2] or ""
        return found[1] + (f"\\'{ord(second[-1]):02x}" if second and _ends_open(found[1], count) else second)

    return _PAIR.sub(whole, markup)


def _ends_open(run: str, count: int) -> bool:
    """Whether a run of escaped bytes ends with the first byte of a character."""
    position = 0
    raw = [int(run[4 * index + 2 : 4 * index + 4], 16) for index in range(count)]
    while position < count:
        step = 2 if raw[position] > 0x80 else 1
        if position + step > count:
            return True
        position += step
    return False
