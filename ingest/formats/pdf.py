"""PDF with a text layer; a scan or a garbled layer is put before a person until OCR reads it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.codes import Method
from domain.reading import Part, Problem
from ingest.clean import clean
from ingest.pdf_tables import page_with_tables
from ingest.reading import Context, Reading, unread

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

NAME = "pdf"
ORDER = 10
MEDIA_TYPE = "application/pdf"

_SEARCHED = 1024
_GARBAGE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
_GARBAGE_SHARE = 0.1
_STAMP_CHARS = 60
_PICTURE_SHARE = 0.5
_LINE_CHARS = 20
_TABLE_RULES = 4
_TABLE_PAGES = 20
"""Only so many pages are looked at for tables: it takes a thousand times longer than the text layer."""
_SCAN = "第{page}页是扫描图像，没有可读的文字"
_GARBLED = "第{page}页的文字层是乱码"
_MEND = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """The PDF mark within the first kilobyte, as readers accept it."""
    del name
    return b"%PDF-" in data[:_SEARCHED]


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a page."""
    import pypdfium2  # noqa: PLC0415  # most mails carry no PDF

    data = data[data.find(b"%PDF-", 0, _SEARCHED) :]
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            return (unread(name, MEDIA_TYPE, "PDF 有密码保护", "请向来信人索取密码，或请其重新发送"),)
        return (unread(name, MEDIA_TYPE, "PDF 已损坏", "请打开原件，或请来信人重新发送"),)
    try:
        return (_read_document(document, data, name, context.limits.pages),)
    finally:
        document.close()


def _read_document(document: "PdfDocument", data: bytes, name: str, limit: int) -> Reading:
    count = len(document)
    pages = [_read_page(document, number, name) for number in range(min(count, limit))]
    pages[:_TABLE_PAGES] = [_with_tables(document, data, part, problem) for part, problem in pages[:_TABLE_PAGES]]
    problems = [problem for _, problem in pages if problem]
    if count > limit:
        problems.append(
            Problem(where=name, what=f"PDF 共{count}页，只读取了前{limit}页", mend="请打开原件查看其余各页")
        )
    if not count:
        return unread(name, MEDIA_TYPE, "PDF 没有页面", _MEND)
    if problems and not any(part.text for part, _ in pages):
        what = f"PDF 是扫描件或图像（共{count}页），没有可读的文字"
        problems = [Problem(where=name, what=what, mend=_MEND)]
    return Reading(parts=tuple(part for part, _ in pages), problems=tuple(problems))


def _read_page(document: "PdfDocument", number: int, name: str) -> tuple[Part, Problem | None]:
    """One page: its text layer if it has one that can be trusted."""
    import pypdfium2  # noqa: PLC0415  # loaded by `read` already

    shown = number + 1
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return _unread_page(name, shown, "第{page}页已损坏")
    try:
        text = _page_text(page)
        if _garbled(text):
            return _unread_page(name, shown, _GARBLED)
        picture = len(text) < _STAMP_CHARS and _picture_share(page) > _PICTURE_SHARE
    finally:
        page.close()
    if picture:
        return _unread_page(name, shown, _SCAN)
    if not text:
        return Part(name=name, media_type=MEDIA_TYPE, method=Method.NONE, page=shown), None
    return Part(name=name, media_type=MEDIA_TYPE, method=Method.TEXT, page=shown, text=text), None


def _with_tables(
    document: "PdfDocument", data: bytes, part: Part, problem: Problem | None
) -> tuple[Part, Problem | None]:
    """The page with its tables row by row, if it has lines enough for one."""
    if not part.text or not part.page or _rules(document, part.page - 1) < _TABLE_RULES:
        return part, problem
    text = page_with_tables(data, part.page)
    return (replace(part, method=Method.TABLE, text=clean(text)) if text else part), problem


def _rules(document: "PdfDocument", number: int) -> int:
    """How many drawn lines and boxes a page has."""
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH  # noqa: PLC0415  # loaded by `read` already

    page = document[number]
    try:
        return sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_PATH]))
    finally:
        page.close()


def _unread_page(name: str, page: int, what: str) -> tuple[Part, Problem]:
    part = Part(name=name, media_type=MEDIA_TYPE, method=Method.NONE, page=page, confidence=0.0)
    return part, Problem(where=f"{name} 第{page}页", what=what.format(page=page), mend=_MEND)


def _page_text(page: "PdfPage") -> str:
    layer = page.get_textpage()
    try:
        return _joined(clean(layer.get_text_range().replace("\ufffe", "-")))
    finally:
        layer.close()


def _joined(text: str) -> str:
    """Lines that a full line of Chinese was broken into, joined again: the next goes on without an indent."""
    lines = text.split("\n")
    longest = max((len(line) for line in lines), default=0)
    return "".join(_with_ends(lines, longest)).strip("\n")


def _with_ends(lines: list[str], longest: int) -> Iterator[str]:
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        full = longest >= _LINE_CHARS and len(line) >= longest - 2 and " " not in line
        goes_on = full and following[:1] > "\u4e00" and (line[-1:] > "\u4e00" or line[-1:] in "，、")
        yield line if goes_on else line + "\n"


def _garbled(text: str) -> bool:
    return bool(text) and sum(len(hit[0]) for hit in _GARBAGE.finditer(text)) > _GARBAGE_SHARE * len(text)


def _picture_share(page: "PdfPage") -> float:
    """How much of the page its largest picture covers, 0-1."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # noqa: PLC0415  # loaded by `read` already

    width, height = page.get_size()
    shares = [0.0]
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        shares.append(abs((right - left) * (top - bottom)) / max(1.0, width * height))
    return max(shares)
