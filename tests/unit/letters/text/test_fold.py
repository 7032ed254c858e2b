"""A letter's clauses and quotations, and the bare words in which two sayings are compared."""

import pytest

from letters.text.fold import bare, clauses, quotations


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们将于本周五完成。", "我们将于本周五完成"),
        (" 我们 将，于本周五——完成！", "我们将于本周五完成"),
        ("「我們將於本週五完成」", "我们将于本周五完成"),
        ("Ａ１_b", "A1b"),
        ("，。 ", ""),
        ("", ""),
    ],
)
def test_bare_words(text: str, words: str) -> None:
    assert bare(text) == words


def test_clauses_stand_between_marks_with_their_places() -> None:
    text = "您好，我们已检修；请放心。"
    found = clauses(text)
    assert [one.text for one in found] == ["您好", "我们已检修", "请放心"]
    assert all(text[one.start :].startswith(one.text) for one in found)


@pytest.mark.parametrize("text", ["共1,200元", "8:30到场", "1,200,300元"])
def test_a_figure_is_not_parted_at_its_own_marks(text: str) -> None:
    assert [one.text for one in clauses(text)] == [text]


def test_nothing_has_no_clause() -> None:
    assert clauses("") == []
    assert clauses("，。；") == []


def test_a_quotation_is_what_the_resident_really_said() -> None:
    theirs = bare("电梯一定要修好！楼道没灯")
    text = "您写道“一定要修好”，我们答复“一定办到”。"
    (found,) = quotations(text, theirs)
    assert text[slice(*found)] == "“一定要修好”"


def test_a_subject_is_quoted_too_with_brackets_of_its_own() -> None:
    text = "您的来信（主题：电梯（3栋）停运）收悉"
    (found,) = quotations(text, bare("电梯（3栋）停运"))
    assert text[slice(*found)] == "（主题：电梯（3栋）停运）"


def test_marks_and_script_do_not_hide_a_quotation() -> None:
    assert len(quotations("您写道“电梯，坏了”", bare("電梯坏了"))) == 1


@pytest.mark.parametrize("text", ["“”", "“！”", "没有引号", "“电梯"])
def test_what_quotes_nothing(text: str) -> None:
    assert quotations(text, bare("电梯")) == []
