"""Buildings, units and rooms in the one form they are compared in."""

import pytest

from language.places import comparing_place


@pytest.mark.parametrize(
    "written", ["3", "3栋", "3号楼", "三棟", "第三栋", "３＃", "03", "3 号 楼", "3栋楼", "三幢", "3座"]
)
def test_every_writing_of_building_three_is_one(written: str) -> None:
    assert comparing_place(written) == "3"


@pytest.mark.parametrize("written", ["1201", "1201室", "1201号", "一二〇一", "１２０１房", "01201", "一二零一室"])
def test_every_writing_of_room_1201_is_one(written: str) -> None:
    assert comparing_place(written) == "1201"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("B座", "b"),
        ("Ｂ棟", "b"),
        ("A栋1单元", "a1"),
        ("十二号楼", "12"),
        ("二百零三室", "203"),
        ("地下一层", "地下1层"),
    ],
)
def test_letters_words_and_larger_numbers(written: str, compared: str) -> None:
    assert comparing_place(written) == compared


@pytest.mark.parametrize("written", [None, "", " ", "\u3000", "栋", "室"])
def test_what_says_nothing_is_empty(written: str | None) -> None:
    assert comparing_place(written) == ""


def test_zero_stays_a_number() -> None:
    assert comparing_place("0") == comparing_place("000") == "0"


def test_different_places_stay_different() -> None:
    forms = [comparing_place(one) for one in ("3栋", "13栋", "30栋", "B3栋", "3栋1单元", "31栋")]
    assert len(set(forms)) == 5, "3栋1单元 and 31栋 are told apart by their columns, not by this form"


@pytest.mark.parametrize("written", ["3栋", "一二〇一", "B座", "地下一层", "第三号楼二单元"])
def test_the_comparing_form_is_its_own(written: str) -> None:
    once = comparing_place(written)
    assert comparing_place(once) == once
