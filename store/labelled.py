"""Cases whose household and matter a person has confirmed: the examples from which words are learnt."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import event

_DECIDING = ("confirmed", "decided_again")


def confirmed_cases(session: Session) -> tuple[int, ...]:
    """The ids of the cases that were confirmed by a person and not decided anew since, oldest first."""
    query = (
        select(event.c.case_id, event.c.what).where(event.c.what.in_(_DECIDING)).order_by(event.c.case_id, event.c.seq)
    )
    last = {row.case_id: row.what for row in session.execute(query)}
    return tuple(case_id for case_id, what in last.items() if what == "confirmed")
