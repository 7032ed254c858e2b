"""Pages written in columns are told from pages on their side, and their columns come from the right."""

from ingest.ocr.engine import Seen
from ingest.ocr.vertical import is_tall, laid_down, lines_in_columns, mostly_tall, rows_in_columns, text_in_columns

WIDTH, CHAR = 1000, 40


def column(text: str, number: int, *, down: int = 0) -> Seen:
    """The `number`th column from the right, beginning so many characters down."""
    right, top = WIDTH - 70 * number - 50, 100 + down * CHAR
    left, bottom = right - CHAR, top + CHAR * len(text)
    return Seen(text=text, confidence=1.0, quad=((left, top), (right, top), (right, bottom), (left, bottom)))


def line(text: str, left: int, top: int) -> Seen:
    right = left + CHAR * len(text)
    return Seen(text=text, confidence=1.0, quad=((left, top), (right, top), (right, top + CHAR), (left, top + CHAR)))


def read(*seen: Seen) -> str:
    return text_in_columns(rows_in_columns([laid_down(one) for one in seen], WIDTH))


def test_columns_come_from_the_right_whatever_order_they_were_found_in() -> None:
    assert read(column("何平", 3, down=8), column("水管爆裂", 2), column("管理處", 1)) == "管理處\n水管爆裂\n何平"


def test_columns_filled_to_the_foot_are_one_paragraph() -> None:
    assert read(column("字" * 15, 1), column("字" * 15, 2), column("完了", 3)) == "字" * 30 + "完了"


def test_a_column_set_in_begins_a_paragraph() -> None:
    found = read(column("字" * 15, 1), column("字" * 13, 2, down=2), column("完了", 3))
    assert found == "字" * 15 + "\n" + "字" * 13 + "完了"


def test_the_only_long_column_ends_by_itself() -> None:
    assert read(column("字" * 14, 1), column("何平", 2)) == "字" * 14 + "\n何平"


def test_a_letterhead_stands_first_and_a_footer_last() -> None:
    seen = (column("管理處", 1), line("順景樓用箋", 300, 20), line("第一頁", 400, 900), column("漏水", 2))
    assert read(*seen) == "順景樓用箋\n管理處\n漏水\n第一頁"


def test_a_single_character_is_read_in_its_column() -> None:
    assert read(column("何", 2, down=3), column("管理處", 1)) == "管理處\n何"


def test_lines_keep_their_place_on_the_page() -> None:
    found = column("管理處", 1)
    (back,) = lines_in_columns(rows_in_columns([laid_down(found)], WIDTH), WIDTH)
    assert {(round(x), round(y)) for x, y in back.quad} == set(found.quad)
    assert laid_down(laid_down(found)) == laid_down(found)


def test_upright_lines_are_counted_against_those_across() -> None:
    assert is_tall(column("管理處", 1))
    assert mostly_tall([column("管理處", 1), column("漏水", 2), line("順景樓", 0, 0)])
    assert not mostly_tall([column("管理處", 1), line("順景樓", 0, 0)])
