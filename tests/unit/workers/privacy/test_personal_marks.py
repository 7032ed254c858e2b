"""What tells a person is found in sentences as residents write them; recall and precision are measured."""

import re

import pytest
from personal_sentences import HELD_OUT, SENTENCES

from workers.privacy.personal_marks import find_marks, luhn

_MARKED = re.compile(r"\{(\w+):([^}]*)\}")


def plain(sentence: str) -> tuple[str, list[tuple[str, int, int]]]:
    """A sentence without its marks, and where they stood."""
    text, truth, last = "", [], 0
    for found in _MARKED.finditer(sentence):
        text += sentence[last : found.start()]
        truth.append((found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        last = found.end()
    return text + sentence[last:], truth


def measured(sentences: tuple[str, ...]) -> tuple[float, float, list[str]]:
    """Recall (of what is marked, covered whole), precision (of what is covered, marked at all), and what went wrong."""
    hits = misses = false = 0
    wrong = []
    for sentence in sentences:
        text, truth = plain(sentence)
        marks = find_marks(text)
        covered = {at for mark in marks for at in range(mark.start, mark.end)}
        true = {at for _, start, end in truth for at in range(start, end)}
        missed = [(kind, text[start:end]) for kind, start, end in truth if not _covers(covered, text, start, end)]
        extra = [(mark.kind, text[mark.start : mark.end]) for mark in marks if not true & set(range(*mark[2:]))]
        hits, misses, false = hits + len(truth) - len(missed), misses + len(missed), false + len(extra)
        wrong += [f"{text}: missed {missed}, too much {extra}"] if missed or extra else []
    return hits / (hits + misses), hits / (hits + false), wrong


def _covers(covered: set[int], text: str, start: int, end: int) -> bool:
    return all(at in covered for at in range(start, end) if text[at].isalnum())


def test_recall_and_precision_on_the_sentences_it_was_written_with() -> None:
    assert len(SENTENCES) >= 60
    recall, precision, wrong = measured(SENTENCES)
    assert recall >= 0.97, wrong
    assert precision >= 0.95, wrong


def test_recall_and_precision_on_sentences_it_never_saw() -> None:
    recall, precision, wrong = measured(HELD_OUT)
    assert recall >= 0.85, wrong
    assert precision >= 0.9, wrong


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("110105199003077530", "identity"),
        ("44030519881201002X", "identity"),
        ("110105800307753", "identity"),
        ("Z683365(5)", "identity"),
        ("A123456789", "identity"),
        ("1234567(8)", "identity"),
        ("6228 4804 0256 4890 018", "card"),
        ("粤B·12345", "plate"),
        ("粤BD12345", "plate"),
        ("粤B12345D", "plate"),
        ("粵B12345", "plate"),
        ("13800138000", "phone"),
        ("+852 9123 4567", "phone"),
        ("0912-345-678", "phone"),
        ("010-87654321转801", "phone"),
        ("一三八零零一三八零零零", "phone"),
        ("１３８００１３８０００", "phone"),
        ("a@b.example.com", "email"),
        ("微信号：wxid_abc123", "account"),
        ("QQ 12345678", "account"),
    ],
)
def test_a_number_is_told_by_its_form(text: str, kind: str) -> None:
    (mark,) = find_marks(f"，{text}，")
    assert mark.kind == kind


@pytest.mark.parametrize(
    "text", ["2026年3月2日", "10点30分", "128000元", "HT-2024-0087", "400-800-1234", "12345热线", "2.8元"]
)
def test_dates_sums_and_hotlines_tell_nobody(text: str) -> None:
    assert find_marks(f"，{text}，") == ()


def test_a_cards_check_digit() -> None:
    assert luhn("6228480402564890018")
    assert not luhn("6228480402564890019")
    assert not luhn("0000000000000000")


def test_equal_things_have_equal_values_however_they_are_written() -> None:
    values = {
        find_marks(text)[0].value
        for text in ("138 0013 8000", "138-0013-8000", "+86 13800138000", "幺三八零零一三八零零零")
    }
    assert values == {"13800138000"}
