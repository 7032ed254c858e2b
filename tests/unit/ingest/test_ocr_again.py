"""What a first look at a page got wrong is looked at again: its way up, lines passed over, strokes under a seal."""

from dataclasses import replace

import numpy as np
import pytest
from paper import Page

from ingest.ocr import page as reading
from ingest.ocr.engine import recognise
from ingest.ocr.gaps import fill_gaps
from ingest.ocr.ink import ink_of
from ingest.ocr.page import read_page
from ingest.ocr.sealed import second_look

SIGNED = "投诉人：陈立群\n联系电话：13900139000\n2026年11月5日"
LIFT = "物业服务中心：\n我是9号楼2单元801室业主陈立群，单元电梯停运三天。"


def card(text, **how):
    return Page(paper=(1240, 620)).write(text, **how)


@pytest.fixture(scope="module")
def seen():
    """A page of five lines: its pixels and what was read."""
    pixels = np.asarray(card(LIFT).write(SIGNED, left=600).image)[:, :, ::-1].copy()
    return pixels, recognise(pixels)


def found(lines):
    return {line.text for line in lines}


def test_a_page_whose_way_up_was_told_wrongly_is_read_the_other_way(monkeypatch):
    monkeypatch.setattr(reading, "turn_of", lambda _page: 180)  # tesseract was wrong, as it is of some thin faces
    read = read_page(card(LIFT).write(SIGNED, left=600).image)
    assert read.rotation == 0
    assert read.text.endswith(SIGNED)


def test_a_line_that_was_passed_over_is_found_by_a_closer_look(seen):
    pixels, lines = seen
    for lost in lines:
        rest = tuple(line for line in lines if line is not lost)
        assert found(fill_gaps(rest, pixels, ink_of(pixels))) == found(lines)


def test_a_line_that_was_cut_short_is_read_to_its_end(seen):
    pixels, lines = seen
    phone = next(line for line in lines if "13900139000" in line.text)
    upper_left, upper_right, lower_right, lower_left = phone.quad
    middle = (upper_left[0] + upper_right[0]) / 2
    half = replace(
        phone, text="联系电话：1", quad=(upper_left, (middle, upper_right[1]), (middle, lower_right[1]), lower_left)
    )
    cut = tuple(half if line is phone else line for line in lines)
    assert found(fill_gaps(cut, pixels, ink_of(pixels))) == found(lines)


def test_a_page_read_in_full_is_not_looked_at_again(seen):
    pixels, lines = seen
    assert fill_gaps(lines, pixels, ink_of(pixels)) is lines


def test_pale_strokes_under_a_seal_stay_when_it_is_taken_off():
    read = read_page(card(SIGNED, left=600, ink=(172, 172, 175)).seal(760, 40).image)
    assert read.text == SIGNED


def test_of_two_readings_that_differ_the_one_in_form_stands_and_is_a_doubt():
    page = np.asarray(card("联系电话：13900139000", left=600).seal(900, -60).image)[:, :, ::-1].copy()
    (line,) = recognise(np.repeat(page[:, :, 2:], 3, axis=2))[-1:]
    short = replace(line, text="联系电话：3900139000", confidence=1.0)
    (better,) = second_look([short], page, ink_of(page))
    assert better.text == "联系电话：13900139000"
    assert better.confidence < 0.8


def test_a_name_under_a_seal_that_reads_otherwise_with_the_seal_left_on_is_a_doubt():
    misread = "投诉人：业主委"
    page = np.asarray(card("投诉人：陈立群", left=600).seal(680, -60).image)[:, :, ::-1].copy()
    line = recognise(np.repeat(page[:, :, 2:], 3, axis=2))[-1]
    assert line.text == "投诉人：陈立群"
    assert second_look([line], page, ink_of(page)) == (line,)
    (doubt,) = second_look([replace(line, text=misread, confidence=0.999)], page, ink_of(page))
    assert doubt.text == misread
    assert doubt.confidence < 0.8


def test_a_name_away_from_every_seal_is_not_read_again():
    page = np.asarray(card("投诉人：陈立群").seal(960, 300).image)[:, :, ::-1].copy()
    wrong = replace(recognise(page)[0], text="投诉人：陈立辟", confidence=0.999)
    assert second_look([wrong], page, ink_of(page)) == (wrong,)


def test_what_cannot_stand_within_a_number_is_read_closer_and_is_a_doubt():
    page = np.asarray(card("我是19栋3单元1004室的住户").image)[:, :, ::-1].copy()
    (line,) = recognise(page)
    (better,) = second_look([replace(line, text=line.text.replace("1004", "100↓"))], page, ink_of(page))
    assert better.text == line.text
    assert better.confidence < 0.8


def test_a_short_note_in_black_whose_characters_run_together_is_by_hand():
    page = card(LIFT)
    page.size = 52
    for number, character in enumerate("请工程部速查"):
        page.top = 340 + (7, -5, 3)[number % 3]
        page.write(character, left=300 + 45 * number)
    doubts = read_page(page.image).doubts
    assert "有1行像是手写" in doubts


def test_print_is_not_taken_for_a_note_by_hand():
    for size in (28, 36, 52):
        page = Page(paper=(1240, 620), size=size).write("请工程部速查\n附照片三张\n老人在家不便")
        assert not any("手写" in doubt for doubt in read_page(page.image).doubts)
