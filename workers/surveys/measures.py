"""What a project puts right upon a survey: a measure, who sees to it, by when, and that it was done."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import Person
from domain.survey_codes import SurveyState
from store import survey_follow_ups, surveys
from store.survey_follow_ups import NewMeasure
from store.surveys import SurveyProject, SurveyRow
from workers.instance.house_entries import noted
from workers.instance.permissions import HEADS, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

_LONGEST, _LONGEST_NAME = 300, 40


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is to be done. responsible: in words, as it stands on the notice."""

    project_id: int
    text: str
    responsible: str
    due: date


def add(services: Services, survey_id: int, wished: Measure, *, actor: Person) -> int:
    """Set down a measure; its id. Raises Refused."""
    text, responsible = " ".join(wished.text.split()), " ".join(wished.responsible.split())
    if not text or not responsible:
        raise Refused("请写明措施和负责人")
    if len(text) > _LONGEST or len(responsible) > _LONGEST_NAME:
        raise Refused("措施最多 {most} 个字，负责人最多 {name} 个字", most=_LONGEST, name=_LONGEST_NAME)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row, project = _started(session, survey_id, wished.project_id)
        permit(actor, project.name, *HEADS)
        new = NewMeasure(
            survey_id=row.id,
            project_id=project.project_id,
            text=text,
            responsible=responsible,
            due=wished.due,
            made_at=services.now(),
            made_by=actor.login,
        )
        added = survey_follow_ups.add_measure(session, new)
        _note(services, session, HouseEvent.SURVEY_MEASURE, row, project, actor)
    return added


def done(services: Services, survey_id: int, measure_id: int, *, actor: Person) -> None:
    """A measure was carried out. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        found = next((one for one in survey_follow_ups.measures(session, survey_id) if one.id == measure_id), None)
        if found is None:
            raise Refused("没有这项措施")
        row, project = _started(session, survey_id, found.project_id)
        permit(actor, project.name, *HEADS)
        if not survey_follow_ups.done(session, found.id, at=services.now(), who=actor.login):
            raise Refused("这项措施已登记完成")
        _note(services, session, HouseEvent.SURVEY_MEASURE_DONE, row, project, actor)


def _started(session: Session, survey_id: int, project_id: int) -> tuple[SurveyRow, SurveyProject]:
    row = surveys.get(session, survey_id)
    if row is None or row.state is SurveyState.PLANNED:
        raise Refused("这次调查还没有开始")
    projects = surveys.projects_of(session, [row.id]).get(row.id, ())
    project = next((one for one in projects if one.project_id == project_id), None)
    if project is None:
        raise Refused("这次调查没有问这个项目")
    return row, project


def _note(
    services: Services, session: Session, what: HouseEvent, row: SurveyRow, project: SurveyProject, actor: Person
) -> None:
    noted(
        services,
        session,
        what,
        who=actor.login,
        survey=row.id,
        quarter=row.of.text,
        project=project.name,
    )
