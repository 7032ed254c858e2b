"""What a survey found: by project and question, by building where that gives no one away (TRADE 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.said import N_
from domain.staff import Person
from domain.survey_results import Tally, interval, tallies, told
from store import survey_answers, survey_households, surveys
from store.homes import counted
from store.survey_answers import AnswerRow
from store.surveys import SurveyProject, SurveyRow
from workers.surveys.rights import RESULT_READERS

DEFINITIONS = (
    N_("回收率：计入的答卷与抽中户数之比；一户只计一份答卷。"),
    N_("满意率：回答该题的住户中，选“非常满意”或“满意”的。"),
    N_("95% 区间：威尔逊（Wilson）区间，按项目已入住户数作有限总体修正。"),
    N_("合计把各项目的答卷放在一起，不按户数加权；没有交回答卷的住户怎么想，区间说不出来。"),
    N_("楼栋：回答不足五户的不显示；能从合计推算出来的，再隐去最少的一栋，以免认出是谁。"),
)
"""How the numbers are reckoned."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One project, or all of them. population: occupied households; asked, answered: of them; questions: the marks of
    each."""

    name: str
    population: int
    asked: int
    answered: int
    questions: tuple[Tally, ...]

    @property
    def response(self) -> float | None:
        """The share of those asked who answered, 0-1."""
        return self.answered / self.asked if self.asked else None

    def interval(self, question: int) -> tuple[float, float] | None:
        """The 95 % interval of the share of the satisfied."""
        tally = self.questions[question]
        return interval(tally.satisfied, tally.number, self.population)


@dataclass(frozen=True, kw_only=True)
class BuildingLine:
    """One building. name: None for those that are told together, once a survey is closed. questions: the marks of each,
    None where telling them might give somebody away."""

    project: str
    name: str | None
    asked: int
    answered: int
    questions: tuple[Tally | None, ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """What a survey found, of the projects that somebody answers for."""

    survey: SurveyRow
    lines: tuple[Line, ...]
    total: Line
    buildings: tuple[BuildingLine, ...]


def results_of(session: Session, survey: SurveyRow, person: Person) -> Results:
    """The results of a survey that has started, as far as the person answers for its projects."""
    everything = surveys.projects_of(session, [survey.id]).get(survey.id, ())
    projects = [one for one in everything if person.grant(*RESULT_READERS, project=one.name)]
    ids = {one.project_id for one in projects}
    asked = {key: count for key, count in survey_households.counts(session, survey.id).items() if key[0] in ids}
    answers = [one for one in survey_answers.counting(session, survey.id) if one.project_id in ids]
    number = len(survey.questions)
    lines = tuple(
        _line(one, asked, [row for row in answers if row.project_id == one.project_id], number) for one in projects
    )
    return Results(
        survey=survey,
        lines=lines,
        total=Line(
            name="",
            population=sum(one.population for one in lines),
            asked=sum(one.asked for one in lines),
            answered=len(answers),
            questions=tallies((row.marks for row in answers), number),
        ),
        buildings=tuple(line for one in projects for line in _buildings(session, one, asked, answers, number)),
    )


def _line(
    project: SurveyProject, asked: Mapping[tuple[int, str], int], answers: Sequence[AnswerRow], number: int
) -> Line:
    return Line(
        name=project.name,
        population=project.population or 0,
        asked=sum(count for (project_id, _), count in asked.items() if project_id == project.project_id),
        answered=len(answers),
        questions=tallies((row.marks for row in answers), number),
    )


def _buildings(
    session: Session,
    project: SurveyProject,
    asked: Mapping[tuple[int, str], int],
    answers: Sequence[AnswerRow],
    number: int,
) -> list[BuildingLine]:
    """The buildings of a project, as people count; together at the end those that are not told apart any more."""
    grouped: dict[str | None, list[AnswerRow]] = {
        key: [] for project_id, key in asked if project_id == project.project_id
    }
    for row in answers:
        if row.project_id == project.project_id:
            grouped.setdefault(row.building, []).append(row)
    marks = {key: tallies((row.marks for row in rows), number) for key, rows in grouped.items()}
    shown = [told({key: marks[key][at].number for key in grouped}) for at in range(number)]
    names = survey_households.building_names(session, project.name)
    return [
        BuildingLine(
            project=project.name,
            name=None if key is None else names.get(key, key),
            asked=asked.get((project.project_id, key), 0) if key is not None else 0,
            answered=len(grouped[key]),
            questions=tuple(marks[key][at] if key in shown[at] else None for at in range(number)),
        )
        for key in sorted(grouped, key=lambda key: (key is None, counted(key or "")))
    ]
