"""RAR and 7z archives, through libarchive: every file in them is read by its own content, within one budget."""

import logging
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Protocol

from ingest.charset import decode
from ingest.headers import safe_name
from ingest.inside import Inside, is_clutter
from ingest.reading import Context, Reading, unread

NAME = "archive"
ORDER = 60
SUFFIXES = (".rar", ".7z")

_KINDS = (
    (b"Rar!\x1a\x07\x01\x00", "rar5", "application/vnd.rar"),
    (b"Rar!\x1a\x07\x00", "rar", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "7zip", "application/x-7z-compressed"),
)
_UNNAMED = "application/octet-stream"
_SMALL = 5_000
_BLOCK = 65_536
_LOCKED = ("encrypt", "crypto", "password", "passphrase")
_MISSING = "请管理员安装 libarchive（libarchive13），或请来信人改用 zip 重新发送"
_LOCKED_MEND = "请向来信人索取密码，或请其重新发送"
_DAMAGED_MEND = "请打开原件查看，或请来信人改用 zip 重新发送"
_LARGE_MEND = "请在安全的环境中打开原件查看"


class _Entry(Protocol):
    """One file of an archive, as libarchive-c gives it, which publishes no types."""

    isdir: bool
    issym: bool
    islnk: bool
    pathname: str | bytes | None

    def get_blocks(self, block_size: int) -> Iterable[bytes]:
        """Its bytes, a block at a time."""
        ...


def sniff(data: bytes, name: str) -> bool:
    """The signature of a RAR (either version) or a 7z."""
    del name
    return any(data.startswith(magic) for magic, _, _ in _KINDS)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One letter of all its files; mails in it are letters of their own."""
    known = next(((form, kind) for magic, form, kind in _KINDS if data.startswith(magic)), None)
    if known is None:
        return (unread(name, context.declared or _UNNAMED, "压缩包已损坏", _DAMAGED_MEND),)
    form, media_type = known
    library = _library()
    if library is None:
        return (unread(name, media_type, "压缩包没有读取：没有安装 libarchive", _MISSING),)
    inside = Inside(name, context)
    files = 0
    try:
        with library.memory_reader(data, format_name=form, filter_name="none") as archive:
            for number, entry in enumerate(_entries(archive), 1):
                if context.budget.files <= 0 or number > context.limits.parts:
                    inside.problem("其中的文件过多，其余的没有读取", "请打开原件查看")
                    break
                files += _add(entry, len(data) * context.limits.unzip_ratio, inside, context, library)
    except library.ArchiveError as error:
        what, mend = _why(error)
        if not files:
            return (unread(name, media_type, f"压缩包{what}", mend),)
        inside.problem(f"压缩包{what}，其余的没有读取", mend)
    if not files:
        return (unread(name, media_type, "压缩包是空的", "请与来信人联系，请其重新发送"),)
    return inside.letters()


def _library() -> ModuleType | None:
    """The binding, None where the C library behind it is not installed."""
    try:
        import libarchive  # noqa: PLC0415  # few letters hold such an archive
    except (OSError, TypeError, AttributeError):
        return None
    logging.getLogger("libarchive").setLevel(logging.CRITICAL)  # its warnings quote names of files, which are private
    found: ModuleType = libarchive
    return found


def _entries(archive: Iterable[_Entry]) -> Iterator[_Entry]:
    """The files in it, without folders, links and a system's own notes."""
    for entry in archive:
        if not (entry.isdir or entry.issym or entry.islnk or is_clutter(_name(entry))):
            yield entry


def _name(entry: _Entry) -> str:
    packed_as = entry.pathname
    return decode(packed_as)[0] if isinstance(packed_as, bytes) else packed_as or ""


def _add(entry: _Entry, most: int, inside: Inside, context: Context, library: ModuleType) -> int:
    """Read one file; 1, also where it could only be told. most: bytes that the archive may unpack to."""
    shown = safe_name(_name(entry), "无名文件")
    allowed = min(context.budget.bytes, max(most, _SMALL))
    data = bytearray()
    try:
        for block in entry.get_blocks(_BLOCK):
            data += block
            if len(data) > allowed:
                inside.problem(f"压缩包里的“{shown}”解压后过大，没有读取", _LARGE_MEND)
                return 1
    except library.ArchiveError as error:
        what, mend = _why(error)
        inside.problem(f"压缩包里的“{shown}”{what}，没有读取", mend)
        return 1
    context.budget.bytes -= len(data)
    inside.add(bytes(data), shown)
    return 1


def _why(error: Exception) -> tuple[str, str]:
    """What is wrong and what mends it; a password shows in some archives as a checksum alone."""
    said = str(error).lower()
    if any(word in said for word in _LOCKED):
        return "有密码", _LOCKED_MEND
    return ("有密码或已损坏", _LOCKED_MEND) if "checksum" in said or "crc" in said else ("已损坏", _DAMAGED_MEND)
