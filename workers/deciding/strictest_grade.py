"""The strictest grade of a case decides who approves: what rises with it, and what was approved for less (TRADE 5)."""

from sqlalchemy.orm import Session

from domain.codes import Grade, Role
from domain.events import EventName
from domain.work_codes import PlanState, Subject
from store import approvals, cases, events, plans
from workers.instance.services import Services


def proposed(services: Services, session: Session, case_id: int, intake_id: int, grade: Grade, who: str) -> None:
    """A decision on a letter of the case is about to be kept: a grade that it proposes counts from now on.

    Not one that the last decision on the same letter had proposed already: two heads may have lowered it since. The
    case is held, or new.
    """
    case = cases.get_case(session, case_id)
    if case is None or grade >= case.strictest:
        return
    before = [one for one in cases.decisions_of_case(session, case_id) if one.intake_id == intake_id]
    if before and before[-1].decision.grade <= grade:
        return
    cases.raise_strictest(session, case_id, grade)
    risen(services, session, case_id, who)


def risen(services: Services, session: Session, case_id: int, who: str) -> None:
    """The strictest grade may have risen: a plan that was approved for less does not stand before the manager has
    approved it too. The case is held.
    """
    case = cases.get_case(session, case_id)
    plan = plans.approved(session, case_id)
    if case is None or plan is None or not case.strictest.grave:
        return
    if Role.MANAGER in {one.role for one in approvals.standing(session, Subject.PLAN, plan.id)}:
        return
    versions = plans.of_case(session, case_id)
    outdone = any(one.version > plan.version and one.state is not PlanState.VOID for one in versions)
    plans.advance(session, plan.id, PlanState.APPROVED, PlanState.VOID if outdone else PlanState.SUBMITTED)
    payload = {"plan": plan.id, "version": plan.version, "grade": case.strictest}
    events.append(session, case_id, services.now(), who, EventName.PLAN_TO_MANAGER, payload)
