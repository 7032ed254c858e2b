"""Old PowerPoint files (ppt, MS-PPT): the words of their slides, without those of the masters behind them."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest import ole
from ingest.clean import clean
from ingest.reading import Context, Reading, unread

NAME = "ppt"
ORDER = 22
SUFFIXES = (".ppt", ".pps")
MEDIA_TYPE = "application/vnd.ms-powerpoint"

_HEAD = struct.Struct("<HHI")
"""MS-PPT 2.3.1: version (the low four bits; 15 for a container) and instance, type, length."""
_CONTAINER = 0x0F
_DOCUMENT, _SLIDE, _OUTLINE = 0x03E8, 0x03EE, 0x0FF0
_UTF16, _LATIN = 0x0FA0, 0x0FA8
_OF_SLIDES = 0
"""The instance of an outline (SlideListWithTextContainer, 2.4.14.3) that is of the slides."""
_ENCRYPTED = 0xF3D1C4DF
_CURRENT_USER = struct.Struct("<12xI")
_DEEPEST = 20
_OPEN = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """An OLE container with slides in its root."""
    del name
    return ole.kind_of(data) == ole.SLIDES


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part; that pictures, order and look of the slides are left out is told."""
    user = ole.stream(data, "Current User", _CURRENT_USER.size)
    if len(user) == _CURRENT_USER.size and _CURRENT_USER.unpack(user)[0] == _ENCRYPTED:
        return (unread(name, MEDIA_TYPE, "PPT 有密码保护", "请向来信人索取密码，或请其重新发送"),)
    stream = ole.stream(data, ole.SLIDES, context.limits.unzip_bytes)
    words = dict.fromkeys(filter(None, (clean(text.replace("\x0b", "\n")) for text in _texts(stream))))
    if not words:
        return (unread(name, MEDIA_TYPE, "PPT 里没有读到文字", _OPEN),)
    problem = Problem(where=name, what="旧版 PPT 只读取了文字，图片没有读取", mend="请对照原件核对")
    part = Part(name=name, media_type=MEDIA_TYPE, method=Method.TEXT, text="\n".join(words))
    return (Reading(parts=(part,), problems=(problem,)),)


class _Record(NamedTuple):
    kind: int
    instance: int
    nested: bool
    body: bytes


def _texts(stream: bytes) -> Iterator[str]:
    """The text of each box, first the outline's, then what stands on the slides alone."""
    top = list(_records(stream))
    for document in (one for one in top if one.kind == _DOCUMENT):
        for listed in _records(document.body):
            if (listed.kind, listed.instance) == (_OUTLINE, _OF_SLIDES):
                yield from _atoms(listed.body, 0)
    for slide in (one for one in top if one.kind == _SLIDE):
        yield from _atoms(slide.body, 0)


def _atoms(body: bytes, depth: int) -> Iterator[str]:
    for record in _records(body):
        if record.kind == _UTF16:
            yield record.body.decode("utf-16-le", "replace")
        elif record.kind == _LATIN:
            yield record.body.decode("latin-1")
        elif record.nested and depth < _DEEPEST:
            yield from _atoms(record.body, depth + 1)


def _records(body: bytes) -> Iterator[_Record]:
    place = 0
    while place + _HEAD.size <= len(body):
        version, kind, length = _HEAD.unpack_from(body, place)
        place += _HEAD.size
        nested = version & 0x0F == _CONTAINER
        yield _Record(kind=kind, instance=version >> 4, nested=nested, body=body[place : place + length])
        place += length
