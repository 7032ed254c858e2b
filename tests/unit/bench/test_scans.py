"""The scans that reading is measured on come out alike each time, and their truth is what stands on them."""

import io

import pytest
from PIL import Image, ImageOps
from scans.letter import Letter, Purpose, chooser_of, compose
from scans.scan import Kind, make_scan
from scans.score import errors
from scans.sheet import broken
from scans.typefaces import NOTO
from scans.words import DEVELOPMENT, MEASURING


def letter_of(purpose: Purpose, number: int) -> Letter:
    return compose(chooser_of(purpose, "any", number), purpose)


@pytest.mark.parametrize(("kind", "number"), [(Kind.PHOTO, 4), (Kind.POOR, 2)])
def test_equal_numbers_give_equal_scans(kind: Kind, number: int) -> None:
    once, again = (make_scan(kind, Purpose.DEVELOPMENT, number, faces=NOTO) for _ in range(2))
    assert once == again


def test_every_number_and_purpose_gives_a_scan_of_its_own() -> None:
    wanted = ((Purpose.DEVELOPMENT, 1), (Purpose.DEVELOPMENT, 2), (Purpose.MEASURING, 1))
    assert len({make_scan(Kind.POOR, purpose, number, faces=NOTO).data for purpose, number in wanted}) == 3


def test_what_reading_is_developed_on_never_comes_up_when_it_is_measured() -> None:
    assert not set(DEVELOPMENT) & set(MEASURING)
    measured = {letter_of(Purpose.MEASURING, number).title for number in range(50)}
    assert not measured & {letter_of(Purpose.DEVELOPMENT, number).title for number in range(50)}


def test_fields_of_the_truth_stand_in_the_letter() -> None:
    for number in range(60):
        letter = letter_of(Purpose.MEASURING, number)
        text = "".join((*letter.paragraphs, *letter.signature))
        digits = text.replace("-", "").replace(" ", "").replace(",", "")
        for name in ("room", "phone", "sum"):
            assert all(value in digits for value in letter.fields[name])
        assert all(value[:4] in text for value in letter.fields["date"])


def test_the_truth_holds_every_printed_line_of_every_page() -> None:
    scan = make_scan(Kind.POOR, Purpose.DEVELOPMENT, 3, faces=NOTO)
    letter = compose(chooser_of(Purpose.DEVELOPMENT, Kind.POOR, 3), Purpose.DEVELOPMENT)
    printed = "".join(line for page in scan.truth.pages for line in page)
    assert all(text in printed for text in (letter.title, letter.greeting, *letter.paragraphs, *letter.signature))


def test_a_photo_that_says_how_it_lies_is_set_upright_by_what_it_says() -> None:
    photo = make_scan(Kind.PHOTO, Purpose.DEVELOPMENT, 43, faces=NOTO)
    assert photo.truth.exif
    image = Image.open(io.BytesIO(photo.data))
    assert image.width > image.height
    upright = ImageOps.exif_transpose(image)
    assert upright.height > upright.width


def test_no_line_begins_with_a_closing_mark_and_nothing_is_lost() -> None:
    text = "我叫“李明”，电话是13500001234，家里漏水（厨房）。请尽快来修！"
    lines = broken(text, 120, 12, 2, lambda unit: 12 if not unit.isascii() else 6 * len(unit))
    assert "".join(unit for line in lines for unit in line) == text
    assert all(line[0] not in "，。！）”" for line in lines)


@pytest.mark.parametrize(
    ("read", "beside", "wrong"),
    [
        ("电梯停运三天。", (), 0),
        ("电梯 停运\n三天。", (), 0),
        ("电梯停远三天。", (), 1),
        ("电停运三天。", (), 1),
        ("电梯停运三天。业主委员会", (), 5),
        ("电梯停运业主三天。", ("业主委员会",), 0),
        ("", (), 7),
    ],
)
def test_errors_are_the_least_changes_with_seals_left_out(read: str, beside: tuple[str, ...], wrong: int) -> None:
    assert errors("电梯停运三天。", read, beside).wrong == wrong
