"""PDF: the text layer where it can be trusted, OCR where a page is a scan or its layer is garbled."""

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest.clean import clean
from ingest.inside import Inside
from ingest.ocr.separator import says_separator
from ingest.ocr.sheets import Leaf, Mark, Place, read_leaf, readings_of, unreached, unread_leaf
from ingest.pdf_extras import add_files, extras_of, with_files
from ingest.pdf_filled import with_notes
from ingest.pdf_pages import PageLook, look_at, render
from ingest.pdf_tables import page_with_tables
from ingest.reading import Context, Reading, unread
from ingest.text_layer import borne_out

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

NAME = "pdf"
ORDER = 10
SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"

_SEARCHED = 1024
_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x78\x9f\x3e\x22")  # zip, OLE, TNEF
_TABLE_RULES = 4
_TABLE_PAGES = 20
"""Only so many pages are looked at for tables: it takes a thousand times longer than the text layer."""
_BACKGROUND = 0.5
"""The share of a page from which a picture under its words may be a form that they were typed onto."""
_A_FEW_CHARS, _MUCH_MORE = 8, 0.25
_GARBLED = "文字层是乱码（字体的编码缺失或有误），已改按图像识别"
_LOOK = "请对照原件核对识别出的文字"
_MEND = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """The PDF mark within the first kilobyte, as readers accept it; a container that begins with a PDF is none."""
    del name
    return b"%PDF-" in data[:_SEARCHED] and not data.startswith(_CONTAINERS)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a page; a scan of several letters is divided."""
    import pypdfium2  # noqa: PLC0415  # most mails carry no PDF

    data = data[data.find(b"%PDF-", 0, _SEARCHED) :]
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            return (unread(name, MEDIA_TYPE, "PDF 有密码保护", "请向来信人索取密码，或请其重新发送"),)
        mended = _mended(data)
        if mended is None:
            return (unread(name, MEDIA_TYPE, "PDF 已损坏", "请打开原件，或请来信人重新发送"),)
        data, document = mended, pypdfium2.PdfDocument(mended)
    try:
        return _read_document(document, data, name, context)
    finally:
        document.close()


def files(data: bytes, name: str, context: Context) -> None:
    """Read what is attached to the document or its pages, and nothing else."""
    data = data[data.find(b"%PDF-", 0, _SEARCHED) :]
    extras = extras_of(data, pages=context.limits.pages, most_bytes=context.budget.bytes)
    add_files(extras, Inside(name, context))


def _mended(data: bytes) -> bytes | None:
    """The file with its table of objects rebuilt; None if that cannot be done."""
    import pikepdf  # noqa: PLC0415  # for damaged files alone
    import pypdfium2  # noqa: PLC0415  # loaded by `read` already

    written = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if not len(document.pages):
                return None
            document.save(written)
        pypdfium2.PdfDocument(written.getvalue()).close()
    except (pikepdf.PdfError, pikepdf.PasswordError, pypdfium2.PdfiumError, OSError, ValueError):
        return None
    return written.getvalue()


def _read_document(document: "PdfDocument", data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    count, limit = len(document), context.limits.pages
    if not count:
        return (unread(name, MEDIA_TYPE, "PDF 没有页面", _MEND),)
    extras = extras_of(data, pages=min(count, limit), most_bytes=context.budget.bytes)
    leaves = []
    for number in range(min(count, limit)):
        place = Place(name=name, media_type=MEDIA_TYPE, page=number + 1, of=count)
        leaf, plain = _read_page(document, number, place, context)
        if plain and number < _TABLE_PAGES:
            leaf = replace(leaf, part=_with_tables(document, data, leaf.part))
        if found := extras.pages.get(place.page):
            leaf = with_notes(leaf, found, data, place, plain=plain or leaf.mark is Mark.BLANK)
        leaves.append(leaf)
    readings = readings_of(leaves, name, context)
    readings = (with_files(readings[0], extras, Inside(name, context)), *readings[1:])
    if count > limit:
        what = f"PDF 共{count}页，只读取了前{limit}页"
        problem = Problem(where=name, what=what, mend="请打开原件查看其余各页")
        readings = (*readings[:-1], replace(readings[-1], problems=(*readings[-1].problems, problem)))
    return readings


def _read_page(document: "PdfDocument", number: int, place: Place, context: Context) -> tuple[Leaf, bool]:
    """One page: its text layer if it has one that can be trusted, else through OCR; whether it may hold tables."""
    import pypdfium2  # noqa: PLC0415  # loaded by `read` already

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return unread_leaf(place, f"第{place.page}页已损坏", _MEND), False
    try:
        look = look_at(page, context.limits)
        if says_separator(look.text):
            part = replace(place.part(), confidence=1.0, rotation=look.turned)
            return Leaf(part=part, mark=Mark.SEPARATOR, scanned=False), False
        if look.scan or look.garbled or look.doubtful or look.picture > _BACKGROUND:
            return _scanned(page, look, place, context), False
    except pypdfium2.PdfiumError:
        return unread_leaf(place, f"第{place.page}页已损坏", _MEND), False
    finally:
        page.close()
    part = replace(place.part(), confidence=1.0, rotation=look.turned)
    if not look.text:
        return Leaf(part=part, mark=Mark.BLANK, scanned=False), False
    told = (_picture_told(place),) if look.picture else ()
    return Leaf(part=replace(part, method=Method.TEXT, text=look.text), problems=told, scanned=False), look.plain


def _scanned(page: "PdfPage", look: PageLook, place: Place, context: Context) -> Leaf:
    """The page through OCR, its text layer kept where it turns out to be what the page shows."""
    if look.oversized:
        return unread_leaf(place, "页中图像过大，没有打开", _MEND)
    layer = replace(place.part(), method=Method.TEXT, text=look.text, confidence=1.0, rotation=look.turned)
    if not context.allowance.another_page():
        unproved = Problem(where=place.shown, what="文字层可能是乱码，没有时间按图像核对", mend=_LOOK)
        kept = look.text and not (look.scan or look.garbled)
        return Leaf(part=replace(layer, confidence=0.5), problems=(unproved,)) if kept else unreached(place)
    leaf = read_leaf(render(page, look, context.limits), place, context)
    leaf = replace(leaf, part=replace(leaf.part, rotation=(leaf.part.rotation + look.turned) % 360))
    return _surer(leaf, layer, look, place)


def _surer(leaf: Leaf, layer: Part, look: PageLook, place: Place) -> Leaf:
    """Of what OCR read and the text layer, the one that can be trusted to say what the page shows."""
    if leaf.mark is Mark.PAGE and look.printed and not look.doubtful and look.picture:
        return _fuller(layer, leaf, place)
    if leaf.mark is not Mark.PAGE or (look.scan and leaf.part.text):
        return leaf
    if look.garbled or (look.doubtful and not borne_out(look.doubtful, leaf.part.text)):
        return replace(leaf, problems=(Problem(where=place.shown, what=_GARBLED, mend=_LOOK), *leaf.problems))
    if not look.text:
        return leaf
    # A line printed over a photograph is small beside it, but its text layer is sure; so is an unusual text.
    return Leaf(part=layer, problems=leaf.problems if look.scan else (), scanned=look.scan)


def _fuller(layer: Part, leaf: Leaf, place: Place) -> Leaf:
    """Of a page with printed words and a picture: its exact text, or what OCR read if the picture says much more."""
    more = len("".join(leaf.part.text.split())) - len("".join(layer.text.split()))
    if more > max(_A_FEW_CHARS, _MUCH_MORE * len(layer.text)):
        return leaf
    told = leaf.problems if not leaf.part.text else (_picture_told(place),) if more > _A_FEW_CHARS else ()
    return Leaf(part=layer, problems=told, scanned=False)


def _picture_told(place: Place) -> Problem:
    return Problem(where=place.shown, what="页上有图片，没有读取图片里的文字", mend="请打开原件查看图片，作为证据留存")


def _with_tables(document: "PdfDocument", data: bytes, part: Part) -> Part:
    """The page with its tables row by row, if it has lines enough for one."""
    if not part.page or _rules(document, part.page - 1) < _TABLE_RULES:
        return part
    text = page_with_tables(data, part.page)
    return replace(part, method=Method.TABLE, text=clean(text)) if text else part


def _rules(document: "PdfDocument", number: int) -> int:
    """How many drawn lines and boxes a page has."""
    from pypdfium2.raw import FPDF_PAGEOBJ_PATH  # noqa: PLC0415  # loaded by `read` already

    page = document[number]
    try:
        return sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_PATH]))
    finally:
        page.close()
