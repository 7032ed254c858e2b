"""The plan of measures of a case: written, submitted, approved; the approved one holds until the next is."""

from sqlalchemy.orm import Session

from domain.approval import PLAN_STEPS, Standing
from domain.codes import Role
from domain.course import Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.labels import PLAN_STATE
from domain.plan import Measure
from domain.said import Sentence
from domain.staff import Grant, Person
from domain.work_codes import PlanState, Subject, Verdict
from store import approvals, events, plans
from store.cases import CaseRow
from store.plans import NewPlan, PlanRow
from workers.casework.course import held_for
from workers.casework.groups.in_step import lead_on
from workers.clocks.course_steps import advance
from workers.correspondence.approval_steps import Judged, keep_verdict, takers_of
from workers.correspondence.approving import APPROVERS
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import held_case
from workers.deciding.group_work import work_of
from workers.instance.permissions import permit, permit_step, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_OPEN = (PlanState.DRAFT, PlanState.RETURNED, PlanState.SUBMITTED)


def plan_steps(case: CaseRow) -> tuple[Role, ...]:
    """Whose approvals a plan needs: the supervisor's, for the grades A and B the manager's too (TRADE 5)."""
    return PLAN_STEPS.of(case.strictest)


def save_plan(
    services: Services,
    case_number: str,
    *,
    opinion: str,
    measures: tuple[Measure, ...],
    actor: Person,
    seen: int | None,
) -> PlanRow:
    """The next version of a case's plan, as a draft; an open version before it is void, an approved one holds on.

    seen: the version that the person had before them, None for none. Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, case_number, actor)
        led_by = work_of(session, case).led_by
        if led_by is not None:
            raise Refused("本案按群体办理，方案写在主办案件 {number}", number=led_by.number)
        versions = plans.of_case(session, case.id)
        last = versions[-1] if versions else None
        if seen != (last.version if last else None):
            raise Refused("方案刚被他人修改；请重新打开后再修改")
        if last is not None and last.state is PlanState.SUBMITTED:
            raise Refused("方案已送审；请先退回，再修改")
        if last is not None and last.state in _OPEN:
            plans.advance(session, last.id, last.state, PlanState.VOID)
        saved = plans.add(
            session,
            NewPlan(
                case_id=case.id,
                version=(seen or 0) + 1,
                opinion=opinion.strip(),
                measures=measures,
                made_at=services.now(),
                made_by=actor.login,
            ),
        )
        _tell(services, session, saved, actor.login, EventName.PLAN_SAVED, measures=len(measures))
        return saved


def submit_plan(services: Services, case_number: str, version: int, *, actor: Person) -> PlanRow:
    """Submit the last version; every measure has an owner or a department, and a day. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, case_number, actor)
        plan = _last(session, case, version)
        if plan.state is PlanState.SUBMITTED and plan.submitted_by == actor.login:
            return plan
        _expect(plan, PlanState.DRAFT, PlanState.RETURNED)
        _check_measures(plan.measures)
        values = {"submitted_at": services.now(), "submitted_by": actor.login}
        plans.advance(session, plan.id, plan.state, PlanState.SUBMITTED, **values)
        _tell(services, session, plan, actor.login, EventName.PLAN_SUBMITTED)
        return _last(session, case, version)


def approve_plan(services: Services, case_number: str, version: int, *, actor: Person, remark: str = "") -> PlanRow:
    """Take the next step of a submitted plan's approval; with the last one it holds, and the case is planned.

    Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, case_number, actor, Act.APPROVE_PLAN)
        plan = _last(session, case, version)
        _expect(plan, PlanState.SUBMITTED)
        standing = plan_standing(session, case, plan)
        grant = permit_step(actor, standing)
        _judge(services, session, plan, actor, grant, standing, Verdict.APPROVED, remark.strip())
        if standing.is_last:
            _take_effect(services, session, case, plan, actor.login)
        return _last(session, case, version)


def return_plan(services: Services, case_number: str, version: int, *, actor: Person, remark: str) -> PlanRow:
    """Give a submitted plan back, and say why. Raises Refused."""
    remark = stated(remark)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, case_number, actor, *APPROVERS)
        plan = _last(session, case, version)
        _expect(plan, PlanState.SUBMITTED)
        standing = plan_standing(session, case, plan)
        grant = permit(actor, case.project, *standing.roles)
        _judge(services, session, plan, actor, grant, standing, Verdict.RETURNED, remark)
        approvals.void(session, Subject.PLAN, plan.id, services.now())
        plans.advance(session, plan.id, PlanState.SUBMITTED, PlanState.RETURNED)
        _tell(services, session, plan, actor.login, EventName.PLAN_RETURNED, remark=remark)
        return _last(session, case, version)


def plan_standing(session: Session, case: CaseRow, plan: PlanRow) -> Standing:
    """How the approval of a submitted plan stands."""
    done = approvals.standing(session, Subject.PLAN, plan.id)
    return Standing(
        project=case.project,
        steps=plan_steps(case),
        taken=len(done),
        hands=_writers(session, case, plan),
        takers=takers_of(done),
    )


def _take_effect(services: Services, session: Session, case: CaseRow, plan: PlanRow, who: str) -> None:
    for other in plans.of_case(session, case.id):
        if other.state is PlanState.APPROVED:
            plans.advance(session, other.id, PlanState.APPROVED, PlanState.VOID)
    plans.advance(session, plan.id, PlanState.SUBMITTED, PlanState.APPROVED)
    _tell(services, session, plan, who, EventName.PLAN_APPROVED)
    advance(services, session, case, STEPS[Act.APPROVE_PLAN], who)
    lead_on(services, session, case, who)


def _judge(
    services: Services,
    session: Session,
    plan: PlanRow,
    actor: Person,
    grant: Grant,
    standing: Standing,
    verdict: Verdict,
    remark: str,
) -> None:
    judged = Judged(subject=Subject.PLAN, subject_id=plan.id, at=services.now(), remark=remark)
    said = keep_verdict(session, verdict, actor, grant, standing, of=judged)
    if verdict is Verdict.APPROVED:
        _tell(services, session, plan, actor.login, EventName.PLAN_STEP, **said)


def _writers(session: Session, case: CaseRow, plan: PlanRow) -> frozenset[str]:
    """Who wrote at what this version came from: every version since the one that was approved last."""
    writers: set[str | None] = {plan.submitted_by, plan.made_by}
    for earlier in reversed(plans.of_case(session, case.id)):
        if earlier.version < plan.version:
            if approvals.standing(session, Subject.PLAN, earlier.id):
                break  # it was approved, then: a returned one has none that stands
            writers |= {earlier.made_by, earlier.submitted_by}
    return frozenset(login for login in writers if login)


def _check_measures(measures: tuple[Measure, ...]) -> None:
    if not measures:
        raise Refused("方案中还没有措施")
    for number, measure in enumerate(measures, start=1):
        if not measure.what.strip():
            raise Refused("第 {number} 项措施没有写明做什么", number=number)
        if not measure.owner.strip() and measure.department is None:
            raise Refused("第 {number} 项措施没有写明责任人或责任部门", number=number)
        if measure.due is None:
            raise Refused("第 {number} 项措施没有写明完成日期", number=number)


def _last(session: Session, case: CaseRow, version: int) -> PlanRow:
    versions = plans.of_case(session, case.id)
    if not versions or versions[-1].version != version:
        raise Refused("方案刚被他人修改；请重新打开后再办理")
    return versions[-1]


def _expect(plan: PlanRow, *states: PlanState) -> None:
    if plan.state not in states:
        raise Refused("这份方案现在是“{state}”，不能这样办理", state=Sentence(PLAN_STATE[plan.state]))


def _tell(services: Services, session: Session, plan: PlanRow, who: str, what: EventName, **more: object) -> None:
    payload = {"plan": plan.id, "version": plan.version} | more
    events.append(session, plan.case_id, services.now(), who, what, payload)
