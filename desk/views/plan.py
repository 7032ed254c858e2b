"""A case's plan of measures as its page shows it, and what a form of it brings back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Annotated

from fastapi import Form
from sqlalchemy.orm import Session

from desk.formed import whole
from desk.views.letter import VerdictWords, names_of
from desk.views.typed import day_of
from domain.codes import OPEN_CLOCKS, ClockName, Department
from domain.plan import Measure
from domain.staff import Person
from domain.work_codes import PlanState, Subject
from store import approvals, clocks, plans
from store.approvals import ApprovalRow
from store.cases import CaseRow
from store.plans import PlanRow
from workers.instance.permissions import OFFICE
from workers.instance.services import Services
from workers.queue.to_approve import ClockLeft, ToApprove, nearest_clock, plan_to_approve

_NOTHING = Measure(what="")


@dataclass(frozen=True, kw_only=True)
class TypedPlan:
    """One sending of the form. seen: the version that it was filled in on; what, about: `save`; `remove` `2`; …."""

    seen: int | None
    what: str
    about: str
    opinion: str
    rows: tuple[Measure, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The rows that say anything."""
        return tuple(row for row in self.rows if replace(row, department=None) != _NOTHING)

    def says(self, plan: PlanRow) -> bool:
        """Whether it was filled in on this version and says the same."""
        same = (plan.opinion, plan.measures) == (self.opinion, self.measures)
        return same and self.seen == plan.version

    def acted(self) -> "TypedPlan":
        """The form after `add` or `remove`."""
        if self.what == "add":
            department = self.rows[-1].department if self.rows else None
            return replace(self, rows=(*self.rows, replace(_NOTHING, department=department)))
        place = whole(self.about)
        return self if place is None else replace(self, rows=(*self.rows[:place], *self.rows[place + 1 :]))


@dataclass(frozen=True, kw_only=True)
class PlanView(VerdictWords):
    """The plan of a case. last: its newest version; rows: of the form, typed or as they stand.

    suggested: what the rulebook names for the case's topic. waits: how it stands before this person, if submitted.
    handled_by: the day on which `handle` is due, None if it does not run.
    """

    case: CaseRow
    last: PlanRow | None
    versions: tuple[PlanRow, ...]
    opinion: str
    rows: tuple[Measure, ...]
    editable: bool
    suggested: tuple[str, ...]
    departments: tuple[Department, ...]
    nearest: ClockLeft | None
    waits: ToApprove | None
    verdicts: tuple[ApprovalRow, ...]
    names: Mapping[str, str]
    handled_by: date | None

    @property
    def late(self) -> tuple[int, ...]:
        """The numbers of the measures that end after the case should be handled, from 1."""
        latest = self.handled_by
        return tuple(at for at, row in enumerate(self.rows, 1) if latest and row.due and row.due > latest)


def typed_plan(
    *,
    seen: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "save",
    opinion: Annotated[str, Form()] = "",
    what: Annotated[list[str] | None, Form()] = None,
    owner: Annotated[list[str] | None, Form()] = None,
    department: Annotated[list[str] | None, Form()] = None,
    due: Annotated[list[str] | None, Form()] = None,
    resources: Annotated[list[str] | None, Form()] = None,
    promise: Annotated[list[str] | None, Form()] = None,
) -> TypedPlan:
    """The form of the plan's page, as a dependency of its route."""
    act, _, about = do.partition(":")
    columns = (what or (), owner or (), department or (), due or (), resources or (), promise or ())
    return TypedPlan(
        seen=whole(seen),
        what=act,
        about=about,
        opinion=opinion.replace("\r\n", "\n").strip(),
        rows=tuple(_measure(row) for row in zip_longest(*columns, fillvalue="")),
    )


def plan_view(services: Services, session: Session, person: Person, case: CaseRow) -> PlanView:
    """Everything the page of a plan shows."""
    versions = tuple(plans.of_case(session, case.id))
    last = versions[-1] if versions else None
    topic = services.compiled.topics.get(case.topic or "")
    open_ = last is None or last.state is not PlanState.SUBMITTED
    return PlanView(
        case=case,
        last=last,
        versions=tuple(reversed(versions)),
        opinion=last.opinion if last else "",
        rows=(last.measures if last else ()) or (_first_row(case),),
        editable=open_ and person.grant(*OFFICE, project=case.project) is not None,
        suggested=topic.measures if topic else (),
        departments=tuple(one for one in Department if one is not Department.NONE),
        nearest=nearest_clock(services, session, case),
        waits=plan_to_approve(services, session, last, person) if last else None,
        verdicts=_verdicts(session, versions),
        names=names_of(session),
        handled_by=_handled_by(services, session, case),
    )


def with_typed_plan(view: PlanView, typed: TypedPlan) -> PlanView:
    """The page with what was typed in place of what is kept."""
    return replace(view, opinion=typed.opinion, rows=typed.rows or (_first_row(view.case),))


def _first_row(case: CaseRow) -> Measure:
    """An empty measure of the department that the case is for."""
    known = [one for one in case.departments if one is not Department.NONE]
    return replace(_NOTHING, department=known[0] if known else None)


def _verdicts(session: Session, versions: Sequence[PlanRow]) -> tuple[ApprovalRow, ...]:
    found = [row for plan in versions for row in approvals.of_subject(session, Subject.PLAN, plan.id)]
    return tuple(sorted(found, key=lambda row: row.id))


def _handled_by(services: Services, session: Session, case: CaseRow) -> date | None:
    running = [
        row for row in clocks.of_case(session, case.id) if row.clock is ClockName.HANDLE and row.state in OPEN_CLOCKS
    ]
    return running[-1].due_at.astimezone(services.zone).date() if running else None


def _measure(row: Sequence[str]) -> Measure:
    what, owner, department, due, resources, promise = (cell.strip() for cell in row)
    known = department in set(Department)
    return Measure(
        what=what,
        owner=owner,
        department=Department(department) if known else None,
        due=day_of(due),
        resources=resources,
        promise=promise,
    )
