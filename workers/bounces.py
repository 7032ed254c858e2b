"""Notes on its case that a letter of ours came back, so that nobody believes it was received (RFC 3464): what it had
stopped runs again."""

import re

from sqlalchemy.orm import Session

from domain.codes import LetterState
from domain.reading import Document
from store import events, letters
from store.intake import IntakeRow
from store.letters import LetterRow
from workers.delivered import came_back
from workers.services import Services

_REASON = re.compile(r"^.{0,120}\b(?:5\d\d[ -]|5\.\d{1,3}\.\d{1,3}\b).{0,240}", re.MULTILINE)
"""A line with a permanent status (RFC 3463) or reply code (RFC 5321)."""
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s]{1,200}>")
WHO = "huihan"


def note(services: Services, session: Session, row: IntakeRow, document: Document) -> None:
    """Mark the letters that the bounce names as bounced; a bounce that names none of ours changes nothing."""
    why = f"退信：{_reason(document) or row.subject or ''}".rstrip("：")
    for letter in named(session, document):
        letters.hold_of_case(session, letter.case_id)
        if letters.advance(session, letter.id, LetterState.SENT, LetterState.BOUNCED, error=why):
            told = {"letter": letter.id, "kind": letter.kind, "number": letter.number}
            payload = {**told, "intake": row.id, "reason": why}
            events.append(session, letter.case_id, services.now(), WHO, "letter_bounced", payload)
            came_back(services, session, letter, WHO)


def named(session: Session, document: Document) -> list[LetterRow]:
    """The letters of ours that a bounce names."""
    threaded = (*document.envelope.references, *filter(None, (document.envelope.in_reply_to,)))
    found = _MESSAGE_ID.findall(f"{document.text}\n{document.quoted}")
    return letters.by_message_ids(session, (*threaded, *found))


def _reason(document: Document) -> str:
    """What the server that refused the letter said, in its own words; empty if nothing looks like it."""
    found = _REASON.search(f"{document.text}\n{document.quoted}")
    return " ".join(found[0].split()) if found else ""
