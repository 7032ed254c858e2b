"""Questionnaires that came back by scan or mail: known by the code on them, entered by a person who sees the picture.

What is no complaint is set aside with its answer; one with a complaint in it waits on, to be made a case as well.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import IntakeState
from domain.reading import Document
from domain.staff import Person
from domain.survey_codes import SurveyState
from domain.survey_results import Marks
from domain.surveys import MARKS
from store import intake, survey_households, surveys
from store.intake import WAITING
from store.survey_answers import AnswerRow
from store.survey_households import AskedRow
from store.surveys import SurveyRow
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import triage
from workers.surveys.answering import Given, entered
from workers.surveys.codes import asked_in

ENTERED = "survey_entered"
"""In an intake's details: the number of the answer that was entered from it."""
_EMPTY, _TICKED = "☐", "☑"
_SEVERAL = "几户的答卷在一起"
_ASIDE = "满意度调查答卷，已录入，没有投诉"


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A questionnaire that came back, with the survey that takes answers still. marks: as the boxes were read, for the
    person who looks at them: None where not exactly one is ticked."""

    survey: SurveyRow
    asked: AskedRow
    marks: Marks


def judge(services: Services, session: Session, document: Document) -> str | None:
    """Whose questionnaire it is, in words; None for what bears no code of ours."""
    rows = _rows(services, session, document)
    if not rows:
        return None
    return _SEVERAL if len(rows) > 1 else _place(rows[0])


def returned(services: Services, session: Session, document: Document) -> Returned | None:
    """The one questionnaire that it is, if its survey takes answers; else None."""
    rows = _rows(services, session, document)
    survey = surveys.get(session, rows[0].survey_id) if len(rows) == 1 else None
    if survey is None or survey.state is not SurveyState.RUNNING:
        return None
    return Returned(survey=survey, asked=rows[0], marks=marks_in(document.text, len(survey.questions)))


def marks_in(text: str, questions: int) -> Marks:
    """The marks by the rows of boxes, if there are as many rows as questions; else none."""
    cells = (line.split("\t") for line in text.split("\n"))
    boxes = {_EMPTY, _TICKED}
    # The square codes look like rows of boxes too, but no question stands before those.
    asked = (row for row in cells if len(row) == 1 + len(MARKS) and row[0].strip() and row[0].strip() not in boxes)
    rows = [row[1:] for row in asked if {one.strip() for one in row[1:]} <= boxes]
    if len(rows) != questions:
        return (None,) * questions
    ticked = [[mark for mark, one in zip(MARKS, row, strict=True) if one.strip() == _TICKED] for row in rows]
    return tuple(marks[0] if len(marks) == 1 else None for marks in ticked)


def take(services: Services, intake_id: int, given: Given, *, complaint: bool, actor: Person) -> AnswerRow:
    """Enter what a questionnaire says. complaint: it holds one as well, so that it waits to be made a case.

    Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        triage.permit_intake(session, intake_id, actor)
        row = triage.waiting_row(session, intake_id, WAITING)
        reading = intake.load_reading(session, intake_id)
        found = returned(services, session, reading[0]) if reading else None
        if found is None:
            raise Refused("这份来件不是正在进行的调查的答卷")
        if ENTERED in row.details:
            raise Refused("这份答卷已经录入")
        answer = entered(services, session, found.survey.id, found.asked.id, given, actor)
        details = {**row.details, ENTERED: answer.id}
        intake.advance(session, row.id, row.state, IntakeState.AWAITING_PERSON, details=details)
        if not complaint:
            triage.put_aside(services, session, intake_id, _ASIDE, actor)
    return answer


def _rows(services: Services, session: Session, document: Document) -> list[AskedRow]:
    text = "\n".join((document.subject, document.text, document.quoted))
    found = (survey_households.get(session, one) for one in sorted(asked_in(services.keys, text)))
    return [one for one in found if one is not None]


def _place(row: AskedRow) -> str:
    return " ".join(filter(None, (row.project, row.building, row.unit, row.room)))
