"""Published typical cases on paper: a Word document, and a PDF by the office where there is one."""

import re
from collections.abc import Sequence

from domain.staff import CASE_ROLES, Person
from domain.typical import PART, TypicalState
from letters.pdf.office import PdfProblem
from letters.training import TrainingCase, training_document
from store import typical_cases
from store.typical_cases import TypicalRow
from workers.correspondence.previews import paint_docx
from workers.instance.company import company_of
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.writing_tasks import Painted, page_texts

NAME = "典型案例"
MOST = 100
"""Cases of one document."""
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"—\s*\d+\s*—")


def as_word(services: Services, typical_ids: Sequence[int], *, actor: Person) -> bytes:
    """These, in their order. The contents of several name the pages, where there is an office to count them.

    Raises Refused for none, for too many, and for what is not published.
    """
    return _made(services, typical_ids, actor)[0]


def as_pdf(services: Services, typical_ids: Sequence[int], *, actor: Person) -> bytes:
    """The same on paper. Raises Refused, also where no PDF can be made."""
    docx, painted = _made(services, typical_ids, actor, paint=True)
    return painted.pdf if painted else docx


def _made(
    services: Services, typical_ids: Sequence[int], actor: Person, *, paint: bool = False
) -> tuple[bytes, Painted | None]:
    chosen = list(dict.fromkeys(typical_ids))
    if not chosen:
        raise Refused("请先选择案例")
    if len(chosen) > MOST:
        raise Refused("一次最多 {most} 个案例", most=MOST)
    if not actor.holds(*CASE_ROLES):
        raise Refused("没有这个典型案例")
    with services.database.reading() as session:
        held = [_published(typical_cases.get(session, id_)) for id_ in chosen]
        texts = [typical_cases.latest(session, row) for row in held]
        company = company_of(services, session).name
    cases = [TrainingCase(title=text.title, parts={PART[name]: getattr(text, name) for name in PART}) for text in texts]
    dated = services.now().astimezone(services.zone).date()
    docx = training_document(cases, company=company, dated=dated)
    if len(cases) == 1 and not paint:
        return docx, None
    try:
        painted = paint_docx(services, docx)
        if len(cases) > 1:
            pages = _pages(services, painted, [one.title for one in cases])
            docx = training_document(cases, company=company, dated=dated, pages=pages)
            painted = paint_docx(services, docx) if paint else painted
    except PdfProblem as problem:
        if paint:
            raise Refused(str(problem)) from problem
        return docx, None
    return docx, painted


def _published(row: TypicalRow | None) -> TypicalRow:
    if row is None or row.state is not TypicalState.PUBLISHED:
        raise Refused("只有已发布的案例可以印成培训材料")
    return row


def _pages(services: Services, painted: Painted, titles: Sequence[str]) -> tuple[int, ...] | None:
    """On which page each case begins, as printed: the page that its title begins. None where one was not found."""
    (texts,) = services.previews.map(page_texts, [(painted.pdf,)])
    if isinstance(texts, Exception):
        return None
    begins = [_BLANKS.sub("", _NUMBER.sub("", text)) for text in texts]
    found: list[int] = []
    for title in titles:
        after = found[-1] if found else 0
        wanted = _BLANKS.sub("", title)
        page = next((at for at, text in enumerate(begins, 1) if at > after and text.startswith(wanted)), None)
        if page is None:
            return None
        found.append(page)
    return tuple(found)
