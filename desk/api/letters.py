"""Letters of a case as files, for a program that shows or keeps them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from desk.api.bearer import Call, bearing
from desk.api.problems import Problem
from desk.files import DOCX, PDF, download
from domain.scopes import Scope
from store import cases, letters
from store.cases import CaseRow
from store.edits import RenditionRow
from store.letters import LetterRow
from workers.correspondence import previews

router = APIRouter(tags=["letters"])
Reader = Annotated[Call, Depends(bearing(Scope.LETTERS_READ))]


@router.get("/letters/{letter_id}/docx", response_class=Response)
def word(call: Reader, letter_id: int) -> Response:
    """A letter's Word file as it stands; `id` as in the case's `letters`."""
    letter, case = _letter(call, letter_id)
    if letter.docx_sha is None:
        raise Problem(404)
    return download(call.services.archive.get(letter.docx_sha), f"{_name(letter, case)}.docx", DOCX)


@router.get("/letters/{letter_id}/pdf", response_class=Response)
def printed(call: Reader, letter_id: int) -> Response:
    """A letter's PDF: sealed once it is approved, before that as it stands; 404 where none can be made."""
    letter, case = _letter(call, letter_id)
    sha = letter.sealed_sha or letter.pdf_sha
    if sha is None and letter.docx_sha is not None:
        made = previews.preview(call.services, letter.docx_sha)
        sha = made.pdf_sha if isinstance(made, RenditionRow) else None
    if sha is None:
        raise Problem(404)
    return download(call.services.archive.get(sha), f"{_name(letter, case)}.pdf", PDF)


def _letter(call: Call, letter_id: int) -> tuple[LetterRow, CaseRow]:
    """The letter and its case, if the token's project is theirs; that it was read is noted. Raises Problem 404."""
    with call.services.database.transaction() as session:
        letter = letters.get(session, letter_id)
        case = None if letter is None else cases.get_case(session, letter.case_id)
        if letter is None or case is None or not call.sees(case):
            raise Problem(404)
        call.looked(session, case, "letter")
    return letter, case


def _name(letter: LetterRow, case: CaseRow) -> str:
    return letter.number or f"{case.number}-{letter.kind}"
