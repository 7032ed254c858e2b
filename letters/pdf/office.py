"""A letter on paper: the PDF of a .docx, made by the office that the caller hands in, the same bytes each time."""

from collections.abc import Callable

from letters.pdf.hanging import without_hanging
from letters.pdf.reproducible import steady

Converter = Callable[[bytes, float], bytes]
"""A .docx and seconds in, a PDF out; raises PdfProblem."""


class PdfProblem(Exception):  # noqa: N818 -- it is what the admin has to mend, worded for them
    """No PDF could be made; the message says why, in Chinese."""


def to_pdf(docx: bytes, *, convert: Converter, seconds: float) -> bytes:
    """`docx` as a PDF; equal input gives equal bytes. Raises PdfProblem."""
    if not docx.startswith(b"PK"):
        raise PdfProblem("不是 Word 文档（.docx），无法生成 PDF")
    return steady(convert(without_hanging(docx), seconds))
