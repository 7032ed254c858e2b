"""Phrases for letters: read with the rulebook, checked, found for a letter; a rulebook without them is whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.codes import LetterKind
from rules.diff import diff
from rules.load import load_rulebook
from rules.rulebook import Loaded

Write = Callable[..., Path]

SHIPPED = Path(__file__).parents[3] / "rulebook"


def phrases(write: Write, text: str) -> Loaded:
    return load_rulebook(write({"phrases.yaml": text}))


def test_a_rulebook_without_phrases_is_whole(write: Write) -> None:
    loaded = load_rulebook(write())
    assert loaded.rulebook.phrases == ()


def test_a_phrase_is_for_its_topics_categories_and_kinds(write: Write) -> None:
    lines = (
        "text: 谢谢。",
        "{text: 停梯了。, topics: [lift], kinds: [reply]}",
        "{text: 设备。, categories: [equipment]}",
    )
    general, lift, equipment = phrases(write, "".join(f"- {line}\n" for line in lines)).rulebook.phrases
    assert general.fits(LetterKind.INTERIM, (), ())
    assert lift.fits(LetterKind.REPLY, ("lift",), ())
    assert not lift.fits(LetterKind.INTERIM, ("lift",), ())
    assert not lift.fits(LetterKind.REPLY, ("fees",), ("equipment",))
    assert equipment.fits(LetterKind.REPLY, (), ("equipment",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {text: 好。, topics: [lifft]}", "did you mean lift?"),
        ("- {text: 好。, categories: [equipmant]}", "did you mean equipment?"),
        ("- {text: 好。, kinds: [replay]}", "did you mean reply?"),
        ("- {text: 好。, topic: [lift]}", "did you mean topics?"),
        ("- {topics: [lift]}", "text is missing"),
        ("- text: 好。\n- text: 好。", "the same stands on line 1"),
        (f"- text: {'好' * 301}", "longer than 300"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(write: Write, text: str, words: str) -> None:
    loaded = phrases(write, text)
    assert loaded.rulebook is None
    assert any(words in str(found) and found.file == "phrases.yaml" for found in loaded.findings)


def test_a_new_phrase_is_shown_by_diff(write: Write) -> None:
    before = load_rulebook(write()).rulebook
    assert len(diff(before, phrases(write, "- text: 谢谢。").rulebook)) == 1


def test_the_shipped_phrases_cover_every_class() -> None:
    book = load_rulebook(SHIPPED).rulebook
    assert len(book.phrases) >= 60
    categories = {category for phrase in book.phrases for category in phrase.categories}
    categories |= {book.topic(topic).category for phrase in book.phrases for topic in phrase.topics}
    assert len(categories) == 8
