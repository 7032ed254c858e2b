"""The results of a survey as other programs read them (DESIGN 4): keys stay, more may be added."""

from collections.abc import Sequence

from domain.survey_results import Tally
from domain.surveys import Quarter
from workers.surveys.results import BuildingLine, Line, Results

View = dict[str, object]


def surveys_view(quarter: Quarter, made: Sequence[Results]) -> View:
    """The surveys of a quarter as `huihan report survey --json` has them; shares 0-1, counts of the marks 5 to 1."""
    return {"quarter": quarter.text, "surveys": [_survey(one) for one in made]}


def _survey(made: Results) -> View:
    questions = made.survey.questions
    return {
        "survey": made.survey.id,
        "state": made.survey.state.value,
        "share": made.survey.share,
        "seed": made.survey.seed,
        "projects": [_line(one, questions) for one in made.lines],
        "total": _line(made.total, questions) | {"project": None},
        "buildings": [_building(one, questions) for one in made.buildings],
    }


def _line(line: Line, questions: tuple[str, ...]) -> View:
    marks = []
    for at, (question, tally) in enumerate(zip(questions, line.questions, strict=True)):
        bounds = line.interval(at)
        marks.append({"question": question, **_marks(tally), "interval": list(bounds) if bounds else None})
    return {
        "project": line.name,
        "occupied": line.population,
        "asked": line.asked,
        "answered": line.answered,
        "response_rate": line.response,
        "questions": marks,
    }


def _building(one: BuildingLine, questions: tuple[str, ...]) -> View:
    marks = [
        {"question": question, **(_marks(tally) if tally else dict.fromkeys(_marks(Tally())))}
        for question, tally in zip(questions, one.questions, strict=True)
    ]
    return {
        "project": one.project,
        "building": one.name,
        "asked": one.asked,
        "answered": one.answered,
        "questions": marks,
    }


def _marks(tally: Tally) -> View:
    return {"counts": list(tally.counts), "answers": tally.number, "satisfied": tally.share, "mean": tally.mean}
