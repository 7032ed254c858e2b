"""Notes on its case that a letter of ours came back, so that nobody believes it was received (RFC 3464)."""

import re

from sqlalchemy.orm import Session

from domain.codes import LetterState
from domain.reading import Document
from store import events, letters
from store.intake import IntakeRow
from workers.services import Services

_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s]{1,200}>")
WHO = "huihan"


def note(services: Services, session: Session, row: IntakeRow, document: Document) -> None:
    """Mark the letters that the bounce names as bounced; a bounce that names none of ours changes nothing."""
    named = (*document.envelope.references, *filter(None, (document.envelope.in_reply_to,)))
    found = _MESSAGE_ID.findall(f"{document.text}\n{document.quoted}")
    for letter in letters.by_message_ids(session, (*named, *found)):
        why = f"退信：{row.subject or ''}"
        if letters.advance(session, letter.id, LetterState.SENT, LetterState.BOUNCED, error=why):
            payload = {"letter": letter.id, "kind": letter.kind, "number": letter.number, "intake": row.id}
            events.append(session, letter.case_id, services.now(), WHO, "letter_bounced", payload)
