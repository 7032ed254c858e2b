"""A group as pages show it: its cases in the order of their receipt, how many households, what may be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer, group_for
from domain.events import EventName
from domain.groups import GroupAct
from store import groups
from store.cases import CaseRow
from store.events import EventRow
from store.groups import GroupRow, Member
from workers.casework.groups.acts import last_act
from workers.deciding.many_households import how_many
from workers.instance.permissions import OFFICE

_MOST = 200


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """One group. topic: its name. undoable: the last act, if it can be undone. office: whether this person may act."""

    row: GroupRow
    topic: str
    members: tuple[Member, ...]
    households: int
    undoable: GroupAct | None
    office: bool

    @property
    def lead(self) -> CaseRow | None:
        """The case on which the work of all is recorded; None before anybody has confirmed."""
        return next((one.case for one in self.members if one.seat and one.seat.leads), None)

    @property
    def proposed(self) -> int:
        """How many cases wait to be confirmed."""
        return sum(1 for one in self.members if one.seat and not one.seat.confirmed)


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """The earlier case that a household's letter repeats, and the day that was promised then (ISO), if any."""

    number: str
    promised: str | None


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
    views = [_view(viewer, session, group, members) for group, members in seen]
    return tuple(sorted(views, key=lambda view: not view.proposed))


def repeat_of(told: Iterable[EventRow]) -> Repeat | None:
    """Which earlier case this one repeats, as its history says."""
    found = [one.payload for one in told if one.what == EventName.REPEATED and one.payload is not None]
    return Repeat(number=str(found[-1]["number"]), promised=found[-1].get("promised")) if found else None


def _view(viewer: Viewer, session: Session, group: GroupRow, members: Sequence[Member]) -> GroupView:
    last = last_act(session, group)
    topic = viewer.services.compiled.topics.get(group.topic)
    return GroupView(
        row=group,
        topic=topic.name if topic else group.topic,
        members=tuple(members),
        households=how_many(one.case for one in members),
        undoable=last.act if last else None,
        office=viewer.person.grant(*OFFICE, project=group.project) is not None,
    )
