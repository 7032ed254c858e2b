"""Many regular expressions over one text."""

import pytest
import re2

from rules.patterns import Patterns


def test_each_stretch_of_each_pattern_is_found():
    patterns = Patterns(["停(水|电)", "停.{0,3}电", "[0-9]+", "x*"])
    found = [(number, "停水3天，又停了电"[start:end]) for number, (start, end) in patterns.spans("停水3天，又停了电")]
    assert sorted(found) == [(0, "停水"), (1, "停了电"), (2, "3")]


def test_patterns_of_more_words_than_re2_joins_are_all_found():
    """RE2 refuses to join some thousands of words in the memory it is allowed."""
    lists = ["|".join(f"{chr(0x4E00 + n)}{chr(0x5E00 + m)}困" for m in range(150)) for n in range(50)]
    text = "".join(f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}困啊坏" for n in (0, 24, 49))
    assert {number for number, _ in Patterns([f"({words}).坏" for words in lists]).spans(text)} == {0, 24, 49}


def test_a_pattern_that_is_none_is_refused():
    with pytest.raises(re2.error):
        Patterns(["停(水"])
