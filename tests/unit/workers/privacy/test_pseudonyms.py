"""One made-up name for each real one, the same throughout a case; no real name, number or flat is left."""

import pytest

from workers.privacy.pseudonyms import Cast, Pseudonyms


def replaced(text, **cast):
    return Pseudonyms(Cast(**cast)).replaced(text)


def test_owner_and_staff_are_told_apart():
    text = replaced("王芳来信，由李敏接听", owners=("王芳",), staff=("李敏",))
    assert text == "业主甲来信，由员工甲接听"


def test_the_same_person_has_the_same_name_in_every_text():
    names = Pseudonyms(Cast(owners=("王芳", "李明")))
    assert names.replaced("王芳说李明在家") == "业主甲说业主乙在家"
    assert names.replaced("李明说王芳在家") == "业主乙说业主甲在家"


def test_a_surname_with_a_title_is_the_one_person_of_that_surname():
    assert "业主甲" in replaced("我是王女士", owners=("王芳",))


def test_traditional_writing_is_the_same_person():
    assert replaced("陳曉來信", owners=("陈晓",)) == "业主甲來信"


def test_numbers_are_counted_by_kind_and_equal_ones_are_equal():
    text = replaced("电话13800138000，另一电话13900139000，再打13800138000")
    assert text.count("〔电话1〕") == 2
    assert text.count("〔电话2〕") == 1


@pytest.mark.parametrize("number", ["13800138000", "138-0013-8000", "wang@example.com"])
def test_numbers_of_the_records_are_covered_however_they_are_written(number):
    cast = {"numbers": (("phone", "13800138000"), ("email", "wang@example.com"))}
    assert number not in replaced(f"请联系{number}谢谢", **cast)


def test_the_housing_estate_has_no_name():
    assert replaced("阳光花园的电梯坏了", projects=("阳光花园",)) == "某小区的电梯坏了"
    assert replaced("电梯坏了", projects=("",)) == "电梯坏了"


def test_whoever_one_text_names_is_covered_in_all():
    names = Pseudonyms(Cast())
    names.learn(["我叫赵强，住在3栋。"])
    assert "赵强" not in names.replaced("赵强又打来电话")


def test_there_are_more_people_than_stems():
    owners = tuple(f"{surname}{given}" for surname in "王李赵钱孙周" for given in ("伟", "芳"))
    names = Pseudonyms(Cast(owners=owners))
    assert len(set(names.names.values())) == len(owners) == 12
    assert names.names[owners[10]] == "业主甲1"


def test_a_text_that_names_no_one_stays():
    assert replaced("电梯坏了三天，请尽快修好。") == "电梯坏了三天，请尽快修好。"
    assert replaced("") == ""
