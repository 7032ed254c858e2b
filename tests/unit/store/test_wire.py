"""Whatever a domain value holds, its JSON reads back as the same value."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decision import Decision, DecisionInput, Step
from domain.reading import Document
from store import wire

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8))])
st.register_type_strategy(datetime, st.datetimes(timezones=ZONES))
st.register_type_strategy(float, st.floats(min_value=0, max_value=1))


@pytest.mark.parametrize("kind", [tuple[Document, ...], DecisionInput, Decision])
def test_a_value_reads_back_as_it_was(kind: Any) -> None:
    @settings(max_examples=40, deadline=None, database=None)
    @given(st.from_type(kind))
    def reads_back(value: Any) -> None:
        assert wire.load(kind, wire.dump(kind, value)) == value

    reads_back()


def test_a_text_that_is_no_such_value_is_refused() -> None:
    with pytest.raises(ValueError, match="date"):
        wire.load(Step, '{"date": "yesterday", "counts": true, "why": ""}')
