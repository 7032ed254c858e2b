"""Cases that were handed up, which a rung settles and gives back with an answer (TRADE 2.7); the words are events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.work_codes import HandUpState
from store.desk_tables import hand_up
from store.rows import as_dataclass, checked, columns_of, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewHandUp:
    """A case at a rung. handed_by: a login; handed_for: for whom, if as a deputy."""

    case_id: int
    rung: Role
    handed_by: str
    handed_for: str | None
    handed_at: datetime
    state: HandUpState = HandUpState.OPEN


@dataclass(frozen=True, kw_only=True)
class HandUpRow(NewHandUp):
    """As it stands. answered_by, answered_for: who settled it, and for whom if as a deputy; taken_by: who went on."""

    id: int
    answered_by: str | None
    answered_for: str | None
    answered_at: datetime | None
    taken_by: str | None
    taken_at: datetime | None


def add(session: Session, new: NewHandUp) -> HandUpRow:
    """Keep that a case was handed up."""
    statement = insert(hand_up).values(**vars(new)).returning(*columns_of(HandUpRow, hand_up))
    return as_dataclass(HandUpRow, session.execute(statement).one())


def standing(session: Session, case_id: int) -> HandUpRow | None:
    """What is at a rung, or was answered and not taken yet; None if the case is with its owner."""
    query = selecting(HandUpRow, hand_up).where(hand_up.c.case_id == case_id, hand_up.c.state != HandUpState.TAKEN)
    row = session.execute(query.order_by(hand_up.c.id.desc())).first()
    return None if row is None else as_dataclass(HandUpRow, row)


def change(session: Session, row_id: int, expect: Collection[HandUpState], **values: object) -> bool:
    """Compare-and-set: change columns of a row in one of the states `expect`; whether it was."""
    mine = update(hand_up).where(hand_up.c.id == row_id, hand_up.c.state.in_(tuple(expect)))
    return touched(session, mine.values(**checked(hand_up, values))) == 1
