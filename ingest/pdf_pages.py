"""Looks at one PDF page: what its text layer is worth, and the page as an image for OCR."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from domain.settings import Limits
from ingest.clean import clean
from ingest.text_direction import layer_text
from ingest.text_layer import improbable, is_unmapped

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfPage

_STAMP_CHARS = 60
_PICTURE_SHARE = 0.5
_TELLING_SHARE, _TELLING_PIXELS = 0.06, 100_000
"""A smaller picture, on paper or in pixels, is a logo, a seal or a code."""
_MOST_OBJECTS = 5_000
_LINE_CHARS = 20
_DPI = 200
_DRAWN = 300
"""Strokes of a page with hardly any text: more than ruled forms have."""
_INVISIBLE = 3
"""The text rendering mode (ISO 32000-1, 9.3.6) in which a scanner's own OCR lies over the image."""


@dataclass(frozen=True, kw_only=True)
class PageLook:
    """A page before OCR. text: its text layer. scan: the page is an image; garbled: its layer is no text.

    doubtful: the lines of the layer that read as no language. turned: degrees clockwise by which the page was set
    upright. plain: its lines run across, as it lies. picture: the share of the page that pictures cover, logos left
    out. printed: the layer is seen, not laid over an image by a scanner. pixels: across its finest picture, a page's
    width of it; 0 without one. oversized: a picture beyond the limit.
    """

    text: str
    scan: bool = False
    garbled: bool = False
    doubtful: str = ""
    turned: int = 0
    plain: bool = True
    picture: float = 0.0
    printed: bool = True
    empty: bool = False
    pixels: float = 0.0
    oversized: bool = False


def look_at(page: "PdfPage", limits: Limits) -> PageLook:
    """What there is to see without rendering the page; it stays turned so that most of its text is upright."""
    found = layer_text(page)
    text = _joined(clean(found.raw.replace("\ufffe", "-")))
    look = PageLook(
        text=text,
        garbled=is_unmapped(found.raw.replace("\ufffe", "-")),
        doubtful=improbable(text),
        turned=found.turned,
        plain=not (found.turned or found.vertical),
    )
    seen = _with_objects(look, page, limits)
    printed = bool(text) and not look.garbled and not _all_invisible(page)
    long = len(text) >= _STAMP_CHARS
    return replace(seen, printed=printed, scan=not (printed and long) and (seen.scan or bool(seen.picture)))


def _with_objects(look: PageLook, page: "PdfPage", limits: Limits) -> PageLook:
    """The look with what is on the page beside text: pictures, and strokes so many that they draw letters."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH  # noqa: PLC0415  # loaded by the format already

    width, height = page.get_size()
    share, telling, finest, oversized, objects, strokes = 0.0, 0.0, 0.0, False, 0, 0
    for item in islice(page.get_objects(), _MOST_OBJECTS):
        objects += 1
        strokes += item.type == FPDF_PAGEOBJ_PATH
        if item.type != FPDF_PAGEOBJ_IMAGE:
            continue
        left, bottom, right, top = item.get_bounds()
        covers = abs((right - left) * (top - bottom)) / max(1.0, width * height)
        share = max(share, covers)
        across, down = item.get_px_size()
        telling += covers if across * down >= _TELLING_PIXELS else 0.0
        finest = max(finest, across / max(1.0, right - left) * width)
        oversized = oversized or across * down > limits.image_pixels
    scan = share > _PICTURE_SHARE or (not look.text and objects > 0) or strokes > _DRAWN
    picture = telling if telling > _TELLING_SHARE else 0.0
    return replace(look, scan=scan, empty=objects == 0, pixels=finest, oversized=oversized, picture=picture)


def render(page: "PdfPage", look: PageLook, limits: Limits) -> "Image.Image":
    """The page at 200 dpi, or as fine as its own picture if the page box is odd, within `limits.page_pixels`."""
    width, height = (max(1.0, side) for side in page.get_size())
    scale = max(_DPI / 72, min(look.pixels, 2.0 * math.sqrt(limits.page_pixels)) / width)
    scale = min(scale, math.sqrt(limits.page_pixels / (width * height)))
    bitmap = page.render(scale=scale)
    try:
        image: Image.Image = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    return image


def _all_invisible(page: "PdfPage") -> bool:
    """Whether the text is only laid over an image, by a scanner whose reading we do not trust."""
    from pypdfium2.raw import (  # noqa: PLC0415  # loaded by the format already
        FPDF_PAGEOBJ_TEXT,
        FPDFTextObj_GetTextRenderMode,
    )

    texts: Iterator[Any] = iter(page.get_objects(filter=[FPDF_PAGEOBJ_TEXT]))  # pypdfium2 publishes no types
    first = next(texts, None)
    if first is None or FPDFTextObj_GetTextRenderMode(first) != _INVISIBLE:
        return False
    return all(FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE for item in texts)


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
