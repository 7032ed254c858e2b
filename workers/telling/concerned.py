"""Who is told of an event of a case: those who must act on it, and whom the trade's ladder names (TRADE 1, 5, 6)."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.approval import RUNGS, Standing
from domain.codes import Department, LetterState, Role
from domain.events import EventName, Payload
from domain.notices import NoticeKind
from domain.staff import Person
from domain.work_codes import PlanState
from store import events, letters, lowerings, plans
from store.cases import CaseRow
from store.events import EventRow
from store.plans import PlanRow
from workers.casework.gravity import assessment_of
from workers.casework.lowering import may_confirm
from workers.casework.plans import plan_standing
from workers.correspondence.approval_steps import standing_of
from workers.instance.permissions import is_of, permit_step
from workers.instance.refusals import Refused
from workers.instance.services import Services


@dataclass(frozen=True, kw_only=True)
class News:
    """An event of a case, with everybody who works here."""

    services: Services
    session: Session
    case: CaseRow
    event: EventRow
    people: tuple[Person, ...]

    @property
    def said(self) -> Payload:
        """What the event says."""
        return self.event.payload or {}

    def holding(self, *roles: Role) -> list[Person]:
        """Those with one of the roles in the case's project."""
        return [one for one in self.people if one.grant(*roles, project=self.case.project) is not None]

    def of(self, department: Department) -> list[Person]:
        """The department's people there."""
        return [one for one in self.people if is_of(one, department, self.case.project)]

    def standing_in(self, login: str | None) -> list[Person]:
        """Who stands in for that person now."""
        return [one for one in self.people if login and any(grant.deputy_of == login for grant in one.grants)]

    def named(self, *logins: str | None) -> list[Person]:
        """The people of these logins."""
        return [one for one in self.people if one.login in logins]


def concerned(news: News, kind: NoticeKind) -> tuple[Person, ...]:
    """Each once, by login; not the person whose act it was, nor one of whom the case complains."""
    spared = {news.event.who, *news.case.about}
    found = {one.login: one for one in _WHO[kind](news) if one.login not in spared}
    return tuple(found[login] for login in sorted(found))


def acting(news: News) -> list[Person]:
    """Who does the case's work: its owner and who stands in for them now, else the office of its project."""
    owner = news.case.owner
    return [*news.named(owner), *news.standing_in(owner)] or news.holding(Role.CLERK) or news.holding(Role.SUPERVISOR)


def _alarm(news: News) -> Iterable[Person]:
    yield from news.holding(Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)
    for department in news.case.departments:
        yield from news.of(department)


def _urgent(news: News) -> Iterable[Person]:
    yield from acting(news)
    yield from news.holding(Role.SUPERVISOR)


def _grave(news: News) -> Iterable[Person]:
    return news.holding(Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)


def _handed(news: News) -> Iterable[Person]:
    match news.event.what:
        case EventName.OWNER_ASSIGNED:
            return news.named(news.said.get("owner"))
        case EventName.HANDED_UP:
            return _from_rung(news, Role(news.said["rung"]))
        case EventName.HANDED_BACK:
            return acting(news)
        case EventName.BLOCKED:
            return _from_rung(news, Role.SUPERVISOR)
    letter = letters.get(news.session, int(news.said["letter"]))
    return news.of(letter.department) if letter is not None and letter.department is not None else ()


def _progress(news: News) -> Iterable[Person]:
    """The manager, and the responsible head."""
    head = assessment_of(events.history(news.session, news.case.id)).head
    return (*news.holding(Role.MANAGER), *news.named(head or None))


def _approvers(news: News) -> Iterable[Person]:
    """Who may take the next step of what was submitted, as it stands now; none once that is decided."""
    if news.event.what == EventName.LOWERING_ASKED:
        row = lowerings.asked(news.session, news.case.id)
        return [] if row is None else _allowed(news, lambda person: may_confirm(row, news.case, person))
    standing = _standing(news)
    return [] if standing is None else _allowed(news, lambda person: permit_step(person, standing))


def _standing(news: News) -> Standing | None:
    if "letter" in news.said:
        letter = letters.get(news.session, int(news.said["letter"]))
        if letter is None or letter.state is not LetterState.SUBMITTED:
            return None
        return standing_of(news.services, news.session, news.case, letter)
    plan = _plan(news)
    if plan is None or plan.state is not PlanState.SUBMITTED:
        return None
    return plan_standing(news.session, news.case, plan)


def _plan(news: News) -> PlanRow | None:
    return next((one for one in plans.of_case(news.session, news.case.id) if one.id == news.said.get("plan")), None)


def _allowed(news: News, asked: Callable[[Person], object]) -> list[Person]:
    """Those whom the question does not refuse."""
    found = []
    for person in news.people:
        with suppress(Refused):
            asked(person)
            found.append(person)
    return found


def _writers(news: News) -> Iterable[Person]:
    """Who submitted what came back; the office for one who has left."""
    if "letter" in news.said:
        letter = letters.get(news.session, int(news.said["letter"]))
        return news.named(letter.submitted_by if letter else None) or acting(news)
    plan = _plan(news)
    return news.named(plan.submitted_by if plan else None) or acting(news)


def _due_soon(news: News) -> Iterable[Person]:
    department = news.said.get("department")
    return news.of(Department(department)) if department else acting(news)


def _overdue(news: News) -> Iterable[Person]:
    """Who must act, and the rung that the overrun has climbed to."""
    yield from _due_soon(news)
    rung = news.said.get("rung")
    if rung:
        yield from _from_rung(news, Role(rung))


def _from_rung(news: News, rung: Role) -> Iterable[Person]:
    """Those at the rung; where it is empty, those at the next one up that is not."""
    at_rungs = (
        [one for one in news.holding(role) if one.login not in news.case.about] for role in RUNGS[RUNGS.index(rung) :]
    )
    return next((found for found in at_rungs if found), [])


def _nobody(_: News) -> Iterable[Person]:
    return ()


_WHO: Mapping[NoticeKind, Callable[[News], Iterable[Person]]] = {
    NoticeKind.ALARM: _alarm,
    NoticeKind.URGENT: _urgent,
    NoticeKind.GRAVE: _grave,
    NoticeKind.HANDED: _handed,
    NoticeKind.PROGRESS: _progress,
    NoticeKind.APPROVE: _approvers,
    NoticeKind.RETURNED: _writers,
    NoticeKind.DUE_SOON: _due_soon,
    NoticeKind.OVERDUE: _overdue,
    NoticeKind.BOUNCED: _writers,
    NoticeKind.WAY_FAILED: _nobody,
    NoticeKind.PROGRAM_FAILED: _nobody,
    NoticeKind.BREAK_GLASS: _nobody,
}
