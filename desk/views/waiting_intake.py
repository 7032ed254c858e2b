"""What came in and is no case yet, as its list and page show it: what it is, why it waits, how long it may."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import NotThere, Viewer
from desk.views.cases import clocks_left
from desk.views.originals import OriginalLetter, original_letter
from domain.codes import IgnoredReason, IntakeState
from store import clocks, intake
from store.clocks import ClockRow
from store.intake import IntakeRow
from store.tables import NEVER
from workers.admit import WAITING
from workers.originals import original_name
from workers.permitted import OFFICE
from workers.waiting import TimeLeft

MOST = 300
"""Lines of the list; the next ones follow when these are settled."""


@dataclass(frozen=True, kw_only=True)
class ClockLeft:
    """A running clock and what is left of it."""

    row: ClockRow
    left: TimeLeft


@dataclass(frozen=True, kw_only=True)
class WaitingLine:
    """One line of the list."""

    row: IntakeRow
    name: str
    clock: ClockLeft | None


@dataclass(frozen=True, kw_only=True)
class WaitingPage:
    """The page of one. number: of the case it has become, empty while it waits; aside: a person set it aside."""

    letter: OriginalLetter
    clocks: tuple[ClockLeft, ...]
    number: str
    aside: bool
    waits: bool


def waiting_lines(viewer: Viewer, session: Session) -> tuple[WaitingLine, ...]:
    """What waits and the viewer may settle, the nearest due first; at most MOST, those that came first."""
    rows = [row for row in intake.list_by_state(session, WAITING) if _may(viewer, row)][:MOST]
    ticking = clocks.of_intakes(session, [row.id for row in rows])
    lines = [
        WaitingLine(
            row=row,
            name=original_name(row),
            clock=next(iter(_clocks(viewer, ticking.get(row.id, ()))), None),
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: line.clock.row.due_at if line.clock else NEVER))


def waiting_page(viewer: Viewer, session: Session, row: IntakeRow, number: str) -> WaitingPage:
    """The page of one that the viewer may settle."""
    return WaitingPage(
        letter=original_letter(session, row),
        clocks=_clocks(viewer, clocks.of_intake(session, row.id)),
        number=number,
        aside=row.state is IntakeState.IGNORED and row.ignored_reason is IgnoredReason.SET_ASIDE,
        waits=row.state in WAITING,
    )


def waiting_for(viewer: Viewer, session: Session, intake_id: int) -> IntakeRow:
    """The intake if it waits or once waited for a person, and is of a project of theirs; else NotThere."""
    row = intake.get(session, intake_id)
    if row is None or not _may(viewer, row):
        raise NotThere
    aside = row.ignored_reason is IgnoredReason.SET_ASIDE
    if row.state not in WAITING and row.case_id is None and not aside:
        raise NotThere
    return row


def _may(viewer: Viewer, row: IntakeRow) -> bool:
    return viewer.person.grant(*OFFICE, project=row.project) is not None


def _clocks(viewer: Viewer, rows: Sequence[ClockRow]) -> tuple[ClockLeft, ...]:
    """The running ones, the nearest first."""
    left = clocks_left(viewer.services, rows)
    running = sorted((row for row in rows if row.id in left), key=lambda row: row.due_at)
    return tuple(ClockLeft(row=row, left=left[row.id]) for row in running)
