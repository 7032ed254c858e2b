"""Takes out of a LibreOffice PDF what differs from one run to the next, so that equal letters are equal bytes."""

import io
import re
import zlib
from collections.abc import Iterator

import pikepdf

_UNIQUE = re.compile(rb"/UniqueID \d{7}\b")
_EEXEC, _C1, _C2 = 55665, 52845, 22719
"""Adobe Type 1 Font Format, 7.3: how the private part of a font is enciphered."""


def steady(pdf: bytes) -> bytes:
    """The same PDF without the moment it was made and with a name and font numbers of its content alone."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name in ("/CreationDate", "/ModDate"):
            if name in document.docinfo:
                del document.docinfo[name]
        for name in ("/DocChecksum", "/ID"):
            if name in document.trailer:
                del document.trailer[name]
        for font in list(_type1_fonts(document)):
            font.write(_numbered(font))
        document.save(output, deterministic_id=True, fix_metadata_version=False)
    return output.getvalue()


def _type1_fonts(document: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    """LibreOffice numbers these fonts through the life of its process."""
    for thing in document.objects:
        font = thing.get("/FontFile") if isinstance(thing, pikepdf.Dictionary) else None
        if isinstance(font, pikepdf.Stream):
            yield font


def _numbered(font: pikepdf.Stream) -> bytes:
    """The font with a number made of its content, in its open and in its enciphered part; both keep their lengths."""
    data, length1, length2 = font.read_bytes(), int(font.Length1), int(font.Length2)
    public = _UNIQUE.sub(b"/UniqueID 4000000", data[:length1])
    private = _UNIQUE.sub(b"/UniqueID 4000000", _deciphered(data[length1 : length1 + length2]))
    unique = b"/UniqueID %d" % (4_000_000 + zlib.crc32(public + private) % 1_000_000)
    return _UNIQUE.sub(unique, public) + _enciphered(_UNIQUE.sub(unique, private)) + data[length1 + length2 :]


def _deciphered(data: bytes) -> bytes:
    state, plain = _EEXEC, bytearray()
    for byte in data:
        plain.append(byte ^ (state >> 8))
        state = ((byte + state) * _C1 + _C2) & 0xFFFF
    return bytes(plain)


def _enciphered(plain: bytes) -> bytes:
    state, data = _EEXEC, bytearray()
    for byte in plain:
        data.append(byte ^ (state >> 8))
        state = ((data[-1] + state) * _C1 + _C2) & 0xFFFF
    return bytes(data)
