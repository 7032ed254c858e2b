"""A letter as `huihan letters` shows it."""

from sqlalchemy.orm import Session

from store import cases
from store.letters import LetterRow
from workers.instance.services import Services
from workers.public.records import letter_file
from workers.public.views import View, letter_view


def letter_json(services: Services, session: Session, letter: LetterRow) -> View:
    """One of `huihan letters list --json`."""
    case = cases.get_case(session, letter.case_id)
    number = case.number if case else None
    path = str(letter_file(services, number, letter)) if number and letter.docx_sha else None
    return letter_view(letter, path=path) | {
        "case": number,
        "to": letter.to_address,
        "round": letter.round,
        "message_id": letter.message_id,
        "held": letter.held,
        "answer": letter.answer,
    }
