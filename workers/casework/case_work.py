"""The closed loop of a case as staff walk it: called, judged, waited for, done, told, visited, filed (TRADE 2, 6)."""

from sqlalchemy.orm import Session

from domain.codes import (
    SPOKEN,
    CaseState,
    ClockName,
    ClockState,
    Department,
    Role,
    Validity,
    VisitOutcome,
)
from domain.course import STEPS, Act
from domain.events import EventName
from domain.labels import CASE_STATE
from domain.said import Sentence
from domain.staff import Person
from store import cases, clocks, events
from store.cases import CaseRow
from store.clocks import ClockRow
from workers.clocks.case_clocks import start_clock, stop_clock, void_clock
from workers.clocks.pausing import go_on
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import held_case
from workers.instance.permissions import HEADS, OFFICE, permit, permit_department, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

VISITED = frozenset({VisitOutcome.SATISFIED, VisitOutcome.PARTLY, VisitOutcome.DISSATISFIED})
"""Outcomes of a visit that took place."""
TRIES = 3
"""So often a resident who cannot be reached is tried (TRADE 2)."""
_NEXT: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.NEW: (CaseState.NEEDS_CALL, CaseState.ACCEPTED, CaseState.INVESTIGATING),
    CaseState.NEEDS_CALL: (CaseState.ACCEPTED, CaseState.INVESTIGATING),
    CaseState.ACCEPTED: (CaseState.NEEDS_CALL, CaseState.INVESTIGATING, CaseState.IN_PROGRESS),
    CaseState.INVESTIGATING: (CaseState.NEEDS_CALL, CaseState.IN_PROGRESS),
    CaseState.PLANNED: (CaseState.INVESTIGATING, CaseState.IN_PROGRESS),
    CaseState.IN_PROGRESS: (CaseState.INVESTIGATING,),
    CaseState.DONE: (CaseState.IN_PROGRESS,),
    CaseState.VISITED: (CaseState.REOPENED,),
    CaseState.FILED: (CaseState.REOPENED,),
    CaseState.REOPENED: (CaseState.NEEDS_CALL, CaseState.ACCEPTED, CaseState.INVESTIGATING, CaseState.IN_PROGRESS),
}
"""Where a person may lead a case from each state; planned, done, fed back, visited and filed have acts of their own."""
_WORKED_ON = tuple(
    state
    for state in CaseState
    if state not in (CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.FILED)
)


def next_states(case: CaseRow) -> tuple[CaseState, ...]:
    """Where `set_state` may lead the case."""
    return _NEXT.get(case.state, ())


def record_call(services: Services, number: str, note: str, *, actor: Person, reached: bool) -> CaseRow:
    """A call to the resident. reached: it tells them that their complaint arrived, and stops `acknowledge`; on a
    complaint that was spoken it is the answer, and stops `reply`. Raises Refused.
    """
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        _tell(services, session, case, actor, EventName.CALL_RECORDED, note=note, reached=reached)
        if reached:
            answered = (ClockName.REPLY,) if case.channel in SPOKEN else ()
            stop_clock(services, session, case.id, actor.login, ClockName.ACKNOWLEDGE, *answered)
            if case.state is CaseState.NEEDS_CALL:
                _move(services, session, case, actor, CaseState.ACCEPTED)
        return _now(session, case)


def set_validity(services: Services, number: str, validity: Validity, reason: str, *, actor: Person) -> CaseRow:
    """Whether the complaint is valid, as staff find it; an invalid one is to be explained: `explain` starts."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        if case.validity is validity:
            return case
        cases.update_case(session, case.id, validity=validity)
        _tell(services, session, case, actor, EventName.VALIDITY_SET, to=validity, before=case.validity, reason=reason)
        if validity is Validity.INVALID:
            start_clock(services, session, case, ClockName.EXPLAIN, actor.login)
        else:
            void_clock(services, session, case, actor.login, ClockName.EXPLAIN)
        return _now(session, case)


def set_state(services: Services, number: str, state: CaseState, *, actor: Person) -> CaseRow:
    """Lead a case along the closed loop (`next_states`). Back from done, the work goes on; reopened, it starts again.

    Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        if state not in next_states(case):
            words = {"now": Sentence(CASE_STATE[case.state]), "then": Sentence(CASE_STATE[state])}
            raise Refused("案件现在是“{now}”，不能直接改为“{then}”", **words)
        _move(services, session, case, actor, state)
        if case.state is CaseState.DONE:
            void_clock(services, session, case, actor.login, ClockName.FEEDBACK)
            _go_on(services, session, case, actor)
        elif state is CaseState.REOPENED:
            start_clock(services, session, case, ClockName.HANDLE, actor.login)
        return _now(session, case)


def wait_for_resident(services: Services, number: str, reason: str, *, actor: Person) -> CaseRow:
    """The work cannot go on before the resident has done something: `handle` pauses, and nothing else (TRADE 6)."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        row = _handle(session, case, ClockState.RUNNING)
        if row is None:
            raise Refused("处理期限没有在计时，不需要暂停")
        clocks.change(session, row.id, ClockState.RUNNING, state=ClockState.PAUSED, paused_at=services.now())
        _tell(services, session, case, actor, EventName.CLOCK_PAUSED, clock=row.clock, round=row.round, reason=reason)
        return _now(session, case)


def resume(services: Services, number: str, *, actor: Person) -> CaseRow:
    """The resident has answered: `handle` goes on with the time that was left when it paused, in its own time."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        row = _handle(session, case, ClockState.PAUSED)
        if row is None or row.paused_at is None:
            raise Refused("处理期限没有暂停")
        due = go_on(services, session, row, row.paused_at)
        _tell(
            services,
            session,
            case,
            actor,
            EventName.CLOCK_RESUMED,
            clock=row.clock,
            round=row.round,
            due=due.isoformat(),
        )
        return _now(session, case)


def measures_done(services: Services, number: str, note: str, *, actor: Person) -> CaseRow:
    """Everything that was decided is done: `handle` and `progress` stop, `feedback` starts. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        _expect(case, *_WORKED_ON)
        _tell(services, session, case, actor, EventName.MEASURES_DONE, note=note)
        _move(services, session, case, actor, CaseState.DONE)
        ended = STEPS[Act.FINISH].stops
        stop_clock(services, session, case.id, actor.login, *ended)
        start_clock(services, session, case, ClockName.FEEDBACK, actor.login)
        return _now(session, case)


def department_report(
    services: Services, number: str, department: Department, note: str, *, actor: Person, done: bool
) -> CaseRow:
    """What a department says of its work: its first report stops its `department_start`, `done` its
    `department_finish`.

    By the department's own people, or by the office for them. Raises Refused.
    """
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, Role.DEPARTMENT, *OFFICE)
        permit_department(actor, case.project, department)
        _expect(case, *_WORKED_ON)
        _tell(services, session, case, actor, EventName.DEPARTMENT_REPORT, department=department, note=note, done=done)
        ended = (ClockName.DEPARTMENT_START, *((ClockName.DEPARTMENT_FINISH,) if done else ()))
        stop_clock(services, session, case.id, actor.login, *ended, department=department)
        return _now(session, case)


def result_told(services: Services, number: str, note: str, *, actor: Person) -> CaseRow:
    """The resident was told the result: `feedback` stops, `visit` starts. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        _expect(case, CaseState.DONE)
        _tell(services, session, case, actor, EventName.RESULT_TOLD, note=note)
        _move(services, session, case, actor, CaseState.FED_BACK)
        stop_clock(services, session, case.id, actor.login, ClockName.FEEDBACK)
        start_clock(services, session, case, ClockName.VISIT, actor.login)
        return _now(session, case)


def record_visit(services: Services, number: str, outcome: VisitOutcome, note: str, *, actor: Person) -> CaseRow:
    """A visit, or a try: only one that took place stops `visit` and makes the case visited. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor)
        _expect(case, CaseState.FED_BACK, CaseState.VISITED)
        _tell(services, session, case, actor, EventName.VISIT_RECORDED, outcome=outcome, note=note)
        if outcome in VISITED:
            stop_clock(services, session, case.id, actor.login, ClockName.VISIT)
            if case.state is CaseState.FED_BACK:
                _move(services, session, case, actor, CaseState.VISITED)
        return _now(session, case)


def file(services: Services, number: str, *, actor: Person, reason: str = "") -> CaseRow:
    """Close a case after its visit; or, signed with a reason by a head, without one that was impossible: unreachable
    after three tries, refused, anonymous (TRADE 2). Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *OFFICE, *HEADS)
        _expect(case, CaseState.VISITED, CaseState.FED_BACK)
        if case.state is CaseState.FED_BACK:
            if not _impossible(session, case):
                raise Refused("尚未回访：联系不上须满三次，或住户拒绝、匿名，才能说明理由后归档")
            permit(actor, case.project, *HEADS)
            reason = stated(reason)
            stop_clock(services, session, case.id, actor.login, ClockName.VISIT)
        _tell(services, session, case, actor, EventName.FILED, reason=reason.strip())
        _move(services, session, case, actor, CaseState.FILED)
        return _now(session, case)


def _impossible(session: Session, case: CaseRow) -> bool:
    """Whether the tries since the result was told show that no visit was possible."""
    outcomes: list[str] = []
    for event in events.history(session, case.id):
        if event.what == EventName.RESULT_TOLD:
            outcomes = []
        elif event.what == EventName.VISIT_RECORDED and event.payload is not None:
            outcomes.append(event.payload["outcome"])
    refused = {VisitOutcome.REFUSED, VisitOutcome.ANONYMOUS} & set(outcomes)
    return bool(refused) or outcomes.count(VisitOutcome.UNREACHABLE) >= TRIES


def _handle(session: Session, case: CaseRow, state: ClockState) -> ClockRow | None:
    found = [row for row in clocks.of_case(session, case.id) if row.clock is ClockName.HANDLE and row.state is state]
    return found[-1] if found else None


def _go_on(services: Services, session: Session, case: CaseRow, person: Person) -> None:
    """What was called done is not: `handle` runs on as if it had never stopped."""
    rows = [row for row in clocks.of_case(session, case.id) if row.clock is ClockName.HANDLE]
    if rows and rows[-1].state in (ClockState.MET, ClockState.LATE):
        values = {"state": ClockState.RUNNING, "stopped_at": None, "stopped_by": None}
        clocks.change(session, rows[-1].id, rows[-1].state, **values)
        _tell(services, session, case, person, EventName.CLOCK_RESUMED, clock=ClockName.HANDLE, round=rows[-1].round)


def _expect(case: CaseRow, *states: CaseState) -> None:
    if case.state not in states:
        raise Refused("案件现在是“{state}”，不能这样办理", state=Sentence(CASE_STATE[case.state]))


def _move(services: Services, session: Session, case: CaseRow, person: Person, state: CaseState) -> None:
    cases.update_case(session, case.id, state=state)
    _tell(services, session, case, person, EventName.STATE_CHANGED, **{"from": case.state, "to": state})


def _tell(
    services: Services, session: Session, case: CaseRow, person: Person, what: EventName, **payload: object
) -> None:
    events.append(session, case.id, services.now(), person.login, what, payload)


def _now(session: Session, case: CaseRow) -> CaseRow:
    found = cases.get_case(session, case.id)
    return found or case
