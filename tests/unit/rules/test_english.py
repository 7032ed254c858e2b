"""English terms: whole words in their regular forms, with auxiliaries between them, the longest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.english import English

TERMS = (
    "lift",
    "leak",
    "lift out of order",
    "not work",
    "empty",
    "not emptied",
    "party",
    "stop",
    "parking",
    "park",
    "break-in",
)
ENGLISH = English({term: number for number, term in enumerate(TERMS)})


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], TERMS[number]) for start, end, number in ENGLISH.found(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("the lift", [("lift", "lift")]),
        ("two lifts", [("lifts", "lift")]),
        ("it leaked, leaks and is leaking", [("leaked", "leak"), ("leaks", "leak"), ("leaking", "leak")]),
        ("parties, and it stopped", [("parties", "party"), ("stopped", "stop")]),
        ("i park in the parking", [("park", "park"), ("parking", "parking")]),
        ("部lift壞咗", [("lift", "lift")]),
    ],
)
def test_a_word_is_found_in_its_regular_forms_and_a_form_that_is_listed_is_itself(text, terms):
    assert found(text) == terms


@pytest.mark.parametrize("text", ["facelift", "liftoff", "leakage", "", "漏水", "a parkour", "lif t"])
def test_a_part_of_a_word_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words", "term"),
    [
        ("the lift has been out of order", "lift has been out of order", "lift out of order"),
        ("lift\nout of  order", "lift\nout of  order", "lift out of order"),
        ("it doesn't work", "doesn't work", "not work"),
        ("it isn’t working", "isn’t working", "not work"),
        ("it has never been emptied", "never been emptied", "not emptied"),
        ("a break in last night", "break in", "break-in"),
    ],
)
def test_auxiliaries_and_line_breaks_between_the_words_of_a_term_change_nothing(text, words, term):
    assert found(text) == [(words, term)]


def test_a_term_does_not_reach_over_a_sentence_or_another_word():
    assert found("lift, out of order") == [("lift", "lift")]
    assert found("lift key out of order") == [("lift", "lift")]


@given(st.text(alphabet="lift oufrdeaknws'.漏 ", max_size=60))
def test_what_is_found_lies_in_order_and_never_overlaps(text):
    ends = 0
    for start, end, _ in ENGLISH.found(text):
        assert ends <= start < end <= len(text)
        ends = end
