"""What the forms within the house say of a case: from its record, its approved plan and what was told of it so far."""

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from domain import labels
from domain.codes import SPOKEN, Department, Validity
from domain.composition import Composition
from domain.events import EventName
from letters.context import Planned, Record
from store import corrections, events, groups, people, plans
from store.cases import CaseRow
from store.events import EventRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.correspondence.composition import demand_in, found_so_far, of_case
from workers.correspondence.evidence_list import evidence_of
from workers.correspondence.form_signatures import done_by, signatures_of
from workers.deciding.recorded import Recorded, recorded
from workers.instance.services import Services

_OWN_BOX = re.compile("投诉对象[：:]|诉求[：:]")
_BY_A_PERSON = (EventName.CONFIRMED, EventName.CORRECTED, EventName.JUDGED, EventName.ACCEPTED)


def measures_of(services: Services, session: Session, case: CaseRow) -> tuple[Planned, ...]:
    """The measures of the case's approved plan, with departments as letters name them."""
    plan = plans.approved(session, groups.lead_of(session, case).id)
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
    history = events.history(session, case.id)
    plan = plans.approved(session, groups.lead_of(session, case).id)
    said = of_case(session, case) or Composition()
    known = recorded(services, session, case)
    put_down = known.record.matters or said.matters
    document = corrections.document_of(session, case.intake_id)
    words = document.text if document else ""
    received = case.received_at.astimezone(services.zone).date()
    return Record(
        phone=case.phone or "",
        category=labels.CATEGORY[case.category] + "类",
        grade=labels.GRADE[case.grade],
        urgency=labels.URGENCY[case.urgency],
        validity="" if case.validity is Validity.UNDECIDED else labels.VALIDITY[case.validity],
        facts=_facts(known, words, spoken=case.channel in SPOKEN),
        demand=_joined(one.demand for one in put_down) or demand_in(words),
        evidence=evidence_of(services, session, case),
        opinion=_opinion(plan),
        investigation=_found(known) or _joined(one.findings for one in said.matters) or found_so_far(history),
        result=_joined(one.result for one in known.record.matters)
        or _last(history, EventName.MEASURES_DONE, "note")
        or _joined(one.result for one in said.matters),
        visit=_visit(history),
        progress=_progress(services, history, dated),
        registrar=_registrar(session, history),
        day=(dated - received).days + 1,
        signed=signatures_of(services, session, letter, known, plan, history),
        grave=case.strictest.grave,
        department_done=done_by(history, letter.department if letter else None),
    )


def _facts(known: Recorded, words: str, *, spoken: bool) -> str:
    """As a person has confirmed them; of a spoken complaint else what was written down."""
    confirmed = known.record.facts
    if confirmed is not None and confirmed.told:
        return confirmed.told
    return _written_down(words) if spoken else ""


def _found(known: Recorded) -> str:
    """What the investigation found: of the whole complaint, then of each matter."""
    return _joined([known.record.investigation.findings, *(one.findings for one in known.record.matters)])


def _joined(said: Iterable[str]) -> str:
    return "；".join(one.strip().rstrip("。；") for one in said if one.strip())


def _written_down(words: str) -> str:
    """What a clerk wrote down of the matter, without the lines that have boxes of their own."""
    lines = (line.strip() for line in words.splitlines())
    return "".join(line for line in lines if line and not _OWN_BOX.match(line))


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
    """What departments reported on that day."""
    names = {department.value: name for department, name in department_names(services).items()}
    return tuple(
        f"{names.get(one.payload['department'], '')}：{one.payload['note']}"
        for one in history
        if one.what == EventName.DEPARTMENT_REPORT
        and one.payload is not None
        and one.at.astimezone(services.zone).date() == dated
    )


def _registrar(session: Session, history: list[EventRow]) -> str:
    """The name of who confirmed household and matter, or entered the case by hand."""
    found = [one.who for one in history if one.what in _BY_A_PERSON]
    person = people.by_login(session, found[-1]) if found else None
    return person.name if person else "".join(found[-1:])
