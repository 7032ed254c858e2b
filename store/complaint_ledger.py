"""The ledger of complaints 投诉台账: every case, when it was to be handled and when it was, page by page (TRADE 3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, or_, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from domain.codes import CaseState, Category, Channel, ClockState, Department, Grade, Role, Validity, VisitOutcome
from domain.rates import Dimension
from domain.staff import Person
from domain.tasks import Count, Period, Span
from domain.work_codes import Cause, CauseSaid
from store.case_tables import NEVER, case, clock
from store.columns import UtcTime
from store.past_tables import past_case
from store.queue_places import of_department, of_roles
from store.rates import CAUSE, RateFilter, counts_in
from store.rows import AnyRow, Clause, Query
from store.tables import project as _project
from store.tasks import COUNTS, Among, conditions, counted

_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class ClassFilter:
    """A class of a scheme. topics: of the class; of none: those whose topic is none of `topics`, or not known."""

    topics: tuple[str, ...]
    none: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """The tasks behind one number of the statistics form."""

    count: Count
    period: Period
    span: Span


@dataclass(frozen=True, kw_only=True)
class LedgerFilter:
    """Which cases; None and empty: all. since, before: when they were received. task: only the tasks behind a number,
    rate: those behind a count of the rates; each a line of its own. cause: as staff chose it, else as rules propose it;
    cause_said: only where these say so. without: what is not known of the case."""

    among: Among = field(default_factory=Among)
    since: datetime | None = None
    before: datetime | None = None
    building: str | None = None
    channel: Channel | None = None
    category: Category | None = None
    topics: ClassFilter | None = None
    department: Department | None = None
    grade: Grade | None = None
    validity: Validity | None = None
    visit: VisitOutcome | None = None
    task: TaskFilter | None = None
    rate: RateFilter | None = None
    owner: str | None = None
    cause: Cause | None = None
    cause_said: CauseSaid | None = None
    without: frozenset[Dimension] = frozenset()

    @property
    def of_rounds(self) -> bool:
        """Whether each round of handling that counts is a line of its own."""
        return self.task is not None or self.rate is not None


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """A line. promised_at, finished_at: of the handling, in its last round or in that of the task; None for a case that
    has none, or is not handled yet, and where an older ledger does not say it. round: of that handling, 0 for none.
    old_number: what the case is called in the older ledger that it comes from, if it does."""

    id: int
    intake_id: int
    number: str
    received_at: datetime
    resident_name: str | None
    phone: str | None
    email: str | None
    project: str | None
    area: str | None
    building: str | None
    unit: str | None
    room: str | None
    channel: Channel
    category: Category
    topic: str | None
    subject: str
    departments: tuple[Department, ...]
    grade: Grade
    state: CaseState
    visit: VisitOutcome | None
    round: int
    promised_at: datetime | None
    finished_at: datetime | None
    old_number: str | None = None

    @property
    def place(self) -> "Place":
        """Where it stands in the ledger."""
        return self.received_at, self.id, self.round


Place = tuple[datetime, int, int]
"""When a line's case was received, its id, and the round of handling."""


def lines(
    session: Session,
    person: Person,
    roles: Sequence[Role],
    asked: LedgerFilter,
    *,
    limit: int,
    after: Place | None = None,
) -> list[LedgerLine]:
    """A page of the ledger, the latest received first, behind the place `after`."""
    query = _lines(person, roles, asked)
    if after is not None:
        query = query.where(tuple_(case.c.received_at, case.c.id, _ROUND) < tuple_(*_as_literals(after)))
    ordered = query.order_by(case.c.received_at.desc(), case.c.id.desc(), _ROUND.desc())
    return [_line(row) for row in session.execute(ordered.limit(limit))]


def every_line(
    session: Session, person: Person, roles: Sequence[Role], asked: LedgerFilter
) -> Iterator[list[LedgerLine]]:
    """All of them, the earliest received first, as a file has them: some at a time."""
    ordered = _lines(person, roles, asked).order_by(case.c.received_at, case.c.id, _ROUND)
    for rows in session.execute(ordered.execution_options(yield_per=_BATCH)).partitions():
        yield [_line(row) for row in rows]


def how_many(session: Session, person: Person, roles: Sequence[Role], asked: LedgerFilter) -> int:
    """How many lines there are."""
    query = select(func.count()).select_from(case).where(*_conditions(person, roles, asked))
    if asked.of_rounds:
        query = query.join(clock, clock.c.case_id == case.c.id)
    return session.execute(query).scalar_one()


def _lines(person: Person, roles: Sequence[Role], asked: LedgerFilter) -> Query:
    query = select(*_COLUMNS).where(*_conditions(person, roles, asked))
    if asked.of_rounds:
        query = query.join_from(case, clock, clock.c.case_id == case.c.id)
    else:
        query = query.outerjoin_from(case, clock, and_(clock.c.case_id == case.c.id, COUNTS, not_(_IS_LATER)))
    return query.outerjoin(past_case, past_case.c.case_id == case.c.id)


def _conditions(person: Person, roles: Sequence[Role], asked: LedgerFilter) -> Iterable[Clause]:
    yield of_roles(person, roles)
    yield from conditions(asked.among)
    if asked.task is not None:
        yield and_(COUNTS, counted(asked.task.count, asked.task.period, asked.task.span))
    yield from (_WITHOUT[one] for one in asked.without)
    if asked.rate is not None:
        yield and_(COUNTS, counts_in(asked.rate.count, asked.rate.span))
    for column, value in (
        (case.c.channel, asked.channel),
        (case.c.category, asked.category),
        (case.c.grade, asked.grade),
        (case.c.validity, asked.validity),
        (case.c.visit, asked.visit),
        (case.c.building, asked.building),
        (case.c.owner, asked.owner),
        (CAUSE, asked.cause),
    ):
        if value is not None:
            yield column == value
    if asked.cause_said is not None:
        yield _SAID[asked.cause_said]
    if asked.since is not None:
        yield case.c.received_at >= asked.since
    if asked.before is not None:
        yield case.c.received_at < asked.before
    if asked.department is not None:
        yield of_department(asked.department)
    if asked.topics is not None:
        yield _of_class(asked.topics)


def _of_class(wanted: ClassFilter) -> ColumnElement[bool]:
    held = case.c.topic.in_(wanted.topics)
    return or_(case.c.topic.is_(None), not_(held)) if wanted.none else held


def _line(row: AnyRow) -> LedgerLine:
    return LedgerLine(**row._asdict())


def _as_literals(place: Place) -> Iterable[Clause]:
    received, id_, round_ = place
    return literal(received, UtcTime), literal(id_), literal(round_)


_WITHOUT: Mapping[Dimension, ColumnElement[bool]] = {
    Dimension.PROJECT: case.c.project.is_(None),
    Dimension.BUILDING: case.c.building.is_(None),
    Dimension.OWNER: case.c.owner.is_(None),
    Dimension.TOPIC: case.c.topic.is_(None),
    Dimension.DEPARTMENT: case.c.departments == (),
    Dimension.CAUSE: CAUSE.is_(None),
    Dimension.AREA: not_(exists().where(_project.c.name == case.c.project, _project.c.area.is_not(None))),
}
"""That it is not known of a case."""
LACKING = frozenset(_WITHOUT)
"""What may be asked for as not known."""
_SAID: Mapping[CauseSaid, ColumnElement[bool]] = {
    CauseSaid.CHOSEN: case.c.cause.is_not(None),
    CauseSaid.PROPOSED: and_(case.c.cause.is_(None), case.c.proposed_cause.is_not(None)),
}
_LATER = clock.alias("later")
_IS_LATER = exists().where(
    _LATER.c.case_id == clock.c.case_id,
    _LATER.c.clock == clock.c.clock,
    _LATER.c.state != ClockState.VOID,
    _LATER.c.round > clock.c.round,
)
_ROUND = func.coalesce(clock.c.round, 0)
_OF_CASE = tuple(
    case.c[name]
    for name in (
        *("id", "intake_id", "number", "received_at", "resident_name", "phone", "email", "project", "area", "building"),
        *("unit", "room", "channel", "category", "topic", "subject", "departments", "grade", "state", "visit"),
    )
)
_COLUMNS = (
    *_OF_CASE,
    _ROUND.label("round"),
    type_coerce(func.nullif(clock.c.due_at, literal(NEVER, UtcTime)), UtcTime).label("promised_at"),
    clock.c.stopped_at.label("finished_at"),
    past_case.c.number.label("old_number"),
)
