"""Answers are entered by hand, one counts for each household, and of two a person says which."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import Person
from domain.survey_codes import AnswerWay, SurveyState
from domain.survey_results import Marks, flawed
from store import survey_answers
from store.survey_answers import AnswerRow, NewAnswer
from store.surveys import SurveyRow
from workers.instance.house_entries import noted
from workers.instance.permissions import HEADS, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.surveys import following_up
from workers.surveys.rights import NOT_RUNNING, asked_for, held

LONGEST_REMARK = 2_000


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a household answered. marks: one for each question, None where it was left open."""

    marks: Marks
    remark: str = ""
    way: AnswerWay = AnswerWay.PAPER


def enter(services: Services, survey_id: int, asked_id: int, given: Given, *, actor: Person) -> AnswerRow:
    """Enter an answer; a second one of the same household is kept and does not count. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        return entered(services, session, survey_id, asked_id, given, actor)


def entered(
    services: Services, session: Session, survey_id: int, asked_id: int, given: Given, actor: Person
) -> AnswerRow:
    """The same within what else is done at once. Raises Refused."""
    remark = given.remark.strip()
    if len(remark) > LONGEST_REMARK:
        raise Refused("意见最多 {most} 个字", most=LONGEST_REMARK)
    row, _ = held(session, survey_id, SurveyState.RUNNING, NOT_RUNNING)
    asked = asked_for(session, row.id, asked_id, actor)
    if flawed(given.marks, len(row.questions)):
        raise Refused("请至少为一个问题勾选一个评价")
    new = NewAnswer(
        survey_id=row.id,
        project_id=asked.project_id,
        household_id=asked.household_id,
        building=asked.match_building,
        marks=given.marks,
        remark=remark or None,
        way=given.way,
        entered_at=services.now(),
        entered_by=actor.login,
    )
    answer = survey_answers.add(session, new)
    following_up.open_for(services, session, answer)
    _note(services, session, HouseEvent.SURVEY_ANSWERED, row, answer, actor)
    return answer


def count_instead(services: Services, survey_id: int, answer_id: int, *, actor: Person) -> None:
    """Of several answers of a household this one counts; the others go. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row, projects = held(session, survey_id, SurveyState.RUNNING, NOT_RUNNING)
        answer = survey_answers.get(session, answer_id)
        project = next((one for one in projects if answer and one.project_id == answer.project_id), None)
        if answer is None or answer.survey_id != row.id or project is None:
            raise Refused("没有这份答卷")
        permit(actor, project.name, *HEADS)
        survey_answers.settle(session, answer)
        _note(services, session, HouseEvent.SURVEY_SETTLED, row, answer, actor)


def _note(
    services: Services, session: Session, what: HouseEvent, row: SurveyRow, answer: AnswerRow, actor: Person
) -> None:
    noted(services, session, what, who=actor.login, survey=row.id, quarter=row.of.text, answer=answer.id)
