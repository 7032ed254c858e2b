"""The grades of a group are stood for in one act: A and B, each as it is proposed, as an event of each case; undone the
same way (TRADE 5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import ClockName
from domain.course import HANDLED
from domain.events import EventName
from domain.override import Override
from domain.staff import Person
from store import cases, groups, overrides
from store.cases import CaseRow
from store.groups import GroupRow, Member
from workers.casework.overriding import set_grade, take_back_word
from workers.clocks.case_clocks import void_clock
from workers.instance.permissions import HEADS, present
from workers.instance.refusals import Refused
from workers.instance.services import Services


@dataclass(frozen=True, kw_only=True)
class Stood:
    """A case whose grade was confirmed with its group. seq: of the event."""

    case: str
    seq: int


def open_grades(session: Session, members: Iterable[Member]) -> tuple[CaseRow, ...]:
    """The confirmed cases of grade A or B that are worked on and whose grade no person has stood for yet."""
    found = [one.case for one in members if one.seat and one.seat.confirmed]
    grave = [case for case in found if case.grade.grave and case.state not in HANDLED]
    return tuple(case for case in grave if "grade" not in overrides.chosen(session, case.id))


def confirm_grades(services: Services, number: str, *, actor: Person) -> tuple[Stood, ...]:
    """A head stands for the grade of each case of the group that waits for it, as it is proposed. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group = _held(session, number, actor)
        waiting = open_grades(session, groups.members(session, group.id))
        if not waiting:
            raise Refused("群体 {number} 没有待确认的 A、B 级案件", number=number)
        return tuple(_stand(services, session, group, case, actor) for case in _in_order(session, group, waiting))


def take_back_grades(services: Services, number: str, stood: Iterable[Stood], *, actor: Person) -> int:
    """Undo it where nothing was decided of the grade since: the grade waits for a person again, and the day's progress
    that was asked for with it is asked for no more. How many. Raises Refused.
    """
    wanted = {one.case: one.seq for one in stood}
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        group = _held(session, number, actor)
        found = [one.case for one in groups.members(session, group.id) if one.case.number in wanted]
        given = [
            _take_back(services, session, case, wanted[case.number], actor) for case in _in_order(session, group, found)
        ]
        if not any(given):
            raise Refused("此后又有判定，不能撤销；请逐件改判")
        return sum(given)


def _held(session: Session, number: str, actor: Person) -> GroupRow:
    found = groups.get(session, number)
    group = groups.hold(session, found.id) if found else None
    if group is None or actor.grant(*HEADS, project=group.project) is None:
        raise Refused("没有编号为 {number} 的群体；请核对编号", number=number)
    return group


def _in_order(session: Session, group: GroupRow, found: Iterable[CaseRow]) -> list[CaseRow]:
    """Held, the leading case first, as every act on a group holds them."""
    leads = {one.case.id for one in groups.members(session, group.id) if one.seat and one.seat.leads}
    held = (
        cases.hold_case(session, one.number) for one in sorted(found, key=lambda one: (one.id not in leads, one.id))
    )
    return [one for one in held if one is not None]


def _stand(services: Services, session: Session, group: GroupRow, case: CaseRow, actor: Person) -> Stood:
    wish = Override(grade=case.grade)
    set_grade(services, session, services.compiled, case, wish, actor.login, group=group.number)
    last = overrides.last(session, case.id)
    return Stood(case=case.number, seq=last.seq if last is not None else 0)


def _take_back(services: Services, session: Session, case: CaseRow, seq: int, actor: Person) -> bool:
    last = overrides.last(session, case.id)
    if last is None or last.seq != seq or last.what != EventName.GRADE_CONFIRMED:
        return False
    take_back_word(services, session, case, last, actor)
    void_clock(services, session, case, actor.login, ClockName.PROGRESS)
    return True
