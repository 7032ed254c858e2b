"""How letters word names, dates and places in the resident's script."""

from dataclasses import replace
from datetime import date

import pytest

from domain.codes import Kind, LetterKind
from domain.reading_codes import Script
from letters.context import LetterContext, Matter, Place
from letters.templating.sample import samples
from letters.text.wording import (
    Wording,
    chinese_date,
    letter_script,
    one_line,
    salutation,
    to_traditional,
    understanding,
)

ONE = samples(LetterKind.ACKNOWLEDGEMENT)["one matter"]
HANS, HANT = Wording(Script.HANS), Wording(Script.HANT)


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ({"project": "翠湖花园", "building": "3", "unit": "2", "room": "1201"}, "翠湖花园3栋2单元1201室"),
        ({"project": "翠湖花园", "building": "三号楼", "room": "B座12"}, "翠湖花园三号楼B座12"),
        ({"building": "A", "room": "3-1201"}, "A栋3-1201室"),
        ({}, ""),
    ],
)
def test_a_place_gets_measure_words_only_where_it_has_none(known: dict[str, str], text: str) -> None:
    assert Place(**known).text == text


def test_dates_have_arabic_figures_without_leading_zeros() -> None:
    assert chinese_date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("script", "text", "expected"),
    [
        (Script.HANS, "", Script.HANS),
        (Script.HANT, "", Script.HANT),
        (Script.OTHER, "The lift is broken", Script.HANS),
        (Script.MIXED, "電梯壞了，請尽快修理，謝謝", Script.HANT),
        (Script.MIXED, "电梯坏了，请尽快修理，謝謝", Script.HANS),
    ],
)
def test_a_letter_is_written_in_the_residents_script(script: Script, text: str, expected: Script) -> None:
    assert letter_script(script, text) is expected


def test_our_words_are_converted_and_names_are_left_as_written() -> None:
    assert HANT.ours("您反映后海花园的“电梯停运”问题", keep=("后海花园",)) == "您反映后海花园的「電梯停運」問題"
    assert HANS.ours("您反映的问题") == "您反映的问题"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "尊敬的王建国先生"),
        ({"honorific": None}, "尊敬的王建国业主"),
        ({"honorific": None, "tenant": True}, "尊敬的王建国住户"),
        ({"resident_name": None, "honorific": None, "tenant": True}, "尊敬的住户"),
        ({"resident_name": "李阿姨", "honorific": "女士"}, "尊敬的李阿姨"),
        ({"resident_name": None}, "尊敬的业主"),
        ({"group": True}, "尊敬的翠湖花园各位业主"),
        ({"group": True, "place": Place()}, "尊敬的各位业主"),
    ],
)
def test_salutation(changes: dict[str, object], expected: str) -> None:
    context: LetterContext = replace(ONE, **changes)  # type: ignore[arg-type]  # any field
    assert salutation(context, HANS) == expected


def test_a_place_is_named_as_the_resident_wrote_it_else_in_the_letters_script() -> None:
    group = replace(ONE, group=True, script=Script.HANT)
    assert salutation(group, HANT) == "尊敬的翠湖花園各位業主"
    assert salutation(replace(group, quote="翠湖花园的電梯"), HANT) == "尊敬的翠湖花园各位業主"


def test_a_name_is_never_converted() -> None:
    assert salutation(replace(ONE, resident_name="范玉后", honorific="女士"), HANT) == "尊敬的范玉后女士"


def test_understanding_names_the_main_matter_and_the_others() -> None:
    matters = (Matter(name="电梯停运"), Matter(name="停车收费"))
    place = Place(project="翠湖花园", building="3", room="1201")
    assert (
        understanding(matters, place, kind=Kind.COMPLAINT, group=False)
        == "您反映翠湖花园的“电梯停运”问题，同时提到“停车收费”"
    )
    assert understanding(matters[1:], Place(), kind=Kind.ENQUIRY, group=True) == "各位咨询“停车收费”事项"
    known = understanding(matters[:1], place, kind=Kind.COMPLAINT, group=False, at="地下车库B区")
    assert known == "您反映地下车库B区的“电梯停运”问题"
    assert understanding((), place, kind=Kind.COMPLAINT, group=False) is None


def test_a_quote_is_one_line_of_printable_text_with_inner_marks_stepped_down() -> None:
    assert HANS.quoted("他说“马上”\r\n\x00就来。", 50) == "他说‘马上’ 就来"
    assert HANT.quoted("他說「馬上」就來", 50) == "他說『馬上』就來"


def test_a_quotation_that_is_too_long_ends_where_a_clause_does() -> None:
    assert HANS.quoted("灯坏了三天，报修两次，一直没有人来换", 14) == "灯坏了三天，报修两次……"
    assert HANS.quoted("灯坏，" + "报" * 40, 20) == "灯坏，" + "报" * 17 + "……"
    assert one_line("一二三四五，六", 6) == "一二三四五……"


@pytest.mark.parametrize(
    ("name", "title", "addressed"),
    [
        ("x", None, "尊敬的业主"),
        ("user88", None, "尊敬的业主"),
        ("王", "女士", "尊敬的王女士"),
        ("王芳", None, "尊敬的王芳业主"),
    ],
)
def test_a_sender_whose_program_gives_no_name_is_addressed_without_one(name, title, addressed) -> None:
    context = replace(samples(LetterKind.REPLY)["one matter"], resident_name=name, honorific=title)
    assert salutation(context, HANS) == addressed


def test_and_for_is_not_written_as_joined_into() -> None:
    assert to_traditional("每天查看，并为住户提供帮助；两户合并为一户") == "每天查看，並為住戶提供幫助；兩戶合併為一戶"
