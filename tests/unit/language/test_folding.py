"""Folding: many ways of writing become one, and every match finds its way back to the letter."""

from hypothesis import given
from hypothesis import strategies as st

from language.folding import fold, fold_word


def test_traditional_full_width_and_capitals_become_one_form():
    assert fold("電梯ＡＢ，裡面ＷｉＦｉ").text == "电梯ab,里面wifi"
    assert fold_word("電梯") == fold_word("电梯") == "电梯"


def test_a_line_break_inside_chinese_is_no_break():
    folded = fold("电\n  梯坏 了 ok 了")
    assert folded.text == "电梯坏了 ok 了"
    start = folded.text.index("梯坏")
    assert folded.original(start, start + 2) == (4, 6)


def test_expansions_point_to_the_character_they_came_from():
    folded = fold("①２㎡漏水")
    assert folded.text == "12m2漏水"
    assert folded.original(2, 4) == (2, 3)
    assert folded.original(4, 6) == (3, 5)


def test_equal_lengths_need_no_map():
    assert fold("電梯壞了，請修。").origins is None


@given(
    st.text(alphabet=st.sampled_from("電梯漏水①㎡ \n\u3000ＡaﬁİßǆΣ，。\u200b𠀀"), max_size=40) | st.text(max_size=40)
)
def test_every_character_has_an_origin_and_folding_again_changes_nothing(text):
    folded = fold(text)
    origins = folded.origins or tuple(range(len(text)))
    assert len(origins) == len(folded.text)
    assert list(origins) == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)
    for at, origin in enumerate(origins):
        assert folded.text[at] in fold(text[origin]).text
