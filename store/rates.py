"""Counts the rates of a period by what the cases are, as `domain.rates` defines them (TRADE 8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Float, and_, cast, exists, extract, false, func, literal_column, or_, select
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from domain.codes import ClockName, ClockState, Role, Validity, VisitOutcome
from domain.course import TOOK_PLACE
from domain.events import EventName
from domain.rates import NONE, ClockShare, Dimension, RateCount, RateCounts
from domain.staff import Person
from domain.tasks import Span
from domain.work_codes import CauseSaid
from store.case_tables import case, clock, event, event_payload
from store.queue_places import of_roles
from store.rows import Clause, Query, dialect
from store.tables import household
from store.tables import project as _project
from store.tasks import COUNTS, TOLD, Among, conditions, within

Key = tuple[str | None, ...]
"""What a line is told apart by: a name, project and building, or cause and who says so; None: not known."""
OF_RECEIVED = tuple(RateCount)[: tuple(RateCount).index(RateCount.DUE)]
OF_VISITS = (RateCount.VISITED, RateCount.SATISFIED)
CAUSE = func.coalesce(case.c.cause, case.c.proposed_cause)
"""What a case comes from: as staff chose it, else as rules propose it."""
CAUSE_SAID = case_when(
    (case.c.cause.is_not(None), literal_column(f"'{CauseSaid.CHOSEN}'")),
    (case.c.proposed_cause.is_not(None), literal_column(f"'{CauseSaid.PROPOSED}'")),
)
"""Which of the two says so; NULL where neither does."""
_RECEIVED = {
    RateCount.VALID: case.c.validity == Validity.VALID,
    RateCount.ASSISTED: case.c.validity == Validity.ASSISTED,
    RateCount.INVALID: case.c.validity == Validity.INVALID,
    RateCount.UNDECIDED: case.c.validity == Validity.UNDECIDED,
    RateCount.REPEATED: case.c.parent_id.is_not(None),
}
"""What makes a case that was received one of these."""


@dataclass(frozen=True, kw_only=True)
class RateFilter:
    """The rounds of handling behind one count."""

    count: RateCount
    span: Span


@dataclass(frozen=True, kw_only=True)
class CountedRates:
    """The counts of a period. lines: those that have any; a case may count in several, and counts once in the total."""

    total: RateCounts
    lines: Mapping[Key, RateCounts]


def rates_by(
    session: Session, person: Person, roles: Sequence[Role], among: Among, span: Span, by: Dimension | None = None
) -> CountedRates:
    """The counts in the projects that these roles are held for. by: None: the total alone."""
    keys = key_columns(by)
    where = (COUNTS, of_roles(person, roles), *conditions(among))
    handled = _counting(keys, [one for one in RateCount if one not in OF_VISITS], span).where(
        *where, or_(*(counts_in(one, span) for one in (RateCount.RECEIVED, RateCount.DUE)))
    )
    visits = _counting(keys, OF_VISITS, span).where(*where, counts_in(RateCount.VISITED, span))
    total, lines = NONE, dict[Key, RateCounts]()
    for query in (handled, visits):
        for row in session.execute(query):
            values = row._asdict()
            made = RateCounts(**{one.value: values[one.value] for one in RateCount if one.value in values})
            total += made
            for key in keys_of_row(by, tuple(values[f"key{at}"] for at in range(len(keys)))):
                lines[key] = lines.get(key, NONE) + made
    return CountedRates(total=total, lines=lines)


def cells(session: Session, span: Span) -> Iterable[tuple[Mapping[Dimension, Sequence[Key]], RateCounts]]:
    """The counts of the whole house by everything at once: which lines of each dimension they belong to, and how many.

    The area is left out: it is the project's.
    """
    columns = {by: key_columns(by) for by in Dimension if by is not Dimension.AREA}
    keys = [one for of_line in columns.values() for one in of_line]
    handled = _counting(keys, [one for one in RateCount if one not in OF_VISITS], span).where(
        COUNTS, or_(*(counts_in(one, span) for one in (RateCount.RECEIVED, RateCount.DUE)))
    )
    visits = _counting(keys, OF_VISITS, span).where(COUNTS, counts_in(RateCount.VISITED, span))
    for query in (handled, visits):
        for row in session.execute(query):
            values = row._asdict()
            found = iter([values[f"key{at}"] for at in range(len(keys))])
            said = {by: tuple(islice(found, len(of_line))) for by, of_line in columns.items()}
            made = RateCounts(**{one.value: values[one.value] for one in RateCount if one.value in values})
            yield {by: tuple(keys_of_row(by, key)) for by, key in said.items()}, made


def counts_in(count: RateCount, span: Span) -> ColumnElement[bool]:
    """Whether a round of handling, joined to its case, counts so in the span."""
    if count in (RateCount.DUE, RateCount.IN_TIME):
        due = and_(TOLD, within(clock.c.due_at, span))
        return and_(due, clock.c.stopped_at <= clock.c.due_at) if count is RateCount.IN_TIME else due
    first = clock.c.round == 1
    if count in OF_VISITS:
        satisfied = count is RateCount.SATISFIED
        return and_(first, _visited(span, {VisitOutcome.SATISFIED} if satisfied else TOOK_PLACE))
    received = and_(first, within(clock.c.started_at, span))
    if count is RateCount.HANDLED:
        return and_(received, clock.c.stopped_at < span.ends)
    return and_(received, _RECEIVED[count]) if count in _RECEIVED else received


def households_by(
    session: Session, person: Person, roles: Sequence[Role], among: Among, by: Dimension | None
) -> Mapping[Key, int]:
    """The occupied households of each line, by the directory as it is now; empty where they cannot be told apart."""
    keys = {None: (), Dimension.PROJECT: (_project.c.name,), Dimension.AREA: (_project.c.area,)}.get(by)
    if keys is None:
        return {}
    mine = [one.project for one in person.grants if one.role in roles]
    query = select(*keys, func.count().label("homes")).join_from(
        household, _project, _project.c.name == household.c.project, isouter=False
    )
    query = query.where(household.c.occupied, or_(false(), *(_own(project) for project in mine)))
    if among.project is not None:
        query = query.where(_project.c.name == among.project)
    if among.area is not None:
        query = query.where(_project.c.area == among.area)
    rows = session.execute(query.group_by(*keys)) if keys else session.execute(query)
    return {tuple(row)[:-1]: row.homes for row in rows}


def clocks_of(
    session: Session, person: Person, roles: Sequence[Role], among: Among, span: Span
) -> tuple[ClockShare, ...]:
    """Every clock of which a round stopped in the span, in the order of the clocks."""
    took = _seconds(session)
    ended = (
        select(
            clock.c.clock,
            clock.c.state,
            took.label("took"),
            func.row_number().over(partition_by=clock.c.clock, order_by=took).label("place"),
            func.count().over(partition_by=clock.c.clock).label("ended"),
        )
        .join(case, case.c.id == clock.c.case_id)
        .where(clock.c.state.in_((ClockState.MET, ClockState.LATE)), within(clock.c.stopped_at, span))
        .where(of_roles(person, roles), *conditions(among))
        .subquery()
    )
    middle = or_(ended.c.place == (ended.c.ended + 1) // 2, ended.c.place == (ended.c.ended + 2) // 2)
    query = select(
        ended.c.clock,
        func.count().label("ended"),
        func.count().filter(ended.c.state == ClockState.MET).label("met"),
        func.avg(ended.c.took).filter(middle).label("median"),
    ).group_by(ended.c.clock)
    found = {row.clock: row for row in session.execute(query)}
    return tuple(
        ClockShare(clock=name, ended=row.ended, met=row.met, median=float(row.median))
        for name in ClockName
        if (row := found.get(name)) is not None
    )


def _counting(keys: Sequence[Clause], which: Iterable[RateCount], span: Span) -> Query:
    """These counts, by the keys; the cases and their rounds of handling."""
    counts = (func.count().filter(counts_in(one, span)).label(one.value) for one in which)
    labelled = (key.label(f"key{at}") for at, key in enumerate(keys))
    query = select(*labelled, *counts).join_from(case, clock, clock.c.case_id == case.c.id)
    if _project.c.area in keys:
        query = query.outerjoin(_project, _project.c.name == case.c.project)
    return query.group_by(*keys) if keys else query


def key_columns(by: Dimension | None) -> tuple[Clause, ...]:
    """What lines are told apart by; of an area, the query must join the projects."""
    if by is None:
        return ()
    if by is Dimension.AREA:
        return (_project.c.area,)
    if by is Dimension.BUILDING:
        return (case.c.project, case.c.building)
    if by is Dimension.DEPARTMENT:
        return (case.c.departments,)
    if by is Dimension.CAUSE:
        return CAUSE, CAUSE_SAID
    return (case.c[by.value],)


def keys_of_row(by: Dimension | None, key: tuple[object, ...]) -> Iterable[Key]:
    """The lines that a group counts in: a case of two departments counts for each of them."""
    if by is None:
        return []
    if by is Dimension.DEPARTMENT:
        return [(str(one),) for named in key if isinstance(named, tuple) for one in named] or [(None,)]
    return [tuple(None if one is None else str(one) for one in key)]


def _visited(span: Span, outcomes: Iterable[VisitOutcome]) -> ColumnElement[bool]:
    """The first visit that took place was in the span, with one of these outcomes."""
    visit, told = clock.alias("visit"), event.alias("told")
    said = (event_payload.c.payload.contains(f'"outcome":"{one.value}"', autoescape=True) for one in sorted(outcomes))
    return exists().where(
        visit.c.case_id == case.c.id,
        visit.c.clock == ClockName.VISIT,
        visit.c.round == 1,
        visit.c.state.in_((ClockState.MET, ClockState.LATE)),
        within(visit.c.stopped_at, span),
        told.c.case_id == case.c.id,
        told.c.what == EventName.VISIT_RECORDED,
        told.c.at <= visit.c.stopped_at,
        event_payload.c.event_id == told.c.id,
        or_(*said),
    )


def _own(project: str | None) -> ColumnElement[bool]:
    return _project.c.name.is_not(None) if project is None else _project.c.name == project


def _seconds(session: Session) -> ColumnElement[float]:
    """From the start of a round to its stop."""
    if dialect(session) == "sqlite":
        days = func.julianday(clock.c.stopped_at) - func.julianday(clock.c.started_at)
        return cast(days * 86_400, Float)
    return cast(extract("epoch", clock.c.stopped_at - clock.c.started_at), Float)
