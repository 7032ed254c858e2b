"""A household with a bad mark is visited within a term, and what came of it is recorded before its survey is closed."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import Person
from domain.survey_codes import FollowUpOutcome, SurveyState
from store import survey_follow_ups
from store.survey_answers import AnswerRow
from store.survey_follow_ups import NewFollowUp
from workers.instance.house_entries import noted
from workers.instance.permissions import OFFICE, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.surveys.rights import NOT_RUNNING, held

LONGEST_NOTE = 1_000


def open_for(services: Services, session: Session, answer: AnswerRow) -> None:
    """A visit, if the answer has a bad mark."""
    if not any(mark is not None and mark <= services.settings.survey.bad for mark in answer.marks):
        return
    new = NewFollowUp(
        survey_id=answer.survey_id,
        project_id=answer.project_id,
        household_id=answer.household_id,
        opened_at=answer.entered_at,
        due=_due(services),
    )
    survey_follow_ups.ask(session, new)


def record(
    services: Services, survey_id: int, follow_up_id: int, outcome: FollowUpOutcome, note: str, *, actor: Person
) -> None:
    """What a visit came to. Raises Refused."""
    note = note.strip()
    if not note:
        raise Refused("请写下回访的情况")
    if len(note) > LONGEST_NOTE:
        raise Refused("回访情况最多 {most} 个字", most=LONGEST_NOTE)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row, projects = held(session, survey_id, SurveyState.RUNNING, NOT_RUNNING)
        found = survey_follow_ups.get(session, follow_up_id)
        project = next((one for one in projects if found and one.project_id == found.project_id), None)
        if found is None or found.survey_id != row.id or project is None:
            raise Refused("没有这次回访")
        permit(actor, project.name, *OFFICE)
        kept = survey_follow_ups.settle(session, found.id, outcome, note=note, at=services.now(), who=actor.login)
        if not kept:
            raise Refused("这次回访已经登记")
        noted(
            services,
            session,
            HouseEvent.SURVEY_FOLLOWED_UP,
            who=actor.login,
            survey=row.id,
            quarter=row.of.text,
            answer=found.id,
        )


def _due(services: Services) -> date:
    """So many working days after today."""
    calendar = services.compiled.calendar
    day = services.now().astimezone(services.zone).date()
    left = services.settings.survey.follow_up_days
    while left:
        day += timedelta(days=1)
        left -= calendar.works(day)
    return day
