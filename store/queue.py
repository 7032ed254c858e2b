"""The queue: what waits, for a person or for anybody, the urgent before all others and then the nearest due first, page
by page (TRADE 1, 2 and 6)."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Text, and_, false, func, literal, not_, or_, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from domain.codes import (
    CaseState,
    ClockState,
    Department,
    Role,
    Urgency,
)
from domain.staff import CASE_ROLES
from domain.waiting import WAITS_FOR, Waiting, Whose
from store.case_tables import NEVER, case, clock
from store.columns import UtcTime
from store.desk_tables import group_member
from store.groups import seats_of
from store.intake import WAITING
from store.overview import counted_by
from store.queue_conditions import OF_LETTERS, OPEN, PRESSING, Scope, anybody, listed, mine, visible_intake
from store.queue_items import Cursor, NearestClock, QueueFilter, QueueItem
from store.queue_places import among, departments_alone, due_of, owned
from store.rows import AnyRow, Clause, Query, columns_of, one_of
from store.tables import intake

_LAST_ID = 2**62
_MOST = 1_000
"""Cases of the groups of one page."""


def queue(
    session: Session, scope: Scope, wanted: QueueFilter | None = None, *, limit: int = 50, after: Cursor | None = None
) -> tuple[QueueItem, ...]:
    """One page: what is urgent before all others; the nearest due moment first (so what is overdue stands on top), what
    has no running clock last."""
    wanted = wanted or QueueFilter()
    items: list[QueueItem] = []
    for pressing in (True, False):
        left = limit - len(items)
        if left and not (pressing and after and after.calm):
            place = after if after and after.calm is not pressing else None
            found = [
                *_cases(session, scope, wanted, left, place, pressing=pressing),
                *_intakes(session, scope, wanted, left, place, pressing=pressing),
            ]
            items.extend(sorted(found, key=lambda item: item.cursor)[:left])
    return tuple(items)


def of_groups(
    session: Session, scope: Scope, wanted: QueueFilter | None, group_ids: Collection[int]
) -> Mapping[int, tuple[QueueItem, ...]]:
    """Group → those of its cases that the pages of `queue` hold, in their order; whichever page they stand on."""
    found: dict[int, list[QueueItem]] = {}
    wanted = wanted or QueueFilter()
    for pressing in (True, False) if group_ids else ():
        items = _cases(session, scope, wanted, _MOST, None, pressing=pressing, of=group_ids)
        seats = seats_of(session, [one.case_id for one in items if one.case_id is not None])
        for item in sorted(items, key=lambda one: one.cursor):
            if item.case_id in seats:
                found.setdefault(seats[item.case_id].group, []).append(item)
    return {group: tuple(items) for group, items in found.items()}


def counts(session: Session, scope: Scope) -> Mapping[Waiting, int]:
    """How many wait for this person, by reason, in the list's order; what never waits for them is left out."""
    reasons = mine(scope)
    found: dict[Waiting, int] = {}
    if _sees_intake(scope):
        waiting = select(func.count()).select_from(intake).where(*_intake_conditions(scope, QueueFilter()))
        found[Waiting.INTAKE] = session.execute(waiting).scalar_one()
    if reasons:
        columns = [_counted(name, condition).label(name) for name, condition in reasons.items()]
        row = session.execute(select(*columns).select_from(case).where(OPEN)).one()._asdict()
        found |= {name: row[name.value] for name in reasons}
    return {name: found[name] for name in Waiting if name in found}


def whose_counts(session: Session, scope: Scope) -> Mapping[Whose, int]:
    """How many open cases this person follows up, their team does, and no one does; in one look at the open cases."""
    conditions = {whose: and_(listed(scope.person), owned(scope.person, whose)) for whose in Whose}
    columns = [func.count().filter(condition).label(whose) for whose, condition in conditions.items()]
    row = session.execute(select(*columns).select_from(case).where(OPEN)).one()._asdict()
    return {whose: row[whose.value] for whose in Whose}


def _counted(name: Waiting, condition: ColumnElement[bool]) -> ColumnElement[int]:
    """A column of a query over the open cases."""
    if name not in OF_LETTERS:
        return func.count().filter(condition)
    return select(func.count()).select_from(case).where(OPEN, condition).correlate(None).scalar_subquery()


def total(session: Session, scope: Scope, wanted: QueueFilter | None = None) -> int:
    """How many items the pages of `queue` hold together."""
    wanted = wanted or QueueFilter()
    found = select(func.count()).select_from(case).where(*_case_conditions(scope, wanted, _reasons(scope, wanted)))
    number: int = session.execute(found).scalar_one()
    if _asks_for_intakes(scope, wanted):
        waiting = select(func.count()).select_from(intake).where(*_intake_conditions(scope, wanted))
        number += session.execute(waiting).scalar_one()
    return number


def _cases(
    session: Session,
    scope: Scope,
    wanted: QueueFilter,
    limit: int,
    after: Cursor | None,
    *,
    pressing: bool,
    of: Collection[int] = (),
) -> Sequence[QueueItem]:
    """of: the groups whose cases alone are asked for."""
    reasons, order = _reasons(scope, wanted), (_due(scope), case.c.received_at, case.c.id)
    told = reasons if wanted.told_why else {}
    query = (
        select(*_CASE_COLUMNS, *(condition.label(f"why_{name}") for name, condition in told.items()))
        .where(*_case_conditions(scope, wanted, reasons), PRESSING if pressing else not_(PRESSING))
        .order_by(*order)
        .limit(limit)
    )
    if of:
        query = query.where(among(select(group_member.c.case_id).where(group_member.c.group_id.in_(of))))
    rows = session.execute(_after(query, after, order, of_cases=True)).all()
    clocks = _nearest(session, clock.c.case_id, [row.id for row in rows], departments_alone(scope.person))
    return [_case_item(row, told, clocks.get(row.id), pressing=pressing) for row in rows]


def _reasons(scope: Scope, wanted: QueueFilter) -> Mapping[Waiting, ColumnElement[bool]]:
    return mine(scope) if wanted.mine else anybody(scope)


def _case_conditions(
    scope: Scope, wanted: QueueFilter, reasons: Mapping[Waiting, ColumnElement[bool]]
) -> list[ColumnElement[bool]]:
    where = [listed(scope.person)]
    where += [
        case.c[name] == value
        for name in ("project", "category", "grade", "owner")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.whose is not None:
        where.append(owned(scope.person, wanted.whose))
    if wanted.counted is not None:
        where.append(counted_by(scope.now, wanted.counted.today)[wanted.counted.figure])
    if (wanted.mine and not wanted.by_owner and wanted.counted is None) or wanted.waiting:
        asked = (one for name, one in reasons.items() if not wanted.waiting or name in wanted.waiting)
        where.append(or_(false(), *asked))
    if not wanted.filed and wanted.counted is None and CaseState.FILED not in wanted.states:
        where.append(OPEN)
    if wanted.states:
        where.append(case.c.state.in_(wanted.states))
    if wanted.department is not None:
        where.append(type_coerce(case.c.departments, Text).like(f'%"{wanted.department.value}"%'))
    if wanted.overdue:
        where.append(_due(scope) < literal(scope.now, UtcTime))
    return where


def _intakes(
    session: Session, scope: Scope, wanted: QueueFilter, limit: int, after: Cursor | None, *, pressing: bool
) -> Iterable[QueueItem]:
    if not _asks_for_intakes(scope, wanted):
        return []
    alarmed = type_coerce(intake.c.alarms, Text) != "[]"
    where = (*_intake_conditions(scope, wanted), alarmed if pressing else not_(alarmed))
    query = select(*_INTAKE_COLUMNS).where(*where).order_by(*_INTAKE_ORDER).limit(limit)
    rows = session.execute(_after(query, after, _INTAKE_ORDER, of_cases=False)).all()
    clocks = _nearest(session, clock.c.intake_id, [row.id for row in rows])
    return [_intake_item(row, clocks.get(row.id)) for row in rows]


def _asks_for_intakes(scope: Scope, wanted: QueueFilter) -> bool:
    asked = not wanted.waiting or Waiting.INTAKE in wanted.waiting
    return asked and not wanted.of_cases_alone and (_sees_intake(scope) or not wanted.mine)


def _sees_intake(scope: Scope) -> bool:
    return scope.person.holds(*WAITS_FOR[Waiting.INTAKE])


def _intake_conditions(scope: Scope, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    roles = WAITS_FOR[Waiting.INTAKE] if wanted.mine else CASE_ROLES - {Role.DEPARTMENT}
    where = [intake.c.state.in_(WAITING), visible_intake(scope.person, roles)]
    if wanted.project is not None:
        where.append(intake.c.project == wanted.project)
    if wanted.overdue:
        where.append(literal(scope.now, UtcTime) > INTAKE_DUE)
    return where


def _due(scope: Scope) -> Clause:
    """By what cases are sorted: a department by its own clocks, everybody else by the case's."""
    return due_of(departments_alone(scope.person))


def _after(query: Query, after: Cursor | None, order: Sequence[Clause], *, of_cases: bool) -> Query:
    """What stands behind a place. Among equals of due moment and receipt, what is no case yet stands first."""
    if after is None:
        return query
    passed = after.id if after.is_case is of_cases else -1 if of_cases else _LAST_ID
    place = tuple_(literal(after.due_at, UtcTime), literal(after.received_at, UtcTime), literal(passed))
    return query.where(tuple_(*order) > place)


def _nearest(
    session: Session, owner: ColumnElement[int], ids: list[int], departments: Sequence[Department] = ()
) -> dict[int, NearestClock]:
    """Case or intake → its running clock that is due first; one that is not among the keys has none.

    departments: of their clocks alone.
    """
    query = (
        select(owner.label("owner"), *columns_of(NearestClock, clock))
        .where(owner.in_(ids), _RUNNING)
        .order_by(clock.c.due_at.desc(), clock.c.id.desc())
    )
    if departments:
        query = query.where(one_of(clock.c.department, departments))
    found: dict[int, NearestClock] = {}
    for row in session.execute(query) if ids else ():
        values = row._asdict()
        owned_by = values.pop("owner")
        found[owned_by] = NearestClock(**values)
    return found


def _case_item(row: AnyRow, reasons: Iterable[Waiting], nearest: NearestClock | None, *, pressing: bool) -> QueueItem:
    values = row._asdict()
    why = tuple(name for name in reasons if values.pop(f"why_{name}"))
    alarms = values.pop("alarms") if pressing else ()
    return QueueItem(
        case_id=values.pop("id"),
        source=None,
        sender=None,
        alarms=alarms or (),
        pressing=pressing,
        nearest=nearest,
        why=why,
        **{name: value for name, value in values.items() if name != "alarms"},
    )


def _intake_item(row: AnyRow, nearest: NearestClock | None) -> QueueItem:
    return QueueItem(
        case_id=None,
        intake_id=row.id,
        number=None,
        received_at=row.received_at,
        channel=row.channel,
        source=row.source,
        sender=row.sender,
        resident_name=None,
        project=row.project,
        building=None,
        unit=None,
        room=None,
        subject=row.subject or "",
        category=None,
        topic=None,
        departments=(),
        grade=None,
        urgency=Urgency.URGENT if row.alarms else None,
        alarms=row.alarms,
        pressing=bool(row.alarms),
        state=row.state,
        needs_person=True,
        owner=row.owner,
        nearest=nearest,
        why=(Waiting.INTAKE,),
    )


# Asked of a function of it, for SQLite has no statistics and would go through every running clock for each owner.
_RUNNING = func.coalesce(clock.c.state, "") == ClockState.RUNNING.value
INTAKE_DUE = func.coalesce(
    select(func.min(clock.c.due_at))
    .where(clock.c.intake_id == intake.c.id, _RUNNING)
    .correlate(intake)
    .scalar_subquery(),
    literal(NEVER, UtcTime),
    type_=UtcTime,
)
"""When what waits is due next; NEVER without a running clock."""
_INTAKE_ORDER = (INTAKE_DUE, intake.c.received_at, intake.c.id)
_CASE_COLUMNS = (
    case.c.id,
    *(
        case.c[name]
        for name in (
            "intake_id",
            "number",
            "received_at",
            "channel",
            "resident_name",
            "project",
            "building",
            "unit",
            "room",
            "subject",
            "category",
            "topic",
            "departments",
            "grade",
            "urgency",
            "alarms",
            "state",
            "owner",
            "needs_person",
        )
    ),
)
_INTAKE_COLUMNS = tuple(
    intake.c[name]
    for name in ("id", "received_at", "channel", "source", "sender", "project", "subject", "alarms", "state", "owner")
)
