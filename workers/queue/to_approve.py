"""What stands at a step of approval that a person may take, the nearest due first, and why they may not where so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.approval import Standing
from domain.codes import ClockName, ClockState, LetterState, Role
from domain.staff import Person
from domain.work_codes import PlanState
from rules.own_time import own_time
from store import ahead, approval_conditions, cases, clocks, letters, plans
from store.approval_conditions import Submitted
from store.cases import CaseRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.casework.plans import plan_standing
from workers.correspondence.approval_steps import standing_of
from workers.correspondence.stale_drafts import expect_unchanged
from workers.instance.permissions import permit_step
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.queue.waiting import TimeLeft, scope_of, time_left


@dataclass(frozen=True, kw_only=True)
class ClockLeft:
    """The clock of a case that is due first, and what is left of it."""

    clock: ClockName
    due_at: datetime
    left: TimeLeft


@dataclass(frozen=True, kw_only=True)
class ToApprove:
    """A letter or a plan at a step of its approval. why: the person may not take it."""

    case: CaseRow
    letter: LetterRow | None = None
    plan: PlanRow | None = None
    standing: Standing
    nearest: ClockLeft | None
    why: Refused | None

    @property
    def steps(self) -> tuple[Role, ...]:
        """Whose approvals it needs, in their order."""
        return self.standing.steps

    @property
    def step(self) -> int:
        """Which of them is to be taken, from 0."""
        return self.standing.step


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What stands at steps of a person's: the first of it, in its order, and how much there is."""

    first: tuple[ToApprove, ...]
    count: int


def to_approve(services: Services, session: Session, person: Person) -> tuple[ToApprove, ...]:
    """The submitted letters and plans whose next step is one of the person's roles; of urgent cases first."""
    return waiting_approval(services, session, person).first


def waiting_approval(services: Services, session: Session, person: Person, *, limit: int | None = None) -> Waiting:
    """The same, at most `limit` of them: the rest is only counted."""
    scope = scope_of(services.compiled, person, services.now())
    waiting = approval_conditions.at_turn(session, person, scope.letters)
    ahead.of_letters(session, [one.id for one in waiting[:limit] if one.is_letter])
    ahead.of_plans(session, [one.id for one in waiting[:limit] if not one.is_letter])
    found = (_submitted(services, session, one, person) for one in waiting[:limit])
    return Waiting(first=tuple(one for one in found if one is not None), count=len(waiting))


def letter_to_approve(services: Services, session: Session, letter: LetterRow, person: Person) -> ToApprove | None:
    """How a submitted letter stands before this person; None for any other letter."""
    return _letter(services, session, letter, person) if letter.state is LetterState.SUBMITTED else None


def plan_to_approve(services: Services, session: Session, plan: PlanRow, person: Person) -> ToApprove | None:
    """How a submitted plan stands before this person; None for any other plan."""
    return _plan(services, session, plan, person) if plan.state is PlanState.SUBMITTED else None


def nearest_clock(services: Services, session: Session, case: CaseRow) -> ClockLeft | None:
    """The clock of a case that is due first; None if none runs."""
    running = [one for one in clocks.of_case(session, case.id) if one.state is ClockState.RUNNING]
    if not running:
        return None
    first = min(running, key=lambda one: one.due_at)
    left = time_left(own_time(services.compiled, first.clock), first, services.now())
    return ClockLeft(clock=first.clock, due_at=first.due_at, left=left)


def _submitted(services: Services, session: Session, one: Submitted, person: Person) -> ToApprove | None:
    if one.is_letter:
        letter = letters.get(session, one.id)
        return None if letter is None else _letter(services, session, letter, person)
    plan = plans.get(session, one.id)
    return None if plan is None else _plan(services, session, plan, person)


def _letter(services: Services, session: Session, letter: LetterRow, person: Person) -> ToApprove | None:
    case = cases.get_case(session, letter.case_id)
    if case is None:
        return None
    standing, why = standing_of(services, session, case, letter), None
    try:
        expect_unchanged(session, letter)
        permit_step(person, standing)
    except Refused as refusal:
        why = refusal
    nearest = nearest_clock(services, session, case)
    return ToApprove(case=case, letter=letter, standing=standing, nearest=nearest, why=why)


def _plan(services: Services, session: Session, plan: PlanRow, person: Person) -> ToApprove | None:
    case = cases.get_case(session, plan.case_id)
    if case is None:
        return None
    standing, why = plan_standing(session, case, plan), None
    try:
        permit_step(person, standing)
    except Refused as refusal:
        why = refusal
    return ToApprove(case=case, plan=plan, standing=standing, nearest=nearest_clock(services, session, case), why=why)
