"""The text layer of a PDF in reading order: each line from left to right, whatever order its signs were drawn in.

LibreOffice draws the signs of a line font by font: one that the letter's own font lacks comes after all others. Lines
themselves come in the letter's order.
"""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from letters.pdf.seal import SealProblem

_SAME_LINE = 0.6
"""Points by which the baselines of one line may differ."""
_MADE_UP = 1
"""FPDFText_IsGenerated: PDFium put the sign there itself, for a gap."""


def read_pages(pdf: bytes) -> tuple[str, ...]:
    """The text of each page, without the blanks and line ends that PDFium makes up. SealProblem if `pdf` is none."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise SealProblem("不是 PDF") from error
    try:
        return tuple("".join(_lines(page.get_textpage())) for page in document)
    finally:
        document.close()


def _lines(text: pypdfium2.PdfTextPage) -> Iterator[str]:
    line: list[tuple[float, int, str]] = []
    baseline: float | None = None
    for index in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, index) == _MADE_UP:
            continue
        x, y = _origin(text, index)
        if baseline is None or abs(y - baseline) > _SAME_LINE:
            yield "".join(sign for _, _, sign in sorted(line))
            line, baseline = [], y
        line.append((x, index, chr(pdfium.FPDFText_GetUnicode(text, index))))
    yield "".join(sign for _, _, sign in sorted(line))


def _origin(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float]:
    """Where a sign begins on its baseline, in points from the page's lower left corner."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value
