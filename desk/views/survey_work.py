"""What follows from a survey as its pages show it: who is to be visited and why, what is put right by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desk.access import Viewer
from domain.staff import Person
from store import homes, people, survey_answers, survey_follow_ups, surveys
from store.homes import HomeRow
from store.survey_follow_ups import FollowUpRow, MeasureRow
from store.surveys import SurveyProject, SurveyRow
from workers.instance.permissions import HEADS, OFFICE


@dataclass(frozen=True, kw_only=True)
class FollowUpLine:
    """A household to be visited. home: None once the survey is closed; bad: what it is dissatisfied with, with the
    mark; remarks: what it wrote; who: whose visit it was."""

    row: FollowUpRow
    project: str
    home: HomeRow | None
    bad: tuple[tuple[str, int], ...]
    remarks: tuple[str, ...]
    who: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpPage:
    """The visits of a survey, of the viewer's projects."""

    survey: SurveyRow
    lines: tuple[FollowUpLine, ...]


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """A measure. changes: the viewer may say that it is done."""

    row: MeasureRow
    project: str
    changes: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class Work:
    """What follows from a survey. open: visits without a result, of the viewer's projects; heads: the projects for
    which the viewer sets down measures."""

    open: int
    visits: int
    measures: tuple[MeasureLine, ...]
    heads: tuple[SurveyProject, ...]


def follow_up_page(session: Session, viewer: Viewer, row: SurveyRow) -> FollowUpPage:
    """What stands on the page of visits."""
    everything = surveys.projects_of(session, [row.id]).get(row.id, ())
    names = {one.project_id: one.name for one in everything if viewer.person.grant(*OFFICE, project=one.name)}
    staff = {one.login: one.name for one in people.list_people(session)}
    today = _today(viewer)
    found = [one for one in survey_follow_ups.of_survey(session, row.id) if one.project_id in names]
    lines = [
        _line(session, viewer, row, one, names[one.project_id], staff.get(one.done_by or "", ""), today)
        for one in found
    ]
    return FollowUpPage(survey=row, lines=tuple(sorted(lines, key=lambda one: one.row.outcome is not None)))


def _line(
    session: Session, viewer: Viewer, survey: SurveyRow, row: FollowUpRow, project: str, who: str, today: date
) -> FollowUpLine:
    least = viewer.services.settings.survey.bad
    home = homes.get(session, row.household_id) if row.household_id is not None else None
    answers = survey_answers.of_household(session, survey.id, row.household_id) if row.household_id is not None else []
    bad = {
        question: mark
        for answer in answers
        for question, mark in zip(survey.questions, answer.marks, strict=False)
        if mark is not None and mark <= least
    }
    return FollowUpLine(
        row=row,
        project=project,
        home=home,
        bad=tuple(bad.items()),
        remarks=tuple(one.remark for one in answers if one.remark),
        who=who,
        late=row.outcome is None and row.due < today,
    )


def work_of(session: Session, viewer: Viewer, row: SurveyRow, seen: Sequence[SurveyProject]) -> Work:
    """What stands of it on the page of a survey."""
    names = {one.project_id: one.name for one in seen}
    visits = [one for one in survey_follow_ups.of_survey(session, row.id) if one.project_id in names]
    heads = tuple(one for one in seen if _is_head(viewer.person, one.name))
    mine = {one.project_id for one in heads}
    today = _today(viewer)
    measures = tuple(
        MeasureLine(
            row=one,
            project=names[one.project_id],
            changes=one.project_id in mine and one.done_at is None,
            late=one.done_at is None and one.due < today,
        )
        for one in survey_follow_ups.measures(session, row.id)
        if one.project_id in names
    )
    return Work(open=sum(one.outcome is None for one in visits), visits=len(visits), measures=measures, heads=heads)


def _is_head(person: Person, project: str) -> bool:
    return person.grant(*HEADS, project=project) is not None


def _today(viewer: Viewer) -> date:
    return viewer.services.now().astimezone(viewer.services.zone).date()
