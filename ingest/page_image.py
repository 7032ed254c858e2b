"""Shows one page of a scan, a photograph or a PDF as an image, set upright as OCR read it, for people to compare."""

import io
import math
from typing import TYPE_CHECKING

from domain.settings import Limits

if TYPE_CHECKING:
    from PIL import Image

_SHOWN_PIXELS = 2_500_000
"""An A4 page at about 170 dpi: sharp on a screen, and a fifth of the bytes of a scan."""


class NoPageError(Exception):
    """The page cannot be shown: it is not there, damaged or too large."""


def page_png(data: bytes, page: int, rotation: int, limits: Limits) -> bytes:
    """The page as PNG. page: from 1. rotation: degrees clockwise by which it is turned. Raises NoPageError."""
    image = _pdf_page(data, page, limits) if b"%PDF-" in data[:1024] else _picture(data, page, limits)
    image = _shrunk(image)
    if rotation % 360:
        image = image.rotate(-rotation, expand=True)
    written = io.BytesIO()
    image.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _pdf_page(data: bytes, page: int, limits: Limits) -> "Image.Image":
    import pypdfium2  # noqa: PLC0415  # slow to import, and most originals are no PDF

    from ingest.pdf_pages import look_at, render  # noqa: PLC0415  # as above

    try:
        document = pypdfium2.PdfDocument(data[data.find(b"%PDF-", 0, 1024) :])
        try:
            opened = document[page - 1]
            look = look_at(opened, limits)
            if look.oversized:
                raise NoPageError
            return render(opened, look, limits)
        finally:
            document.close()
    except (pypdfium2.PdfiumError, IndexError):
        raise NoPageError from None


def _picture(data: bytes, page: int, limits: Limits) -> "Image.Image":
    from ingest.ocr.rasters import page_count, pages_of  # noqa: PLC0415  # Pillow and numpy, for pictures alone

    wanted = page if page <= page_count(data) else 1  # photographs of one letter are numbered across their files
    for number, raster in enumerate(pages_of(data, limits), 1):
        if number == wanted and raster.image is not None:
            return raster.image
    raise NoPageError


def _shrunk(image: "Image.Image") -> "Image.Image":
    shrink = math.sqrt(_SHOWN_PIXELS / (image.width * image.height))
    if shrink >= 1:
        return image
    return image.resize((max(1, int(image.width * shrink)), max(1, int(image.height * shrink))))
