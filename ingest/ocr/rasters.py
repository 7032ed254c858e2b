"""Opens pictures of any kind as upright RGB pages, within limits, so that nothing a picture holds can do harm."""

import io
import math
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import cast

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from domain.settings import Limits

_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF")
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_SMALLEST = 24
_UNEVEN = 1.5
_PLAIN = 9
"""Rows that are looked at together for a place to cut."""
_TALL, _PIECE, _NEAR = 5.0, 2.1, 0.4
"""Of the width: the height beyond which a picture is cut, that of a piece, and how far from there a cut may lie."""
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, TypeError, OverflowError, MemoryError, ArithmeticError),
    *(LookupError, RuntimeError, AttributeError, struct.error, UnidentifiedImageError),
)
"""What Pillow's and libheif's readers raise on damaged input."""


@dataclass(frozen=True, kw_only=True)
class Raster:
    """One page of a picture file. image: None if it cannot be read. wrong: what a person should know, in Chinese."""

    image: Image.Image | None = None
    wrong: str | None = None
    tiny: bool = False
    """Too small for writing: a spacer or an icon."""


def is_heif(data: bytes) -> bool:
    """Whether the bytes are a HEIC picture, by their brand (ISO/IEC 14496-12 4.3)."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF


def page_count(data: bytes) -> int:
    """How many pages the file has: several in a TIFF, and in a picture as tall as several screens."""
    try:
        with _opened(data) as image:
            if data.startswith((b"II*\0", b"MM\0*")):
                return int(getattr(image, "n_frames", 1))
            return _pieces(*image.size)
    except (*_BROKEN, Image.DecompressionBombError):
        return 1


def _pieces(width: int, height: int) -> int:
    """Into how many pages a picture is cut: one very tall would be shrunk beyond reading."""
    tall = width >= _SMALLEST and height > _TALL * width
    return math.ceil(height / (_PIECE * width)) if tall else 1


def pages_of(data: bytes, limits: Limits) -> Iterator[Raster]:
    """The pages, each decoded only when asked for; a page that cannot be read is a Raster that says why."""
    count = page_count(data)
    if count > 1 and not data.startswith((b"II*\0", b"MM\0*")):
        yield from _cut(_page(data, 0, replace(limits, page_pixels=limits.page_pixels * count)), count, limits)
        return
    for number in range(min(count, limits.pages)):
        yield _page(data, number, limits)


def _cut(whole: Raster, count: int, limits: Limits) -> Iterator[Raster]:
    """A tall picture's pieces from the top, each cut where a row is plainest, so that no line is cut through."""
    image = whole.image
    if image is None:
        yield from (whole,) * min(count, limits.pages)
        return
    spread = np.convolve(np.asarray(image.convert("L"), np.uint8).std(axis=1), np.ones(_PLAIN) / _PLAIN, "same")
    near = max(1, min(int(_NEAR * image.width), image.height // count // 3))
    edges = [0]
    for number in range(1, count):
        at = image.height * number // count
        edges.append(at - near + int(np.argmin(spread[at - near : at + near])))
    for top, bottom in islice(pairwise((*edges, image.height)), limits.pages):
        piece = image.crop((0, top, image.width, bottom))
        yield Raster(image=_clamped(piece, limits.page_pixels), wrong=whole.wrong)


def _page(data: bytes, number: int, limits: Limits) -> Raster:
    try:
        with _opened(data) as image:
            if number:
                image.seek(number)
            width, height = image.size
            if width * height > limits.image_pixels:
                return Raster(wrong=f"图片过大（{width}×{height}像素），没有打开")
            if min(width, height) < _SMALLEST:
                return Raster(tiny=True, wrong=f"图片太小（{width}×{height}像素），没有可读的文字")
            return _loaded(image, limits)
    except Image.DecompressionBombError:
        return Raster(wrong="图片过大，没有打开")
    except _BROKEN:
        return Raster(wrong="图片已损坏，无法打开")


def _opened(data: bytes) -> Image.Image:
    if is_heif(data):
        import pi_heif  # noqa: PLC0415  # few letters hold such a picture

        return cast("Image.Image", pi_heif.open_heif(io.BytesIO(data)).to_pillow())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own warnings of size and of odd metadata: our limit decides
        return Image.open(io.BytesIO(data), formats=_FORMATS)


def _loaded(image: Image.Image, limits: Limits) -> Raster:
    """The frame decoded; of a picture that breaks off, what is there."""
    shrink = math.sqrt(limits.page_pixels / (image.width * image.height))
    if shrink < 1:
        image.draft("RGB", (int(image.width * shrink), int(image.height * shrink)))
    wrong = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image.load()
        except OSError:
            cast(
                "ImageFile.ImageFile", image
            ).tile = []  # nothing more to decode: what came before the break stands in the image
            image.load()
            wrong = "图片不完整，只读出了一部分"
        upright = ImageOps.exif_transpose(_square_pixels(image))
    return Raster(image=_clamped(_rgb(upright), limits.page_pixels), wrong=wrong)


def _square_pixels(image: Image.Image) -> Image.Image:
    """A fax is scanned twice as fine across as down (ITU-T T.4): stretched to its true shape."""
    across, down = (float(value) for value in image.info.get("dpi") or (1, 1))
    if not (down > 0 and _UNEVEN < across / down < 2 * _UNEVEN):
        return image
    grey = image.convert("L") if image.mode == "1" else image
    return grey.resize((image.width, int(image.height * across / down)))


def _rgb(image: Image.Image) -> Image.Image:
    """Eight bits, three colours; what is transparent lies on white paper."""
    if image.mode.startswith(("I", "F")):
        values = np.nan_to_num(np.asarray(image, dtype=np.float32))
        most = 65535.0 if image.mode.startswith("I;16") else max(255.0, float(values.max()))
        return Image.fromarray((np.clip(values / most, 0, 1) * 255).astype(np.uint8)).convert("RGB")
    if "A" in image.mode or "a" in image.mode or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(paper, clear).convert("RGB")
    return image.convert("RGB")


def _clamped(image: Image.Image, pixels: int) -> Image.Image:
    shrink = math.sqrt(pixels / (image.width * image.height))
    if shrink >= 1:
        return image
    size = (max(1, int(image.width * shrink)), max(1, int(image.height * shrink)))
    return image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
