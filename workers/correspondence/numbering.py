"""A letter's number and Message-ID, given once: letters to residents share one series (物函〔2026〕123号), each
paper of the house has its own (物记〔2026〕7号)."""

from datetime import date

from sqlalchemy.orm import Session

from domain.codes import LetterKind
from domain.letter_kinds import INSIDE
from store.numbers import LETTER_SERIES, letter_number, next_number
from store.rows import Columns
from workers.instance.message import new_message_id
from workers.instance.services import Services


def series_of(kind: LetterKind) -> str:
    """The series that counts the letters of a kind."""
    return kind.value if kind in INSIDE else LETTER_SERIES


def numbered(services: Services, session: Session, kind: LetterKind, day: date) -> Columns:
    """The next number of the kind's series in that year, and a Message-ID."""
    number = next_number(session, series_of(kind), day.year)
    prefix = services.settings.company.prefix_of(kind)
    return {"number": letter_number(prefix, day.year, number), "message_id": new_message_id(services.settings)}
