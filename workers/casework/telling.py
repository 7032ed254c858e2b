"""The calls between receipt and result: the opinion and the planned finish, with the resident's own opinion of them
(TRADE 2, step 5), and on long cases how the work stands; with the words to say."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.course import Act
from domain.events import EventName
from domain.plan import Measure
from domain.staff import Person
from letters.text.wording import chinese_date, joined
from store import events
from store.cases import CaseRow
from workers.casework.course import held_for
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import current
from workers.deciding.group_work import approved_plan, with_work_told
from workers.instance.company import company_of
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services


@dataclass(frozen=True, kw_only=True)
class Words:
    """What to say on the telephone, or to write in a message. plan: None without an approved plan."""

    received: str
    plan: str | None
    progress: str


def plan_told(services: Services, number: str, note: str, *, actor: Person) -> CaseRow:
    """The resident was told the opinion and the planned finish; note: what they think of it. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.TELL_PLAN)
        plan = approved_plan(session, case)
        if plan is None:
            raise Refused("方案还没有批准，不能告知住户")
        payload = {"note": note, "plan": plan.version}
        events.append(session, case.id, services.now(), actor.login, EventName.PLAN_TOLD, payload)
        return current(session, case)


def progress_told(services: Services, number: str, note: str, *, actor: Person) -> CaseRow:
    """The resident was told how the work stands, before it is done. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.TELL_PROGRESS)
        events.append(session, case.id, services.now(), actor.login, EventName.PROGRESS_TOLD, {"note": note})
        return current(session, case)


def words(services: Services, session: Session, case: CaseRow, *, reply_due: datetime | None) -> Words:
    """What to say, in the words of the case. reply_due: until when we answer; None: nothing runs."""
    company, plan = company_of(services, session), approved_plan(session, case)
    topic = services.compiled.topics.get(case.topic) if case.topic else None
    matter = f"“{topic.name}”" if topic else "您反映的事项"
    day = chinese_date(case.received_at.astimezone(services.zone).date())
    greeting = f"您好，这里是{company.name}{company.office}。"
    until = f"最迟{chinese_date(reply_due.astimezone(services.zone).date())}答复您" if reply_due else "办好后答复您"
    reports = [
        str(one.payload["note"]).rstrip("。")
        for one in with_work_told(session, case, events.history(session, case.id))
        if one.what == EventName.DEPARTMENT_REPORT and one.payload is not None
    ]
    stands = f"目前的进展是：{reports[-1]}。" if reports else "目前仍在办理。"
    return Words(
        received=(
            f"{greeting}您{day}反映的{matter}我们已经受理，编号{case.number}。给您带来不便，很抱歉；"
            f"核实和处理需要一些时间，请您谅解，我们{until}。"
        ),
        plan=_of_plan(greeting, matter, plan.opinion, plan.measures) if plan else None,
        progress=f"{greeting}关于您反映的{matter}，{stands}有新的进展我们会再告诉您。您有什么要补充的吗？",
    )


def _of_plan(greeting: str, matter: str, opinion: str, measures: tuple[Measure, ...]) -> str:
    days = [measure.due for measure in measures if measure.due]
    what = joined(measure.what.strip().rstrip("。；") for measure in measures)
    finish = f"，计划{chinese_date(max(days))}前完成" if days else ""
    decided = f"处理意见是：{opinion.strip().rstrip('。')}。" if opinion.strip() else ""
    return f"{greeting}关于您反映的{matter}，{decided}我们将{what}{finish}。您对这样处理有什么意见？"
