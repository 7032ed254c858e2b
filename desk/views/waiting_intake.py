"""What came in and is no case yet, as its list and page show it: what it is, why it waits, how long it may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import NotThere, Viewer, intake_for
from desk.views.cases import clocks_left
from desk.views.originals import OriginalLetter, original_letter, read_document
from desk.views.owner import Colleague, names_of_staff, owners_of
from domain.codes import IntakeState
from domain.reading import Document
from store import cases, clocks, unfiled, waiting_intake
from store.clocks import ClockRow
from store.intake import WAITING, IntakeRow
from store.queue_items import Cursor
from store.unfiled import IgnoredFilter
from store.waiting_intake import WaitingFilter
from workers.instance.permissions import HEADS, OFFICE, in_sight
from workers.intake.decide import PROPOSED
from workers.intake.originals import original_name
from workers.intake.read_again import ASKED
from workers.intake.survey_forms import ENTERED, Returned, returned
from workers.intake.unclear_bounces import Meant, is_bounce, may_mean
from workers.queue.waiting import TimeLeft

PAGE = 50
"""Lines of a page."""


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
    reading: bool = False
    """Whether it is being read again."""


@dataclass(frozen=True, kw_only=True)
class WaitingLines:
    """A page of what waits. total: on all pages; following: the place behind it, None after the last."""

    lines: tuple[WaitingLine, ...]
    total: int
    following: Cursor | None


@dataclass(frozen=True, kw_only=True)
class IgnoredPage:
    """A page of what was ignored. following: the id below which the next page begins, None after the last."""

    lines: tuple[WaitingLine, ...]
    following: int | None


@dataclass(frozen=True, kw_only=True)
class IntakeOwner:
    """Who looks after what waits. name: None if no one; choices: whom the viewer may give it to; mine: the viewer does,
    or stands in for who does; free: the viewer may take it.
    """

    name: str | None
    mine: bool
    free: bool
    choices: tuple[Colleague, ...]


@dataclass(frozen=True, kw_only=True)
class WaitingPage:
    """The page of one. number: of the case it has become, empty if none; ignored: by the service or a person.

    proposed: who wrote, as only the headers beside the From say; empty if the From is the writer. follows: the number
    of the case that it seems to follow, empty if of none that the viewer may see. bounce: of a bounce that waits, the
    letters that it may mean; None for anything else. reading: whether it is being read again.
    """

    letter: OriginalLetter
    clocks: tuple[ClockLeft, ...]
    number: str
    ignored: bool
    proposed: str
    waits: bool
    reading: bool = False
    follows: str = ""
    owner: IntakeOwner | None = None
    bounce: tuple[Meant, ...] | None = None
    survey: Returned | None = None
    """The questionnaire that it is, if its survey takes answers and none was entered from it."""

    @property
    def read_marks(self) -> Mapping[str, str]:
        """The marks of the questionnaire as they were read, by the fields of the form."""
        marks = self.survey.marks if self.survey else ()
        return {f"mark-{at}": str(mark) for at, mark in enumerate(marks) if mark is not None}


def waiting_lines(viewer: Viewer, session: Session, asked: WaitingFilter, after: Cursor | None) -> WaitingLines:
    """What waits and the viewer may settle, what raises an alarm before all others, then the nearest due."""
    found = waiting_intake.waiting(session, viewer.person, OFFICE, asked, limit=PAGE + 1, after=after)
    shown = found[:PAGE]
    ticking = clocks.of_intakes(session, [one.row.id for one in shown])
    lines = tuple(
        WaitingLine(
            row=one.row,
            name=original_name(one.row),
            clock=next(iter(_clocks(viewer, ticking.get(one.row.id, ()))), None),
            reading=ASKED in one.row.details,
        )
        for one in shown
    )
    return WaitingLines(
        lines=lines,
        total=waiting_intake.count_waiting(session, viewer.person, OFFICE, asked),
        following=shown[-1].place if len(found) > PAGE else None,
    )


def ignored_page(viewer: Viewer, session: Session, asked: IgnoredFilter, before: int | None) -> IgnoredPage:
    """What was ignored and the viewer may take up, newest first."""
    found = unfiled.ignored(session, viewer.person, OFFICE, asked, limit=PAGE + 1, before=before)
    lines = tuple(WaitingLine(row=row, name=original_name(row), clock=None) for row in found[:PAGE])
    return IgnoredPage(lines=lines, following=lines[-1].row.id if len(found) > PAGE else None)


def waiting_page(viewer: Viewer, session: Session, row: IntakeRow, number: str) -> WaitingPage:
    """The page of one that the viewer may settle."""
    document = read_document(session, row)
    return WaitingPage(
        letter=original_letter(session, row),
        clocks=_clocks(viewer, clocks.of_intake(session, row.id)),
        number=number,
        ignored=row.state is IntakeState.IGNORED,
        proposed=_proposed(document),
        waits=row.state in WAITING,
        reading=ASKED in row.details,
        follows=_follows(viewer, session, row),
        owner=_owner(viewer, session, row) if row.state in WAITING else None,
        survey=_survey(viewer, session, row, document),
        bounce=tuple(may_mean(session, document, viewer.person)) if is_bounce(row) else None,
    )


def waiting_for(viewer: Viewer, session: Session, intake_id: int) -> IntakeRow:
    """The intake if it waits, once waited or was ignored, and is of a project of theirs; else NotThere."""
    row = intake_for(viewer, session, intake_id)
    if row.state not in (*WAITING, IntakeState.IGNORED) and row.case_id is None:
        raise NotThere
    return row


def _survey(viewer: Viewer, session: Session, row: IntakeRow, document: Document) -> Returned | None:
    found = returned(viewer.services, session, document) if row.state in WAITING else None
    if found is None or ENTERED in row.details:
        return None
    return found if viewer.person.grant(*OFFICE, project=found.asked.project) is not None else None


def _proposed(document: Document) -> str:
    envelope = document.envelope
    sender = envelope.sender
    return " ".join(filter(None, (sender.name, sender.email and f"<{sender.email}>"))) if envelope.proposed else ""


def _follows(viewer: Viewer, session: Session, row: IntakeRow) -> str:
    """The case that was proposed for what waits, if it is one of theirs."""
    number = row.details.get(PROPOSED)
    case = cases.get_case(session, str(number)) if number and row.state in WAITING else None
    return case.number if case is not None and in_sight(case, viewer.person) else ""


def _owner(viewer: Viewer, session: Session, row: IntakeRow) -> IntakeOwner:
    person = viewer.person
    heads = person.grant(*HEADS, project=row.project) is not None
    own = {person.login, *(grant.deputy_of for grant in person.grants if grant.deputy_of)}
    mine = row.owner in own
    return IntakeOwner(
        name=None if row.owner is None else names_of_staff(session).get(row.owner, row.owner),
        mine=mine,
        free=row.owner != person.login and (heads or mine or row.owner is None),
        choices=owners_of(viewer, session, row.project) if heads else (),
    )


def _clocks(viewer: Viewer, rows: Sequence[ClockRow]) -> tuple[ClockLeft, ...]:
    """The running ones, the nearest first."""
    left = clocks_left(viewer.services, rows)
    running = sorted((row for row in rows if row.id in left), key=lambda row: row.due_at)
    return tuple(ClockLeft(row=row, left=left[row.id]) for row in running)
