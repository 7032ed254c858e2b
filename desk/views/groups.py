"""A group as pages show it: its cases in the order of their receipt, how many households, what may be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer, group_for
from domain.codes import ISSUED, LetterKind
from domain.events import EventName
from domain.groups import GroupAct
from domain.record import Investigation
from store import groups, letters, plans
from store.cases import CaseRow
from store.events import EventRow
from store.groups import ActRow, GroupRow, Member
from store.letters import LetterRow
from store.plans import PlanRow
from workers.casework.groups.acts import last_act, undoable
from workers.casework.groups.grades import open_grades
from workers.deciding.group_work import GroupWork
from workers.deciding.many_households import how_many
from workers.deciding.recorded import recorded
from workers.instance.permissions import HEADS, OFFICE

_MOST = 200


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """One group. topic: its name. undoable: the last act, if it can be undone. office: whether this person may act.

    grades: how many of its cases are of grade A or B and wait for this person, a head, to stand for that; a list does
    not count them.
    """

    row: GroupRow
    topic: str
    members: tuple[Member, ...]
    households: int
    undoable: GroupAct | None
    office: bool
    grades: int = 0

    @property
    def lead(self) -> CaseRow | None:
        """The case on which the work of all is recorded; None before anybody has confirmed."""
        return next((one.case for one in self.members if one.seat and one.seat.leads), None)

    @property
    def proposed(self) -> int:
        """How many cases wait to be confirmed."""
        return sum(1 for one in self.members if one.seat and not one.seat.confirmed)

    def proposes(self, case: CaseRow) -> bool:
        """Whether this case of it waits to be confirmed."""
        return any(one.case.id == case.id and one.seat is not None and not one.seat.confirmed for one in self.members)


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """The earlier case that a household's letter repeats, and the day that was promised then (ISO), if any."""

    number: str
    promised: str | None


@dataclass(frozen=True, kw_only=True)
class CommonView:
    """What was found and done for a case on the leading one of its group. lead: that case.

    alone: the case is worked on by itself again. done: what came of the work, empty before. notices: to departments,
    as issued; reports: theirs, oldest first.
    """

    lead: CaseRow
    alone: bool
    found: Investigation
    plan: PlanRow | None
    notices: tuple[LetterRow, ...]
    reports: tuple[EventRow, ...]
    done: str


def common_view(viewer: Viewer, session: Session, work: GroupWork) -> CommonView | None:
    """What the group has done for a case that follows; None for one that leads, or has no group."""
    if work.lead is None:
        return None
    told = [one for one in work.told if one.payload is not None]
    done = [one.payload["note"] for one in told if one.what == EventName.MEASURES_DONE and one.payload]
    written = letters.of_case(session, work.lead.id)
    return CommonView(
        lead=work.lead,
        alone=work.alone,
        found=recorded(viewer.services, session, work.lead).record.investigation,
        plan=plans.approved(session, work.lead.id),
        notices=tuple(one for one in written if one.kind is LetterKind.DEPARTMENT_NOTICE and one.state in ISSUED),
        reports=tuple(one for one in told if one.what == EventName.DEPARTMENT_REPORT),
        done=str(done[-1]) if done else "",
    )


def group_of(viewer: Viewer, session: Session, case: CaseRow) -> GroupView | None:
    """The group in which a case sits; None if it sits in none."""
    seat = groups.seat_of(session, case.id)
    group = groups.get(session, seat.group) if seat else None
    return _view(viewer, session, group, groups.members(session, group.id)) if group else None


def group_view(viewer: Viewer, session: Session, number: str) -> GroupView:
    """A group by its number, for a person who may see its project's cases. Raises NotThere."""
    group = group_for(viewer, session, number)
    return _view(viewer, session, group, groups.members(session, group.id))


def group_views(viewer: Viewer, session: Session) -> tuple[GroupView, ...]:
    """The groups with open cases that the person may see: what waits to be confirmed first, then the newest."""
    found = groups.open_groups(session, limit=_MOST)
    seen = [one for one in found if viewer.person.grant(*OFFICE, project=one[0].project) is not None]
    told = groups.acts_of(session, [group.id for group, _ in seen])
    views = [
        _seen(viewer, session, group, members, undoable(told.get(group.id, ())), grades=False)
        for group, members in seen
    ]
    return tuple(sorted(views, key=lambda view: not view.proposed))


def repeat_of(told: Iterable[EventRow]) -> Repeat | None:
    """Which earlier case this one repeats, as its history says."""
    found = [one.payload for one in told if one.what == EventName.REPEATED and one.payload is not None]
    return Repeat(number=str(found[-1]["number"]), promised=found[-1].get("promised")) if found else None


def _view(viewer: Viewer, session: Session, group: GroupRow, members: Sequence[Member]) -> GroupView:
    return _seen(viewer, session, group, members, last_act(session, group))


def _seen(
    viewer: Viewer,
    session: Session,
    group: GroupRow,
    members: Sequence[Member],
    last: ActRow | None,
    *,
    grades: bool = True,
) -> GroupView:
    head = grades and viewer.person.grant(*HEADS, project=group.project) is not None
    topic = viewer.services.compiled.topics.get(group.topic)
    return GroupView(
        row=group,
        topic=topic.name if topic else group.topic,
        members=tuple(members),
        households=how_many(one.case for one in members),
        undoable=last.act if last else None,
        office=viewer.person.grant(*OFFICE, project=group.project) is not None,
        grades=len(open_grades(session, members)) if head else 0,
    )
