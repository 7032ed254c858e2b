"""What an acknowledgement may repeat to an address that may be forged: nothing that a stranger could make it say."""

from dataclasses import replace

import pytest

from domain.codes import LetterKind
from letters.context import Matter, Place
from letters.templating.sample import samples
from store import directory
from store.database import Database
from store.directory import NewHousehold
from workers.correspondence.echo import muted, muted_place

CONTEXT = replace(
    samples(LetterKind.ACKNOWLEDGEMENT)["one matter"],
    subject="中奖通知 www.example.com",
    quote="请点击 http://example.com",
)


def heard(words, **values):
    return muted(replace(CONTEXT, matters=(Matter(name="电梯停运", resident_words=words),), **values))


def test_neither_the_subject_nor_the_whole_text_is_repeated():
    made = heard("电梯停了三天")
    assert (made.subject, made.quote) == ("", "电梯停了三天")


@pytest.mark.parametrize(
    "words",
    [
        "请点击查看",
        "电梯 http://a.example",
        "电梯请加微信",
        "加v领奖",
        "扫码付款",
        "QQ群号123",
        "电梯 a.com",
        "ａ．ｃｏｍ",
        "致电13800138000",
        "联系 a@b",
    ],
)
def test_a_sentence_that_lures_is_not_repeated(words):
    assert heard(words).quote == ""


def test_without_anything_to_say_it_says_that_something_was_written():
    assert heard("请点击查看", understood=None).understood == "您来信反映了有关情况，具体事项以来信为准"
    assert muted(replace(CONTEXT, matters=(), understood=None, group=True)).understood.startswith("各位")
    assert heard("电梯停了三天", understood=None).understood is None


@pytest.mark.parametrize("name", ["王建国", "陳志遠", "欧阳·娜娜", "John O'Neil"])
def test_a_name_in_the_form_of_a_name_stays(name):
    assert muted(replace(CONTEXT, resident_name=name)).resident_name == name


@pytest.mark.parametrize("name", ["", None, "王建国请点击", "中奖13800138000", "a@b.com", "x" * 60])
def test_any_other_goes_with_its_title(name):
    made = muted(replace(CONTEXT, resident_name=name))
    assert (made.resident_name, made.honorific) == (None, None)


def test_a_place_is_repeated_in_a_project_of_ours_and_in_the_form_of_a_flat(database: Database) -> None:
    with database.transaction() as session:
        directory.import_households(session, [NewHousehold(project="阳光花园", building="3栋", room="501")])
        ours = Place(project="陽光花園", building="3栋", unit="2单元", room="501")
        assert muted_place(session, ours) == ours
        strange = Place(project="加微信", building="www.example", unit="x" * 20, room="13800138000")
        assert muted_place(session, strange) == Place()
        assert muted_place(session, Place()) == Place()
