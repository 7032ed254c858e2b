"""The figures of `make bench-rules`: what counts as right, alone, and found."""

from collections import Counter
from pathlib import Path

import pytest
from support.accuracy import Tally, labelled, tally

from domain.codes import Category
from rules.compiled import compile_rulebook
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook

LABELLED = Path(__file__).parents[3] / "bench" / "labelled.jsonl"


def test_f1_is_of_what_was_to_be_found() -> None:
    flags = Counter({("group", True, True): 3, ("group", True, False): 1, ("group", False, True): 1})
    assert Tally(flags=flags).f1("group") == pytest.approx(0.75)
    assert Tally().f1("urgent") == 1.0


def test_the_labelled_letters_are_whole_and_decided_nearly_right() -> None:
    letters = labelled(LABELLED)
    assert len({letter["id"] for letter in letters}) == len(letters) >= 40
    for letter in letters:
        assert letter["expected"]["category"] in letter["expected"]["acceptable"]
        assert set(letter["expected"]["acceptable"]) <= set(Category)
    book = load_rulebook(shipped_rulebook()).rulebook
    assert book is not None
    compiled = compile_rulebook(book)
    counts = tally(compiled, letters)
    compiled.close()
    assert counts.letters == len(letters)
    assert counts.right / counts.letters >= 0.85
    assert counts.department / counts.letters >= 0.85
    assert len(counts.lines()) == 5
