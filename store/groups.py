"""Groups of cases about one matter: who sits in which, what changed that, their one text, and whose work counts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from domain.codes import CaseState
from domain.events import EventName
from domain.groups import GroupAct, Move, Seat
from store.case_tables import case, event
from store.cases import CaseRow
from store.desk_tables import case_group, group_act, group_member, group_text
from store.numbers import GROUP_SERIES, group_number, next_number
from store.once import once
from store.rows import AnyRow, Query, as_dataclass, by, columns_of, dialect, first, inserting, selecting

_TOLD = (EventName.GROUP_PROPOSED, EventName.GROUP_JOINED, EventName.GROUP_LED, EventName.GROUP_LEFT)
_CHUNK = 5_000
_MOST = 500
"""Cases of one matter that are looked at; more households than these are a group already."""


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """A group: its number, what it is about and in which project."""

    id: int
    number: str
    topic: str
    project: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Member:
    """A case and its seat in a group; None: it sits in none."""

    case: CaseRow
    seat: Seat | None


@dataclass(frozen=True, kw_only=True)
class ActRow:
    """What changed groups. undoes: the act that this one undid."""

    id: int
    group_id: int
    at: datetime
    who: str
    act: GroupAct
    moves: tuple[Move, ...]
    undoes: int | None


@dataclass(frozen=True, kw_only=True)
class TextRow:
    """A version of a group's one text: of the reply to each household, and of the notice that is posted up."""

    id: int
    group_id: int
    version: int
    made_at: datetime
    made_by: str
    reply: str
    notice: str


def create(session: Session, *, topic: str, project: str, at: datetime, year: int) -> GroupRow:
    """A new group that no case sits in yet, with its number, which is never given again."""
    number = group_number(year, next_number(session, GROUP_SERIES, year))
    values = {"number": number, "topic": topic, "project": project, "made_at": at}
    row = session.execute(insert(case_group).values(**values).returning(*columns_of(GroupRow, case_group))).one()
    return as_dataclass(GroupRow, row)


@once
def get(session: Session, key: int | str) -> GroupRow | None:
    """The group with this id (int) or number (str), or None."""
    return first(session, GroupRow, _BY_NUMBER if isinstance(key, str) else _BY_ID, {"key": key})


def by_ids(session: Session, group_ids: Collection[int]) -> dict[int, GroupRow]:
    """Id → group; what is none is left out."""
    return {id_: row for id_, (row,) in by(session, GroupRow, case_group.c.id, group_ids).items()}


def hold(session: Session, group_id: int) -> GroupRow | None:
    """The group, which no other transaction changes until this one ends; or None."""
    return first(session, GroupRow, _BY_ID.with_for_update(), {"key": group_id})


@once
def seat_of(session: Session, case_id: int) -> Seat | None:
    """Where a case sits now."""
    row = session.execute(_SEAT, {"case": case_id}).first()
    return _seat(row) if row is not None else None


def seats_of(session: Session, case_ids: Sequence[int]) -> dict[int, Seat]:
    """Case → its seat; a case that sits in no group is left out."""
    query = _SEATS.where(group_member.c.case_id.in_(case_ids))
    return {row.case_id: seat for row in session.execute(query) if (seat := _seat(row)) is not None}


def numbers_of(session: Session, group_ids: Iterable[int]) -> dict[int, str]:
    """Group → its number."""
    query = select(case_group.c.id, case_group.c.number).where(case_group.c.id.in_(set(group_ids)))
    return {row.id: row.number for row in session.execute(query)}


def names_of(session: Session, case_ids: Sequence[int]) -> dict[int, str]:
    """Case → the number of the group in which it sits; a case that sits in none is left out."""
    found: dict[int, str] = {}
    for start in range(0, len(case_ids), _CHUNK):
        query = (
            select(group_member.c.case_id, case_group.c.number)
            .join(case_group, case_group.c.id == group_member.c.group_id)
            .where(group_member.c.case_id.in_(case_ids[start : start + _CHUNK]))
        )
        found |= {row.case_id: row.number for row in session.execute(query)}
    return found


@once
def members(session: Session, group_id: int) -> tuple[Member, ...]:
    """The cases that sit in a group, in the order of their receipt."""
    query = _WITH_SEATS.where(group_member.c.group_id == group_id).order_by(case.c.received_at, case.c.id)
    return tuple(_member(row) for row in session.execute(query))


def members_of(session: Session, group_ids: Collection[int]) -> dict[int, tuple[Member, ...]]:
    """Group → the cases that sit in it, in the order of their receipt."""
    # All of them are asked for at once: a query each would cost a list its time.
    seats = _WITH_SEATS.where(group_member.c.group_id.in_(group_ids))
    found: dict[int, list[Member]] = {id_: [] for id_ in group_ids}
    for seat in session.execute(seats.order_by(case.c.received_at, case.c.id)) if group_ids else ():
        found[seat.group_id].append(_member(seat))
    return {id_: tuple(own) for id_, own in found.items()}


def alike(session: Session, one: CaseRow, *, since: datetime, until: datetime) -> tuple[Member, ...]:
    """The cases about the topic of `one` in its project, received in [since, until], itself included, oldest first."""
    query = (
        select(*columns_of(CaseRow, case), *_SEAT_COLUMNS)
        .outerjoin(group_member, group_member.c.case_id == case.c.id)
        .where(case.c.project == one.project, case.c.topic == one.topic)
        .where(case.c.received_at >= since, case.c.received_at <= until)
        .order_by(case.c.received_at, case.c.id)
        .limit(_MOST)
    )
    return tuple(_member(row) for row in session.execute(query))


def open_of_household(session: Session, household_id: int, topic: str, *, since: datetime) -> tuple[CaseRow, ...]:
    """A household's cases about a topic that were received since then and are not filed, newest first."""
    query = (
        selecting(CaseRow, case)
        .where(case.c.household_id == household_id, case.c.topic == topic, case.c.received_at >= since)
        .where(case.c.state != CaseState.FILED)
        .order_by(case.c.received_at.desc(), case.c.id.desc())
    )
    return tuple(as_dataclass(CaseRow, row) for row in session.execute(query))


def set_apart(session: Session, case_ids: Sequence[int], house: str) -> frozenset[int]:
    """Of these cases, those that a person took out of a group last: the house proposes them for none."""
    last = (
        select(event.c.case_id, func.max(event.c.seq).label("seq"))
        .where(event.c.case_id.in_(case_ids), event.c.what.in_(_TOLD))
        .group_by(event.c.case_id)
        .subquery()
    )
    query = (
        select(event.c.case_id)
        .join(last, (last.c.case_id == event.c.case_id) & (last.c.seq == event.c.seq))
        .where(event.c.what == EventName.GROUP_LEFT, event.c.who != house)
    )
    return frozenset(session.execute(query).scalars())


def place(session: Session, move: Move) -> None:
    """Give a case its seat; the case itself bears the number of a group that is confirmed."""
    seat = move.after
    values: dict[str, object] = {"group_id": None, "confirmed": False, "leads": False}
    if seat is not None:
        values = {"group_id": seat.group, "confirmed": seat.confirmed, "leads": seat.leads}
    statement = inserting(dialect(session), group_member).values(case_id=move.case, **values)
    session.execute(statement.on_conflict_do_update(index_elements=[group_member.c.case_id], set_=values))
    group = get(session, seat.group) if seat is not None and seat.confirmed else None
    session.execute(_SET_KEY, {"key": move.case, "group_key": group.number if group else None})


def keep_act(
    session: Session,
    group_id: int,
    *,
    at: datetime,
    who: str,
    act: GroupAct,
    moves: tuple[Move, ...],
    undoes: int | None = None,
) -> ActRow:
    """Keep what changed a group."""
    values = {"group_id": group_id, "at": at, "who": who, "act": act, "moves": moves, "undoes": undoes}
    row = session.execute(insert(group_act).values(**values).returning(*columns_of(ActRow, group_act))).one()
    return as_dataclass(ActRow, row)


def acts(session: Session, group_id: int) -> tuple[ActRow, ...]:
    """What changed a group, oldest first."""
    query = selecting(ActRow, group_act).where(group_act.c.group_id == group_id).order_by(group_act.c.id)
    return tuple(as_dataclass(ActRow, row) for row in session.execute(query))


def acts_of(session: Session, group_ids: Sequence[int]) -> dict[int, list[ActRow]]:
    """Group → what changed it, oldest first; one that nothing changed is left out."""
    found: dict[int, list[ActRow]] = {}
    query = selecting(ActRow, group_act).where(group_act.c.group_id.in_(group_ids)).order_by(group_act.c.id)
    for row in session.execute(query) if group_ids else ():
        found.setdefault(row.group_id, []).append(as_dataclass(ActRow, row))
    return found


def lead_of(session: Session, one: CaseRow) -> CaseRow:
    """The case on which the work for this one is recorded: of a confirmed group its leading case, else itself."""
    seat = seat_of(session, one.id)
    if seat is None or not seat.confirmed or seat.leads:
        return one
    return next((other.case for other in members(session, seat.group) if other.seat and other.seat.leads), one)


def followers(session: Session, one: CaseRow) -> tuple[CaseRow, ...]:
    """The other confirmed cases of the group that this one leads; none if it leads none."""
    seat = seat_of(session, one.id)
    if seat is None or not seat.confirmed or not seat.leads:
        return ()
    found = members(session, seat.group)
    return tuple(other.case for other in found if other.case.id != one.id and other.seat and other.seat.confirmed)


def keep_text(session: Session, group_id: int, *, at: datetime, who: str, reply: str, notice: str) -> TextRow:
    """The next version of a group's one text."""
    last = text_of(session, group_id)
    values = {
        "group_id": group_id,
        "version": last.version + 1 if last else 1,
        "made_at": at,
        "made_by": who,
        "reply": reply,
        "notice": notice,
    }
    row = session.execute(insert(group_text).values(**values).returning(*columns_of(TextRow, group_text))).one()
    return as_dataclass(TextRow, row)


def text_of(session: Session, group_id: int) -> TextRow | None:
    """The version that holds, or None."""
    query = selecting(TextRow, group_text).where(group_text.c.group_id == group_id)
    return first(session, TextRow, query.order_by(group_text.c.version.desc()).limit(1), {})


def open_groups(session: Session, *, limit: int) -> tuple[tuple[GroupRow, tuple[Member, ...]], ...]:
    """The groups that an open case sits in, newest first, each with its members."""
    seated = (
        select(group_member.c.group_id)
        .join(case, case.c.id == group_member.c.case_id)
        .where(group_member.c.group_id.is_not(None), case.c.state != CaseState.FILED)
    )
    query = selecting(GroupRow, case_group).where(case_group.c.id.in_(seated)).order_by(case_group.c.id.desc())
    rows = [as_dataclass(GroupRow, row) for row in session.execute(query.limit(limit))]
    found = members_of(session, [row.id for row in rows])
    return tuple((row, found[row.id]) for row in rows)


def _member(row: AnyRow) -> Member:
    values = row._asdict()
    group, confirmed, leads = (values.pop(column.name) for column in _SEAT_COLUMNS)
    seat = None if group is None else Seat(group=group, confirmed=bool(confirmed), leads=bool(leads))
    return Member(case=CaseRow(**values), seat=seat)


def _seat(row: AnyRow) -> Seat | None:
    if row.group_id is None:
        return None
    return Seat(group=row.group_id, confirmed=row.confirmed, leads=row.leads)


_SEAT_COLUMNS = (group_member.c.group_id, group_member.c.confirmed, group_member.c.leads)
_SEATS = select(group_member.c.case_id, *_SEAT_COLUMNS).where(group_member.c.group_id.is_not(None))
_SEAT = _SEATS.where(group_member.c.case_id == bindparam("case"))
_BY_ID = selecting(GroupRow, case_group).where(case_group.c.id == bindparam("key"))
_BY_NUMBER = selecting(GroupRow, case_group).where(case_group.c.number == bindparam("key"))
_WITH_SEATS: Query = select(*columns_of(CaseRow, case), *_SEAT_COLUMNS).join(
    group_member, group_member.c.case_id == case.c.id
)
_SET_KEY = case.update().where(case.c.id == bindparam("key")).values(group_key=bindparam("group_key"))
