"""Whatever a domain value holds, its JSON reads back as the same value."""

from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decision import Candidate, Deadline, Decision, DecisionInput, Doubt, EarlierCase, Step, TopicScore
from domain.reading import Document, Envelope, Part
from store import serialization

UNIT = st.floats(min_value=0, max_value=1)
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))


def tuples(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)


PARTS = st.builds(Part, page=..., confidence=UNIT, text=..., start=..., end=...)
ENVELOPES = st.builds(Envelope, message_class=..., sender=..., to=..., references=..., date=st.none() | MOMENTS)
DOCUMENTS = st.builds(
    Document, envelope=ENVELOPES, text=..., confidence=UNIT, parts=tuples(PARTS), fields=..., problems=...
)
EARLIER = st.builds(EarlierCase, received=MOMENTS)
GIVEN = st.builds(DecisionInput, received=MOMENTS, fields=..., confidence=UNIT, directory=..., history=tuples(EARLIER))
SCORES = st.builds(TopicScore, score=UNIT)
DOUBTS = st.builds(Doubt, candidates=tuples(st.builds(Candidate, score=UNIT)))
DEADLINES = st.builds(Deadline, start=MOMENTS, due=MOMENTS, steps=...)
DECISIONS = st.builds(
    Decision,
    topics=tuples(SCORES),
    also=...,
    doubts=tuples(DOUBTS),
    deadlines=tuples(DEADLINES),
    letters=...,
    reasons=...,
)


@pytest.mark.parametrize(
    ("kind", "values"),
    [(tuple[Document, ...], tuples(DOCUMENTS)), (DecisionInput, GIVEN), (Decision, DECISIONS)],
    ids=["documents", "input", "decision"],
)
def test_a_value_reads_back_as_it_was(kind: Any, values: st.SearchStrategy[Any]) -> None:
    @settings(max_examples=30, deadline=None, database=None)
    @given(values)
    def reads_back(value: Any) -> None:
        assert serialization.load(kind, serialization.dump(kind, value)) == value

    reads_back()


def test_a_text_that_is_no_such_value_is_refused() -> None:
    with pytest.raises(ValueError, match="date"):
        serialization.load(Step, '{"date": "yesterday", "counts": true, "why": ""}')


def test_an_input_kept_before_households_were_told_apart_still_loads() -> None:
    earlier = '{"number":"TS-1","topic":"lift","received":"2026-03-02T10:00:00+08:00","same_household":false,'
    kept = f'{{"received":"2026-03-02T10:00:00+08:00","history":[{earlier}"same_building":true,"same_project":true}}]}}'
    [case] = serialization.load(DecisionInput, kept).history
    assert case.household is None
