"""What waits for whom, as conditions on the open cases: every list and every figure of the queue is built from these.

Conditions on letters and plans are sets of cases worked out once a statement, from the few rows that are in such a
state; asking each open case in turn would cost a page its time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
)

from domain.approval import GRAVE, PLAN_STEPS, RUNGS, Steps, lowering_confirmed_by
from domain.clocks import WANT_ANSWER
from domain.codes import (
    NO_MATTERS,
    CaseState,
    ClockName,
    ClockState,
    Department,
    LetterKind,
    LetterState,
    Role,
    VisitOutcome,
    Way,
)
from domain.course import HANDLED, TOOK_PLACE, UNSATISFIED, Act
from domain.course_table import STEPS
from domain.letter_kinds import ANSWERS
from domain.staff import CASE_ROLES, Person
from domain.waiting import WAITS_FOR, Waiting
from domain.work_codes import BlockingState, HandUpState, LoweringState, PlanState
from store.approval_conditions import held_by, letters_to_approve, plans_to_approve
from store.case_tables import case, clock, letter
from store.desk_tables import blocking, grade_lowering, hand_up, plan
from store.queue_groups import named_beside, planned_by_group, proposed
from store.queue_places import OF_PROGRESS, about, among, at_rung, departments_alone, reports, with_work, within_open
from store.rows import Query, one_of
from store.tables import intake

_VISIT_DUE = tuple(state for state in CaseState if state in STEPS[Act.FILE_UNVISITED].from_states)
_SATISFIED: ColumnElement[str] = literal_column("'satisfied'")
_IMPOSSIBLE = tuple(outcome for outcome in VisitOutcome if outcome not in TOOK_PLACE)
_ON_ITS_WAY = (
    LetterState.SUBMITTED,
    LetterState.RETURNED,
    LetterState.APPROVED,
    LetterState.QUEUED,
    LetterState.SENDING,
    LetterState.PRINTED,
    LetterState.IN_DOUBT,
    LetterState.BOUNCED,
)

_LATER = letter.alias("later")
_OWN = case.alias("own")

OPEN = type_coerce(case.c.state, Text) != literal_column("'filed'")
"""A case that is not filed; written as the partial index of the queue has it, so that both databases use that."""
PRESSING = and_(
    OPEN,
    type_coerce(case.c.urgency, Text) == literal_column("'urgent'"),
    not_(one_of(case.c.state, HANDLED)),
)
"""An urgent case that is not handled yet: it stands before all others. The index of the urgent has the same."""
_ALARM = and_(PRESSING, type_coerce(case.c.alarms, Text) != "[]")
_DEPARTMENTS = tuple(department for department in Department if department is not Department.NONE)
OF_LETTERS = frozenset(
    {
        Waiting.HELD,
        Waiting.RETURNED,
        Waiting.APPROVE_LETTER,
        Waiting.APPROVE_PLAN,
        Waiting.LOWER,
        Waiting.GROUP,
        Waiting.SEAL,
        Waiting.PRINT,
        Waiting.POST,
        Waiting.IN_DOUBT,
        Waiting.BOUNCED,
        Waiting.PROGRESS,
        Waiting.HANDED_UP,
        Waiting.ANSWERED,
        Waiting.BLOCKED,
    }
)
"""Reasons that letters and plans alone give: they are counted from those few rows, not by asking every open case."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Through whose eyes the queue is seen, and by which rules.

    overdue: what was due before that moment waits for the role, by the rungs of TRADE 6; a role that is not in it never
    hears of an overrun. letters: who approves which kind, by the rulebook that holds now.
    """

    person: Person
    now: datetime
    overdue: Mapping[Role, datetime]
    letters: Mapping[LetterKind, Steps]
    plans: Steps = PLAN_STEPS


def visible(person: Person) -> ColumnElement[bool]:
    """The cases that a person may read: `Person.sees`, as the database says it."""
    return or_(false(), *(within_open(grant) for grant in person.grants if grant.role in CASE_ROLES))


def visible_intake(person: Person, roles: Iterable[Role]) -> ColumnElement[bool]:
    """What came in for the projects that these roles are held for; it has no department yet."""
    return or_(false(), *(within_open(grant, intake) for grant in person.grants if grant.role in roles))


def anybody(scope: Scope) -> dict[Waiting, ColumnElement[bool]]:
    """Each reason for which a case waits, for whomever; OVERDUE as of now."""
    submitted = _letters(LetterState.SUBMITTED)
    plans = among(select(plan.c.case_id).where(plan.c.state == PlanState.SUBMITTED))
    return dict(_facts()) | {
        Waiting.APPROVE_LETTER: submitted,
        Waiting.APPROVE_PLAN: plans,
        Waiting.LOWER: among(_wishes()),
        Waiting.DEPARTMENT: and_(not_(one_of(case.c.state, HANDLED)), with_work(_DEPARTMENTS)),
        Waiting.HANDED_UP: at_rung(*RUNGS),
        Waiting.PROGRESS: reports(scope.now),
        Waiting.OVERDUE: case.c.next_due_at < scope.now,
    }


def mine(scope: Scope) -> dict[Waiting, ColumnElement[bool]]:
    """Each reason for which a case waits for this person; what never waits for them is left out."""
    person = scope.person
    found = dict(_at_any_time(person, tuple(scope.letters.items()), scope.plans))
    if (held := held_by(person, WAITS_FOR[Waiting.PROGRESS])) is not None:
        found[Waiting.PROGRESS] = and_(reports(scope.now), held)
    overdue = [
        and_(case.c.next_due_at < moment, held)
        for role, moment in scope.overdue.items()
        if (held := held_by(person, {role})) is not None
    ]
    if overdue:
        found[Waiting.OVERDUE] = or_(*overdue)
    return {waiting: found[waiting] for waiting in Waiting if waiting in found}


@lru_cache(maxsize=256)
def _at_any_time(
    person: Person, letters: tuple[tuple[LetterKind, Steps], ...], plans: Steps
) -> Mapping[Waiting, ColumnElement[bool]]:
    """What of `mine` does not go by the clock; kept for each person, for making it costs more than asking."""
    found = {
        waiting: and_(condition, held)
        for waiting, condition in _facts().items()
        if (held := held_by(person, WAITS_FOR[waiting])) is not None
    }
    if person.holds(*WAITS_FOR[Waiting.APPROVE_LETTER]):
        found[Waiting.APPROVE_LETTER] = among(letters_to_approve(person, letters))
        found[Waiting.APPROVE_PLAN] = among(plans_to_approve(person, plans))
        found[Waiting.LOWER] = among(_wishes_to_confirm(person))
    if person.holds(*WAITS_FOR[Waiting.DEPARTMENT]):
        found[Waiting.DEPARTMENT] = and_(not_(one_of(case.c.state, HANDLED)), at_departments(person))
    above = [and_(at_rung(rung), held) for rung in RUNGS if (held := held_by(person, {rung}, barred=about)) is not None]
    if above:
        found[Waiting.HANDED_UP] = and_(or_(*above), not_(about(person.login)))
    return found


def at_departments(person: Person) -> ColumnElement[bool]:
    """The cases that are with the person's departments: by a notice, a date or an approved plan; and where a letter
    says that there is danger now, before any paper."""
    grants = [grant for grant in person.grants if grant.role is Role.DEPARTMENT and grant.department is not None]
    at_work = (
        and_(within_open(grant), or_(with_work((grant.department,)), _ALARM)) for grant in grants if grant.department
    )
    return or_(false(), *at_work)


def listed(person: Person) -> ColumnElement[bool]:
    """What a list may show: what the person may read; to a department what is with it."""
    return at_departments(person) if departments_alone(person) else visible(person)


@cache
def _facts() -> Mapping[Waiting, ColumnElement[bool]]:
    """What the case, its letters and its plans say, no matter who looks; made once, for that costs more than asking."""
    grave = one_of(case.c.grade, GRAVE)
    answers = one_of(letter.c.kind, sorted(ANSWERS))
    confirmed = select(clock.c.case_id).where(
        clock.c.case_id.is_not(None), OF_PROGRESS, clock.c.state != ClockState.VOID
    )
    planned = select(plan.c.case_id).where(plan.c.state.in_((PlanState.SUBMITTED, PlanState.APPROVED)))
    unhandled = not_(one_of(case.c.state, HANDLED))
    on_paper = or_(letter.c.way == Way.PRINT, and_(letter.c.way.is_(None), letter.c.to_address.is_(None)))
    return {
        Waiting.ALARM: _ALARM,
        Waiting.DOUBT: case.c.needs_person,
        Waiting.CALL: case.c.state == CaseState.NEEDS_CALL,
        Waiting.GROUP: proposed(),
        Waiting.REGISTER: _runs(ClockName.REGISTER),
        Waiting.GRADE: and_(grave, unhandled, not_(among(confirmed))),
        Waiting.GRAVE: and_(grave, unhandled),
        Waiting.HELD: _letters(
            LetterState.DRAFT, letter.c.held.is_not(None), letter.c.kind == LetterKind.ACKNOWLEDGEMENT
        ),
        Waiting.DRAFT: and_(
            or_(*map(_runs, WANT_ANSWER)), not_(_letters(_ON_ITS_WAY, answers)), not_(named_beside(_ON_ITS_WAY))
        ),
        Waiting.RETURNED: _letters(LetterState.RETURNED, _newest()),
        Waiting.PLAN: and_(grave, unhandled, not_(among(planned)), not_(planned_by_group(planned))),
        Waiting.SEAL: _letters(LetterState.APPROVED, letter.c.error.is_not(None)),
        Waiting.PRINT: _letters(LetterState.QUEUED, on_paper, letter.c.batch_id.is_(None)),
        Waiting.POST: _letters(LetterState.PRINTED),
        Waiting.IN_DOUBT: _letters(LetterState.IN_DOUBT),
        Waiting.BOUNCED: _letters(LetterState.BOUNCED, _newest()),
        Waiting.FEEDBACK: case.c.state == CaseState.DONE,
        Waiting.VISIT: and_(case.c.state == CaseState.FED_BACK, case.c.visit.is_(None)),
        Waiting.ROUND: and_(case.c.state == CaseState.VISITED, one_of(case.c.visit, sorted(UNSATISFIED))),
        Waiting.UNVISITED: and_(one_of(case.c.state, _VISIT_DUE), one_of(case.c.visit, _IMPOSSIBLE)),
        Waiting.ANSWERED: among(select(hand_up.c.case_id).where(hand_up.c.state == HandUpState.ANSWERED)),
        Waiting.BLOCKED: and_(
            unhandled, among(select(blocking.c.case_id).where(blocking.c.state == BlockingState.BLOCKED))
        ),
        Waiting.REOPENED: case.c.state == CaseState.REOPENED,
        Waiting.FILE: and_(case.c.state == CaseState.VISITED, func.coalesce(case.c.visit, _SATISFIED) == _SATISFIED),
        Waiting.AWAY: and_(one_of(case.c.kind, NO_MATTERS), not_(case.c.needs_person)),
    }


def _runs(name: ClockName) -> ColumnElement[bool]:
    return case.c.running.contains(f",{name.value},")


def _letters(states: LetterState | Iterable[LetterState], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    wanted = (states,) if isinstance(states, LetterState) else tuple(states)
    return among(select(letter.c.case_id).where(letter.c.state.in_(wanted), *where))


def _newest() -> ColumnElement[bool]:
    """The letter has not been written again: its next version is what counts."""
    same = (_LATER.c[name] == letter.c[name] for name in ("case_id", "kind", "round"))
    return ~exists().where(*same, _LATER.c.version > letter.c.version)


def _wishes() -> Query:
    return select(grade_lowering.c.case_id).where(grade_lowering.c.state == LoweringState.ASKED)


def _wishes_to_confirm(person: Person) -> Query:
    """Cases that one head wants lowered and this person may, as `workers.casework.lowering` has it."""

    def barred(login: str) -> ColumnElement[bool]:
        asked = grade_lowering.c.asked_by == login
        return or_(asked, grade_lowering.c.asked_for.is_not_distinct_from(login))

    turns = [
        and_(grade_lowering.c.asked_role == asked_as, held)
        for asked_as in RUNGS
        if (held := held_by(person, lowering_confirmed_by(asked_as), _OWN, barred)) is not None
    ]
    return (
        _wishes()
        .join(_OWN, _OWN.c.id == grade_lowering.c.case_id)
        .where(or_(false(), *turns), not_(barred(person.login)))
    )
