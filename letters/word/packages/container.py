"""Opens the zip of a Word package only if every reader of zips must see the same parts in it (APPNOTE.TXT 6.3)."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from domain.said import N_, Sentence
from letters.word.packages.refusal import AMBIGUOUS, BROKEN, TOO_LARGE_UNPACKED, PackageRefused

UNZIPPED_BYTES = 100_000_000
"""More than any letter needs; beyond it a file is refused unread."""
_FILES = 2_000
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _DESCRIBED = 0x1, 0x8
_DESCRIPTOR = 24
"""Bytes of the longest data descriptor, which may follow the data of an entry that says so (4.3.9)."""
_PLAIN = re.compile(r"[A-Za-z0-9_.\[\]()@ +=,;&'!~$^{}#-]+(?:/[A-Za-z0-9_.\[\]()@ +=,;&'!~$^{}#-]+)*")

_OUTSIDE = N_("文件前后或中间有多余的数据")
_SAME = N_("有同名的部件")
_PATH = N_("有路径不规范的部件")
_LIES = N_("目录与内容不一致")
_LOCKED = N_("有加密的部件")


def opened(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name, in their order. Raises PackageRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            _check_extent(data, infos)
            _check_names([info.filename for info in infos])
            if len(infos) > _FILES or sum(info.file_size for info in infos) > UNZIPPED_BYTES:
                raise PackageRefused(Sentence(TOO_LARGE_UNPACKED))
            _check_entries(data, infos, package.start_dir)
            return {info.filename: package.read(info) for info in infos if not info.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, struct.error) as error:
        raise PackageRefused(Sentence(BROKEN)) from error


def name_key(name: str) -> str:
    """What two names of one part have in common (ECMA-376-2, 6.2.2.3: they are compared without case)."""
    return name.casefold()


def is_plain(name: str) -> bool:
    """Whether a part's name means one thing: no backslash, percent, empty or dotted step, nothing before the first."""
    return _PLAIN.fullmatch(name) is not None and not {".", ".."} & set(name.split("/"))


def _ambiguous(what: str) -> PackageRefused:
    return PackageRefused(Sentence(AMBIGUOUS, {"what": Sentence(what)}))


def _check_extent(data: bytes, infos: Sequence[zipfile.ZipInfo]) -> None:
    """The archive begins with the first byte and ends with the last, and its end record says the truth."""
    if len(data) < _END.size or not data.startswith(b"PK\x03\x04"):
        raise _ambiguous(_OUTSIDE)
    mark, disk, first, here, total, size, offset, comment = _END.unpack_from(data, len(data) - _END.size)
    if mark != b"PK\x05\x06" or comment:
        raise _ambiguous(_OUTSIDE)
    if (disk, first, here, total) != (0, 0, len(infos), len(infos)) or offset + size + _END.size != len(data):
        raise _ambiguous(_LIES)


def _check_names(names: Sequence[str]) -> None:
    files = [name for name in names if not name.endswith("/")]
    if not all(is_plain(name.rstrip("/")) for name in names):
        raise _ambiguous(_PATH)
    keys = [name_key(name) for name in files]
    folders = {key[: at + 1] for key in keys for at, sign in enumerate(key) if sign == "/"}
    if len(set(keys)) < len(keys) or any(f"{key}/" in folders for key in keys):
        raise _ambiguous(_SAME)


def _check_entries(data: bytes, infos: Sequence[zipfile.ZipInfo], directory: int) -> None:
    """Each entry stands where the directory says, as it says, and nothing stands between them."""
    at = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.flag_bits & _ENCRYPTED:
            raise _ambiguous(_LOCKED)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PackageRefused(Sentence(BROKEN))
        gap = info.header_offset - at
        if gap:
            raise _ambiguous(_OUTSIDE)
        at = _end_of(data, info, following=_following(infos, info, directory))


def _following(infos: Sequence[zipfile.ZipInfo], info: zipfile.ZipInfo, directory: int) -> int:
    later = [one.header_offset for one in infos if one.header_offset > info.header_offset]
    return min(later, default=directory)


def _end_of(data: bytes, info: zipfile.ZipInfo, *, following: int) -> int:
    """Where an entry ends: with its data, or with the descriptor behind it."""
    fields: tuple[Any, ...] = _LOCAL.unpack_from(data, info.header_offset)  # bytes and numbers
    mark, _, flags, method, *_, packed, size, name_length, extra_length = fields
    start = info.header_offset + _LOCAL.size
    name = data[start : start + name_length]
    said = info.filename.encode("utf-8" if flags & 0x800 else "cp437", "replace")
    if mark != b"PK\x03\x04" or name != said or (method, flags) != (info.compress_type, info.flag_bits):
        raise _ambiguous(_LIES)
    described = bool(flags & _DESCRIBED)
    if not described and (packed, size) != (info.compress_size, info.file_size):
        raise _ambiguous(_LIES)
    end: int = start + name_length + extra_length + info.compress_size
    if described and 0 <= following - end <= _DESCRIPTOR:
        return following
    return end
