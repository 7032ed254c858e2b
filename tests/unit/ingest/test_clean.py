"""Decoded text in one form, and the hash by which the same message is known however a server wrapped it."""

import pytest

from ingest.clean import body_hash, clean


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("", ""),
        ("电梯坏了", "电梯坏了"),
        ("一\r\n二\r三\u2028四\x0b五\x85六", "一\n二\n三\n四\n五\n六"),
        ("电\x00梯\x07", "电梯"),
        ("\ufeff电\u200b梯\u202e", "电梯"),
        ("电\ud800梯", "电梯"),
        ("一 \t\u3000\n二", "一\n二"),
        ("一\n\n\n\n\n二", "一\n\n\n二"),
        ("\n\n 一\t\n", "一"),
        ("a\tb", "a\tb"),
        ("\u3000\u3000段首空两格", "\u3000\u3000段首空两格"),
    ],
)
def test_a_text_as_the_rest_of_the_house_reads_it(written: str, cleaned: str) -> None:
    assert clean(written) == cleaned
    assert clean(cleaned) == cleaned


def test_a_million_blanks_are_quick() -> None:
    assert clean("一" + " " * 1_000_000 + "二") == "一" + " " * 1_000_000 + "二"


@pytest.mark.parametrize("other", ["电梯 坏了", "电梯\r\n坏了", "电梯坏了\n", "电 梯\u3000坏了"])
def test_the_hash_does_not_see_how_lines_were_wrapped(other: str) -> None:
    assert body_hash(other) == body_hash("电梯坏了")


def test_the_hash_sees_width_as_one_and_words_as_different() -> None:
    assert body_hash("１２０１室") == body_hash("1201室")
    assert body_hash("电梯坏了") != body_hash("电梯好了")
    assert body_hash("\ud800") == body_hash("?"), "half a character hashes too"
