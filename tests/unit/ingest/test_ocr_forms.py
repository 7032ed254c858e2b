"""A scanned form is read as it was filled in: its cells apart, its boxes ticked or not, labels apart from values.

Covers ingest.ocr.boxes, ingest.ocr.confirmed, ingest.ocr.grid and ingest.ocr.parts.
"""

from dataclasses import replace
from random import Random

import cv2
import numpy as np
import pytest
from paper import Page, saved
from PIL import ImageDraw

from domain.reading import Document
from domain.reading_codes import FieldName
from domain.settings import Limits
from ingest.ocr import confirmed as confirming
from ingest.ocr.boxes import Box, boxes_of, with_boxes
from ingest.ocr.confirmed import confirmed
from ingest.ocr.engine import Pixels, Seen
from ingest.ocr.grid import Cell, Grid, grid_of, text_with_tables
from ingest.ocr.parts import between, share_of
from ingest.read import read_letters
from language.forms import heard

RULES = (100, 340, 620, 820, 1140)
ROWS = (140, 210, 280, 350, 490)


class Form(Page):
    """A page with boxes, ticks and rules drawn by hand."""

    def box(self, left: int, top: int, *, tick: bool = False, filled: bool = False, side: int = 30) -> None:
        draw = ImageDraw.Draw(self.image)
        draw.rectangle((left, top, left + side, top + side), outline="black", width=2, fill="black" if filled else None)
        if tick:
            strokes = ((left - 4, top + 14), (left + 12, top + side - 3), (left + side + 10, top - 8))
            draw.line(strokes, fill=(30, 30, 30), width=4, joint="curve")

    def at(self, left: int, top: int, text: str) -> None:
        self.top = top
        self.write(text, left=left)


def filled_in() -> Form:
    """A table with one merged row, a row of boxes, a label of two lines; below it boxes behind their words."""
    form = Form(paper=(1240, 800), size=32)
    draw = ImageDraw.Draw(form.image)
    for top in ROWS:
        draw.line((RULES[0], top, RULES[-1], top), fill="black", width=2)
    for left in RULES:
        inner = left in {RULES[2], RULES[3]}
        draw.line((left, ROWS[0], left, ROWS[1] if inner else ROWS[-1]), fill="black", width=2)
    for left, words in zip(RULES, ("投诉人", "解芳华", "联系电话", "13677142085"), strict=False):
        form.at(left + 12, 150, words)
    form.at(112, 220, "房号")
    form.at(352, 220, "松涛苑6栋2单元1104")
    form.at(112, 290, "投诉类别")
    for left, words in ((360, "燃气泄漏"), (590, "路灯不亮"), (820, "电梯困人")):
        form.box(left, 302, tick=words == "路灯不亮")
        form.at(left + 44, 290, words)
    form.at(112, 362, "具体\n内容")
    form.at(352, 362, "六栋门前的路灯十天不亮，老人\n夜里看不清台阶，请更换。")
    form.at(100, 540, "是否有人受伤：是    否")
    form.box(360, 550)
    form.box(470, 550, filled=True)
    form.at(100, 620, "投诉日期：2026年11月8日      受理人：")
    return form


@pytest.fixture(scope="module")
def read() -> Document:
    page = filled_in().image.rotate(0.8, fillcolor="white")
    (letter,) = read_letters(saved(page, "PNG"), name="表.png", limits=Limits())
    return letter


def test_a_row_of_a_table_is_a_line_and_a_cell_of_two_lines_stays_whole(read: Document) -> None:
    lines = read.text.split("\n")
    assert lines[:2] == ["投诉人\t解芳华\t联系电话\t13677142085", "房号\t松涛苑6栋2单元1104"]
    assert lines[3] == "具体内容\t六栋门前的路灯十天不亮，老人夜里看不清台阶，请更换。"


def test_boxes_are_ticked_or_not_before_and_behind_their_words(read: Document) -> None:
    lines = read.text.split("\n")
    assert "".join(lines[2].split()) == "投诉类别☐燃气泄漏☑路灯不亮☐电梯困人"
    assert "".join(lines[4].split()) == "是否有人受伤：是☐否☑"


def test_only_what_was_ticked_and_filled_in_is_heard(read: Document) -> None:
    words = heard(read.text)
    assert "路灯不亮" in words
    assert not any(printed in words for printed in ("燃气泄漏", "电梯困人", "受伤"))
    found = {field.name: field.value for field in read.fields}
    assert found[FieldName.RESIDENT] == "解芳华"
    assert found[FieldName.PHONE] == "13677142085"
    assert found[FieldName.ROOM] == "1104"


def test_a_form_that_was_ticked_by_hand_is_read_without_a_person(read: Document) -> None:
    assert read.confidence > 0.985
    assert not read.problems


def pixels(form: Page) -> Pixels:
    return np.asarray(form.image)[:, :, ::-1].copy()


def line(text: str, left: int, top: int, right: int, bottom: int, confidence: float = 1.0) -> Seen:
    return Seen(text=text, confidence=confidence, quad=((left, top), (right, top), (right, bottom), (left, bottom)))


def test_a_character_that_is_a_square_is_no_box() -> None:
    page = Page(paper=(1240, 300)).write("单元门口和出口都堵着，路口也堵着。")
    seen = (line("单元门口和出口都堵着，路口也堵着。", 124, 25, 740, 75),)
    assert list(boxes_of(pixels(page), 50))
    assert with_boxes(seen, pixels(page)) == seen


def test_one_box_alone_is_none_and_frames_of_another_size_are_left_out() -> None:
    form = Form(paper=(1240, 300))
    form.box(100, 100)
    seen = (line("同意", 180, 95, 260, 140),)
    assert with_boxes(seen, pixels(form)) == seen
    form.box(400, 100, tick=True)
    form.box(600, 80, side=50)
    found: list[Box] = list(boxes_of(pixels(form), 50))
    assert sorted(round(box.left, -1) for box in found) == [100, 400]
    assert [one.text for one in with_boxes(seen, pixels(form))[1:]] in (["☐", "☑"], ["☑", "☐"])


def test_a_page_without_rules_or_with_one_frame_has_no_table() -> None:
    page = Page(paper=(1240, 500)).write("没有表格的一页")
    seen = (line("没有表格的一页", 124, 40, 380, 90),)
    assert grid_of(pixels(page), seen) is None
    ImageDraw.Draw(page.image).rectangle((60, 20, 1180, 480), outline="black", width=3)
    assert grid_of(pixels(page), seen) is None
    assert grid_of(pixels(page), ()) is None


def test_what_stands_around_a_table_keeps_its_place() -> None:
    grid = Grid(cells=(Cell(0, 100, 90, 150), Cell(100, 100, 300, 150)), slant=0.0)
    seen = [line("标题", 50, 20, 150, 60), line("姓名", 10, 110, 80, 140), line("下文", 10, 200, 90, 240)]
    assert text_with_tables([*seen, line("顾南", 110, 110, 200, 140)], grid) == "标题\n姓名\t顾南\n下文"


def test_places_along_a_line_are_shares_of_it() -> None:
    quad = line("一二三四", 100, 50, 300, 100).quad
    assert share_of(quad, 150) == pytest.approx(0.25)
    assert share_of(quad, 900) == 1
    assert between(quad, (200, 75))
    assert not between(quad, (200, 130))


def test_a_line_is_surer_where_it_reads_the_same_however_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(paper=(1240, 200)).write("路灯不亮已有十天")
    seen = (line("路灯不亮已有十天", 124, 10, 420, 70, 0.97), line("请更换", 500, 10, 600, 70, 0.995))
    monkeypatch.setattr(confirming, "recognise_line", lambda _shown: ("路灯不亮，已有十天", 0.9))
    assert [one.confidence for one in confirmed(seen, pixels(page))] == [0.99, 0.995]
    chance = Random(1)  # noqa: S311  # the same readings each time
    readings = ["路灯不亮已有十天", "路灯不亮已有干天"]
    monkeypatch.setattr(confirming, "recognise_line", lambda _shown: (readings[chance.random() > 0.5], 0.9))
    assert confirmed(seen, pixels(page)) == seen
    faint = (replace(seen[0], confidence=0.8), seen[1])
    assert confirmed(faint, pixels(page)) == faint


def test_no_boxes_are_looked_for_on_a_page_full_of_squares() -> None:
    page = np.full((900, 900, 3), 255, np.uint8)
    for left in range(10, 880, 40):
        for top in range(10, 880, 40):
            cv2.rectangle(page, (left, top), (left + 24, top + 24), (0, 0, 0), 2)
    assert not list(boxes_of(page, 40))
