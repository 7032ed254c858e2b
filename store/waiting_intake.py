"""What came in and waits for a person: filtered and page by page, what raises an alarm first, then the nearest due."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, Text, cast, exists, func, literal, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from domain.codes import Channel, IntakeState, Role
from domain.staff import Person
from domain.waiting import Whose
from store.columns import UtcTime
from store.intake import WAITING, IntakeRow
from store.queue import INTAKE_DUE
from store.queue_conditions import visible_intake
from store.queue_items import Cursor
from store.rows import Clause, columns_of, one_of
from store.search_words import wanted
from store.tables import intake, intake_text


@dataclass(frozen=True, kw_only=True)
class WaitingFilter:
    """Which of what waits to list; None and empty: all. words: all must stand in it, in any order and script.

    whose: what the person looks after, in the place of who is away too; what somebody does; what no one does.
    """

    state: IntakeState | None = None
    channel: Channel | None = None
    project: str | None = None
    words: str = ""
    whose: Whose | None = None


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """One that waits, and its place in the list."""

    row: IntakeRow
    place: Cursor


def waiting(
    session: Session,
    person: Person,
    roles: Sequence[Role],
    asked: WaitingFilter,
    *,
    limit: int,
    after: Cursor | None = None,
) -> list[WaitingRow]:
    """A page of what waits in the projects that these roles are held for, behind the place `after`."""
    query = select(*columns_of(IntakeRow, intake), INTAKE_DUE.label("due_at"), _CALM.label("calm"))
    query = query.where(*_conditions(person, roles, asked))
    if after is not None:
        behind = (int(after.calm), literal(after.due_at, UtcTime), literal(after.received_at, UtcTime), after.id)
        query = query.where(tuple_(*_ORDER) > tuple_(*behind))
    found = []
    for one in session.execute(query.order_by(*_ORDER).limit(limit)):
        values = one._asdict()
        due_at, calm = values.pop("due_at"), bool(values.pop("calm"))
        row = IntakeRow(**values)
        place = Cursor(calm=calm, due_at=due_at, received_at=row.received_at, is_case=False, id=row.id)
        found.append(WaitingRow(row=row, place=place))
    return found


def count_waiting(session: Session, person: Person, roles: Sequence[Role], asked: WaitingFilter) -> int:
    """How many all pages hold together."""
    query = select(func.count()).select_from(intake).where(*_conditions(person, roles, asked))
    return session.execute(query).scalar_one()


def _conditions(person: Person, roles: Sequence[Role], asked: WaitingFilter) -> list[Clause]:
    states = (asked.state,) if asked.state in WAITING else WAITING
    where: list[Clause] = [intake.c.state.in_(states), visible_intake(person, roles)]
    if asked.channel is not None:
        where.append(intake.c.channel == asked.channel)
    if asked.project:
        where.append(intake.c.project == asked.project)
    if asked.whose is not None:
        where.append(_looked_after(person, asked.whose))
    if words := wanted(asked.words):
        # Row by row: those that wait are few beside all whose texts are kept.
        said = (intake_text.c.folded.contains(one.text, autoescape=True) for one in words)
        where.append(exists().where(intake_text.c.intake_id == intake.c.id, *said))
    return where


def _looked_after(person: Person, whose: Whose) -> Clause:
    if whose is Whose.UNASSIGNED:
        return intake.c.owner.is_(None)
    if whose is Whose.TEAM:
        return intake.c.owner.is_not(None)
    stood_in_for = {grant.deputy_of for grant in person.grants if grant.deputy_of is not None}
    return one_of(intake.c.owner, sorted({person.login, *stood_in_for}))


_CALM = cast(type_coerce(intake.c.alarms, Text) == "[]", Integer)
_ORDER = (_CALM, INTAKE_DUE, intake.c.received_at, intake.c.id)
