"""Surveys as their pages show them: what is planned, what would be drawn, who is asked and has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from desk.access import Viewer
from desk.formed import text, whole
from desk.views.survey_work import Work, work_of
from domain.staff import Person
from domain.survey_codes import AnswerWay, SurveyState
from domain.survey_results import Marks
from domain.surveys import MARKS, Quarter
from store import people, projects, survey_answers, survey_households, surveys
from store.projects import Project
from store.survey_answers import AnswerRow
from store.survey_households import AskedRow
from store.surveys import SurveyProject, SurveyRow
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused
from workers.surveys.answering import Given
from workers.surveys.planning import Plan
from workers.surveys.rights import PLANNERS, RESULT_READERS, in_sight
from workers.surveys.sampling import Sample, sample_of

_FOLLOWING = 2
"""Quarters that may be chosen beyond this one."""


@dataclass(frozen=True, kw_only=True)
class SurveyLine:
    """One line of the list. asked, answered: households, in all."""

    survey: SurveyRow
    projects: tuple[SurveyProject, ...]
    asked: int
    answered: int


@dataclass(frozen=True, kw_only=True)
class SurveyPage:
    """One survey. samples: what would be drawn, while it is planned. may_plan: the viewer takes its steps; starts: and
    may start it, for they did not plan it. enters, reads: answers, results."""

    line: SurveyLine
    samples: tuple[Sample, ...]
    asked: Mapping[int, int]
    answered: Mapping[int, int]
    doubtful: tuple[AskedRow, ...]
    staff: Mapping[str, str]
    may_plan: bool
    starts: bool
    enters: bool
    reads: bool
    work: Work


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """The page of a household's answer. answers: those there are; settles: the viewer says which of them counts."""

    survey: SurveyRow
    asked: AskedRow
    answers: tuple[AnswerRow, ...]
    staff: Mapping[str, str]
    settles: bool


def lines(session: Session, person: Person) -> tuple[SurveyLine, ...]:
    """The surveys that the person sees, the last planned first."""
    rows = surveys.newest(session)
    found = surveys.projects_of(session, [row.id for row in rows])
    return tuple(_line(session, row, seen) for row in rows if (seen := in_sight(person, found.get(row.id, ()))))


def _line(session: Session, row: SurveyRow, seen: tuple[SurveyProject, ...]) -> SurveyLine:
    ids = {one.project_id for one in seen}
    asked = survey_households.counts(session, row.id)
    return SurveyLine(
        survey=row,
        projects=seen,
        asked=sum(count for (project_id, _), count in asked.items() if project_id in ids),
        answered=sum(one.project_id in ids for one in survey_answers.counting(session, row.id)),
    )


def survey_page(session: Session, viewer: Viewer, row: SurveyRow) -> SurveyPage:
    """What stands on the page of a survey."""
    person = viewer.person
    everything = surveys.projects_of(session, [row.id]).get(row.id, ())
    seen = in_sight(person, everything)
    planned = row.state is SurveyState.PLANNED
    asked, answered = dict[int, int](), dict[int, int]()
    for (project_id, _), count in survey_households.counts(session, row.id).items():
        asked[project_id] = asked.get(project_id, 0) + count
    for answer in survey_answers.counting(session, row.id):
        answered[answer.project_id] = answered.get(answer.project_id, 0) + 1
    plans = all(person.grant(*PLANNERS, project=one.name) for one in everything)
    return SurveyPage(
        line=_line(session, row, seen),
        samples=tuple(sample_of(session, row, one) for one in seen) if planned else (),
        asked=asked,
        answered=answered,
        doubtful=_doubtful(session, row, seen),
        staff=_staff(session),
        may_plan=plans,
        starts=plans and person.login != row.planned_by,
        work=work_of(session, viewer, row, seen),
        enters=any(person.grant(*OFFICE, project=one.name) for one in seen),
        reads=any(person.grant(*RESULT_READERS, project=one.name) for one in seen),
    )


def _doubtful(session: Session, row: SurveyRow, seen: Sequence[SurveyProject]) -> tuple[AskedRow, ...]:
    """The households that answered more than once, of the projects seen."""
    twice = {one.household_id for one in survey_answers.doubtful(session, row.id)}
    if not twice:
        return ()
    asked = (one for project in seen for one in survey_households.of_project(session, row.id, project.project_id))
    return tuple(one for one in asked if one.household_id in twice)


def entry_page(session: Session, viewer: Viewer, row: SurveyRow, asked: AskedRow) -> EntryPage:
    """What stands on the page of a household's answer."""
    return EntryPage(
        survey=row,
        asked=asked,
        answers=tuple(survey_answers.of_household(session, row.id, asked.household_id)),
        staff=_staff(session),
        settles=viewer.person.grant(*HEADS, project=asked.project) is not None,
    )


def to_plan(session: Session, person: Person) -> tuple[Project, ...]:
    """The projects in which the person plans surveys."""
    return tuple(one for one in projects.every(session) if person.grant(*PLANNERS, project=one.name))


def quarters(today: Quarter) -> tuple[Quarter, ...]:
    """The quarters that may be chosen: this one and the next."""
    found = [today]
    while len(found) <= _FOLLOWING:
        last = found[-1]
        following = Quarter(year=last.year, number=last.number + 1)
        found.append(following if last.number < 4 else Quarter(year=last.year + 1, number=1))
    return tuple(found)


def plan_of(typed: FormData) -> Plan:
    """What a person typed of a plan. Raises Refused."""
    quarter = Quarter.read(text(typed, "quarter"))
    share = whole(text(typed, "share").strip().rstrip("%％"))
    if quarter is None:
        raise Refused("请选择季度")
    if share is None:
        raise Refused("抽样比例请填写整数，如 20")
    chosen = (whole(str(one)) for one in typed.getlist("project"))
    return Plan(
        quarter=quarter,
        project_ids=tuple(one for one in chosen if one is not None),
        share=share,
        questions=tuple(text(typed, "questions").splitlines()),
    )


def given_of(typed: FormData, questions: int) -> Given:
    """What a person typed of an answer."""
    way = text(typed, "way")
    return Given(
        marks=marks_of(typed, questions),
        remark=text(typed, "remark"),
        way=AnswerWay(way) if way in set(AnswerWay) else AnswerWay.PAPER,
    )


def marks_of(typed: FormData, questions: int) -> Marks:
    """The marks of a form; None where none was chosen."""
    given = (whole(text(typed, f"mark-{at}")) for at in range(questions))
    return tuple(mark if mark in MARKS else None for mark in given)


def _staff(session: Session) -> dict[str, str]:
    return {one.login: one.name for one in people.list_people(session)}
