"""Columns are read from the right, each from the top, and joined where one runs on in the next."""

from ingest.columns import Piece, columns_of, text_of_columns

SIDE = 20


def column(text: str, number: int, *, down: int = 0, by_character: bool = False, side: int = SIDE) -> list[Piece]:
    """The `number`th column from the right, beginning so many characters down."""
    right = 1000 - 40 * number
    stretches = list(text) if by_character else [text]
    pieces, top = [], down * SIDE
    for stretch in stretches:
        bottom = top + side * len(stretch)
        pieces.append(Piece(text=stretch, left=right - side, top=top, right=right, bottom=bottom, char=side))
        top = bottom
    return pieces


def read(*columns: list[Piece]) -> str:
    return text_of_columns(columns_of([piece for pieces in reversed(columns) for piece in pieces]))


def test_columns_come_from_the_right_and_end_their_paragraph() -> None:
    assert read(column("管理處：", 0), column("水管爆裂", 1), column("何平", 2, down=6)) == "管理處：\n水管爆裂\n何平"


def test_a_column_that_runs_to_the_foot_goes_on_in_the_next() -> None:
    assert read(column("字" * 20, 0), column("完了。", 1)) == "字" * 20 + "完了。"
    assert read(column("字" * 20, 0), column("完了。", 1, down=2)) == "字" * 20 + "\n完了。"


def test_characters_found_one_by_one_make_the_same_columns() -> None:
    assert read(column("字" * 20, 0, by_character=True), column("完了。", 1, by_character=True)) == "字" * 20 + "完了。"


def test_what_stands_far_below_in_a_column_is_set_apart() -> None:
    assert read([*column("何平", 0), *column("印", 0, down=8)]) == "何平\t印"


def test_a_title_in_larger_characters_is_a_column_of_its_own() -> None:
    assert read(column("投訴書", 0, side=34), column("管理處：", 1), column("漏水", 2)) == "投訴書\n管理處：\n漏水"


def test_nothing_gives_nothing() -> None:
    assert text_of_columns(columns_of([])) == ""
