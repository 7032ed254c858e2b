"""The questionnaires on paper: for the households that a survey asks in a project, as Word or PDF, to be handed out."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.said import Sentence
from domain.staff import Person
from domain.survey_codes import SurveyState
from letters.pdf.office import PdfProblem
from letters.templates.survey_form import Questionnaire, Sheet
from store import survey_households
from store.survey_households import AskedRow
from store.surveys import SurveyRow
from workers.instance.company import company_of
from workers.instance.house_entries import noted
from workers.instance.permissions import OFFICE, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.writing_tasks import Painted, paint, write_questionnaires
from workers.surveys.codes import code_of
from workers.surveys.rights import NOT_RUNNING, held
from workers.surveys.sheet import quarter_name

AT_ONCE = 100
"""Households in one file: what LibreOffice makes in some seconds."""


class FileKind(StrEnum):
    """As what the questionnaires are handed out."""

    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which questionnaires. part: from 1, AT_ONCE households each, by flat; left: only of those without an answer."""

    project_id: int
    part: int = 1
    left: bool = False
    kind: FileKind = FileKind.PDF


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A file of questionnaires. households: how many it is for."""

    name: str
    data: bytes
    households: int


def questionnaires(services: Services, survey_id: int, wanted: Wanted, *, actor: Person) -> Printed:
    """Make them, and note in the house log that they were. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row, projects = held(session, survey_id, SurveyState.RUNNING, NOT_RUNNING)
        project = next((one for one in projects if one.project_id == wanted.project_id), None)
        if project is None:
            raise Refused("这次调查没有问这个项目")
        permit(actor, project.name, *OFFICE)
        asked = _asked(session, row, wanted)
        if not asked:
            raise Refused("没有要打印的问卷")
        company = company_of(services, session)
        more = {"survey": row.id, "quarter": row.of.text, "project": project.name, "count": len(asked)}
        noted(services, session, HouseEvent.SURVEY_PRINTED, who=actor.login, whom="", **more)
    form = Questionnaire(quarter=quarter_name(row), project=project.name, questions=row.questions)
    sheets = tuple(Sheet(flat=_flat(one), code=code_of(services.keys, one.id)) for one in asked)
    (docx,) = services.writers.map(write_questionnaires, [(form, sheets, company)])
    if isinstance(docx, Exception):
        raise Refused("未能生成问卷，请稍后再试") from docx
    name = f"满意度调查问卷-{project.name}-{wanted.part}.{wanted.kind}"
    data = docx if wanted.kind is FileKind.DOCX else _pdf(services, docx)
    return Printed(name=name, data=data, households=len(asked))


def parts(households: int) -> int:
    """How many files so many households fill."""
    return -(-households // AT_ONCE)


def _asked(session: Session, row: SurveyRow, wanted: Wanted) -> list[AskedRow]:
    found = survey_households.of_project(session, row.id, wanted.project_id)
    if wanted.left:
        answered = survey_households.answered(session, row.id)
        found = [one for one in found if one.household_id not in answered]
    return found[AT_ONCE * (wanted.part - 1) : AT_ONCE * wanted.part]


def _pdf(services: Services, docx: bytes) -> bytes:
    (painted,) = services.previews.map(paint, [(docx,)])
    if isinstance(painted, PdfProblem):
        raise Refused("未能生成 PDF：{why}", why=Sentence(str(painted))) from painted
    if not isinstance(painted, Painted):
        raise Refused("未能生成 PDF，请稍后再试或下载 Word")
    return painted.pdf


def _flat(row: AskedRow) -> str:
    return " ".join(filter(None, (row.building, row.unit, row.room)))
