"""Whose work counts for a case: that of a confirmed group is recorded on its leading case, and read there by all of it.

Nothing is copied: investigation, plan, reports and results stand on the leading case alone (decision 077).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import CaseState
from domain.course import HANDLED
from domain.events import EventName
from store import events, evidence, groups, plans
from store.cases import CaseRow
from store.events import EventRow
from store.evidence import EvidenceRow
from store.plans import PlanRow

_WORK = frozenset(
    {
        EventName.RECORD_SAVED,
        EventName.INVESTIGATION_SIGNED,
        EventName.PLAN_APPROVED,
        EventName.VALIDITY_SET,
        EventName.DEPARTMENT_REPORT,
        EventName.MEASURES_DONE,
        EventName.EVIDENCE_ADDED,
        EventName.EVIDENCE_WITHDRAWN,
        EventName.EVIDENCE_RESTORED,
    }
)
"""What of the leading case's history tells the work that was done for all."""


@dataclass(frozen=True, kw_only=True)
class GroupWork:
    """What a case has of its group. lead: the leading case, None: this one leads, or works by itself.

    alone: its household came back after the work for all was done: it is worked on by itself again, and what was found
    and done for all stands where it has nothing of its own. plans, told: of the leading case, and of its history what
    tells the work.
    """

    lead: CaseRow | None = None
    alone: bool = False
    plans: tuple[PlanRow, ...] = ()
    told: tuple[EventRow, ...] = ()

    @property
    def led_by(self) -> CaseRow | None:
        """The case on which the work for this one is done now; None: on itself."""
        return None if self.alone else self.lead


def work_of(session: Session, case: CaseRow) -> GroupWork:
    """What the case has of its group, as it stands in this transaction."""
    lead = groups.lead_of(session, case)
    if lead.id == case.id or not lead.kind.is_matter:
        return GroupWork()
    return GroupWork(
        lead=lead,
        alone=lead.state in HANDLED and case.state not in HANDLED and _came_back(session, case),
        plans=tuple(plans.of_case(session, lead.id)),
        told=tuple(one for one in events.history(session, lead.id) if one.what in _WORK),
    )


def common_evidence(session: Session, case: CaseRow) -> tuple[CaseRow | None, list[EvidenceRow]]:
    """The leading case of its group, and the evidence that stands there: its own too. None for one that leads."""
    lead = work_of(session, case).lead
    return lead, [one for one in evidence.of_case(session, lead.id) if one.stands] if lead is not None else []


def approved_plan(session: Session, case: CaseRow) -> PlanRow | None:
    """The plan that holds for the case: its group's, or its own."""
    work = work_of(session, case)
    own, common = plans.approved(session, case.id), plans.approved(session, work.lead.id) if work.lead else None
    return own or common if work.alone else common or own


def with_work_told(session: Session, case: CaseRow, history: Sequence[EventRow]) -> list[EventRow]:
    """The history of a case, with what the leading case of its group tells of the common work, in order of time."""
    common = work_of(session, case).told
    return sorted((*history, *common), key=lambda one: one.at) if common else list(history)


def _came_back(session: Session, case: CaseRow) -> bool:
    """Whether the case was opened again since it joined its group."""
    back = False
    for event in events.history(session, case.id):
        payload = event.payload or {}
        if event.what == EventName.GROUP_JOINED and not payload.get("undone"):
            back = False
        elif event.what == EventName.REOPENED or payload.get("to") == CaseState.REOPENED:
            back = True
    return back
