"""Zip archives: every file in them is read by its own content, at any depth, within one budget."""

import zipfile

from ingest.charset import decode
from ingest.headers import safe_name
from ingest.inside import Inside, is_clutter
from ingest.package import ZIP, Package, PackageError, member_names
from ingest.reading import Context, Reading, unread

NAME = "zip"
ORDER = 60
MEDIA_TYPE = "application/zip"

_OFFICE = frozenset({"[Content_Types].xml", "mimetype", "OFD.xml", "META-INF/manifest.xml"})
_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9
_LOCKED_MEND = "请向来信人索取密码，或请其重新发送"


def sniff(data: bytes, name: str) -> bool:
    """A zip that is no document of a kind of its own, or an empty one."""
    del name
    if data.startswith(b"PK\x05\x06"):
        return True
    return data.startswith(ZIP) and not member_names(data) & _OFFICE


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One letter of all its files; mails in it are letters of their own."""
    inside = Inside(name, context)
    try:
        package = Package(data, budget=context.budget, ratio=context.limits.unzip_ratio)
    except PackageError as error:
        return (unread(name, MEDIA_TYPE, f"压缩包{error.what}", error.mend),)
    members = [info for info in package.members if not info.is_dir() and not is_clutter(info.filename)]
    if not members:
        return (unread(name, MEDIA_TYPE, "压缩包是空的", "请与来信人联系，请其重新发送"),)
    for info, packed_as in zip(members, _names(members), strict=True):
        shown = safe_name(packed_as, "无名文件")
        if context.budget.files <= 0:
            inside.problem("其中的文件过多，其余的没有读取", "请打开原件查看")
            break
        try:
            inside.add(package.read(info), shown)
        except PackageError as error:
            what = "有密码" if error.locked else error.what
            inside.problem(f"压缩包里的“{shown}”{what}，没有读取", _LOCKED_MEND if error.locked else error.mend)
    return inside.letters()


def _names(members: list[zipfile.ZipInfo]) -> list[str]:
    """The members' names; without the UTF-8 flag they are bytes in the packer's own charset, one for the archive."""
    plain = [_plain_bytes(info) for info in members]
    # A line end after each name: short names together tell more of their charset than each alone.
    read = decode(b"\n".join(name for name in plain if name is not None))[0].split("\n")
    names = iter(read)
    return [
        _unicode_path(info) or (info.filename if raw is None else next(names))
        for info, raw in zip(members, plain, strict=True)
    ]


def _plain_bytes(info: zipfile.ZipInfo) -> bytes | None:
    """The name's bytes, None when it is known to be Unicode."""
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return None
    try:
        return info.orig_filename.encode("cp437").replace(b"\n", b"_")
    except UnicodeEncodeError:
        return None


def _unicode_path(info: zipfile.ZipInfo) -> str | None:
    """The name in the extra field of Info-ZIP, if there is one."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None
