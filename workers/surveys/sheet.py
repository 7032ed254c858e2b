"""The results of a survey as Excel: a line for each project and question, then the buildings and the definitions."""

from collections.abc import Iterable, Sequence

from domain.survey_codes import SURVEY_MARK
from domain.survey_results import Tally
from store.surveys import SurveyRow
from workers.instance.sheets import Value, table
from workers.surveys.results import DEFINITIONS, Line, Results

TITLE = "满意度调查"
TOGETHER = "其他楼栋"
ALL = "合计"
_FEW = "不足五户"
_NONE = "—"
_COLUMNS = (
    *("项目", "楼栋", "问题", "已入住户数", "抽中", "答卷", "回收率"),
    *SURVEY_MARK.values(),
    *("满意率", "区间下限", "区间上限", "平均分"),
)


def quarter_name(survey: SurveyRow) -> str:
    """The quarter as staff write it."""
    return f"{survey.year}年{survey.quarter}季度"


def as_sheet(made: Sequence[Results]) -> bytes:
    """The results of surveys as .xlsx; no household is named in it."""
    return table(TITLE, _COLUMNS, _rows(made))


def _rows(made: Sequence[Results]) -> Iterable[list[Value]]:
    for one in made:
        yield from _results(one)
    for text in ("", *DEFINITIONS):
        yield [text, *[None] * (len(_COLUMNS) - 1)]


def _results(made: Results) -> Iterable[list[Value]]:
    for line in (*made.lines, made.total):
        for at, question in enumerate(made.survey.questions):
            bounds = line.interval(at)
            limits = (_percent(bounds[0]), _percent(bounds[1])) if bounds else (_NONE, _NONE)
            yield [*_head(line), question, *_numbers(line), *_marks(line.questions[at], limits)]
    for one in made.buildings:
        name = TOGETHER if one.name is None else one.name
        for question, tally in zip(made.survey.questions, one.questions, strict=True):
            numbers: list[Value] = [None, one.asked or None, one.answered, None]
            marks = _marks(tally, (None, None)) if tally else [_FEW, *[None] * (len(SURVEY_MARK) + 3)]
            yield [one.project, name, question, *numbers, *marks]


def _head(line: Line) -> list[Value]:
    return [line.name or ALL, None]


def _numbers(line: Line) -> list[Value]:
    return [line.population, line.asked, line.answered, _percent(line.response)]


def _marks(tally: Tally, limits: tuple[Value, Value]) -> list[Value]:
    mean = _NONE if tally.mean is None else round(tally.mean, 2)
    return [*tally.counts, _percent(tally.share), *limits, mean]


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{share:.1%}"
