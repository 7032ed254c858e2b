"""Counts the tasks of the statistics form by what the cases are, as `domain.tasks` defines them (TRADE 8)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, and_, func, literal_column, or_, select, type_coerce
from sqlalchemy.orm import Session

from domain.codes import Category, Role
from domain.staff import Person
from domain.tasks import Count, Counts, Period, Span
from store.case_tables import case, clock
from store.queue_places import of_roles
from store.rows import Clause, Query
from store.tables import project as _project

OF_HANDLING = type_coerce(clock.c.clock, Text) == literal_column("'handle'")
"""The clock of handling, as its partial index has it."""
COUNTS = and_(OF_HANDLING, type_coerce(clock.c.state, Text) != literal_column("'void'"))
"""A round of handling that is a task."""
TOLD = type_coerce(clock.c.state, Text) != literal_column("'untold'")
"""Of which it is known when it was due and when it stopped, if it has."""


@dataclass(frozen=True, kw_only=True)
class Among:
    """Which cases are counted; None: any. area: 区域, of the projects as the directory has them."""

    project: str | None = None
    area: str | None = None


@dataclass(frozen=True, kw_only=True)
class TopicCounts:
    """The blocks of the cases of one category and topic; topic: None for cases of which none is known."""

    category: Category
    topic: str | None
    blocks: Mapping[Period, Counts]


def by_topic(
    session: Session, person: Person, roles: Sequence[Role], among: Among, spans: Mapping[Period, Span]
) -> tuple[TopicCounts, ...]:
    """Every topic with a task in any of the spans, in the projects that these roles are held for."""
    query = _counting(spans, case.c.category, case.c.topic).where(of_roles(person, roles), *conditions(among))
    return tuple(
        TopicCounts(category=row.category, topic=row.topic, blocks=_blocks(row._asdict(), spans))
        for row in session.execute(query)
    )


def by_project(session: Session, spans: Mapping[Period, Span]) -> Mapping[str | None, tuple[TopicCounts, ...]]:
    """Project → its topics with a task in any of the spans, of the whole house; None: of no project that is known."""
    query = _counting(spans, case.c.project, case.c.category, case.c.topic)
    found: dict[str | None, list[TopicCounts]] = defaultdict(list)
    for row in session.execute(query):
        made = TopicCounts(category=row.category, topic=row.topic, blocks=_blocks(row._asdict(), spans))
        found[row.project].append(made)
    return {project: tuple(lines) for project, lines in found.items()}


def conditions(among: Among) -> Iterable[Clause]:
    """The same as conditions on the cases."""
    if among.project is not None:
        yield case.c.project == among.project
    if among.area is not None:
        yield case.c.project.in_(select(_project.c.name).where(_project.c.area == among.area))


def counted(count: Count, period: Period, span: Span) -> ColumnElement[bool]:
    """Whether a task is counted so in the period: `domain.tasks.counted`, as the database says it."""
    if count is Count.NEW:
        return and_(clock.c.round == 1, within(clock.c.started_at, span))
    task = _is_task(period, span)
    if count is Count.TASKS:
        return task
    in_time = clock.c.stopped_at <= clock.c.due_at if count is Count.ON_TIME else clock.c.stopped_at > clock.c.due_at
    return and_(task, clock.c.stopped_at < span.ends, in_time)


def _counting(spans: Mapping[Period, Span], *keys: Clause) -> Query:
    """Every number of every span, by these columns of the cases."""
    numbers = (
        func.count().filter(counted(count, period, span)).label(f"{period}_{count}")
        for period, span in spans.items()
        for count in Count
    )
    return select(*keys, *numbers).join(clock, clock.c.case_id == case.c.id).where(COUNTS).group_by(*keys)


def _is_task(period: Period, span: Span) -> ColumnElement[bool]:
    stopped = clock.c.stopped_at
    came = and_(TOLD, clock.c.started_at < span.ends)
    if span.begins is not None:
        came = and_(came, or_(stopped.is_(None), stopped >= span.begins))
    if period is not Period.MONTH:
        return came
    early = and_(clock.c.due_at >= span.ends, stopped < span.ends)
    return and_(came, or_(within(clock.c.due_at, span), early))


def within(moment: Clause, span: Span) -> ColumnElement[bool]:
    """Whether the moment lies in the span."""
    before = moment < span.ends
    return before if span.begins is None else and_(moment >= span.begins, before)


def _blocks(values: Mapping[str, int], spans: Mapping[Period, Span]) -> Mapping[Period, Counts]:
    return {period: Counts(**{count.value: values[f"{period}_{count}"] for count in Count}) for period in spans}
