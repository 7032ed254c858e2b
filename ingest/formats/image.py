"""Pictures: scans and photographs of letters, one page or (TIFF) many, read by OCR."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.reading import Problem
from ingest.ocr.sheets import Leaf, Place, read_leaf, readings_of, unreached, unread_leaf
from ingest.reading import Context, Reading, unread

if TYPE_CHECKING:
    from ingest.ocr.rasters import Raster

NAME = "image"
ORDER = 30

_TYPES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_BITMAP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
"""What a HEIC picture calls itself (ISO/IEC 14496-12 4.3, 23008-12)."""
_MEND = "请打开原件查看，或请来信人重新发送"


def sniff(data: bytes, name: str) -> bool:
    """A picture's own signature."""
    del name
    return picture_type(data) is not None


def picture_type(data: bytes) -> str | None:
    """The media type of a picture by its own signature; None for what is none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and data[14:18] and data[14] in _BITMAP_HEADERS and data[15:18] == b"\0\0\0":
        return "image/bmp"
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "image/heic"
    return next((kind for magic, kind in _TYPES if data.startswith(magic)), None)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a page; of an animation the first picture."""
    from ingest.ocr.rasters import page_count  # noqa: PLC0415  # Pillow and numpy, for pictures alone

    media_type = picture_type(data) or "application/octet-stream"
    count = page_count(data)
    leaves = list(_leaves(data, name, media_type, count, context))
    if not leaves:
        return (unread(name, media_type, "图片没有页面", _MEND),)
    readings = readings_of(leaves, name, context)
    if count > context.limits.pages:
        what = f"图片共{count}页，只读取了前{context.limits.pages}页"
        last = readings[-1]
        problem = Problem(where=name, what=what, mend="请打开原件查看其余各页")
        readings = (*readings[:-1], replace(last, problems=(*last.problems, problem)))
    return readings


def _leaves(data: bytes, name: str, media_type: str, count: int, context: Context) -> Iterator[Leaf]:
    from ingest.ocr.rasters import pages_of  # noqa: PLC0415  # as above

    pages = pages_of(data, context.limits)
    for page in range(1, min(count, context.limits.pages) + 1):
        place = Place(name=name, media_type=media_type, page=page, of=count)
        if not context.allowance.another_page():
            yield unreached(place)
            continue
        yield _leaf(next(pages), place, context)


def _leaf(raster: "Raster", place: Place, context: Context) -> Leaf:
    if raster.image is None:
        leaf = unread_leaf(place, raster.wrong or "图片已损坏，无法打开", _MEND)
        if raster.tiny and context.depth:
            return Leaf(part=replace(leaf.part, page=None))  # a spacer or an icon in a mail is nothing to report
        return leaf
    return read_leaf(raster.image, place, context, raster.wrong)
