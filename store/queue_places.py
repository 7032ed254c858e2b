"""Whose a case is, as conditions of the queue: of which project and department, who follows it up, what work it gave a
department (TRADE 1 and 2)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from domain.codes import ISSUED, OPEN_CLOCKS, ClockState, Department, LetterKind, Role
from domain.staff import CASE_ROLES, Grant, Person
from domain.waiting import Whose
from domain.work_codes import HandUpState, PlanState
from store.case_tables import NEVER, case, clock, letter
from store.columns import UtcTime
from store.desk_tables import hand_up, plan
from store.rows import Query, one_of

OF_PROGRESS = type_coerce(clock.c.clock, Text) == literal_column("'progress'")
"""The clock of daily progress, as its partial index has it."""


def among(cases: Query) -> ColumnElement[bool]:
    """A set that is worked out once a statement, however often the statement asks for it."""
    return case.c.id.in_(select(cases.cte()))


def within(grant: Grant, of: FromClause = case) -> ColumnElement[bool]:
    """The cases of a grant's project (what no project is known of is everybody's) and, if it has one, department."""
    return _within(grant, of, or_(of.c.project == grant.project, of.c.project.is_(None)))


def within_open(grant: Grant, of: FromClause = case) -> ColumnElement[bool]:
    """The same, for a look at few cases, such as the open ones: said of a function of the project, for SQLite would go
    through the index of places, and so through all cases that a project ever had."""
    return _within(grant, of, func.coalesce(of.c.project, grant.project) == grant.project)


def _within(grant: Grant, of: FromClause, placed: ColumnElement[bool]) -> ColumnElement[bool]:
    place = true() if grant.project is None else placed
    if grant.role is not Role.DEPARTMENT:
        return place
    return and_(place, false() if grant.department is None else of_department(grant.department, of))


def of_department(department: Department, of: FromClause = case) -> ColumnElement[bool]:
    """The cases that the department answers for."""
    return _named(of.c.departments, department)


def of_roles(person: Person, roles: Iterable[Role]) -> ColumnElement[bool]:
    """The cases of the projects that these roles are held for."""
    return or_(false(), *(within(grant) for grant in person.grants if grant.role in roles))


def owned(person: Person, whose: Whose) -> ColumnElement[bool]:
    """The cases that the person follows up, in the place of who is away too; those of their team; those of no one.

    None that complains of the person: of whom they stand in for, it is not theirs either.
    """
    if whose is Whose.UNASSIGNED:
        return case.c.owner.is_(None)
    if whose is Whose.TEAM:
        return and_(case.c.owner.is_not(None), of_roles(person, CASE_ROLES - {Role.DEPARTMENT}))
    stood_in_for = {grant.deputy_of for grant in person.grants if grant.deputy_of is not None}
    return and_(one_of(case.c.owner, sorted({person.login, *stood_in_for})), not_(about(person.login)))


def about(login: str) -> ColumnElement[bool]:
    """The cases that complain of the person."""
    return _named(case.c.about, login)


def departments_alone(person: Person) -> tuple[Department, ...]:
    """The departments of a person who works for departments and has no other part in cases; else none."""
    if person.holds(*CASE_ROLES - {Role.DEPARTMENT}):
        return ()
    found = (grant.department for grant in person.grants if grant.role is Role.DEPARTMENT)
    return tuple(sorted({department for department in found if department is not None}))


def with_work(departments: Collection[Department]) -> ColumnElement[bool]:
    """The cases that gave one of these departments work: by a notice, by a date it is to keep, by an approved plan."""
    noticed = select(letter.c.case_id).where(
        letter.c.kind == LetterKind.DEPARTMENT_NOTICE,
        one_of(letter.c.state, ISSUED),
        one_of(letter.c.department, departments),
    )
    timed = select(clock.c.case_id).where(
        clock.c.case_id.is_not(None), one_of(clock.c.department, departments), one_of(clock.c.state, OPEN_CLOCKS)
    )
    planned = select(plan.c.case_id).where(
        plan.c.state == PlanState.APPROVED, or_(false(), *(_named(plan.c.measures, one) for one in departments))
    )
    return or_(among(noticed), among(timed), among(planned))


def at_rung(*rungs: Role) -> ColumnElement[bool]:
    """The cases that were handed up to one of these rungs and wait for its answer."""
    return among(select(hand_up.c.case_id).where(hand_up.c.state == HandUpState.OPEN, one_of(hand_up.c.rung, rungs)))


def reports(now: datetime) -> ColumnElement[bool]:
    """The cases whose daily report is asked for: the round of the day has begun."""
    asked = select(clock.c.case_id).where(
        clock.c.case_id.is_not(None), OF_PROGRESS, clock.c.state == ClockState.RUNNING, clock.c.started_at <= now
    )
    return among(asked)


def due_of(departments: Collection[Department]) -> ColumnElement[object]:
    """When the nearest running clock of one of these departments is due; of no department: of the case."""
    if not departments:
        return case.c.next_due_at
    own = (
        select(func.min(clock.c.due_at))
        .where(clock.c.case_id == case.c.id, clock.c.state == ClockState.RUNNING)
        .where(one_of(clock.c.department, departments))
        .correlate(case)
        .scalar_subquery()
    )
    return func.coalesce(own, literal(NEVER, UtcTime), type_=UtcTime)


def _named(column: ColumnElement[object], word: str) -> ColumnElement[bool]:
    """Whether a list that is kept as JSON holds the word."""
    return type_coerce(column, Text).contains(f'"{word}"', autoescape=True)
