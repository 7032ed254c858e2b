"""Whether every word of a PDF can be seen: large enough, on the page, and standing out from what is behind it."""

import ctypes
import math
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from letters.pdf.seal import SealProblem

_DPI = 110
_LEAST_HEIGHT = 4.0
"""Points: the smallest print that a letter may have."""
_LEAST_CONTRAST, _LEAST_OF_A_DOT = 48, 16
"""Of 255 shades of grey, between the darkest and the lightest spot of a sign's box; a dot or a comma is finer."""
_SHOWN = 16
_MARGIN = 1.0


def unseen(pdf: bytes) -> str:
    """The first words that no one can see; empty if all can be seen. Raises SealProblem if `pdf` is none."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise SealProblem("不是 PDF") from error
    try:
        for page in document:
            hidden = "".join(_hidden(page))
            if hidden:
                return hidden[:_SHOWN]
    finally:
        document.close()
    return ""


def _hidden(page: pypdfium2.PdfPage) -> Iterator[str]:
    text = page.get_textpage()
    width, height = page.get_size()
    picture = page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L")
    for index in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, index))
        if sign.isspace() or not sign.isprintable():
            continue
        left, bottom, right, top = text.get_charbox(index)
        on_page = left >= -_MARGIN and bottom >= -_MARGIN and right <= width + _MARGIN and top <= height + _MARGIN
        box = (left, height - top, right, height - bottom)
        large = _size(text, index) >= _LEAST_HEIGHT
        if not (large and on_page and _stands_out(picture, box, fine=not sign.isalnum())):
            yield sign


def _size(text: pypdfium2.PdfTextPage, index: int) -> float:
    """The size of the sign's font, in points as it stands on the page."""
    size = float(pdfium.FPDFText_GetFontSize(text, index))
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        size *= math.hypot(float(matrix.c), float(matrix.d))
    return size


def _stands_out(picture: Image.Image, box: tuple[float, float, float, float], *, fine: bool) -> bool:
    scale = _DPI / 72
    left, upper, right, lower = (value * scale for value in box)
    cut = picture.crop((int(left) - 1, int(upper) - 1, int(right) + 2, int(lower) + 2))
    shades = cut.tobytes()
    return max(shades, default=0) - min(shades, default=0) >= (_LEAST_OF_A_DOT if fine else _LEAST_CONTRAST)
