"""What a department has of a case beyond its reports: the notice that is for it, and the days that it commits to
(TRADE 2.4, 6)."""

from datetime import date

from sqlalchemy.orm import Session

from domain.codes import ISSUED, OPEN_CLOCKS, ClockName, Department, LetterKind, Role
from domain.events import EventName
from domain.labels import DEPARTMENT
from domain.said import Sentence
from domain.staff import CASE_ROLES, Person
from store import clocks, events
from store.cases import CaseRow
from store.clocks import ClockRow
from store.letters import LetterRow
from workers.clocks.case_clocks import start_clock, stop_clock, until
from workers.deciding.case_lookup import held_case
from workers.instance.permissions import OFFICE, is_of, permit_department, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_HANDLES = CASE_ROLES - {Role.DEPARTMENT}
_BECAUSE = "责任部门承诺的日期"


def readable(person: Person, project: str | None, letter: LetterRow) -> bool:
    """Whether a person who sees the case may read this letter of it: a department its own notices, once issued."""
    if person.grant(*_HANDLES, project=project) is not None:
        return True
    own = letter.department is not None and is_of(person, letter.department, project)
    return own and letter.kind is LetterKind.DEPARTMENT_NOTICE and letter.state in ISSUED


def commit(
    services: Services, number: str, department: Department, *, start: date, finish: date, actor: Person
) -> CaseRow:
    """The days on which a department begins and ends what its notice asks for: `department_start` and
    `department_finish` are due at their close of business. By its own people, or by the office for them.

    It may commit again until it has reported; then only the finish moves. Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, Role.DEPARTMENT, *OFFICE)
        permit_department(actor, case.project, department)
        own = [row for row in clocks.of_case(session, case.id) if row.department is department]
        running = {row.clock: row for row in own if row.state in OPEN_CLOCKS}
        ending = running.get(ClockName.DEPARTMENT_FINISH)
        if ending is None:
            name = Sentence(DEPARTMENT[department])
            raise Refused("没有待{department}办理的处理通知单，不能登记承诺日期", department=name)
        begun = _begun(session, case, ending)
        _check_days(services, start, finish, begun=begun)
        if not begun:
            _due(services, session, case, ending, running.get(ClockName.DEPARTMENT_START), start, actor)
        _move(services, session, ending, finish)
        said = {"department": department, "start": start.isoformat(), "finish": finish.isoformat()}
        payload = said | {"before": ending.due_at.isoformat()}
        events.append(session, case.id, services.now(), actor.login, EventName.DEPARTMENT_COMMITTED, payload)
        return case


def take_report(
    services: Services,
    session: Session,
    case: CaseRow,
    department: Department,
    note: str,
    who: str,
    *,
    done: bool,
    intake_id: int | None = None,
) -> None:
    """What a department says of its work, in the caller's transaction, which holds the case: its first report stops its
    `department_start`, `done` its `department_finish`. intake_id: of the mail that says it."""
    said = {"department": department, "note": note, "done": done} | ({} if intake_id is None else {"intake": intake_id})
    events.append(session, case.id, services.now(), who, EventName.DEPARTMENT_REPORT, said)
    ended = (ClockName.DEPARTMENT_START, *((ClockName.DEPARTMENT_FINISH,) if done else ()))
    stop_clock(services, session, case.id, who, *ended, department=department)


def _check_days(services: Services, start: date, finish: date, *, begun: bool) -> None:
    today = services.now().astimezone(services.zone).date()
    if finish < start:
        raise Refused("完工日期不能早于开始日期")
    if finish < today or (start < today and not begun):
        raise Refused("承诺的日期不能早于今天")


def _begun(session: Session, case: CaseRow, ending: ClockRow) -> bool:
    """Whether the department has reported since its notice."""
    return any(
        event.what == EventName.DEPARTMENT_REPORT
        and event.payload is not None
        and event.payload["department"] == ending.department
        and event.at >= ending.started_at
        for event in events.history(session, case.id)
    )


def _due(
    services: Services,
    session: Session,
    case: CaseRow,
    ending: ClockRow,
    starting: ClockRow | None,
    day: date,
    person: Person,
) -> None:
    """The start is due on that day; by most rulebooks its clock runs from the first commitment on."""
    if starting is not None:
        _move(services, session, starting, day)
        return
    start_clock(
        services,
        session,
        case,
        ClockName.DEPARTMENT_START,
        person.login,
        due=day,
        because=_BECAUSE,
        department=ending.department,
        letter_id=ending.opened_by_letter,
    )


def _move(services: Services, session: Session, row: ClockRow, day: date) -> None:
    new = until(services, row.clock, row.started_at, day, _BECAUSE)
    clocks.change(session, row.id, row.state, due_at=new.due, steps=new.steps, provisional=new.provisional)
