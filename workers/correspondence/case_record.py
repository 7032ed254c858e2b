"""What the forms within the house say of a case: from its record, its approved plan and what was told of it so far."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy.orm import Session

from domain import labels
from domain.codes import Department, Validity
from domain.composition import Composition
from domain.events import EventName
from letters.context import Planned, Record
from store import blockings, corrections, events, people
from store.cases import CaseRow
from store.events import EventRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.correspondence.composition import demand_in, found_so_far, of_case
from workers.correspondence.evidence_list import evidence_of
from workers.correspondence.form_signatures import done_by, signatures_of
from workers.correspondence.written_down import WrittenDown, written_down
from workers.deciding.group_work import with_work_told
from workers.deciding.recorded import Recorded, recorded
from workers.deciding.rounds import of_this_round, plan_of_this_round
from workers.instance.services import Services

_BY_A_PERSON = (EventName.CONFIRMED, EventName.CORRECTED, EventName.JUDGED, EventName.ACCEPTED)


def measures_of(services: Services, session: Session, case: CaseRow) -> tuple[Planned, ...]:
    """The measures of the plan that was approved in this round, with departments as letters name them."""
    plan = plan_of_this_round(session, case, events.history(session, case.id))
    names = department_names(services)
    return tuple(
        Planned(
            what=measure.what,
            department=names.get(measure.department, "") if measure.department else "",
            owner=measure.owner,
            due=measure.due,
            resources=measure.resources,
        )
        for measure in (plan.measures if plan else ())
    )


def department_names(services: Services) -> dict[Department, str]:
    """How the live rulebook names the departments."""
    return {department.id: department.name for department in services.compiled.rulebook.departments}


def record_of(
    services: Services, session: Session, case: CaseRow, dated: date, letter: LetterRow | None = None
) -> Record:
    """The record as of the day that the form bears. letter: the form itself; None: no form in particular."""
    told = events.history(session, case.id)
    history = of_this_round(with_work_told(session, case, told))
    plan = plan_of_this_round(session, case, told)
    said = of_case(session, case) or Composition()
    known = recorded(services, session, case)
    put_down = known.record.matters or said.matters
    document = corrections.document_of(session, case.intake_id)
    words = document.text if document else ""
    typed = written_down(session, case)
    received = case.received_at.astimezone(services.zone).date()
    return Record(
        phone=case.phone or "",
        category=labels.CATEGORY[case.category] + "类",
        grade=labels.GRADE[case.grade],
        urgency=labels.URGENCY[case.urgency],
        validity="" if case.validity is Validity.UNDECIDED else labels.VALIDITY[case.validity],
        facts=_facts(known, typed),
        demand=_joined(one.demand for one in put_down)
        or (typed.demand if typed else demand_in(words))
        or _joined(one.demand for one in known.matters),
        evidence=evidence_of(services, session, case),
        opinion=_opinion(plan),
        investigation=_found(known) or _joined(one.findings for one in said.matters) or found_so_far(history),
        result=_joined(one.result for one in known.record.matters)
        or _last(history, EventName.MEASURES_DONE, "note")
        or _joined(one.result for one in said.matters),
        visit=_visit(history),
        progress=_progress(services, history, dated),
        obstacles=_obstacles(history, {one.id for one in blockings.standing(session, case.id)}),
        registrar=_registrar(session, told),
        day=(dated - received).days + 1,
        signed=signatures_of(services, session, letter, known, plan, history),
        grave=case.strictest.grave,
        department_done=done_by(history, letter.department if letter else None),
    )


def _facts(known: Recorded, typed: WrittenDown | None) -> str:
    """As a person has confirmed them, line by line; else what was written down. Empty: the resident's own words do."""
    confirmed = known.record.facts
    if confirmed is None or not confirmed.told:
        return typed.facts if typed else ""
    labelled = (("投诉对象", confirmed.complained_of), ("地点", confirmed.place), ("时间", confirmed.happened))
    return "\n".join([*(f"{label}：{said}" for label, said in labelled if said), confirmed.told])


def _found(known: Recorded) -> str:
    """What the investigation found: of the whole complaint, then of each matter."""
    return _joined([known.record.investigation.findings, *(one.findings for one in known.record.matters)])


def _joined(said: Iterable[str]) -> str:
    """Each thing once: what was found of the whole is not repeated of a matter."""
    kept: list[str] = []
    for one in said:
        words = one.strip().rstrip("。；")
        if words and not any(words in other for other in kept):
            kept.append(words)
    return "；".join(kept)


def _opinion(plan: PlanRow | None) -> str:
    return plan.opinion if plan else ""


def _last(history: list[EventRow], what: EventName, key: str) -> str:
    """What the last event of that name says."""
    found = [one.payload[key] for one in history if one.what == what and one.payload is not None]
    return str(found[-1]) if found else ""


def _visit(history: list[EventRow]) -> str:
    outcome, note = (
        _last(history, EventName.VISIT_RECORDED, "outcome"),
        _last(history, EventName.VISIT_RECORDED, "note"),
    )
    return f"{labels.VISIT[outcome]}：{note}" if outcome else ""


def _progress(services: Services, history: list[EventRow], dated: date) -> tuple[str, ...]:
    """What was reported of the day, then what departments reported on it."""
    names = {department.value: name for department, name in department_names(services).items()}
    today = [one for one in history if one.at.astimezone(services.zone).date() == dated]
    days = [str(one.payload["note"]) for one in today if one.what == EventName.PROGRESS_REPORTED and one.payload]
    reports = [
        f"{names.get(one.payload['department'], '')}：{one.payload['note']}"
        for one in today
        if one.what == EventName.DEPARTMENT_REPORT and one.payload is not None
    ]
    return tuple(dict.fromkeys((*days, *reports)))


def _obstacles(history: Iterable[EventRow], standing: Collection[int]) -> str:
    """What blocks the work now, and what it waits for."""
    told = [one.payload for one in history if one.what == EventName.BLOCKED and one.payload is not None]
    return _joined(
        f"{one['reason']}（{labels.BLOCKER[one['waits_for']]}）" for one in told if one["blocking"] in standing
    )


def _registrar(session: Session, history: list[EventRow]) -> str:
    """The name of who entered the case by hand; else of who confirmed household and matter."""
    entered = [one.who for one in history if one.what == EventName.REGISTERED]
    found = entered or [one.who for one in history if one.what in _BY_A_PERSON]
    person = people.by_login(session, found[-1]) if found else None
    return person.name if person else "".join(found[-1:])
