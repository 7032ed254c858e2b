"""A form is decided by what was ticked and written on it, never by what was printed there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.codes import Channel, Urgency
from domain.decision import Decision
from domain.settings import Limits
from ingest.read import read_letters
from rules.compiled import Compiled
from workers.deciding.decision_input import decide_document

SAMPLES = Path(__file__).parents[2] / "samples"
RECEIVED = datetime(2026, 11, 20, 1, tzinfo=UTC)


def decided(compiled: Compiled, name: str) -> Decision:
    (document,) = read_letters((SAMPLES / name).read_bytes(), name=name, limits=Limits())
    return decide_document(compiled, document, received=RECEIVED, channel=Channel.LETTER)[1]


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("form-boxes.txt", "public_lighting"),
        ("form-brackets.txt", "household_noise"),
        ("form-hints.txt", "greening_care"),
    ],
)
def test_what_was_chosen_decides(compiled: Compiled, name: str, topic: str) -> None:
    decision = decided(compiled, name)
    assert decision.topic == topic
    assert decision.urgency is not Urgency.URGENT
