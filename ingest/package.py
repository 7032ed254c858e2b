"""Opens zip containers (Word, OpenDocument, OFD, Excel, plain zip) within limits, whatever their directory says."""

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from ingest.reading import Budget

if TYPE_CHECKING:
    from lxml.etree import _Element

ZIP = b"PK\x03\x04"
_LOCAL_NAME = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
_SCANNED = 2_000_000
_MOST_NAMES = 5_000  # more is a plain archive, and its directory is not read only to tell
_SMALL = 5_000
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


class PackageError(Exception):
    """A container or a member that cannot be opened: damaged, `too_large` or `locked` by a password."""

    def __init__(self, *, too_large: bool = False, locked: bool = False) -> None:
        super().__init__()
        self.too_large = too_large
        self.locked = locked

    @property
    def what(self) -> str:
        """What is wrong, to follow the name of the kind of file."""
        return "解压后过大" if self.too_large else "有密码保护" if self.locked else "已损坏"

    @property
    def mend(self) -> str:
        """What mends it."""
        if self.too_large:
            return "请在安全的环境中打开原件查看"
        return "请向来信人索取密码，或请其重新发送" if self.locked else "请打开原件查看，或请来信人重新发送"


def member_names(data: bytes) -> frozenset[str]:
    """The names in a zip, from its directory; from the members themselves when it is damaged, cut off or very long."""
    if not data.startswith(ZIP):
        return frozenset()
    try:
        if _count(data) > _MOST_NAMES:
            raise zipfile.BadZipFile
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return frozenset(package.namelist())
    except _DAMAGE:
        heads = _LOCAL_NAME.finditer(data[:_SCANNED])
        found = (data[head.end() : head.end() + int.from_bytes(head[1], "little")] for head in heads)
        return frozenset(name.decode("utf-8", "replace") for name in found)


def _count(data: bytes) -> int:
    """How many members the end of the directory says there are (APPNOTE 4.3.16), 0 if there is no end."""
    end = data.rfind(b"PK\x05\x06")
    return int.from_bytes(data[end + 10 : end + 12], "little") if end >= 0 else 0


class Package:
    """An open zip whose members are unpacked at the cost of one budget. Every method raises PackageError alone."""

    def __init__(self, data: bytes, *, budget: Budget, ratio: int) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise PackageError from error
        self._budget = budget
        self._paid = False
        self._ratio = ratio
        self.members = self._zip.infolist()
        self.names = [member.filename for member in self.members]

    def read(self, member: str | zipfile.ZipInfo) -> bytes:
        """One member's bytes; never more than the ratio and the budget allow."""
        try:
            info = self._zip.getinfo(member) if isinstance(member, str) else member
            if info.flag_bits & 1:
                raise PackageError(locked=True)
            allowed = max(info.compress_size, _SMALL) * self._ratio
            allowed = allowed if self._paid else min(self._budget.bytes, allowed)
            with self._zip.open(info) as stream:
                raw = stream.read(allowed + 1)
        except _DAMAGE as error:
            raise PackageError from error
        if len(raw) > allowed:
            raise PackageError(too_large=True)
        self._budget.bytes -= 0 if self._paid else len(raw)
        return raw

    def check_sizes(self) -> None:
        """Refuse by the directory a zip that another library will unpack; zipfile reads no more than that says.

        All of it is paid for then: what is read from here besides costs nothing more.
        """
        for info in self.members:
            if info.flag_bits & 1:
                raise PackageError(locked=True)
            if info.file_size > max(info.compress_size, _SMALL) * self._ratio:
                raise PackageError(too_large=True)
        whole = sum(info.file_size for info in self.members)
        if whole > self._budget.bytes:
            raise PackageError(too_large=True)
        self._budget.bytes -= whole
        self._paid = True


def transitional(package: Package) -> bytes | None:
    """An Office package in the strict form of ISO/IEC 29500 as one in the form that libraries know; None if it is not.

    Raises PackageError over the limits.
    """
    main = next((name for name in package.names if name.endswith("/workbook.xml")), "")
    if not main or _STRICT not in package.read(main):
        return None
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for info in package.members:
            raw = package.read(info)
            if info.filename.endswith((".xml", ".rels")):
                raw = _STRICT_NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", raw)
            packed.writestr(info.filename, raw)
    return target.getvalue()


def parse_xml(raw: bytes) -> "_Element | None":
    """The root of an XML part, None if it is not well-formed. Entities and references outside are never followed."""
    from lxml import etree  # noqa: PLC0415  # most mails carry no such file

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
