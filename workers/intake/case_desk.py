"""What a person at the desk does to a case and to what waits for one, each asked first whether they may (TRADE 1)."""

from sqlalchemy.orm import Session

from domain.approval import GRAVE
from domain.codes import Grade
from domain.correction import Correction
from domain.override import Override
from domain.staff import CASE_ROLES, Person
from store import directory
from store.cases import CaseRow, get_case
from store.intake import IntakeRow
from store.intake import get as get_intake
from workers.casework import correcting, overriding
from workers.correspondence import disclosure
from workers.correspondence.letter_rows import seen_letter
from workers.instance.permissions import HEADS, OFFICE, in_sight, permit
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import triage, unclear_bounces


def correct(services: Services, number: str, correction: Correction, *, person: Person, seen: int) -> CaseRow:
    """As `workers.casework.correcting.correct`, for the person who does a clerk's work in the project."""
    _permit(services, number, person)
    check_household(services, correction, person)
    return correcting.correct(services, number, correction, who=person.login, seen=seen)


def confirm(services: Services, number: str, *, person: Person) -> CaseRow:
    """As `workers.casework.correcting.confirm`."""
    _permit(services, number, person)
    return correcting.confirm(services, number, who=person.login)


def confirm_household(services: Services, number: str, *, person: Person) -> CaseRow:
    """As `workers.correspondence.disclosure.confirm_household`."""
    _permit(services, number, person)
    return disclosure.confirm_household(services, number, who=person.login)


def judge(services: Services, number: str, override: Override, *, person: Person, seen: int) -> CaseRow:
    """As `workers.casework.overriding.override_slots`; the grades A and B are given and taken by a head alone."""
    case = _permit(services, number, person)
    grave = override.grade is not None and (override.grade in GRAVE or case.grade in GRAVE)
    if grave and person.grant(*HEADS, project=case.project) is None:
        raise Refused("A、B 级须由主任、客户服务部或经理确认；请先判定其余各项")
    return overriding.override_slots(services, number, override, who=person.login, seen=seen)


def confirm_grade(services: Services, number: str, grade: Grade, *, person: Person) -> CaseRow:
    """As `workers.casework.overriding.confirm_grade`, for heads (TRADE 5)."""
    with services.database.reading() as session:
        permit(person, _case(session, number, person).project, *HEADS)
    return overriding.confirm_grade(services, number, grade, who=person.login)


def accept(services: Services, intake_id: int, correction: Correction, *, person: Person) -> CaseRow:
    """As `workers.intake.triage.accept`."""
    _permit_intake(services, intake_id, person)
    check_household(services, correction, person)
    return triage.accept(services, intake_id, who=person.login, correction=correction)


def join(services: Services, intake_id: int, number: str, correction: Correction, *, person: Person) -> CaseRow:
    """As `workers.intake.triage.join`; the case must be of a project of theirs too."""
    _permit_intake(services, intake_id, person)
    _permit(services, number, person)
    check_household(services, correction, person)
    return triage.join(services, intake_id, number, who=person.login, correction=correction)


def set_aside(services: Services, intake_id: int, why: str, *, person: Person) -> IntakeRow:
    """As `workers.intake.triage.set_aside`."""
    _permit_intake(services, intake_id, person)
    return triage.set_aside(services, intake_id, why=why, who=person.login)


def take_up(services: Services, intake_id: int, *, person: Person) -> IntakeRow:
    """As `workers.intake.triage.take_up`."""
    _permit_intake(services, intake_id, person)
    return triage.take_up(services, intake_id, who=person.login)


def gives_back(services: Services, intake_id: int, letter_id: int, *, person: Person) -> IntakeRow:
    """As `workers.intake.unclear_bounces.gives_back`; the letter's case must be of a project of theirs too."""
    _permit_intake(services, intake_id, person)
    with services.database.reading() as session:
        seen_letter(session, letter_id, person)
    return unclear_bounces.gives_back(services, intake_id, letter_id, who=person.login)


def check_household(services: Services, correction: Correction, person: Person) -> None:
    """Refused for a household of the directory that is not there, or not in a project of theirs."""
    if correction.household_id is None:
        return
    with services.database.reading() as session:
        household = directory.get(session, correction.household_id)
    if household is None or person.grant(*CASE_ROLES, project=household.project) is None:
        raise Refused("住户名册中没有编号 {id} 的住户", id=correction.household_id)


def _permit(services: Services, number: str, person: Person) -> CaseRow:
    with services.database.reading() as session:
        case = _case(session, number, person)
    permit(person, case.project, *OFFICE)
    return case


def _permit_intake(services: Services, intake_id: int, person: Person) -> None:
    with services.database.reading() as session:
        row = get_intake(session, intake_id)
        theirs = row is not None and (row.case_id is None or in_sight(get_case(session, row.case_id), person))
    if row is None or not theirs or person.grant(*CASE_ROLES, project=row.project) is None:
        raise Refused("没有编号为 {id} 的来件；请核对编号", id=intake_id)
    permit(person, row.project, *OFFICE)


def _case(session: Session, number: str, person: Person) -> CaseRow:
    case = get_case(session, number)
    if not in_sight(case, person):
        raise Refused("没有编号为 {number} 的案件；请核对编号", number=number)
    return case
