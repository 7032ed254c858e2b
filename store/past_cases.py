"""The cases of older ledgers: enter them as they were, closed, and find again which line each was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.codes import ClockName, ClockState
from language.folding import comparing
from store.case_tables import NEVER, case, clock
from store.past_tables import past_case
from store.rows import as_dataclass, selecting


@dataclass(frozen=True, kw_only=True)
class PastCase:
    """Which line of which file a case was. number: as the older ledger has it. ended_at: when it was over, else when it
    was received."""

    case_id: int
    import_id: int
    line: int
    number: str | None
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class Handling:
    """The one round of handling that an older ledger tells of; None: it does not say."""

    started_at: datetime
    due_at: datetime | None
    finished_at: datetime | None

    @property
    def state(self) -> ClockState:
        """How it ended."""
        if self.due_at is None or self.finished_at is None:
            return ClockState.UNTOLD
        return ClockState.MET if self.finished_at <= self.due_at else ClockState.LATE


def add(session: Session, one: PastCase) -> None:
    """Say which line a case was."""
    session.execute(insert(past_case), {**vars(one), "match_number": comparing(one.number)})


def add_handling(session: Session, intake_id: int, case_id: int, handling: Handling, who: str) -> None:
    """Enter its round of handling, which is over."""
    values = {
        "intake_id": intake_id,
        "case_id": case_id,
        "clock": ClockName.HANDLE,
        "round": 1,
        "started_at": handling.started_at,
        "due_at": handling.due_at or NEVER,
        "state": handling.state,
        "stopped_at": handling.finished_at,
        "stopped_by": who,
    }
    session.execute(insert(clock), values)


def get(session: Session, case_id: int) -> PastCase | None:
    """The line that a case was, or None for one that came to us."""
    row = session.execute(selecting(PastCase, past_case).where(past_case.c.case_id == case_id)).first()
    return None if row is None else as_dataclass(PastCase, row)


def numbered(session: Session, numbers: Collection[str], zone: tzinfo) -> dict[tuple[str, str | None, int], str]:
    """The comparing form of a number of an older ledger, its project and year → the number of the case that bears it.

    numbers: comparing forms.
    """
    wanted, found = list(numbers), dict[tuple[str, str | None, int], str]()
    for start in range(0, len(wanted), 500):
        query = (
            select(past_case.c.match_number, case.c.project, case.c.received_at, case.c.number)
            .join(case, case.c.id == past_case.c.case_id)
            .where(past_case.c.match_number.in_(wanted[start : start + 500]))
        )
        for row in session.execute(query):
            found[row.match_number, row.project, row.received_at.astimezone(zone).year] = row.number
    return found


def ours(session: Session, numbers: Collection[str]) -> set[str]:
    """Those of the numbers that cases of ours bear."""
    wanted, found = list(numbers), set[str]()
    for start in range(0, len(wanted), 500):
        found.update(
            session.execute(select(case.c.number).where(case.c.number.in_(wanted[start : start + 500]))).scalars()
        )
    return found
