"""Who plans a survey and starts it, who enters answers, and who sees what of it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.said import N_
from domain.staff import Person
from domain.survey_codes import SurveyState
from store import survey_households, surveys
from store.survey_households import AskedRow
from store.surveys import SurveyProject, SurveyRow
from workers.instance.permissions import HEADS, OFFICE, permit
from workers.instance.refusals import Refused

PLANNERS = (Role.SERVICE_DEPARTMENT, Role.MANAGER)
"""Who plans, starts and closes: above the single project's office."""
READERS = (*OFFICE, Role.MANAGER)
"""Who sees surveys, as far as their projects go; a clerk no results."""
RESULT_READERS = HEADS
NOT_RUNNING = N_("这次调查还没有开始，或已经结束")


def in_sight(person: Person, projects: Iterable[SurveyProject]) -> tuple[SurveyProject, ...]:
    """The projects of a survey that the person sees."""
    return tuple(one for one in projects if person.grant(*READERS, project=one.name))


def held(
    session: Session, survey_id: int, state: SurveyState, refusal: str
) -> tuple[SurveyRow, tuple[SurveyProject, ...]]:
    """The survey, held until the transaction ends, and its projects. Refused unless it is in that state."""
    row = surveys.locked(session, survey_id)
    if row is None:
        raise Refused("没有这次调查")
    if row.state is not state:
        raise Refused(refusal)
    return row, surveys.projects_of(session, [row.id]).get(row.id, ())


def permit_all(person: Person, projects: Iterable[SurveyProject]) -> None:
    """Refused for who does not plan surveys in each of the projects."""
    for one in projects:
        permit(person, one.name, *PLANNERS)


def asked_for(session: Session, survey_id: int, asked_id: int, actor: Person) -> AskedRow:
    """A household of the survey whose answer the person may enter. Raises Refused."""
    row = survey_households.get(session, asked_id)
    if row is None or row.survey_id != survey_id:
        raise Refused("这次调查没有问这一户")
    permit(actor, row.project, *OFFICE)
    return row
