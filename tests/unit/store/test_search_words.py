"""How texts and queries become the words of the search index."""

import pytest

from store.search_words import PIECE, fold, wanted, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("電梯，停運。", "电梯停运"),
        ("电\n梯", "电梯"),
        ("138-0013 8000", "13800138000"),
        ("Hello,  World 3栋", "hello world3栋"),
        ("ＡＢ１２", "ab12"),
        ("㎡", "m2"),
        (f"王芳{PIECE}13800", f"王芳{PIECE}13800"),
    ],
)
def test_a_text_is_compared_without_blanks_marks_and_script(text, folded):
    assert fold(text).text == folded


def test_every_character_knows_its_place():
    folded = fold("阳光 花園, ok")
    assert [("阳光 花園, ok")[place] for place in folded.places] == list("阳光花園ok")


def test_chinese_is_found_by_pairs_digits_by_threes_latin_by_words():
    assert words("电梯坏") == {"电", "梯", "坏", "电梯", "梯坏"}
    assert words("13800") == {"138", "380", "800"}
    assert words("3栋12") == {"3", "栋", "12"}
    assert words("hello world") == {"hello", "world"}


def test_no_word_reaches_from_one_piece_into_the_next():
    assert words(f"王芳{PIECE}电梯") == {"王", "芳", "王芳", "电", "梯", "电梯"}


def test_a_long_word_needs_its_pairs_and_is_proved_by_the_text():
    (one,) = wanted("电梯停运")
    assert (one.text, one.words, one.exact) == ("电梯停运", ("电梯", "梯停", "停运"), False)
    assert [one.exact for one in wanted("电梯 梯 138")] == [True, True, True]


def test_of_a_latin_word_its_beginning_is_enough():
    (one,) = wanted("TS-2026-0001x")
    assert (one.text, one.words, one.prefix) == ("ts20260001x", ("ts", "202", "026", "260", "600", "000", "001"), "x")


@pytest.mark.parametrize("query", ["", "  ", "，。！", "\"'*", PIECE])
def test_nothing_to_seek_is_nothing(query):
    assert wanted(query) == ()
