"""The zip around a letter: equal parts give equal bytes, and parts that no letter changes are compressed only once.

Python's zipfile cannot store data that is compressed already, so the few records of the format are written here
(APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UTF8_NAMES = 0x800
_DEFLATED = 8
_TIME, _DATE = 0, 0x21  # 1980-01-01 00:00, the format's first moment


@dataclass(frozen=True, kw_only=True)
class Packed:
    """One part, ready to be written: its name, checksum, size before and data after compression."""

    name: bytes
    crc: int
    size: int
    data: bytes


def pack(name: str, content: bytes, *, level: int = 6) -> Packed:
    """`content` compressed (raw deflate, RFC 1951)."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    data = deflate.compress(content) + deflate.flush()
    return Packed(name=name.encode(), crc=zlib.crc32(content), size=len(content), data=data)


def join(parts: Iterable[Packed]) -> bytes:
    """A zip of `parts` in their order, dated 1980-01-01. Sizes stay under the 4 GB of the format without zip64."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        shared = (_UTF8_NAMES, _DEFLATED, _TIME, _DATE, part.crc, len(part.data), part.size, len(part.name), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *shared) + part.name
        directory.append(_CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *shared, 0, 0, 0, 0, offset) + part.name)
        body += (local, part.data)
        offset += len(local) + len(part.data)
    index = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(index), offset, 0)
    return b"".join((*body, index, end))
