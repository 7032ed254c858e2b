"""A survey is planned by one and started by another; when it is closed, no answer has a household any more."""

import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.said import N_
from domain.staff import Person
from domain.survey_codes import SurveyState
from domain.survey_results import told
from domain.surveys import LEAST_SHARE, Quarter
from store import projects, survey_answers, survey_follow_ups, survey_households, surveys
from store.surveys import NewSurvey, SurveyRow
from workers.instance.house_entries import noted
from workers.instance.permissions import permit, permit_apart, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.surveys.rights import NOT_RUNNING, PLANNERS, held, permit_all
from workers.surveys.sampling import sample_of

MOST_QUESTIONS = 12
_LONGEST = 40
_YEARS_AHEAD = 1
_NOT_PLANNED = N_("这次调查已经开始；请刷新页面")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a survey is to be. share: percent of the occupied households; questions: what is asked, all in all first."""

    quarter: Quarter
    project_ids: tuple[int, ...]
    share: int
    questions: tuple[str, ...]


def plan(services: Services, wished: Plan, *, actor: Person) -> int:
    """Plan a survey; its id. Refused for a share below the trade's, or a project that has one in that quarter."""
    questions = _checked(services, wished)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        new = NewSurvey(
            year=wished.quarter.year,
            quarter=wished.quarter.number,
            share=wished.share,
            seed=secrets.token_hex(8),
            questions=questions,
            planned_at=services.now(),
            planned_by=actor.login,
        )
        row = surveys.add(session, new)
        for project_id in dict.fromkeys(wished.project_ids):
            project = projects.get(session, project_id)
            if project is None:
                raise Refused("没有这个项目")
            permit(actor, project.name, *PLANNERS)
            if not surveys.add_project(session, row.id, project_id, wished.quarter):
                raise Refused("{project} 这个季度已有一次调查", project=project.name)
        _note(services, session, HouseEvent.SURVEY_PLANNED, row, actor, share=row.share)
    return row.id


def discard(services: Services, survey_id: int, *, actor: Person) -> None:
    """Take back a plan. Refused once it has started."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row, asked = held(session, survey_id, SurveyState.PLANNED, _NOT_PLANNED)
        permit_all(actor, asked)
        surveys.remove(session, row.id)
        _note(services, session, HouseEvent.SURVEY_DISCARDED, row, actor)


def start(services: Services, survey_id: int, *, actor: Person) -> None:
    """Draw the households and ask them: by another than who planned it. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row, asked = held(session, survey_id, SurveyState.PLANNED, _NOT_PLANNED)
        for project in asked:
            permit_apart(actor, project.name, {row.planned_by}, PLANNERS)
        surveys.lock_projects(session, [one.project_id for one in asked])
        number = 0
        for project in asked:
            sample = sample_of(session, row, project)
            surveys.begun(session, row.id, project.project_id, sample.figures)
            survey_households.ask(session, row.id, project.project_id, sample.drawn)
            number += len(sample.drawn)
        if not number:
            raise Refused("所选项目没有可以调查的已入住住户；请先核对业主档案")
        values = {"state": SurveyState.RUNNING, "started_at": services.now(), "started_by": actor.login}
        surveys.change(session, row.id, SurveyState.PLANNED, **values)
        _note(services, session, HouseEvent.SURVEY_STARTED, row, actor, count=number)


def close(services: Services, survey_id: int, *, actor: Person) -> None:
    """Take no more answers, and keep those there are without their households. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row, asked = held(session, survey_id, SurveyState.RUNNING, NOT_RUNNING)
        permit_all(actor, asked)
        if survey_answers.doubtful(session, row.id):
            raise Refused("还有重复的答卷没有认定；请先认定以哪一份为准")
        if survey_follow_ups.open_ones(session, row.id):
            raise Refused("还有住户没有回访；请先登记回访结果")
        count = survey_answers.number(session, row.id)
        survey_answers.forget(session, row.id, _told(session, row))
        survey_follow_ups.forget(session, row.id)
        values = {"state": SurveyState.CLOSED, "closed_at": services.now(), "closed_by": actor.login}
        surveys.change(session, row.id, SurveyState.RUNNING, **values)
        _note(services, session, HouseEvent.SURVEY_CLOSED, row, actor, count=count)


def _told(session: Session, row: SurveyRow) -> Collection[tuple[int, str]]:
    """The projects and buildings with answers enough to give no one away."""
    found: set[tuple[int, str]] = set()
    answers = survey_answers.counting(session, row.id)
    for project_id in {one.project_id for one in answers}:
        numbers = Counter(one.building or "" for one in answers if one.project_id == project_id)
        found |= {(project_id, building) for building in told(numbers)}
    return found


def _checked(services: Services, wished: Plan) -> tuple[str, ...]:
    """The questions, neatly. Raises Refused."""
    if not LEAST_SHARE <= wished.share <= 100:
        raise Refused("抽样比例不能低于 {least}%，也不能高于 100%", least=LEAST_SHARE)
    if not wished.project_ids:
        raise Refused("请至少选择一个项目")
    today = Quarter.of(services.now().astimezone(services.zone).date())
    if abs(wished.quarter.year - today.year) > _YEARS_AHEAD:
        raise Refused("季度相差一年以上；请核对")
    questions = tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in wished.questions))))
    if not questions:
        raise Refused("请至少写下一个问题")
    if len(questions) > MOST_QUESTIONS or any(len(one) > _LONGEST for one in questions):
        raise Refused("最多 {most} 个问题，每个最多 {longest} 个字", most=MOST_QUESTIONS, longest=_LONGEST)
    return questions


def _note(
    services: Services, session: Session, what: HouseEvent, row: SurveyRow, actor: Person, **more: object
) -> None:
    noted(services, session, what, who=actor.login, whom="", survey=row.id, quarter=row.of.text, **more)
