"""Word documents (docx): every word a reader would see, from the XML of its parts."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.codes import Method
from domain.reading import Part, Problem
from domain.settings import Limits
from ingest.clean import clean
from ingest.reading import Context, Reading, unread

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "docx"
ORDER = 20
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = frozenset({"del", "moveFrom", "rPr", "pPr", "tblPr", "sectPr", "instrText", "delText"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN = "请打开原件查看，或请来信人重新发送"


class _TooLargeError(Exception):
    """Unzipped, a part is larger than the limits allow."""


def sniff(data: bytes, name: str) -> bool:
    """A zip that holds a Word document, or the container in which Word keeps a password-protected one."""
    del name
    if data.startswith(_OLE):
        return _ENCRYPTED in data
    return data.startswith(b"PK\x03\x04") and b"word/" in data and b"[Content_Types].xml" in data


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part: header, body with tables and text boxes, notes, footer; insertions in, deletions out."""
    if data.startswith(_OLE):
        return (unread(name, MEDIA_TYPE, "Word 文档有密码保护", "请向来信人索取密码，或请其重新发送"),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return (_read_package(package, name, context.limits),)
    except _TooLargeError:
        return (unread(name, MEDIA_TYPE, "Word 文档解压后过大", "请在安全的环境中打开原件查看"),)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return (unread(name, MEDIA_TYPE, "Word 文档已损坏", _OPEN),)


def _read_package(package: zipfile.ZipFile, name: str, limits: Limits) -> Reading:
    names = package.namelist()
    texts: list[str] = []
    problems: list[Problem] = []
    budget = limits.unzip_bytes
    for member in _members(names):
        raw = _unzipped(package, member, budget, limits.unzip_ratio)
        budget -= len(raw)
        text = _text_of(raw)
        if text is None:
            problems.append(Problem(where=name, what="Word 文档的一部分已损坏", mend=_OPEN))
        elif text and text not in texts:
            texts.append(text)
    if any(member.endswith("vbaProject.bin") for member in names):
        problems.append(
            Problem(where=name, what="Word 文档带有宏，已读取文字，宏没有运行", mend="打开原件前请确认来源可信")
        )
    text = clean("\n".join(texts))
    if not text:
        pictures = any(member.startswith("word/media/") for member in names)
        what = "Word 文档里只有图片，没有文字" if pictures else "Word 文档里没有文字"
        return unread(name, MEDIA_TYPE, what, "请打开原件查看，并由人工登记内容")
    part = Part(name=name, media_type=MEDIA_TYPE, method=Method.TEXT, text=text)
    return Reading(parts=(part,), problems=tuple(problems))


def _members(names: list[str]) -> list[str]:
    """The XML parts in the order a reader meets them."""
    groups = ("word/header", "word/document", "word/footnotes", "word/endnotes", "word/footer")
    return [
        member for group in groups for member in sorted(names) if member.startswith(group) and member.endswith(".xml")
    ]


def _unzipped(package: zipfile.ZipFile, member: str, budget: int, ratio: int) -> bytes:
    """One member's bytes, never more than the limits allow whatever its directory entry says."""
    packed = package.getinfo(member).compress_size
    allowed = min(budget, max(packed, 5_000) * ratio)
    with package.open(member) as stream:
        raw = stream.read(allowed + 1)
    if len(raw) > allowed:
        raise _TooLargeError
    return raw


def _text_of(raw: bytes) -> str | None:
    """The words of one XML part, None if it is not well-formed. Entities and remote references are not followed."""
    from lxml import etree  # noqa: PLC0415  # most mails carry no Word document

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        return None
    lines = [line.rstrip() for line in "".join(_words(root)).split("\n")]
    return "\n".join(line for line in lines if line)


def _words(element: "_Element") -> Iterator[str]:
    """The visible words below an element, in document order; depth is bounded by the XML parser (256)."""
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag == _FALLBACK:
            continue
        local = tag.removeprefix(_W).removeprefix(_STRICT)
        if local in _DELETED:
            continue
        if local == "t":
            yield child.text or ""
        elif local in _BREAKS:
            yield _BREAKS[local]
        elif local == "tr":
            yield "\t".join(" ".join("".join(_words(cell)).split()) for cell in child if _is_cell(cell)) + "\n"
        elif local == "txbxContent":
            yield "\n"
            yield from _words(child)
        else:
            yield from _words(child)
            if local == "p":
                yield "\n"


def _is_cell(element: "_Element") -> bool:
    return isinstance(element.tag, str) and element.tag.endswith(("}tc", "}sdt"))
