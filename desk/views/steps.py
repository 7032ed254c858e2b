"""Which steps of the closed loop the page of a case offers; whether they may be taken the use cases decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.views.rights import Rights
from domain.codes import OPEN_CLOCKS, ClockName, ClockState, Department, Role
from domain.course import Act, Facts
from domain.staff import Person
from store.cases import CaseRow
from store.clocks import ClockRow
from workers.casework.case_work import TAKEN
from workers.casework.course import OpenAct, acts_of


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What is offered. acts: those that the state of the case allows and this person may take, with what they lack.

    reports: departments to report for; commits: those of them that may still commit to days. running, paused: as
    `handle` is.
    """

    acts: tuple[OpenAct, ...]
    reports: tuple[Department, ...]
    commits: tuple[Department, ...]
    running: bool
    paused: bool

    def __contains__(self, act: Act) -> bool:
        """Whether the act is offered, though something may be missing."""
        return any(one.step.act is act for one in self.acts)

    def act(self, name: str) -> OpenAct | None:
        """The act of that name, if it is offered."""
        return next((one for one in self.acts if one.step.act == name), None)

    @property
    def taken(self) -> tuple[OpenAct, ...]:
        """The acts that do no more than lead the case on or back."""
        return tuple(one for one in self.acts if one.step.act in TAKEN)


def steps_of(person: Person, case: CaseRow, clocks: Sequence[ClockRow], rights: Rights, facts: Facts) -> Steps:
    """The steps for this person."""
    acts = tuple(one for one in acts_of(facts, case, person) if one.permitted)
    names = {one.step.act for one in acts}
    handle = {row.state for row in clocks if row.clock is ClockName.HANDLE}
    reports = _reports(person, case, rights) if Act.REPORT in names else ()
    asked = {row.department for row in clocks if row.clock is ClockName.DEPARTMENT_FINISH and row.state in OPEN_CLOCKS}
    return Steps(
        acts=acts,
        reports=reports,
        commits=tuple(one for one in reports if one in asked),
        running=Act.WAIT in names and ClockState.RUNNING in handle,
        paused=Act.RESUME in names and ClockState.PAUSED in handle,
    )


def _reports(person: Person, case: CaseRow, rights: Rights) -> tuple[Department, ...]:
    """The office reports for any department of the case, a department for itself."""
    if rights.office:
        return tuple(one for one in case.departments if one is not Department.NONE)
    own = {grant.department for grant in person.grants if grant.role is Role.DEPARTMENT}
    return tuple(one for one in case.departments if one in own)
