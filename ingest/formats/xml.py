"""Documents in one XML file: Flat OPC, Word 2003 and Excel 2003; of other XML the words without its markup."""

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest.clean import clean
from ingest.hidden import HIDDEN, HIDDEN_MEND
from ingest.package import parse_xml
from ingest.reading import Context, Reading, unread
from ingest.word_xml import words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "xml"
ORDER = 55
SUFFIXES = (".xml",)

_START = re.compile(rb"^[\s\xef\xbb\xbf]*<\?xml\b|^[\s\xef\xbb\xbf]*<(?:pkg:package|w:wordDocument)\b")
_UTF16 = re.compile(rb"^(?:\xff\xfe<\0\?\0x\0m\0l\0|\xfe\xff\0<\0\?\0x\0m\0l)")
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_WORD = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_ANNOTATION = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_TYPES = {_WORD: "application/msword", _SHEET: "application/vnd.ms-excel"}
_MEND = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """An XML declaration, or the root of an Office document; what is HTML was asked before."""
    del name
    return _START.match(data) is not None or _UTF16.match(data) is not None


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """As the document it is."""
    root = parse_xml(data.lstrip(b"\xef\xbb\xbf\r\n\t ") if not _UTF16.match(data) else data)
    if root is None:
        return (unread(name, "application/xml", "XML 文件已损坏", "请打开原件，或请来信人重新发送"),)
    if root.tag == f"{_PACKAGE}package":
        return context.nested(_zipped(root), name, context.deeper())
    if root.tag == f"{_WORD}wordDocument":
        return (_reading(_word(root), name, _WORD),)
    if root.tag == f"{_SHEET}Workbook":
        reading = _reading(_sheets(root, context.limits.table_rows), name, _SHEET)
        return (replace(reading, problems=(*reading.problems, *_not_shown(root, name))),)
    return (_other(root, name),)


def _zipped(root: "_Element") -> bytes:
    """The package of which this is the flat form (Flat OPC), as a zip."""
    from lxml import etree  # noqa: PLC0415  # loaded by parse_xml already

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for part in root.iter(f"{_PACKAGE}part"):
            member = part.get(f"{_PACKAGE}name", "").lstrip("/")
            markup = next(iter(part.iterfind(f"{_PACKAGE}xmlData/*")), None)
            binary = part.findtext(f"{_PACKAGE}binaryData")
            if member and markup is not None:
                package.writestr(member, etree.tostring(markup, encoding="utf-8", xml_declaration=True))
            elif member and binary:
                package.writestr(member, _decoded(binary))
        if "[Content_Types].xml" not in package.namelist():
            package.writestr("[Content_Types].xml", "<Types/>")
    return target.getvalue()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _word(root: "_Element") -> str:
    """Header, body, footer, comments."""
    pieces = {kind: [words_of(one) for one in root.iter(f"{_WORD}{kind}")] for kind in ("hdr", "body", "ftr")}
    comments = (
        " ".join(words_of(content).split())
        for one in root.iter(_ANNOTATION)
        if one.get(f"{_WORD}type") == "Word.Comment"
        for content in one
    )
    told = "\n".join(f"批注：{words}" for words in comments if words)
    unique = dict.fromkeys(text for kind in ("hdr", "body", "ftr") for text in pieces[kind] if text)
    return clean("\n\n".join(filter(None, ("\n".join(unique), told))))


def _sheets(root: "_Element", most: int) -> str:
    """The rows of the sheets that are shown, cells by tabs, comments after them."""
    lines: list[str] = []
    comments: list[str] = []
    for sheet in root.iter(f"{_SHEET}Worksheet"):
        if _is_hidden(sheet):
            continue
        for row in sheet.iter(f"{_SHEET}Row"):
            if len(lines) >= most:
                break
            if row.get(f"{_SHEET}Hidden") != "1":
                lines.append("\t".join(_cells(row)).rstrip("\t"))
        comments += [_flat(one.itertext()) for one in sheet.iter(f"{_SHEET}Comment")]
    told = "\n".join(f"批注：{words}" for words in comments if words)
    return clean("\n\n".join(filter(None, ("\n".join(lines), told))))


def _is_hidden(sheet: "_Element") -> bool:
    return (sheet.findtext(f".//{_EXCEL}WorksheetOptions/{_EXCEL}Visible") or "").startswith("SheetHidden")


def _not_shown(root: "_Element", name: str) -> tuple[Problem, ...]:
    """What is told of sheets and rows that a reader of the workbook does not see."""
    sheets = any(_is_hidden(sheet) for sheet in root.iter(f"{_SHEET}Worksheet"))
    rows = any(row.get(f"{_SHEET}Hidden") == "1" for row in root.iter(f"{_SHEET}Row"))
    if not (sheets or rows):
        return ()
    return (Problem(where=name, what=HIDDEN, mend=HIDDEN_MEND),)


def _cells(row: "_Element") -> Iterator[str]:
    for cell in row.iter(f"{_SHEET}Cell"):
        data = cell.find(f"{_SHEET}Data")
        yield "" if data is None else _flat(data.itertext())


def _flat(pieces: Iterable[str | bytes]) -> str:
    return " ".join("".join(map(str, pieces)).split())


def _reading(text: str, name: str, space: str) -> Reading:
    if not text:
        return unread(name, _TYPES[space], "文档里没有文字", _MEND)
    method = Method.TABLE if space == _SHEET else Method.TEXT
    return Reading(parts=(Part(name=name, media_type=_TYPES[space], method=method, text=text),))


def _other(root: "_Element", name: str) -> Reading:
    """Words of elements, one a line; which of them a resident wrote is for a person to tell."""
    words = (_flat((element.text or "", element.tail or "")) for element in root.iter())
    text = clean("\n".join(filter(None, words)))
    if not text:
        return unread(name, "application/xml", "XML 文件里没有文字", _MEND)
    problem = Problem(where=name, what="XML 数据文件，只取出了文字", mend="请对照原件核对")
    part = Part(name=name, media_type="application/xml", method=Method.TEXT, text=text, confidence=0.5)
    return Reading(parts=(part,), problems=(problem,))
