"""Grades A and B: who heads the case, what spreads and may follow, advice, press, each day's progress (TRADE 5, 6).

All of it is events of the case, each a whole assessment or one report: what was known when stays to be seen.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from domain.approval import Bar, apart
from domain.codes import CaseState
from domain.events import EventName
from domain.gravity import Assessment
from domain.staff import Person
from store import cases, events, groups
from store.cases import CaseRow
from store.events import EventRow
from workers.clocks import progress
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import held_case
from workers.deciding.ownership import staff_now
from workers.instance.permissions import HEADS, OFFICE, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_LONGEST = 4_000


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """What was reported of the progress. who: a login."""

    at: datetime
    who: str
    note: str


def assess(services: Services, number: str, held: Assessment, *, actor: Person) -> Assessment:
    """Keep what is held of a grave case now; only a head names the responsible head. Raises Refused."""
    words = {one.name: " ".join(getattr(held, one.name).split()) for one in fields(Assessment)}
    if any(len(text) > _LONGEST for text in words.values()):
        raise Refused("最多写 {most} 个字", most=_LONGEST)
    wanted = Assessment(**words)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = _grave(session, number, actor)
        before = assessment_of(events.history(session, case.id))
        if wanted == before:
            return before
        if wanted.head != before.head:
            permit(actor, case.project, *HEADS)
            _may_head(services, session, case, wanted.head)
        events.append(session, case.id, services.now(), actor.login, EventName.GRAVE_ASSESSED, asdict(wanted))
        return wanted


def report(services: Services, number: str, note: str, *, actor: Person) -> None:
    """The day's progress, for the manager: the day's `progress` clock stops, the next day's begins; that of a group is
    reported once, on its leading case. Raises Refused."""
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = _grave(session, number, actor)
        if case.state is CaseState.FILED:
            raise Refused("案件已归档，不再报告进展")
        events.append(session, case.id, services.now(), actor.login, EventName.PROGRESS_REPORTED, {"note": note})
        progress.reported(services, session, case, actor.login)
        for one in sorted(groups.followers(session, case), key=lambda follower: follower.id):
            progress.reported(services, session, cases.hold_case(session, one.number) or one, actor.login)


def assessment_of(told: Sequence[EventRow]) -> Assessment:
    """What is held of the case now, by its history; empty if no one said anything, or it was erased."""
    known = {one.name for one in fields(Assessment)}
    last = next((one.payload for one in reversed(told) if one.what == EventName.GRAVE_ASSESSED), None)
    return Assessment(**{name: str(value) for name, value in (last or {}).items() if name in known})


def reports_of(told: Sequence[EventRow]) -> tuple[DayReport, ...]:
    """The reports of progress, newest first."""
    found = [one for one in told if one.what == EventName.PROGRESS_REPORTED and one.payload]
    return tuple(
        DayReport(at=one.at, who=one.who, note=str((one.payload or {}).get("note", ""))) for one in reversed(found)
    )


def heads_for(services: Services, session: Session, case: CaseRow) -> tuple[Person, ...]:
    """Who may be the responsible head: a head of the project, none of whom it complains of, nor in their place."""
    staff = staff_now(services, session)
    barred = staff.barred(case.about)
    return tuple(one for one in staff.people if not isinstance(apart(one, case.project, barred, HEADS), Bar))


def is_grave(case: CaseRow) -> bool:
    """Whether it is, or was, of grade A or B."""
    return case.grade.grave or case.strictest.grave


def _grave(session: Session, number: str, actor: Person) -> CaseRow:
    case = held_case(session, number, actor, *OFFICE, *HEADS)
    if not is_grave(case):
        raise Refused("只有 A、B 级案件才登记影响、后果、意见和每日进展")
    return case


def _may_head(services: Services, session: Session, case: CaseRow, login: str) -> None:
    if login and all(one.login != login for one in heads_for(services, session, case)):
        raise Refused("{login} 不是本项目的主任、客户服务部或经理，或来信涉及其本人，不能作第一责任人", login=login)
