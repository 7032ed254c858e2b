"""What the shipped rulebook offers for letters passes the letters' own checks: it promises and blames nothing."""

from datetime import date
from pathlib import Path

from domain.codes import LetterKind
from letters.checks import findings
from letters.checks.checked import CheckedLetter, Facts
from letters.word.blocks import Block, BlockRole
from rules.load import load_rulebook


def test_no_phrase_promises_a_day_a_sum_or_a_guarantee_or_lacks_tact() -> None:
    book = load_rulebook(Path(__file__).parents[3] / "rulebook").rulebook
    assert book is not None
    blocks = tuple(
        Block(index=index, role=BlockRole.BODY, text=phrase.text, editable=True)
        for index, phrase in enumerate(book.phrases)
    )
    facts = Facts(case_number="TS-2026-000123", dated=date(2026, 11, 18))
    found = findings(CheckedLetter(kind=LetterKind.REPLY, blocks=blocks, facts=facts))
    assert [(one.check, one.text) for one in found if one.check != "missing"] == []
