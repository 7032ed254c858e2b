"""Which steps of the closed loop the page of a case offers; whether they may be taken the use cases decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.views.rights import Rights
from domain.codes import OPEN_CLOCKS, CaseState, ClockName, ClockState, Department, Role
from domain.staff import Person
from store.cases import CaseRow
from store.clocks import ClockRow
from workers.casework.case_work import next_states

_CLOSED = (CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.FILED)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What is offered. states: where the case may be led; reports: departments to report for; commits: those of them
    that may still commit to days.

    running, paused: as `handle` is.
    """

    states: tuple[CaseState, ...]
    reports: tuple[Department, ...]
    commits: tuple[Department, ...]
    running: bool
    paused: bool
    working: bool
    to_tell: bool
    to_visit: bool
    to_file: bool


def steps_of(person: Person, case: CaseRow, clocks: Sequence[ClockRow], rights: Rights) -> Steps:
    """The steps for this person."""
    handle = {row.state for row in clocks if row.clock is ClockName.HANDLE}
    working = case.state not in _CLOSED
    reports = _reports(person, case, rights) if working else ()
    asked = {row.department for row in clocks if row.clock is ClockName.DEPARTMENT_FINISH and row.state in OPEN_CLOCKS}
    return Steps(
        states=next_states(case) if rights.office else (),
        reports=reports,
        commits=tuple(one for one in reports if one in asked),
        running=rights.office and ClockState.RUNNING in handle,
        paused=rights.office and ClockState.PAUSED in handle,
        working=rights.office and working,
        to_tell=rights.office and case.state is CaseState.DONE,
        to_visit=rights.office and case.state in (CaseState.FED_BACK, CaseState.VISITED),
        to_file=(rights.office or rights.head) and case.state in (CaseState.FED_BACK, CaseState.VISITED),
    )


def _reports(person: Person, case: CaseRow, rights: Rights) -> tuple[Department, ...]:
    """The office reports for any department of the case, a department for itself."""
    if rights.office:
        return tuple(one for one in case.departments if one is not Department.NONE)
    own = {grant.department for grant in person.grants if grant.role is Role.DEPARTMENT}
    return tuple(one for one in case.departments if one in own)
