"""Whose turn it is to approve a letter or a plan, as conditions: what the queue counts, and what approvals list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, and_, exists, false, func, not_, or_, select
from sqlalchemy.orm import Session

from domain.approval import GRAVE, PLAN_STEPS, Steps
from domain.codes import LetterKind, LetterState, Role, Urgency
from domain.course import HANDLED
from domain.staff import Grant, Person
from domain.work_codes import PlanState, Subject, Verdict
from store.case_tables import case, letter
from store.desk_tables import approval, letter_hand, plan
from store.queue_places import within_open
from store.rows import AnyRow, Clause, Query, one_of

_LATER = letter.alias("later")
_OWN = case.alias("own")
_EARLIER, _MIDDLE = plan.alias("earlier"), plan.alias("middle")


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A letter or a plan that was submitted, by its id."""

    id: int
    is_letter: bool


def at_turn(session: Session, person: Person, letters: Mapping[LetterKind, Steps]) -> tuple[Submitted, ...]:
    """The submitted letters and plans whose next step is one of the person's roles, whether or not they are barred from
    it: of urgent cases first, then the nearest due. letters: who approves which kind."""
    found: list[tuple[AnyRow, bool]] = []
    for query, is_letter in ((_letters_at_turn(person, letters), True), (_plans_at_turn(person, PLAN_STEPS), False)):
        found += [(row, is_letter) for row in session.execute(query)]
    # A sort that is stable: of what is due at once letters stand before plans, and each by its id.
    found.sort(key=lambda one: (not one[0].pressing, one[0].next_due_at))
    return tuple(Submitted(id=row.id, is_letter=is_letter) for row, is_letter in found)


def _letters_at_turn(person: Person, letters: Mapping[LetterKind, Steps]) -> Query:
    mine = or_(false(), *_letter_turns(person, letters))
    query = select(letter.c.id, *_PLACE).join(_OWN, _OWN.c.id == letter.c.case_id)
    return query.where(letter.c.state == LetterState.SUBMITTED, mine).order_by(letter.c.id)


def _plans_at_turn(person: Person, steps: Steps) -> Query:
    mine = or_(false(), *_turns(person, steps, _taken(Subject.PLAN, plan.c.id)))
    query = select(plan.c.id, *_PLACE).join(_OWN, _OWN.c.id == plan.c.case_id)
    return query.where(plan.c.state == PlanState.SUBMITTED, mine).order_by(plan.c.id)


def _letter_turns(
    person: Person,
    letters: Mapping[LetterKind, Steps],
    barred: Callable[[str], ColumnElement[bool]] | None = None,
) -> list[ColumnElement[bool]]:
    taken = _taken(Subject.LETTER, letter.c.id)
    return [and_(which, turn) for steps, which in _ways(letters) for turn in _turns(person, steps, taken, barred)]


def letters_to_approve(person: Person, letters: Iterable[tuple[LetterKind, Steps]]) -> Query:
    """Cases with a letter that stands at a step of the person's roles, as `workers.correspondence.approving` has it."""

    def barred(login: str) -> ColumnElement[bool]:
        hand = exists().where(letter_hand.c.letter_id == letter.c.id, letter_hand.c.who == login)
        submitted = letter.c.submitted_by.is_not_distinct_from(login)
        return or_(hand, submitted, _by(login, Subject.LETTER, letter.c.id))

    turns = _letter_turns(person, dict(letters), barred)
    return (
        select(letter.c.case_id)
        .join(_OWN, _OWN.c.id == letter.c.case_id)
        .where(letter.c.state == LetterState.SUBMITTED, or_(false(), *turns), not_(barred(person.login)))
    )


def _ways(letters: Mapping[LetterKind, Steps]) -> list[tuple[Steps, ColumnElement[bool]]]:
    """Steps with the letters that go them. A further interim letter is approved one rung up each time (TRADE 6)."""
    by_steps: dict[Steps, list[LetterKind]] = {}
    for kind, steps in letters.items():
        by_steps.setdefault(steps, []).append(kind)
    found: list[tuple[Steps, ColumnElement[bool]]]
    found = [(steps, one_of(letter.c.kind, kinds)) for steps, kinds in by_steps.items()]
    interim = letters.get(LetterKind.INTERIM)
    if interim is None:
        return found
    promises = (
        select(func.count())
        .where(_LATER.c.case_id == letter.c.case_id, _LATER.c.round == letter.c.round, _LATER.c.id != letter.c.id)
        .where(_LATER.c.kind == LetterKind.INTERIM, one_of(_LATER.c.state, (LetterState.SENT, LetterState.POSTED)))
        .scalar_subquery()
    )
    is_interim = letter.c.kind == LetterKind.INTERIM
    first = [(steps, and_(which, or_(not_(is_interim), promises == 0))) for steps, which in found]
    further = [
        (interim.raised(1), and_(is_interim, promises == 1)),
        (interim.raised(2), and_(is_interim, promises > 1)),
    ]
    return [*first, *further]


def plans_to_approve(person: Person, steps: Steps) -> Query:
    """Cases with a plan that stands at a step of one of the person's roles, as `workers.casework.plans` has it."""
    approved_since = (
        exists()
        .where(
            _MIDDLE.c.case_id == plan.c.case_id,
            _MIDDLE.c.version >= _EARLIER.c.version,
            _MIDDLE.c.version < plan.c.version,
            _taken(Subject.PLAN, _MIDDLE.c.id) > 0,
        )
        .correlate(plan, _EARLIER)  # by itself it would look no further out than `earlier`
    )

    def barred(login: str) -> ColumnElement[bool]:
        # Anyone who wrote any version since the last that was approved.
        wrote = exists().where(
            _EARLIER.c.case_id == plan.c.case_id,
            _EARLIER.c.version <= plan.c.version,
            or_(_EARLIER.c.made_by == login, _EARLIER.c.submitted_by == login),
            not_(approved_since),
        )
        return or_(wrote, _by(login, Subject.PLAN, plan.c.id))

    turns = _turns(person, steps, _taken(Subject.PLAN, plan.c.id), barred)
    return (
        select(plan.c.case_id)
        .join(_OWN, _OWN.c.id == plan.c.case_id)
        .where(plan.c.state == PlanState.SUBMITTED, or_(false(), *turns), not_(barred(person.login)))
    )


def _by(login: str, subject: Subject, subject_id: Clause) -> ColumnElement[bool]:
    """They, or a deputy of theirs, have taken a step already: two steps are two people."""
    return exists().where(
        approval.c.subject == subject,
        approval.c.subject_id == subject_id,
        approval.c.verdict == Verdict.APPROVED,
        approval.c.voided_at.is_(None),
        or_(approval.c.person == login, approval.c.deputy_of == login),
    )


def _taken(subject: Subject, subject_id: Clause) -> ColumnElement[int]:
    """How many steps have been approved and still hold."""
    return (
        select(func.count())
        .where(
            approval.c.subject == subject,
            approval.c.subject_id == subject_id,
            approval.c.verdict == Verdict.APPROVED,
            approval.c.voided_at.is_(None),
        )
        .scalar_subquery()
    )


def _turns(
    person: Person,
    steps: Steps,
    taken: ColumnElement[int],
    barred: Callable[[str], ColumnElement[bool]] | None = None,
) -> list[ColumnElement[bool]]:
    """One condition for each step that the person may take, with a role of their own or of one who is not barred."""
    grave = one_of(_OWN.c.strictest, GRAVE)
    return [
        and_(grave if turn.grave else not_(grave), taken >= turn.step if turn.last else taken == turn.step, mine)
        for turn in steps.turns()
        if (mine := held_by(person, turn.roles, _OWN, barred)) is not None
    ]


def held_by(
    person: Person,
    roles: Iterable[Role],
    of: FromClause = case,
    barred: Callable[[str], ColumnElement[bool]] | None = None,
) -> ColumnElement[bool] | None:
    """The cases for which the person holds one of `roles`; None if there can be none.

    barred: whose place no one may take: as their deputy a role is not held.
    """
    wanted = frozenset(roles)
    grants = [grant for grant in person.grants if grant.role in wanted]
    return or_(*(_grant(grant, of, barred) for grant in grants)) if grants else None


def _grant(grant: Grant, of: FromClause, barred: Callable[[str], ColumnElement[bool]] | None) -> ColumnElement[bool]:
    place = within_open(grant, of)
    if barred is None or grant.deputy_of is None:
        return place
    return and_(place, not_(barred(grant.deputy_of)))


_PLACE = (
    and_(_OWN.c.urgency == Urgency.URGENT, not_(one_of(_OWN.c.state, HANDLED))).label("pressing"),
    _OWN.c.next_due_at,
)
