"""Where a letter begins in a scan of several, and what becomes of pages for which there was no time."""

from dataclasses import replace

import pytest

from domain.reading import Part
from domain.reading_codes import Method
from domain.settings import Limits
from ingest.ocr.allowance import Allowance
from ingest.ocr.sheets import Leaf, Mark, readings_of
from ingest.reading import Budget, Context

CONTEXT = Context(
    limits=Limits(),
    budget=Budget(bytes=1, files=1),
    nested=lambda data, name, context: (),
    allowance=Allowance(Limits()),
)


def leaf(number, text="", *, mark=Mark.PAGE, ends_open=False, scanned=True):
    part = Part(name="s.tif", media_type="image/tiff", method=Method.OCR, page=number, text=text)
    return Leaf(part=part, mark=mark, ends_open=ends_open, scanned=scanned)


def letters(*leaves, depth=0):
    readings = readings_of(leaves, "s.tif", replace(CONTEXT, depth=depth))
    return [[part.page for part in reading.parts] for reading in readings]


SEPARATOR = leaf(2, mark=Mark.SEPARATOR)
BLANK = leaf(2, mark=Mark.BLANK)


def test_a_separator_sheet_begins_a_letter_and_is_left_out():
    assert letters(leaf(1, "甲"), SEPARATOR, leaf(3, "乙"), leaf(4, "丙")) == [[1], [3, 4]]


def test_so_does_a_blank_page():
    assert letters(leaf(1, "甲"), BLANK, leaf(3, "乙")) == [[1], [3]]


def test_a_blank_back_within_a_sentence_does_not():
    assert letters(leaf(1, "甲", ends_open=True), BLANK, leaf(3, "乙")) == [[1, 2, 3]]
    assert letters(leaf(1, "甲", ends_open=True), BLANK, leaf(3, "物业服务中心：\n乙")) == [[1], [3]]


def test_an_empty_page_of_a_written_pdf_does_not():
    written = [leaf(1, "甲", scanned=False), leaf(2, mark=Mark.BLANK, scanned=False), leaf(3, "乙", scanned=False)]
    assert letters(*written) == [[1, 2, 3]]


def test_blank_pages_and_sheets_at_either_end_are_no_letters():
    assert letters(SEPARATOR, BLANK, leaf(3, "甲"), BLANK, SEPARATOR, BLANK) == [[3]]


def test_what_is_attached_to_a_mail_is_not_divided():
    assert letters(leaf(1, "甲"), BLANK, leaf(3, "乙"), depth=1) == [[1, 2, 3]]


def test_nothing_but_blank_pages_is_said():
    (reading,) = readings_of([BLANK, SEPARATOR], "s.tif", CONTEXT)
    assert "空白" in reading.problems[0].what
    assert all(part.confidence == 0 for part in reading.parts)


def test_pages_that_were_not_reached_are_one_problem_naming_them():
    (reading,) = readings_of([leaf(1, "甲"), *(leaf(n, mark=Mark.UNREACHED) for n in (2, 3, 4))], "s.tif", CONTEXT)
    (problem,) = reading.problems
    assert "第2至4页（共3页）" in problem.what


class Clock:
    """Seconds that pass when told."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


LIMITS = Limits(read_seconds=30, ocr_page_seconds=10, ocr_total_seconds=60)


def pages_read(seconds_a_page, *, waiting=0.0):
    """How many pages are begun when each takes so long, and when the last one ended."""
    clock = Clock()

    def beat():
        clock.now += waiting

    allowance = Allowance(LIMITS, beat, clock)
    count = 0
    while count < 100 and allowance.another_page():
        count += 1
        clock.now += seconds_a_page
    return count, clock.now


@pytest.mark.parametrize(("seconds", "pages"), [(4, 22), (10, 9), (25, 2), (100, 1)])
def test_pages_are_begun_only_while_they_will_end_in_time(seconds, pages):
    count, ended = pages_read(seconds)
    assert count == pages
    assert ended <= 90 or count == 1


def test_waiting_for_its_turn_costs_a_file_nothing():
    assert pages_read(10, waiting=500)[0] == pages_read(10)[0]


def test_a_questionnaire_begins_a_letter_of_its_own():
    forms = [replace(leaf(number, "问卷"), begins=True) for number in (2, 3)]
    assert letters(leaf(1, "甲", ends_open=True), *forms, leaf(4, "续")) == [[1], [2], [3, 4]]
