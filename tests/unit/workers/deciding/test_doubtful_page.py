"""A page that was read with doubt makes the shipped rulebook ask for a person."""

from datetime import UTC, datetime

import pytest

from domain.codes import Channel
from domain.reading import Document, Part
from domain.reading_codes import Method
from domain.settings import Limits
from ingest.letter import assemble
from ingest.ocr.allowance import Allowance
from ingest.reading import Budget, Context, Reading
from rules.compiled import compile_rulebook
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook
from workers.deciding.decision_input import decide_document

TEXT = "我是5栋2单元的业主，单元门口路灯坏了半个月，晚上漆黑一片，请尽快修好。"
LIMITS = Limits()


@pytest.fixture(scope="module")
def compiled():
    return compile_rulebook(load_rulebook(shipped_rulebook()).rulebook)


def page(number, confidence, text=TEXT):
    return Part(
        name="信.tif", media_type="image/tiff", method=Method.OCR, page=number, confidence=confidence, text=text
    )


def document_of(*pages) -> Document:
    context = Context(limits=LIMITS, budget=Budget(bytes=1, files=1), nested=lambda *_: (), allowance=Allowance(LIMITS))
    return assemble(Reading(parts=pages), index=0, context=context)


@pytest.mark.parametrize(
    ("pages", "needs_person"),
    [
        ([page(1, 0.995)], False),
        ([page(1, 0.98)], True),
        ([page(1, 0.995), page(2, 0.0, "")], True),
        ([page(1, 0.995), page(2, 1.0, "")], False),
    ],
    ids=["sure", "doubtful", "one page unread", "one page blank"],
)
def test_a_doubtful_page_needs_a_person(compiled, pages, needs_person):
    received = datetime(2026, 11, 20, 2, tzinfo=UTC)
    _, decision = decide_document(compiled, document_of(*pages), received=received, channel=Channel.LETTER)
    assert decision.needs_person is needs_person
    assert decision.topic == "public_lighting"
