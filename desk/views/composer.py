"""The composer of a letter: per matter the demand, what was found, what is planned and what came of it, to be completed
and to be read at once on the true page beside."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desk.messages import N_
from desk.views.letter_page import LetterView, letter_view
from domain.composition import ComposedMatter, Composition
from domain.staff import Person
from domain.work_codes import EditHow, Met
from letters.context import Matter, Planned
from letters.pdf.office import PdfProblem
from store import edits
from store.cases import CaseRow
from store.letters import LetterRow
from workers.casework.composing import composition_of
from workers.correspondence import letter_checks, previews
from workers.correspondence.case_record import measures_of
from workers.correspondence.composition import NOT_AS_TOLD, NOT_OURS, NOT_SOLVED
from workers.correspondence.letter_checks import FindingView
from workers.deciding.recorded import recorded
from workers.instance.services import Services
from workers.privacy.earlier_answers import EarlierAnswer, earlier_answers
from workers.typical.before import typical_of
from workers.typical.published import PublishedCase

_DPI = 96
_CONCLUSIONS = (
    (NOT_SOLVED, N_("目前尚未解决")),
    (NOT_OURS, N_("不属于物业服务范围")),
    (NOT_AS_TOLD, N_("与我们核实的情况有所不同")),
)


@dataclass(frozen=True, kw_only=True)
class MatterForm:
    """One matter as a fieldset. answered: the letter takes it up. words: the resident's. questions: to find out."""

    composed: ComposedMatter
    answered: bool
    words: str
    questions: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that only a person can fill in, and no one has yet."""
        one = self.composed
        lacking = {"findings": not one.findings, "result": not one.result, "met": one.met is None}
        lacking["why"] = one.met in (Met.PARTLY, Met.UNMET) and not one.why
        return tuple(name for name, lacks in lacking.items() if lacks)


@dataclass(frozen=True, kw_only=True)
class ComposerView:
    """The composer. letter: the letter as it is kept. rewritten: somebody wrote at it freely since it was composed.

    earlier: what was answered to the like before, the same project first; typical: what typical cases of its matter
    teach. version: of the case's record, into which
    goes what is entered here.
    """

    letter: LetterView
    composition: Composition
    matters: tuple[MatterForm, ...]
    planned: tuple[Planned, ...]
    rewritten: bool
    earlier: tuple[EarlierAnswer, ...]
    typical: tuple[PublishedCase, ...]
    version: int

    @property
    def conclusions(self) -> tuple[tuple[str, str], ...]:
        """What an explanation may come to, in the letter's words and as a message."""
        return _CONCLUSIONS


@dataclass(frozen=True, kw_only=True)
class Look:
    """The letter as it would be. pages: PNG in base64. found: what is still to be mended; why: there are no pages."""

    pages: tuple[str, ...]
    found: tuple[FindingView, ...]
    why: str = ""


def composer_view(
    services: Services,
    session: Session,
    person: Person,
    letter: LetterRow,
    case: CaseRow,
    *,
    typed: Composition | None = None,
) -> ComposerView:
    """Everything that the composer shows. typed: as just typed, in place of what is kept."""
    composition = typed or composition_of(services, session, case, letter)
    kept = letter_view(services, session, person, letter, case, promised=composition.next_answer)
    last = edits.of_letter(session, letter.id)[-1:]
    return ComposerView(
        letter=kept,
        composition=composition,
        matters=_matters(composition, kept.raised),
        planned=measures_of(services, session, case),
        rewritten=any(one.how in (EditHow.BLOCKS, EditHow.UPLOAD) for one in last),
        earlier=earlier_answers(services, session, case, letter.kind),
        typical=typical_of(session, case),
        version=recorded(services, session, case).version,
    )


def look(services: Services, letter_id: int, docx: bytes, *, promised: date | None) -> Look:
    """The pages of a letter that is not kept, and what is still to be mended in it."""
    found = letter_checks.findings(services, letter_id, promised=promised, docx=docx)
    waiting = tuple(one for one in found if one.accepted is None)
    try:
        pages = previews.pictures(services, docx, dpi=_DPI)
    except PdfProblem as problem:
        return Look(pages=(), found=waiting, why=str(problem))
    return Look(pages=tuple(base64.b64encode(one).decode() for one in pages), found=waiting)


def _matters(composition: Composition, matters: Sequence[Matter]) -> tuple[MatterForm, ...]:
    """What the letter answers, then what else the resident raised, which can be taken up with one tick."""
    known = {matter.name: matter for matter in matters}
    answered = [_form(one, known.get(one.name), answered=True) for one in composition.matters]
    aside = {one.name: one for one in composition.aside}
    named = {one.name for one in composition.matters}
    left = [
        _form(aside.get(name, ComposedMatter(name=name)), known.get(name), answered=False)
        for name in dict.fromkeys((*known, *aside))
        if name not in named
    ]
    return (*answered, *left)


def _form(composed: ComposedMatter, matter: Matter | None, *, answered: bool) -> MatterForm:
    return MatterForm(
        composed=composed,
        answered=answered,
        words=matter.resident_words if matter else "",
        questions=matter.questions if matter else (),
    )
