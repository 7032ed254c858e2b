"""The closed loop of a case as staff walk it: called, judged, waited for, done, told, visited, filed; each act as the
table of the course has it (domain/course_table.py; TRADE 2, 6)."""

from sqlalchemy.orm import Session

from domain.codes import SPOKEN, ClockName, ClockState, Department, Validity, VisitOutcome
from domain.course import TOOK_PLACE, Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.labels import ACT
from domain.said import Sentence
from domain.staff import Person
from store import cases, clocks, events
from store.cases import CaseRow
from workers.casework.course import held_for
from workers.casework.course_facts import facts_of
from workers.casework.departments import take_report
from workers.casework.groups.in_step import keep_in_step, lead_on
from workers.clocks.case_clocks import start_clock, stop_by_call, void_clock
from workers.clocks.course_steps import advance, move, new_round
from workers.clocks.pausing import resume_handle
from workers.correspondence.acknowledging import void_unsent
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import current, held_case
from workers.instance.conditions import Condition, always
from workers.instance.permissions import permit_department, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_ROUNDS = (Act.NEW_ROUND, Act.REOPEN)
_ONWARD = (Act.ASK, Act.ACCEPT, Act.INVESTIGATE, Act.START_WORK)
TAKEN = (*_ONWARD, *_ROUNDS, *(act for act, step in STEPS.items() if step.back))
"""The acts that do no more than lead a case on, back or into a further round: those of `take`."""


def record_call(
    services: Services, number: str, note: str, *, actor: Person, reached: bool, condition: Condition = always
) -> CaseRow:
    """A call to the resident. reached: it tells them that their complaint arrived, and why it was found invalid:
    `acknowledge` and `explain` stop; it answers what was spoken, and stops the `reply` of that; of a spoken complaint a
    written acknowledgement that still waits is not needed any more.

    Raises Refused.
    """
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        condition(session)
        case = held_for(session, number, actor, Act.CALL)
        _tell(services, session, case, actor, EventName.CALL_RECORDED, note=note, reached=reached)
        if reached:
            step = STEPS[Act.CALL]
            stop_by_call(services, session, case, actor.login, *step.stops)
            if case.channel in SPOKEN:
                void_unsent(services, session, case, actor.login, "已电话告知")
            move(services, session, case, step.leads(case.state), actor.login)
            keep_in_step(services, session, case, actor.login)
        return current(session, case)


def set_validity(services: Services, number: str, validity: Validity, reason: str, *, actor: Person) -> CaseRow:
    """Whether the complaint is valid, as staff find it; an invalid one is to be explained: `explain` starts."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.SET_VALIDITY)
        if case.validity is validity:
            return case
        cases.update_case(session, case.id, validity=validity)
        _tell(services, session, case, actor, EventName.VALIDITY_SET, to=validity, before=case.validity, reason=reason)
        if validity is Validity.INVALID:
            start_clock(services, session, case, ClockName.EXPLAIN, actor.login)
        else:
            void_clock(services, session, case, actor.login, ClockName.EXPLAIN)
        lead_on(services, session, case, actor.login)
        return current(session, case)


def take(services: Services, number: str, act: Act, *, actor: Person, reason: str = "") -> CaseRow:
    """Lead a case on, back, or into a further round (one of TAKEN); steps back and rounds ask for a reason.

    Raises Refused.
    """
    if act not in TAKEN:
        raise Refused("“{act}”有自己的办理方式", act=Sentence(ACT[act]))
    step = STEPS[act]
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, act)
        why = stated(reason) if step.reason else reason.strip()
        if act in _ROUNDS:
            new_round(services, session, case, actor.login, why)
            keep_in_step(services, session, case, actor.login)
        else:
            advance(services, session, case, step, actor.login, reason=why)
            lead_on(services, session, case, actor.login, back_from=case.state if step.back else None)
        return current(session, case)


def wait_for_resident(services: Services, number: str, reason: str, *, actor: Person) -> CaseRow:
    """The work cannot go on before the resident has done something: `handle` pauses, and nothing else (TRADE 6)."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.WAIT)
        handles = [one for one in clocks.of_case(session, case.id) if one.clock is ClockName.HANDLE]
        row = next((one for one in reversed(handles) if one.state is ClockState.RUNNING), None)
        if row is None:
            raise Refused("处理期限没有在计时，不需要暂停")
        clocks.change(session, row.id, ClockState.RUNNING, state=ClockState.PAUSED, paused_at=services.now())
        _tell(services, session, case, actor, EventName.CLOCK_PAUSED, clock=row.clock, round=row.round, reason=reason)
        return current(session, case)


def resume(services: Services, number: str, *, actor: Person) -> CaseRow:
    """The resident has answered: `handle` goes on with the time that was left when it paused, in its own time."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.RESUME)
        if not resume_handle(services, session, case, actor.login):
            raise Refused("处理期限没有暂停")
        return current(session, case)


def measures_done(services: Services, number: str, note: str, *, actor: Person) -> CaseRow:
    """Everything that was decided is done: `handle` and `progress` stop, `feedback` starts; a pause of `handle` ends
    before. Raises Refused.
    """
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.FINISH)
        resume_handle(services, session, case, actor.login)
        _tell(services, session, case, actor, EventName.MEASURES_DONE, note=note)
        advance(services, session, case, STEPS[Act.FINISH], actor.login)
        lead_on(services, session, case, actor.login)
        return current(session, case)


def department_report(
    services: Services,
    number: str,
    department: Department,
    note: str,
    *,
    actor: Person,
    done: bool,
    condition: Condition = always,
) -> CaseRow:
    """What a department says of its work: its first report stops its `department_start`, `done` its
    `department_finish`.

    By the department's own people, or by the office for them. Raises Refused.
    """
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        condition(session)
        case = held_for(session, number, actor, Act.REPORT)
        permit_department(actor, case.project, department)
        take_report(services, session, case, department, note, actor.login, done=done)
        return current(session, case)


def result_told(services: Services, number: str, note: str, *, actor: Person) -> CaseRow:
    """The resident was told the result: `feedback` stops, `visit` starts. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.TELL)
        _tell(services, session, case, actor, EventName.RESULT_TOLD, note=note)
        advance(services, session, case, STEPS[Act.TELL], actor.login)
        return current(session, case)


def record_visit(
    services: Services,
    number: str,
    outcome: VisitOutcome,
    note: str,
    *,
    actor: Person,
    condition: Condition = always,
) -> CaseRow:
    """A visit, or a try: only one that took place stops `visit` and makes the case visited. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        condition(session)
        case = held_for(session, number, actor, Act.VISIT)
        _tell(services, session, case, actor, EventName.VISIT_RECORDED, outcome=outcome, note=note)
        cases.update_case(session, case.id, visit=facts_of(session, case).visit)
        if outcome in TOOK_PLACE:
            advance(services, session, case, STEPS[Act.VISIT], actor.login)
        return current(session, case)


def file(services: Services, number: str, *, actor: Person, reason: str = "") -> CaseRow:
    """Close a case after a visit that left nothing open; or, signed with a reason by a head, without one that was
    impossible: unreachable after three tries, refused, anonymous (TRADE 2). Raises Refused, with what is missing.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        act = _filing(held_case(session, number, actor, *STEPS[Act.FILE].takers))
        case = held_for(session, number, actor, act)
        reason = stated(reason) if STEPS[act].reason else reason.strip()
        _tell(services, session, case, actor, EventName.FILED, reason=reason, act=act)
        advance(services, session, case, STEPS[act], actor.login)
        return current(session, case)


def _filing(case: CaseRow) -> Act:
    """The act by which the case would be filed."""
    visited = case.visit in TOOK_PLACE or case.state not in STEPS[Act.FILE_UNVISITED].from_states
    return Act.FILE if visited else Act.FILE_UNVISITED


def _tell(
    services: Services, session: Session, case: CaseRow, person: Person, what: EventName, **payload: object
) -> None:
    events.append(session, case.id, services.now(), person.login, what, payload)
