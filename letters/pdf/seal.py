"""Puts the company's red seal on an approved PDF: an overlay made mechanically, the text layer as it was (DESIGN 6).

GB/T 9704—2012, 7.3.5.1: the seal stands upright and centred over signature and date, these a little below its centre,
its top within one line of the text above.
"""

import io
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import pikepdf
import pypdfium2
from PIL import Image

_MM = 72 / 25.4
SEAL_MM = 40.0
"""The width of the seal; its height follows the picture."""
_ABOVE_MM = 2.5
"""How far the seal's centre lies above the middle of signature and date."""
_PIXELS = 1000
"""Across: 40 mm at 635 dpi."""
_MOST_PIXELS = 40_000_000
_DATE = re.compile(r"\S{4}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日")
_LINES = 2.2
"""A signature stands at most this many of its own heights above the date."""
_NAME = "/HuihanSeal"


class SealProblem(Exception):  # noqa: N818 -- it is what staff have to mend, worded for them
    """The letter was not sealed; the message says why, the key of its translation."""


@dataclass(frozen=True, kw_only=True)
class _Spot:
    """The seal's centre on a page, in points from the page's lower left corner."""

    page: int
    x: float
    y: float


def sealed(pdf: bytes, seal_png: bytes) -> bytes:
    """`pdf` with the seal over signature and date of its last text page; equal input gives equal bytes.

    Raises SealProblem if there is no date line, the picture cannot be read, or the text layer would not be the same.
    """
    picture = _picture(seal_png)
    spot = _spot(pdf)
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _stamp(document, picture, spot)
        document.save(output, deterministic_id=True, fix_metadata_version=False)
    data = output.getvalue()
    if text_layer(data) != text_layer(pdf):
        raise SealProblem("盖章前后的文字不一致，未盖章；请重新生成 PDF 后再试")
    return data


def check_seal(seal_png: bytes) -> None:
    """Raises SealProblem if the picture cannot be a seal."""
    _picture(seal_png)


def text_layer(pdf: bytes) -> tuple[str, ...]:
    """The text of each page, as a reader of the PDF would copy it. Raises SealProblem if `pdf` is none."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise SealProblem("不是 PDF，无法盖章") from error
    try:
        return tuple(str(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def _picture(png: bytes) -> Image.Image:
    """The seal on white: laid over a page by multiplication, white leaves no trace."""
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise SealProblem("印章图片过大，请缩小到 2000 像素以内")
            colours = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise SealProblem("印章图片无法读取，请使用 PNG 格式") from error
    colours.thumbnail((_PIXELS, _PIXELS))
    white = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(white, colours).convert("RGB")


def _spot(pdf: bytes) -> _Spot:
    import pdfplumber  # noqa: PLC0415  # slow to import; most processes seal nothing

    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for index in reversed(range(len(document.pages))):
            page = document.pages[index]
            lines = page.extract_text_lines(strip=True, return_chars=False)
            dated = [line for line in lines if _DATE.fullmatch(unicodedata.normalize("NFKC", line["text"]))]
            if dated:
                date = dated[-1]
                name = _signature(lines, date)
                x = (name["x0"] + name["x1"]) / 2
                middle = (name["top"] + date["bottom"]) / 2
                return _Spot(page=index, x=x, y=float(page.height) - middle + _ABOVE_MM * _MM)
    raise SealProblem("没有找到成文日期一行，无法确定盖章位置；请检查署名和日期")


def _signature(lines: list[dict[str, float]], date: dict[str, float]) -> dict[str, float]:
    """The line right above the date that shares some of its width; the date itself if there is none."""
    height = date["bottom"] - date["top"]
    above = [
        line
        for line in lines
        if 0 < date["top"] - line["top"] < (1 + _LINES) * height and line["x0"] < date["x1"] and line["x1"] > date["x0"]
    ]
    return above[-1] if above else date


def _stamp(document: pikepdf.Pdf, picture: Image.Image, spot: _Spot) -> None:
    image = pikepdf.Stream(document, picture.tobytes())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    multiply = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, BM=pikepdf.Name.Multiply)
    page = document.pages[spot.page]
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    for kind, resource in (("/XObject", image), ("/ExtGState", multiply)):
        resources[kind] = pikepdf.Dictionary({**dict(resources.get(kind, {}).items()), _NAME: resource})
    page.obj["/Resources"] = resources
    width = SEAL_MM * _MM
    height = width * picture.height / picture.width
    place = " ".join(
        str(round(Decimal(value), 3)) for value in (width, 0, 0, height, spot.x - width / 2, spot.y - height / 2)
    )
    # LibreOffice leaves a changed state behind: what was there is closed in first.
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ\nq {_NAME} gs {place} cm {_NAME} Do Q\n".encode())
