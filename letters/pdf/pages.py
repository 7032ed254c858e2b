"""The pages of a PDF: how many, one as a picture, several letters as one file for the printer."""

import io
from collections.abc import Sequence

import pikepdf
import pypdfium2

_A4 = (595.276, 841.89)
_DPI = (36, 300)
"""Least and most: a preview needs no more, and a page of A4 at 300 dpi is 8.7 million pixels."""


def page_count(pdf: bytes) -> int:
    """How many pages `pdf` has. Raises ValueError if it is no PDF."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a PDF") from error
    try:
        return len(document)
    finally:
        document.close()


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """A page, from 1, as PNG. Raises IndexError for a page that there is not, ValueError for what is no PDF."""
    if not 1 <= page <= page_count(pdf):
        raise IndexError(f"there is no page {page}")
    document = pypdfium2.PdfDocument(pdf)
    try:
        scale = min(max(dpi, _DPI[0]), _DPI[1]) / 72
        picture = document[page - 1].render(scale=scale).to_pil()
    finally:
        document.close()
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


def single_pages(pdf: bytes) -> tuple[bytes, ...]:
    """Each page of `pdf` as a PDF of its own; equal input gives equal bytes. Raises ValueError if it is no PDF."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return tuple(_single(page) for page in document.pages)
    except pikepdf.PdfError as error:
        raise ValueError("not a PDF") from error


def _single(page: pikepdf.Page) -> bytes:
    output = io.BytesIO()
    with pikepdf.new() as one:
        one.pages.append(page)
        one.save(output, deterministic_id=True)
    return output.getvalue()


def merged(pdfs: Sequence[bytes], *, duplex: bool) -> bytes:
    """All `pdfs` as one, in their order; equal input gives equal bytes.

    duplex: for printing on both sides: each letter begins on a sheet of its own, with a blank page added before it
    where needed. Raises ValueError if one is no PDF.
    """
    output = io.BytesIO()
    with pikepdf.new() as batch:
        for pdf in pdfs:
            try:
                with pikepdf.open(io.BytesIO(pdf)) as letter:
                    if duplex and len(batch.pages) % 2:
                        batch.add_blank_page(page_size=_A4)
                    batch.pages.extend(letter.pages)
            except pikepdf.PdfError as error:
                raise ValueError("not a PDF") from error
        batch.save(output, deterministic_id=True)
    return output.getvalue()
