"""What a department has been given to do, for its own people: each notice with its days, in a form for a phone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import ISSUED, OPEN_CLOCKS, ClockName, Department, LetterKind
from domain.course import WORKED_ON
from domain.staff import Person
from domain.work_codes import EvidenceSource
from store import cases, clocks, evidence, letters
from store.cases import CaseRow
from store.clocks import ClockRow
from store.letters import LetterRow
from workers.instance.permissions import is_of
from workers.instance.services import Services
from workers.queue import waiting

_MOST = 100
_OF_DEPARTMENT = (ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH)


@dataclass(frozen=True, kw_only=True)
class Given:
    """One notice of a case that is worked on. start, finish: the clocks that still run; None where none does.

    evidence: how many photos and files of the department's the case has.
    """

    case: CaseRow
    letter: LetterRow
    department: Department
    start: ClockRow | None
    finish: ClockRow | None
    evidence: int


def given(services: Services, session: Session, person: Person) -> tuple[Given, ...]:
    """The notices to the person's departments that ask for work yet, in the order of their queue."""
    page = waiting.queue_for(services, session, person, limit=_MOST)
    found: list[Given] = []
    for line in page.lines:
        case = cases.get_case(session, line.item.number) if line.item.number else None
        if case is not None and case.state in WORKED_ON:
            found += _of_case(session, case, person)
    return tuple(found)


def _of_case(session: Session, case: CaseRow, person: Person) -> list[Given]:
    running = {
        (row.department, row.clock): row
        for row in clocks.of_case(session, case.id)
        if row.clock in _OF_DEPARTMENT and row.state in OPEN_CLOCKS
    }
    newest = {
        one.department: one
        for one in letters.of_case(session, case.id)
        if one.kind is LetterKind.DEPARTMENT_NOTICE and one.state in ISSUED and one.department is not None
    }
    pieces = [one for one in evidence.of_case(session, case.id) if one.stands]
    return [
        Given(
            case=case,
            letter=letter,
            department=department,
            start=running.get((department, ClockName.DEPARTMENT_START)),
            finish=running.get((department, ClockName.DEPARTMENT_FINISH)),
            evidence=sum(one.source is EvidenceSource.DEPARTMENT for one in pieces),
        )
        for department, letter in newest.items()
        if department is not None and is_of(person, department, case.project)
    ]
