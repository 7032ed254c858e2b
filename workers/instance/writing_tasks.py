"""What the processes that write letters run: Word files, PDFs, pictures of pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from domain.settings import CompanySettings
from letters.context import Box, LetterContext, Signature
from letters.pdf.pages import merged, page_count, page_png, single_pages
from letters.pdf.printed.agreed import check_agreed
from letters.pdf.printed.layer import read_pages
from letters.pdf.seal import sealed
from letters.templates.survey_form import Questionnaire, Sheet, questionnaires
from letters.templates.survey_notice import Notice, survey_notice
from letters.templating.render import Templates
from letters.templating.window import Addressed, address_sheets
from letters.word.blocks import fill
from letters.word.document import plain_text
from letters.word.packages.settled import settled
from letters.word.signatures import with_signatures
from workers.instance.office_pdf import office_pdf

OFFICE_SECONDS = 60.0
"""What LibreOffice is given for a letter."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter in its three forms: the Word file, and a mail's text and subject."""

    docx: bytes
    text: str
    subject: str


def write_letter(folder: Path, context: LetterContext) -> Written:
    """The letter by the templates of `folder`, or the shipped ones. Raises letters.TemplateProblem."""
    templates = _templates(folder)
    return Written(
        docx=templates.render(context.kind, context),
        text=templates.text(context.kind, context),
        subject=templates.subject(context.kind, context),
    )


@cache
def _templates(folder: Path) -> Templates:
    """Kept from letter to letter, for compiling a template takes longer than filling it."""
    return Templates(folder)


@dataclass(frozen=True, kw_only=True)
class Painted:
    """A letter on paper. pages: how many sheets' sides it fills."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A letter with its number and date in place, and the same on paper."""

    docx: bytes
    text: str
    painted: Painted


def paint(docx: bytes) -> Painted:
    """The PDF of a .docx. Raises letters.pdf.office.PdfProblem."""
    pdf = office_pdf(docx, seconds=OFFICE_SECONDS)
    return Painted(pdf=pdf, pages=page_count(pdf))


def finish(docx: bytes, number: str, dated: date, signatures: Mapping[Box, Signature] | None = None) -> Finished:
    """The letter as it is submitted, with a PDF that says what it says and nothing else.

    signatures: of a form, all that stand now; no other stays in its boxes.
    Raises letters.pdf.office.PdfProblem, letters.word.packages.refusal.PackageRefused,
    letters.pdf.printed.agreed.NotAsWritten.
    """
    filled = fill(settled(docx), number=number, dated=dated)
    if signatures is not None:
        filled = with_signatures(filled, signatures, all_boxes=True)
    painted = paint(filled)
    check_agreed(filled, painted.pdf)
    return Finished(docx=filled, text=plain_text(filled), painted=painted)


def seal(pdf: bytes, image: bytes) -> bytes:
    """The PDF with the seal over its signature. Raises letters.pdf.seal.SealProblem."""
    return sealed(pdf, image)


def sign(docx: bytes, signatures: Mapping[Box, Signature]) -> bytes:
    """The PDF of an approved form with these signatures in their boxes: they alone differ from what was approved.

    Raises letters.pdf.office.PdfProblem, letters.pdf.printed.agreed.NotAsWritten.
    """
    signed = with_signatures(docx, signatures, all_boxes=False)
    pdf = office_pdf(signed, seconds=OFFICE_SECONDS)
    check_agreed(signed, pdf)
    return pdf


def paint_page(pdf: bytes, page: int, dpi: int) -> bytes:
    """A page (from 1) of a PDF as PNG. IndexError for a page that there is not."""
    return page_png(pdf, page, dpi)


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The text of each page. Raises letters.pdf.seal.SealProblem if it is no PDF."""
    return read_pages(pdf)


def bind(letters: tuple[tuple[bytes, Addressed | None], ...], company: CompanySettings) -> Painted:
    """Several PDFs in one, each from a sheet of its own, behind the address page for its window envelope if it has one.

    Raises letters.pdf.office.PdfProblem.
    """
    addressed = [to for _, to in letters if to is not None]
    pages: Iterator[bytes] = iter(())
    if addressed:
        pages = iter(single_pages(office_pdf(address_sheets(addressed, company), seconds=OFFICE_SECONDS)))
    sheets: list[bytes] = []
    for pdf, to in letters:
        sheets += [pdf] if to is None else [next(pages), pdf]
    bound = merged(sheets, duplex=True)
    return Painted(pdf=bound, pages=page_count(bound))


def write_questionnaires(asked: Questionnaire, sheets: tuple[Sheet, ...], company: CompanySettings) -> bytes:
    """The questionnaires of a survey as a .docx, a page for each household."""
    return questionnaires(asked, sheets, company)


def write_survey_notice(notice: Notice, company: CompanySettings) -> bytes:
    """The notice with the results of a survey as a .docx."""
    return survey_notice(notice, company)
