"""The notice that is posted up in a project: what its households said, and what is put right (TRADE 8)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from domain.staff import Person
from domain.survey_codes import FollowUpOutcome, SurveyState
from letters.templates.survey_notice import Notice, NoticeLine
from store import survey_follow_ups, surveys
from store.survey_follow_ups import FollowUpRow, MeasureRow
from store.surveys import SurveyProject, SurveyRow
from workers.instance.company import company_of
from workers.instance.permissions import HEADS, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.writing_tasks import write_survey_notice
from workers.surveys.results import Line, results_of
from workers.surveys.sheet import quarter_name

_NONE = "—"
_OPEN = "〔请写明整改措施〕"


def notice(services: Services, survey_id: int, project_id: int, *, actor: Person) -> tuple[str, bytes]:
    """The notice of a project as a Word file, with its name. Refused while the survey takes answers."""
    with services.database.reading() as session:
        actor = present(services, session, actor)
        row, project = _closed(session, survey_id, project_id)
        permit(actor, project.name, *HEADS)
        line = next(one for one in results_of(session, row, actor).lines if one.name == project.name)
        measures = [one for one in survey_follow_ups.measures(session, row.id) if one.project_id == project_id]
        visited = [one for one in survey_follow_ups.of_survey(session, row.id) if one.project_id == project_id]
        company = company_of(services, session)
    today = services.now().astimezone(services.zone).date()
    told = Notice(
        project=project.name,
        quarter=quarter_name(row),
        facts=_facts(row, line, visited),
        lines=tuple(_told(row, line, at) for at in range(len(row.questions))),
        measures=tuple(_measure(at, one) for at, one in enumerate(measures, start=1)) or (_OPEN,),
        dated=_day(today),
    )
    (docx,) = services.writers.map(write_survey_notice, [(told, company)])
    if isinstance(docx, Exception):
        raise Refused("未能生成公告，请稍后再试") from docx
    return f"满意度调查结果公告-{project.name}-{row.of.text}.docx", docx


def _closed(session: Session, survey_id: int, project_id: int) -> tuple[SurveyRow, SurveyProject]:
    row = surveys.get(session, survey_id)
    projects = surveys.projects_of(session, [survey_id]).get(survey_id, ())
    project = next((one for one in projects if one.project_id == project_id), None)
    if row is None or project is None:
        raise Refused("这次调查没有问这个项目")
    if row.state is not SurveyState.CLOSED:
        raise Refused("调查结束以后才能公布结果")
    return row, project


def _facts(row: SurveyRow, line: Line, visits: Sequence[FollowUpRow]) -> tuple[str, ...]:
    drawn = (
        f"按照每季度满意度调查的安排，我们从{line.name}已入住的{line.population}户中抽取{line.asked}户，"
        f"收回有效答卷{line.answered}份，回收率{_percent(line.response)}。"
    )
    overall, bounds = line.questions[0], line.interval(0)
    if bounds is None:
        return (drawn,)
    found = (
        f"“{row.questions[0]}”的满意率为{_percent(overall.share)}，按抽样推算，全体住户的满意率"
        f"有95%的把握在{_percent(bounds[0])}至{_percent(bounds[1])}之间。各项结果如下："
    )
    return drawn, *_visits(visits), found


def _visits(visits: Sequence[FollowUpRow]) -> tuple[str, ...]:
    """Of whom was reached and who was not; without visits nothing."""
    missed = sum(one.outcome is FollowUpOutcome.UNREACHABLE for one in visits)
    told = f"对评价不满意的{len(visits)}户，我们已回访{len(visits) - missed}户"
    more = f"，其余{missed}户多次没有联系上，请与我们联系" if missed else ""
    return (f"{told}{more}。",) if visits else ()


def _told(row: SurveyRow, line: Line, at: int) -> NoticeLine:
    tally = line.questions[at]
    mean = _NONE if tally.mean is None else f"{tally.mean:.2f}"
    return NoticeLine(question=row.questions[at], answers=str(tally.number), satisfied=_percent(tally.share), mean=mean)


def _measure(number: int, one: MeasureRow) -> str:
    state = "已完成" if one.done_at else f"{_day(one.due)}前完成"
    return f"{number}. {one.text.rstrip('。')}。负责人：{one.responsible}，{state}。"


def _percent(share: float | None) -> str:
    return _NONE if share is None else f"{share:.1%}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
