"""What the page of a case says of its way up the ladder and of blocked work, and what the viewer may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.views.owner import names_of_staff
from domain.codes import Department, Role
from domain.course import Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.work_codes import HandUpState
from store import blockings, hand_ups
from store.blockings import BlockingRow
from store.cases import CaseRow
from store.events import EventRow
from store.hand_ups import HandUpRow
from workers.casework.blocking import OF_HOUSE
from workers.casework.ladder import holders, may_answer
from workers.instance.permissions import OFFICE, is_of
from workers.instance.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class HandUpView:
    """A case that was handed up. words: why, or the answer to it once there is one. who: their names.

    holders: the names of those who hold the rung now. why_not: the viewer may not answer.
    """

    row: HandUpRow
    reason: str
    answer: str
    by: str
    answered_by: str
    holders: tuple[str, ...]
    why_not: Refused | None

    @property
    def open(self) -> bool:
        """Whether it waits for its answer."""
        return self.row.state is HandUpState.OPEN


@dataclass(frozen=True, kw_only=True)
class BlockingView:
    """Blocked work. reason: what blocks it; by: the name of who said so; clears: whether the viewer may say it is
    cleared."""

    row: BlockingRow
    reason: str
    by: str
    clears: bool


@dataclass(frozen=True, kw_only=True)
class LadderView:
    """handed_up: None if the case is with its owner. hands_up: whether the viewer may hand it up (further).

    blocks: whose work the viewer may say is blocked; None among them: the office's own.
    """

    handed_up: HandUpView | None
    blockings: tuple[BlockingView, ...]
    hands_up: bool
    blocks: tuple[Department | None, ...]


def ladder_view(viewer: Viewer, session: Session, case: CaseRow, told: Sequence[EventRow]) -> LadderView:
    """The ladder as the viewer sees it. told: the history of the case."""
    person, names = viewer.person, names_of_staff(session)
    blocked = blockings.standing(session, case.id)
    row = hand_ups.standing(session, case.id)
    office = person.grant(*OFFICE, project=case.project) is not None
    works, hands_up = case.state in STEPS[Act.BLOCK].from_states, STEPS[Act.HAND_UP]
    free = tuple(one for one in _mine(viewer, case, office=office) if one not in {row.department for row in blocked})
    return LadderView(
        handed_up=None if row is None else _handed_up(viewer, session, case, row, told),
        blockings=tuple(_blocking(viewer, case, one, told, names) for one in blocked) if works else (),
        hands_up=case.state in hands_up.from_states and person.grant(*hands_up.roles, project=case.project) is not None,
        blocks=free if works else (),
    )


def _handed_up(viewer: Viewer, session: Session, case: CaseRow, row: HandUpRow, told: Sequence[EventRow]) -> HandUpView:
    names, why_not = names_of_staff(session), None
    try:
        may_answer(case, row, viewer.person)
    except Refused as refusal:
        why_not = refusal
    at_rung = holders(viewer.services, session, case, row.rung)
    return HandUpView(
        row=row,
        reason=_said(told, EventName.HANDED_UP, "hand_up", row.id, "reason"),
        answer=_said(told, EventName.HANDED_BACK, "hand_up", row.id, "answer"),
        by=names.get(row.handed_by, row.handed_by),
        answered_by=names.get(row.answered_by or "", row.answered_by or ""),
        holders=tuple(one.name for one in at_rung if one.login != row.handed_by),
        why_not=why_not,
    )


def _blocking(
    viewer: Viewer, case: CaseRow, row: BlockingRow, told: Sequence[EventRow], names: dict[str, str]
) -> BlockingView:
    person = viewer.person
    own = row.department is not None and is_of(person, row.department, case.project)
    return BlockingView(
        row=row,
        reason=_said(told, EventName.BLOCKED, "blocking", row.id, "reason"),
        by=names.get(row.blocked_by, row.blocked_by),
        clears=own or person.grant(*OF_HOUSE, project=case.project) is not None,
    )


def _mine(viewer: Viewer, case: CaseRow, *, office: bool) -> tuple[Department | None, ...]:
    """Whose work the viewer speaks of: a department's people of their own, the office of all and of itself."""
    named = tuple(one for one in case.departments if one is not Department.NONE)
    if office:
        return (None, *named)
    if not viewer.person.holds(Role.DEPARTMENT):
        return ()
    return tuple(one for one in named if is_of(viewer.person, one, case.project))


def _said(told: Sequence[EventRow], what: EventName, key: str, row_id: int, words: str) -> str:
    """What an event says of a row; empty if it is not there or was erased."""
    found = (one.payload for one in told if one.what == what and one.payload and one.payload.get(key) == row_id)
    return str(next(found, {}).get(words, ""))
