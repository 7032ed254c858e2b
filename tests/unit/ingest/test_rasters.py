"""Pictures of every kind come out as upright pages or as a sentence, never as an error."""

import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from paper import Page, saved
from PIL import Image

from domain.settings import Limits
from ingest.ocr.rasters import page_count, pages_of

LIMITS = Limits(image_pixels=3_000_000, page_pixels=500_000)
SMALL = Page(paper=(420, 594), size=20).write("物业您好").image


def one(data, limits=LIMITS):
    (raster,) = pages_of(data, limits)
    return raster


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_every_kind_is_opened_within_the_pixels_of_a_page(form):
    raster = one(saved(Page().image, form))
    assert raster.wrong is None
    assert raster.image.mode == "RGB"
    assert raster.image.width * raster.image.height <= LIMITS.page_pixels


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16", "I", "F", "YCbCr", "LAB"])
def test_every_colour_mode_keeps_black_on_white(mode):
    if mode in {"I;16", "F"}:
        grey = np.asarray(SMALL.convert("L"))
        image = Image.fromarray((grey.astype(np.uint16) * 257) if mode == "I;16" else grey.astype(np.float32))
    elif mode == "LAB":
        image = Image.merge("LAB", (SMALL.convert("L"), *(Image.new("L", SMALL.size, 128) for _ in "AB")))
    else:
        image = SMALL.convert(mode)
    page = one(saved(image, "TIFF")).image.convert("L")
    assert page.getextrema()[0] < 100
    assert np.median(np.asarray(page)) > 200


def test_what_is_transparent_lies_on_white():
    assert one(saved(Image.new("RGBA", (50, 50)), "PNG")).image.getpixel((5, 5)) == (255, 255, 255)


def test_a_fax_is_stretched_to_its_shape():
    fax = SMALL.convert("1").resize((420, 297))
    raster = one(saved(fax, "TIFF", compression="group4", dpi=(204, 98)))
    assert raster.image.height == pytest.approx(297 * 204 / 98, abs=2)


def test_a_photo_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert one(saved(SMALL, "JPEG", exif=exif)).image.size == (594, 420)


def test_pages_of_a_tiff_come_in_order_and_within_the_limit():
    data = saved(SMALL, "TIFF", save_all=True, append_images=[SMALL.convert("1"), SMALL.convert("L")])
    assert page_count(data) == 3
    assert len(list(pages_of(data, Limits(pages=2)))) == 2


def test_of_an_animation_the_first_picture():
    data = saved(SMALL, "GIF", save_all=True, append_images=[Image.new("RGB", SMALL.size)])
    assert page_count(data) == 1
    assert one(data).image.convert("L").getextrema()[1] > 200


def test_a_picture_too_large_is_not_opened():
    assert "过大" in one(saved(Image.new("1", (2000, 2000)), "PNG")).wrong


def test_nor_is_one_that_only_claims_to_be_large():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    assert "过大" in one(b"\x89PNG\r\n\x1a\n" + b"".join(packed)).wrong


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000)])
def test_a_spacer_is_too_small(size):
    assert one(saved(Image.new("L", size), "PNG")).tiny


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "GIF", "BMP"])
def test_of_a_picture_that_breaks_off_what_is_there_is_kept_and_said(form):
    data = saved(SMALL, form)
    raster = one(data[: len(data) * 3 // 4])
    assert "不完整" in raster.wrong or raster.image is None


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_damage_anywhere_is_a_sentence(form):
    data = saved(SMALL, form)
    for place in range(0, len(data), max(1, len(data) // 40)):
        broken = data[:place] + b"\xff\x00\xff" + data[place + 3 :]
        for raster in pages_of(broken, LIMITS):
            assert raster.image is not None or raster.wrong


def test_damage_in_a_heic_picture_is_a_sentence():
    data = (Path(__file__).parents[2] / "samples" / "photo.heic").read_bytes()
    for place in range(0, len(data), len(data) // 40):
        for raster in pages_of(data[:place] + b"\xff" * 9 + data[place + 9 :], Limits()):
            assert raster.image is not None or raster.wrong


def test_a_picture_is_what_it_is_and_not_what_it_is_called():
    assert one(saved(SMALL, "WEBP")).image.size == SMALL.size


def test_a_very_tall_picture_is_cut_into_pages_where_nothing_stands():
    image = Image.new("RGB", (200, 2400), "white")
    bars = range(0, 2400, 60)
    for top in bars:
        image.paste("black", (20, top + 10, 180, top + 40))
    data = saved(image, "PNG")
    assert page_count(data) == 6
    pieces = [raster.image for raster in pages_of(data, LIMITS)]
    assert sum(piece.height for piece in pieces) == 2400
    for piece in pieces:
        edges = np.asarray(piece.convert("L"))[[0, -1]]
        assert edges.min() == 255
    assert len(list(pages_of(data, replace(LIMITS, pages=2)))) == 2


def test_a_tall_picture_that_says_it_lies_on_its_side_gives_as_many_pages_as_it_is_told_to_have():
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    Image.new("RGB", (100, 900), "white").save(target, "JPEG", exif=exif)
    assert len(list(pages_of(target.getvalue(), LIMITS))) == page_count(target.getvalue()) == 5
