"""A group of cases is one line of the queue: the case whose turn comes first stands for it, the others lie below
(TRADE 5)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.staff import Person
from store import groups
from store import queue as queues
from store.groups import GroupRow
from store.queue_conditions import Scope
from store.queue_items import QueueFilter, QueueItem
from workers.deciding.many_households import how_many
from workers.instance.permissions import OFFICE


@dataclass(frozen=True, kw_only=True)
class OfGroup:
    """The group that a line stands for. cases, households: of all its cases, shown or not. proposed: how many of them
    wait to be confirmed.
    """

    row: GroupRow
    cases: int
    households: int
    proposed: int


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A line. below: the further cases of its group that the list shows, in the order of the queue. group: None for a
    case that sits in none, or whose groups the person has no part in.
    """

    item: QueueItem
    below: tuple[QueueItem, ...] = ()
    group: OfGroup | None = None


def fold(session: Session, scope: Scope, wanted: QueueFilter | None, items: Sequence[QueueItem]) -> tuple[Folded, ...]:
    """The lines of one page. A group whose first case stands on an earlier page was told there, with all that the list
    shows of it.
    """
    seats = groups.seats_of(session, [one.case_id for one in items if one.case_id is not None])
    ids = {seat.group for seat in seats.values()}
    theirs = queues.of_groups(session, scope, wanted, ids)
    known = _groups(session, scope.person, ids)
    lines = []
    for item in items:
        seat = seats.get(item.case_id) if item.case_id is not None else None
        shown = theirs.get(seat.group, (item,)) if seat else (item,)
        if shown[0].case_id == item.case_id:
            group = known.get(seat.group) if seat else None
            lines.append(Folded(item=item, below=shown[1:], group=group))
    return tuple(lines)


def _groups(session: Session, person: Person, group_ids: Collection[int]) -> dict[int, OfGroup]:
    """Those that the person has a part in."""
    rows = groups.by_ids(session, group_ids)
    theirs = {id_ for id_, row in rows.items() if person.grant(*OFFICE, project=row.project) is not None}
    return {
        id_: OfGroup(
            row=rows[id_],
            cases=len(members),
            households=how_many(one.case for one in members),
            proposed=sum(1 for one in members if one.seat and not one.seat.confirmed),
        )
        for id_, members in groups.members_of(session, theirs).items()
    }
