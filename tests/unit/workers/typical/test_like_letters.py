"""The letters that share what is rare among them are the most alike; what all of them say tells nothing."""

from store.search_words import fold
from workers.typical.likeness import most_alike, pairs_of

ASKED = fold("电梯门机异响，夹了孩子的手").text
LETTERS = {
    1: fold("电梯停运三天，没有人修").text,
    2: fold("电梯门机异响，关门时夹人").text,
    3: fold("电梯轿厢灯坏了").text,
    4: fold("電梯門機異響").text,
}


def test_what_is_rare_counts_most_in_either_script() -> None:
    found = most_alike(ASKED, LETTERS, 3)
    assert set(found[:2]) == {2, 4}
    assert most_alike(ASKED, LETTERS, 1) == found[:1]


def test_nothing_shared_is_nothing_alike() -> None:
    assert most_alike(fold("公交站太远").text, LETTERS, 3) == []
    assert most_alike("", LETTERS, 3) == []
    assert most_alike(ASKED, {}, 3) == []


def test_of_equal_ones_the_latest_comes_first() -> None:
    assert most_alike(ASKED, {1: LETTERS[2], 7: LETTERS[2], 9: LETTERS[3]}, 2) == [7, 1]


def test_what_a_mark_parts_is_no_pair() -> None:
    assert pairs_of("电梯") == {"电梯"}
    assert most_alike("电梯\x1e门机", {1: "梯\x1e门", 2: "电梯"}, 3) == [2]
