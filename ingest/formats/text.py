"""Plain text in any Chinese charset."""

import re

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest.charset import decode, plausibility
from ingest.clean import clean
from ingest.reading import Context, Reading
from ingest.unread import is_known

NAME = "text"
ORDER = 90

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SHARE_BINARY = 0.002
_SHARE_BROKEN = 0.05
_NOISE = 0.05


def sniff(data: bytes, name: str) -> bool:
    """Whether the bytes are writing: a byte order mark, hardly any control byte, or UTF-16 that reads as Chinese."""
    del name
    if not data.strip() or is_known(data):
        return False
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x84\x31\x95\x33")):
        return True
    head = data[:8000]
    if len(_BINARY.findall(head)) <= _SHARE_BINARY * len(head):
        return True
    text, charset = decode(head)
    return charset.startswith("utf-16") and plausibility(text) >= 0 and not re.search("[\x00-\x08]", text)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part; a Problem when characters could not be decoded or the bytes do not read as a language."""
    text, _ = decode(data, context.charset)
    if not text.isascii() and text.count("\ufffd") > _SHARE_BROKEN * len(text):
        problem = Problem(where=name, what="文字编码无法识别，部分内容为乱码", mend="请打开原件人工核对")
        part = Part(name=name, media_type="text/plain", method=Method.TEXT, confidence=0.3, text=clean(text))
        return (Reading(parts=(part,), problems=(problem,)),)
    noise = not text.isascii() and plausibility(text) < -_NOISE
    part = Part(
        name=name, media_type="text/plain", method=Method.TEXT, confidence=0.5 if noise else 1.0, text=clean(text)
    )
    problems = (Problem(where=name, what="文字可能是乱码", mend="请打开原件人工核对"),) if noise else ()
    return (Reading(parts=(part,), problems=problems),)
