"""Outlook's winmail.dat (TNEF, MS-OXTNEF) by tnefparse: the attachments in it, and its text if nothing else has any."""

import logging
import struct
from typing import TYPE_CHECKING, Any

from domain.reading import Part
from domain.reading_codes import Method
from ingest.charset import decode
from ingest.clean import clean
from ingest.formats.html import decode_html, text_of
from ingest.formats.rtf import text_of as rtf_text_of
from ingest.inside import Inside
from ingest.lzfu import unpack
from ingest.reading import Context, Reading, unread

if TYPE_CHECKING:
    from collections.abc import Iterator

logging.getLogger("tnefparse").setLevel(logging.CRITICAL)  # its warnings quote the message, which is private

NAME = "tnef"
ORDER = 16
MEDIA_TYPE = "application/ms-tnef"

_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = struct.Struct("<BHHI")  # level, name, type, length (2.1.3.1)
_PROPERTIES, _ATTACHMENT, _CODE_PAGE = 0x9003, 0x9005, 0x9007
_KEPT = frozenset(
    {_PROPERTIES, _ATTACHMENT, _CODE_PAGE, 0x9006, 0x9002, 0x800C, 0x800F, 0x8010}
)  # and the version, then of attachments the beginning, of the message its text, the data and the title
_WANTED_PROPERTY_BYTES = 8
_LONG_NAME = 0x3707
# A message inside would be parsed at once, with counts that no one checked; under another mark it is read as a file.
_INNER_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_INNER_MARK = b"\1" + _INNER_MESSAGE[1:]
_DEFAULT_PAGE = struct.pack("<BHHIIIH", 1, _CODE_PAGE, 6, 8, 936, 0, 936 // 256 + 936 % 256)
_COPIED = 4_000_000_000
_DAMAGE = (
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    AttributeError,
    LookupError,
    struct.error,
    OverflowError,
    RecursionError,
    NameError,  # an attachment's attribute before any attachment
)


def sniff(data: bytes, name: str) -> bool:
    """The signature of every TNEF stream."""
    del name
    return data.startswith(_SIGNATURE)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """The attachments as parts; the message's own text first, which the mail around it mostly has too."""
    from tnefparse import TNEF  # noqa: PLC0415  # few mails carry it

    kept = _kept(data.replace(_INNER_MESSAGE, _INNER_MARK), context.limits.parts)
    if kept is None:
        return (unread(name, MEDIA_TYPE, "winmail.dat 已损坏", "请打开原件，或请来信人重新发送"),)
    try:
        package = TNEF(kept, do_checksum=False)
    except _DAMAGE:
        return (unread(name, MEDIA_TYPE, "winmail.dat 已损坏", "请打开原件，或请来信人重新发送"),)
    inside = Inside(name, context)
    for attachment in package.attachments:
        _add(attachment, inside)
    text = _body(package, context.limits.text_chars)
    if not text and not inside.parts and not inside.inner:
        inside.problem("winmail.dat 里没有可读的内容", "请打开原件查看")
    own = (Part(name=name, media_type=MEDIA_TYPE, method=Method.TEXT, text=text),) if text else ()
    return (Reading(parts=(*own, *inside.parts), problems=inside.problems, inner=inside.inner),)


def _kept(data: bytes, most: int) -> bytes | None:
    """The stream without what we do not read, its counts checked: tnefparse believes them, up to four thousand million.

    None when it is damaged throughout. most: attributes.
    """
    pieces = [data[:6], _DEFAULT_PAGE]
    found = 0
    for name, body in _attributes(data):
        count = int.from_bytes(_counted(name, body)[:4], "little")
        if name in _KEPT and count <= len(body) // _WANTED_PROPERTY_BYTES + 1:
            pieces.append(body)
        found += 1
        if found >= most:
            break
    whole = b"".join(pieces)
    # It copies the rest of the stream for each attribute.
    return whole if found and found * len(whole) < _COPIED else None


def _counted(name: int, body: bytes) -> bytes:
    return body[_HEAD.size :] if name in {_PROPERTIES, _ATTACHMENT} else b""


def _attributes(data: bytes) -> "Iterator[tuple[int, bytes]]":
    """Name and bytes of each attribute, its head and checksum included."""
    position = 6
    while position + _HEAD.size + 2 <= len(data):
        _, name, _, length = _HEAD.unpack_from(data, position)
        end = position + _HEAD.size + length + 2
        if end > len(data):
            return
        yield name, data[position:end]
        position = end


def _add(attachment: Any, inside: Inside) -> None:  # tnefparse publishes no types
    content = attachment.data
    if isinstance(content, bytes) and content:
        inside.add(content.removeprefix(_INNER_MARK), _name(attachment))
    else:
        inside.problem("winmail.dat 里有一个附件没有内容", "请打开原件查看")


def _name(attachment: Any) -> str | None:  # as above
    """The long name; else the title, which is bytes in the sender's own charset."""
    raw: object = next((one.data for one in attachment.mapi_attrs if one.name == _LONG_NAME), None) or attachment._name  # noqa: SLF001  # its `name` decodes as UTF-8 and raises
    if isinstance(raw, bytes):
        return decode(raw.rstrip(b"\0"), attachment.codepage)[0]
    return str(raw).strip("\0") if raw else None


def _body(package: Any, most: int) -> str:  # as above
    plain, html = package.body, package.htmlbody
    if plain:
        text = decode(plain.rstrip(b"\0"), package.codepage)[0] if isinstance(plain, bytes) else str(plain)
        if text := clean(text.strip("\0")):
            return text
    if html:
        markup = decode_html(html, None) if isinstance(html, bytes) else str(html)
        return text_of(markup, MEDIA_TYPE)[0]
    packed = package._rtfbody  # noqa: SLF001  # its `rtfbody` wants a library that is not installed
    return rtf_text_of(unpack(packed, 4 * most), 4 * most)[0] if isinstance(packed, bytes) else ""
