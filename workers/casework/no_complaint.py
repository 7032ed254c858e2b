"""What a person does with praise, a request or what is not for us, in one click each: thank, pass on, file (042)."""

from sqlalchemy.orm import Session

from domain.codes import CaseState, Department
from domain.course import Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.labels import KIND
from domain.override import Override
from domain.said import Sentence
from domain.staff import Person
from store import cases, events
from store.cases import CaseRow
from workers.casework.kind_changes import acknowledge_case
from workers.casework.overriding import set_slots
from workers.clocks import recalculation
from workers.clocks.course_steps import advance
from workers.correspondence.acknowledging import acknowledged, void_unsent
from workers.deciding.case_lookup import current, held_case
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_FILED = "不是投诉，存档"


def thank(services: Services, number: str, *, actor: Person) -> CaseRow:
    """Let the neutral acknowledgement go: thanks for praise, receipt of a request. Kind and matter count as confirmed.

    Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = _held(session, number, actor)
        if acknowledged(session, case):
            raise Refused("{number} 已经回过信", number=case.number)
        thanked(services, session, case, actor.login)
        done = current(session, case)
    services.work_signal.send()
    return done


def pass_on(services: Services, number: str, departments: tuple[Department, ...], *, actor: Person) -> CaseRow:
    """Hand it to departments, whose queue it joins. Kind and matter count as confirmed. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = _held(session, number, actor)
        passed_on(services, session, case, departments, actor.login)
        return current(session, case)


def file_away(services: Services, number: str, *, actor: Person) -> CaseRow:
    """Close it without a visit: nothing was promised, no one waits. Its clocks and a letter still held are void.

    Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = _held(session, number, actor)
        _confirm(services, session, case, actor.login)
        void_unsent(services, session, case, actor.login, _FILED)
        _tell(services, session, case, actor.login, EventName.FILED, reason=_FILED, act=Act.FILE_AWAY)
        advance(services, session, case, STEPS[Act.FILE_AWAY], actor.login)
        return current(session, case)


def thanked(services: Services, session: Session, case: CaseRow, who: str) -> None:
    """A held case has its letter, made now unless there is one that has not been drafted."""
    _confirm(services, session, case, who)
    if not acknowledged(session, case):
        acknowledge_case(session, case)
    _tell(services, session, case, who, EventName.ANSWERED_BRIEFLY, kind=case.kind)
    if case.state is CaseState.NEW:
        advance(services, session, case, STEPS[Act.ACCEPT], who)


def passed_on(
    services: Services, session: Session, case: CaseRow, departments: tuple[Department, ...], who: str
) -> None:
    """A held case is its departments' now. Raises Refused if none is named."""
    named = tuple(one for one in dict.fromkeys(departments) if one is not Department.NONE)
    if not named:
        raise Refused("请选定转交的部门")
    _confirm(services, session, case, who)
    if set(named) != set(case.departments):
        set_slots(services, session, services.compiled, case, Override(departments=named), who)
    _tell(services, session, case, who, EventName.PASSED_ON, departments=list(named))
    if case.state is CaseState.NEW:
        advance(services, session, case, STEPS[Act.ACCEPT], who)


def _held(session: Session, number: str, actor: Person) -> CaseRow:
    case = held_case(session, number, actor)
    if case.kind.is_matter:
        raise Refused("{number} 的性质是“{kind}”，须按投诉处理程序办理", number=number, kind=Sentence(KIND[case.kind]))
    if case.state is CaseState.FILED:
        raise Refused("{number} 已经归档", number=number)
    return case


def _confirm(services: Services, session: Session, case: CaseRow, who: str) -> None:
    """A person has seen to it: no doubt is left, `register` stops."""
    if case.needs_person:
        cases.update_case(session, case.id, needs_person=False)
        payload = {"household": case.household_id, "topic": case.topic, "category": case.category}
        events.append(session, case.id, services.now(), who, EventName.CONFIRMED, payload)
    recalculation.register(services, session, case.intake_id, case.id, who)


def _tell(services: Services, session: Session, case: CaseRow, who: str, what: EventName, **payload: object) -> None:
    events.append(session, case.id, services.now(), who, what, payload)
