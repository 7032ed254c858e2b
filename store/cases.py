"""Cases and the decisions behind them: opening, finding, changing, and what belongs together."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Text,
    Update,
    and_,
    bindparam,
    insert,
    or_,
    select,
    type_coerce,
    union,
    update,
)
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from domain.codes import (
    CaseState,
    Category,
    Channel,
    Department,
    Grade,
    Kind,
    LetterState,
    Urgency,
    Validity,
    VisitOutcome,
)
from domain.course import HANDLED
from domain.decision import Decision, DecisionInput, EarlierCase
from domain.letter_kinds import TO_RESIDENT
from domain.work_codes import Cause
from language.places import comparing_place
from store.case_tables import case, letter
from store.case_tables import decision as decisions
from store.directory import normal_email
from store.households import numbered as households_of
from store.numbers import CASE_SERIES, case_number, next_number
from store.once import once
from store.rows import as_dataclass, by, checked, columns_of, dialect, first, inserting, one_of, selecting, touched
from store.tables import intake, rulebook

_GONE_OUT = (LetterState.SENDING, LetterState.SENT, LetterState.IN_DOUBT, LetterState.BOUNCED)
_FIXED = {"id", "number", "events", "event_head", "next_due_at", "running"}


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A case to be opened by an intake. reply_to_email: the envelope address that letters go to, never one from a body.

    household_confirmed: the household that a person confirmed as the writer's; it counts while it is `household_id`.
    visit: what the visits of this round have come to; None: none yet, or too few tries.
    owner: who follows it up (a login), None if unassigned; about: the staff that it complains of (logins).

    topic is None only if nothing matched. alarms: names of the dangers that its letters say are there now. also:
    further categories. group_key: equal for cases of one group. message_id, references: the resident's mail, for
    threading letters to it.
    """

    intake_id: int
    channel: Channel
    project: str | None = None
    area: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    resident_name: str | None = None
    phone: str | None = None
    email: str | None = None
    household_id: int | None = None
    household_confirmed: int | None = None
    received_at: datetime
    opened_at: datetime
    owner: str | None = None
    about: tuple[str, ...] = ()
    state: CaseState = CaseState.NEW
    visit: VisitOutcome | None = None
    validity: Validity = Validity.UNDECIDED
    category: Category
    topic: str | None
    departments: tuple[Department, ...]
    grade: Grade
    urgency: Urgency
    alarms: tuple[str, ...] = ()
    kind: Kind
    is_group: bool = False
    households: int | None = None
    fee: bool = False
    needs_person: bool = False
    also: tuple[Category, ...] = ()
    cause: Cause | None = None
    proposed_cause: Cause | None = None
    decision_id: int | None = None
    parent_id: int | None = None
    group_key: str | None = None
    reply_round: int = 1
    subject: str = ""
    reply_to_email: str | None = None
    message_id: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseRow(NewCase):
    """A case as it stands now; times in UTC.

    strictest: the strictest grade that was ever proposed or confirmed, which decides who approves (domain/approval.py).
    """

    id: int
    number: str
    strictest: Grade

    @property
    def pressing(self) -> bool:
        """Whether it is urgent and not handled yet: it stands before all others in every list."""
        return self.urgency is Urgency.URGENT and self.state not in HANDLED


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A decision as it was made, with everything it was made from. made_by: `rules` or a person."""

    id: int
    intake_id: int
    case_id: int | None
    made_at: datetime
    made_by: str
    input: DecisionInput
    decision: Decision
    rulebook: str


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which cases to list: every field that is not None (or empty) must hold. since is inclusive, before exclusive.

    owner: a login; the empty text: those that have no owner. after: the id of the case behind which the list begins.
    """

    states: tuple[CaseState, ...] = ()
    category: Category | None = None
    topic: str | None = None
    department: Department | None = None
    grade: Grade | None = None
    urgency: Urgency | None = None
    needs_person: bool | None = None
    project: str | None = None
    household_id: int | None = None
    parent_id: int | None = None
    group_key: str | None = None
    owner: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    after: int | None = None
    limit: int | None = None
    offset: int = 0


def open_case(session: Session, new: NewCase, *, prefix: str = "TS", year: int | None = None) -> CaseRow:
    """Open a case and give it its number, of `year` or else of `opened_at` in the offset it was given with.

    sqlalchemy.exc.IntegrityError if its intake has opened a case already.
    """
    series_year = new.opened_at.year if year is None else year
    number = case_number(prefix, series_year, next_number(session, CASE_SERIES, series_year))
    added = session.execute(_OPEN, {"number": number, **vars(new)})
    return as_dataclass(CaseRow, added.one())


@once
def get_case(session: Session, key: int | str) -> CaseRow | None:
    """The case with this id (int) or number (str), or None."""
    return first(session, CaseRow, _BY_NUMBER if isinstance(key, str) else _BY_ID, {"key": key})


def by_ids(session: Session, case_ids: Collection[int]) -> dict[int, CaseRow]:
    """Id → case; what is none is left out."""
    return {id_: row for id_, (row,) in by(session, CaseRow, case.c.id, case_ids).items()}


def hold_case(session: Session, number: str) -> CaseRow | None:
    """The case of that number, which no other transaction changes (or adds an event to) until this one ends."""
    row = session.execute(_HOLD, {"number": number}).first()
    return None if row is None else as_dataclass(CaseRow, row)


def case_of_intake(session: Session, intake_id: int) -> CaseRow | None:
    """The case that an intake opened, or that it joined as a follow-up or duplicate, or None."""
    return first(session, CaseRow, _OF_INTAKE, {"intake": intake_id})


def list_cases(session: Session, filters: CaseFilter | None = None) -> list[CaseRow]:
    """Cases, newest receipt first."""
    wanted = filters or CaseFilter()
    query = (
        selecting(CaseRow, case)
        .where(*_conditions(wanted))
        .order_by(case.c.received_at.desc(), case.c.id.desc())
        .limit(wanted.limit)
        .offset(wanted.offset or None)
    )
    return [as_dataclass(CaseRow, row) for row in session.execute(query)]


def update_case(
    session: Session, case_id: int, *, expect: CaseState | Iterable[CaseState] | None = None, **values: object
) -> bool:
    """Change columns of a case, if `expect` is None or names its state; whether a row was changed.

    TypeError for an unknown column, and for its number, the end of its chain of events and what follows its clocks,
    which no one may change. A stricter grade raises `strictest`; a lesser one leaves it.
    """
    if fixed := _FIXED & values.keys():
        raise TypeError(f"Not to be changed: {', '.join(sorted(fixed))}")
    expected = () if expect is None else (expect,) if isinstance(expect, CaseState) else tuple(expect)
    statement = _UPDATE if expect is None else _update_in(expected)
    if "grade" in values and "strictest" not in values:
        statement = _raised(statement)
        return touched(session, statement, {"key": case_id, "risen": values["grade"], **checked(case, values)}) == 1
    return touched(session, statement, {"key": case_id, **checked(case, values)}) == 1


def raise_strictest(session: Session, case_id: int, grade: Grade) -> bool:
    """Let `grade` count among those that were proposed for a case; whether it is stricter than all before."""
    mine = update(case).where(case.c.id == case_id, case.c.strictest > grade)
    return touched(session, mine.values(strictest=grade)) == 1


def keep_rulebook(session: Session, sha: str, name: str, files: Mapping[str, str], at: datetime) -> None:
    """Keep a rulebook that is about to decide, by its sha256, once and for all. files: path in it → text."""
    if session.execute(_KEPT, {"hash": sha}).scalar() is not None:
        return
    statement = inserting(dialect(session), rulebook).values(sha=sha, name=name, files=dict(files), first_used_at=at)
    session.execute(statement.on_conflict_do_nothing(index_elements=[rulebook.c.sha]))


def save_decision(
    session: Session,
    *,
    intake_id: int,
    case_id: int | None,
    made_at: datetime,
    made_by: str,
    input: DecisionInput,  # noqa: A002 - what DecisionRow and the column call it
    decision: Decision,
) -> int:
    """Keep a decision with all that it was made from; its id. Its rulebook must be kept already."""
    values = {"intake_id": intake_id, "case_id": case_id, "made_at": made_at, "made_by": made_by}
    made = {**values, "input": input, "decision": decision, "rulebook": decision.rulebook}
    return int(session.execute(_SAVE_DECISION, made).scalar_one())


@once
def decisions_of_case(session: Session, case_id: int) -> list[DecisionRow]:
    """A case's decisions, oldest first; the last one holds."""
    query = selecting(DecisionRow, decisions).where(decisions.c.case_id == case_id).order_by(decisions.c.id)
    return [as_dataclass(DecisionRow, row) for row in session.execute(query)]


def find_followed(
    session: Session,
    references: Iterable[str],
    our_message_ids: Iterable[str] = (),
    numbers_in_subject: Iterable[str] = (),
) -> list[int]:
    """Ids of the cases that a message may follow, newest first.

    references: the Message-IDs of its References and In-Reply-To, sought among the mail received and the letters sent;
    our_message_ids: further ones sought among our letters alone; numbers_in_subject: case or letter numbers.
    """
    named = tuple(references)
    values = {"named": named, "ours": (*named, *our_message_ids), "numbers": tuple(numbers_in_subject)}
    return sorted(session.execute(_FOLLOWED, values).scalars(), reverse=True) if any(values.values()) else []


def history(
    session: Session,
    *,
    household_id: int | None,
    email: str | None,
    project: str | None,
    building: str | None,
    before: datetime,
    since: datetime,
    limit: int = 50,
) -> list[EarlierCase]:
    """Earlier cases that may matter to a new one, received in [since, before): its household's first, then its
    building's, then its project's, each newest first; at most `limit`, from the project's newest hundred.

    The same sender counts as the same household. A building is the same only within its project, however written.
    """
    sender, place = normal_email(email), comparing_place(building)
    values = {"since": since, "before": before, "household": household_id, "sender": sender or None, "place": project}
    found = [*session.execute(_AT_HOME, values), *(session.execute(_IN_PROJECT, values) if project else ())]
    rows = {row.number: row for row in found}.values()
    households = households_of(rows)
    ranked = []
    for row in rows:
        at_home = (household_id is not None and row.household_id == household_id) or bool(
            sender and row.email == sender
        )
        in_project = bool(project) and row.project == project
        in_building = in_project and bool(place) and comparing_place(row.building) == place
        ranked.append((at_home, in_building, in_project, row))
    ranked.sort(key=lambda one: (not one[0], not one[1]))
    return [
        EarlierCase(
            number=row.number,
            topic=row.topic,
            received=row.received_at,
            same_household=at_home,
            same_building=in_building,
            same_project=in_project,
            household=households[row.number],
        )
        for at_home, in_building, in_project, row in ranked[:limit]
    ]


def addresses_written_to(session: Session, case_id: int) -> frozenset[str]:
    """The mail addresses, in lower case, that letters of a case to its resident have gone out to (or may have)."""
    query = select(letter.c.to_key).where(letter.c.case_id == case_id, letter.c.state.in_(_GONE_OUT))
    query = query.where(letter.c.kind.in_(TO_RESIDENT))
    return frozenset(session.execute(query.where(letter.c.to_key.is_not(None))).scalars())


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    equal = (
        "category",
        "topic",
        "grade",
        "urgency",
        "needs_person",
        "project",
        "household_id",
        "parent_id",
        "group_key",
    )
    where = [case.c[name] == getattr(wanted, name) for name in equal if getattr(wanted, name) is not None]
    if wanted.states:
        where.append(case.c.state.in_(wanted.states))
    if wanted.owner is not None:
        where.append(case.c.owner == wanted.owner if wanted.owner else case.c.owner.is_(None))
    if wanted.department is not None:
        where.append(type_coerce(case.c.departments, Text).like(f'%"{wanted.department.value}"%'))
    if wanted.since is not None:
        where.append(case.c.received_at >= wanted.since)
    if wanted.before is not None:
        where.append(case.c.received_at < wanted.before)
    if wanted.after is not None:
        at = select(case.c.received_at).where(case.c.id == wanted.after).scalar_subquery()
        where.append(or_(case.c.received_at < at, and_(case.c.received_at == at, case.c.id < wanted.after)))
    return where


@cache
def _update_in(expected: tuple[CaseState, ...]) -> Update:
    return _UPDATE.where(one_of(case.c.state, expected))


def _raised(statement: Update) -> Update:
    risen = bindparam("risen", type_=case.c.strictest.type)
    return statement.values(strictest=sql_case((risen < case.c.strictest, risen), else_=case.c.strictest))


_OPEN = insert(case).returning(*columns_of(CaseRow, case))
_BY_ID = selecting(CaseRow, case).where(case.c.id == bindparam("key"))
# The lock is PostgreSQL's (SQLite has one writer anyway); key_share lets other tables go on referring to the case.
_HOLD = selecting(CaseRow, case).where(case.c.number == bindparam("number")).with_for_update(key_share=True)
_BY_NUMBER = selecting(CaseRow, case).where(case.c.number == bindparam("key"))
_OF_INTAKE = selecting(CaseRow, case).where(
    or_(
        case.c.intake_id == bindparam("intake"),
        case.c.id == select(intake.c.case_id).where(intake.c.id == bindparam("intake")).scalar_subquery(),
    )
)
_UPDATE = update(case).where(case.c.id == bindparam("key"))
_SAVE_DECISION = insert(decisions).returning(decisions.c.id)
_KEPT = select(rulebook.c.sha).where(rulebook.c.sha == bindparam("hash"))
_FOLLOWED = union(
    select(intake.c.case_id).where(
        intake.c.message_id.in_(bindparam("named", expanding=True)), intake.c.case_id.is_not(None)
    ),
    select(letter.c.case_id).where(letter.c.message_id.in_(bindparam("ours", expanding=True))),
    select(letter.c.case_id).where(letter.c.number.in_(bindparam("numbers", expanding=True))),
    select(case.c.id).where(case.c.number.in_(bindparam("numbers", expanding=True))),
)
_EARLIER = (
    select(
        case.c.number,
        case.c.topic,
        case.c.received_at,
        case.c.household_id,
        case.c.email,
        case.c.project,
        case.c.building,
        case.c.unit,
        case.c.room,
    )
    .where(case.c.received_at >= bindparam("since"), case.c.received_at < bindparam("before"))
    .order_by(case.c.received_at.desc(), case.c.id.desc())
    .limit(100)
)
# Apart, so that a busy project never crowds out the household's own earlier complaint.
_AT_HOME = _EARLIER.where(or_(case.c.household_id == bindparam("household"), case.c.email == bindparam("sender")))
_IN_PROJECT = _EARLIER.where(case.c.project == bindparam("place"))
