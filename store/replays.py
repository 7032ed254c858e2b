"""Hands out stored decisions as they are stored, so that many can be replayed without being read twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from domain.decision import Decision, DecisionInput
from store import serialization
from store.case_tables import case, decision

_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class StoredDecision:
    """One decision as it is stored. number: of its case; given, made: JSON text."""

    id: int
    number: str | None
    given: str
    made: str

    def read(self) -> tuple[DecisionInput, Decision]:
        """What it was made from, and what was decided."""
        return serialization.load(DecisionInput, self.given), serialization.load(Decision, self.made)


def last_stored(session: Session, n: int) -> Iterator[StoredDecision]:
    """The last `n` decisions of all, newest first, not all in memory at once."""
    query = (
        select(
            decision.c.id, case.c.number, type_coerce(decision.c.input, Text), type_coerce(decision.c.decision, Text)
        )
        .join_from(decision, case, decision.c.case_id == case.c.id, isouter=True)
        .order_by(decision.c.id.desc())
        .limit(n)
        .execution_options(yield_per=_AT_ONCE)
    )
    for id_, number, given, made in session.execute(query):
        yield StoredDecision(id=id_, number=number, given=given, made=made)
