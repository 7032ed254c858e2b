"""Lines found on a page come in reading order and are joined to paragraphs and table rows."""

import math

from ingest.ocr.engine import Seen
from ingest.ocr.layout import ends_open, rows_of, slant_of, text_of

CHAR = 40
PITCH = 70


def seen(text, left, top, *, chars=None, slant=0.0):
    """A line of square characters `CHAR` wide, `left` characters in and `top` lines down, on a slanted page."""
    width = CHAR * (chars or len(text))
    corners = [(left * CHAR, top * PITCH), (left * CHAR + width, top * PITCH)]
    corners += [(x, y + CHAR) for x, y in reversed(corners)]
    cos, sin = math.cos(slant), math.sin(slant)
    quad = tuple((x * cos - y * sin + 300, y * cos + x * sin) for x, y in corners)
    return Seen(text=text, confidence=1.0, quad=quad)


def read(*lines):
    return text_of(rows_of(lines))


def test_a_full_line_goes_on_in_the_next_without_a_space():
    assert read(seen("字" * 20, 0, 1), seen("完了。", 0, 2)) == "字" * 20 + "完了。"


def test_an_indent_begins_a_paragraph():
    assert (
        read(seen("字" * 20, 0, 1), seen("字" * 18, 2, 2), seen("完。", 0, 3)) == "字" * 20 + "\n" + "字" * 18 + "完。"
    )


def test_a_short_line_ends_its_paragraph():
    text = read(seen("字" * 20, 0, 1), seen("此致。", 0, 2), seen("敬礼", 0, 3))
    assert text == "字" * 20 + "此致。\n敬礼"


def test_numbered_items_stay_apart_but_a_sum_broken_at_the_edge_does_not():
    assert read(seen("字" * 20, 0, 1), seen("2、第二", 0, 2)).count("\n") == 1
    assert read(seen("字" * 18 + "12", 0, 1, chars=20), seen("8.50元", 0, 2)) == "字" * 18 + "128.50元"


def test_latin_words_keep_their_space():
    assert read(seen("请" * 16 + "call", 0, 1, chars=20), seen("Lee先生", 0, 2, chars=4)).endswith("call Lee先生")


def test_two_numbers_found_apart_in_one_row_do_not_run_into_one():
    assert read(seen("2026.03.17", 0, 1, chars=5), seen("7", 6, 1, chars=1)) == "2026.03.17 7"


def test_cells_of_a_table_row_stand_on_one_line_by_tabs():
    text = read(
        seen("项目", 0, 1), seen("上期", 6, 1), seen("本期", 12, 1), seen("照明", 0, 2), seen("38", 6, 2, chars=1)
    )
    assert text == "项目\t上期\t本期\n照明\t38"


def test_order_and_rows_hold_on_a_slanted_page():
    lines = [seen("甲" * 20, 0, 1, slant=0.06), seen("左", 0, 4, slant=0.06), seen("右" * 4, 15, 4, slant=0.06)]
    assert read(*reversed(lines)) == "甲" * 20 + "\n左\t右右右右"
    assert abs(slant_of(lines) - 0.06) < 1e-6


def test_a_page_that_breaks_off_in_a_sentence_is_known():
    assert ends_open(rows_of([seen("字" * 20, 0, 1), seen("字" * 20, 0, 2)]))
    assert not ends_open(rows_of([seen("字" * 20, 0, 1), seen("字" * 19 + "。", 0, 2)]))
    assert not ends_open(rows_of([seen("字" * 20, 0, 1), seen("李女士", 16, 3)]))
