"""Pictures of a letter are opened before they are taken, and known by what they are, not by their name."""

import io

import pytest
from PIL import Image

from letters.word.packages.pictures import TYPES, BadPicture, extension_of


def picture(kind, size=(4, 3), mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size, "white").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "extension"), [("PNG", "png"), ("JPEG", "jpeg"), ("GIF", "gif"), ("BMP", "bmp"), ("TIFF", "tiff")]
)
def test_the_usual_kinds_are_taken_whatever_they_are_called(kind, extension):
    assert extension_of(picture(kind), "word/media/image1.xyz") == extension
    assert TYPES[extension].startswith("image/")


@pytest.mark.parametrize("name", ["a.emf", "a.WMF", "a.svg", "a.wdp", "a.pdf", "a.eps"])
def test_what_other_programs_draw_differently_is_named_by_its_kind(name):
    with pytest.raises(BadPicture) as refused:
        extension_of(picture("PNG"), name)
    assert refused.value.kind == name.rpartition(".")[2].upper()


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", picture("PNG")[:-8], picture("WEBP")])
def test_what_cannot_be_opened_or_is_of_another_kind_is_bad(data):
    with pytest.raises(BadPicture) as refused:
        extension_of(data, "a.png")
    assert refused.value.kind == ""


def test_a_picture_that_would_fill_the_memory_is_bad():
    out = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")
    with pytest.raises(BadPicture):
        extension_of(out.getvalue(), "a.png")
