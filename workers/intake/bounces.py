"""Believes a bounce only if it names the Message-ID of a letter of ours and the address that letter went to (RFC 3464):
then no one has the letter, and what it had stopped runs again.

The Message-ID has 128 random bits and went to one address, so a bounce that names both has seen the mail.
Headers, numbers and words of a bounce are anybody's to write and move nothing; what does not fit waits for a person.
"""

import re

from sqlalchemy.orm import Session

from domain.codes import LetterState
from domain.events import EventName
from domain.mailboxes import one_mailbox
from domain.reading import Document, Recipient, Returned
from domain.reading_codes import Authentication
from store import events, letters
from store.intake import IntakeRow
from store.letters import LetterRow
from workers.correspondence.also_answered import hold_cases
from workers.deciding.route import Bounce
from workers.instance.message import is_signed
from workers.instance.services import Services
from workers.sending.delivery_effects import came_back

_REASON = re.compile(r"^.{0,120}\b(?:5\d\d[ -]|5\.\d{1,3}\.\d{1,3}\b).{0,240}", re.MULTILINE)
"""A line with a permanent status (RFC 3463) or reply code (RFC 5321)."""
_FAILED = "failed"


def judge(services: Services, session: Session, document: Document) -> Bounce:
    """Whether a bounce is believed, and of which letter. Changes nothing."""
    returned = document.returned
    named = returned.message_ids if returned else ()
    if document.envelope.authentication is Authentication.FAIL:
        return Bounce(doubt="发件人未通过邮件服务器的验证，可能是冒名的退信")
    if returned is None or len(named) != 1:
        many = "退信写明了不止一封信，一封退信只能退回一封"
        return Bounce(doubt=many if named else "退信没有写明退回的是哪封信")
    letter = next(iter(letters.by_message_ids(session, named)), None)
    if letter is not None:
        return _of(letter, returned)
    of_ours = is_signed(services.keys, named[0], returned.signature)
    return Bounce() if of_ours else Bounce(doubt="退信写明的不是本系统发出的信")


def _of(letter: LetterRow, returned: Returned) -> Bounce:
    actions = {one.action for one in returned.recipients if _is_for(one, letter)}
    if not actions:
        return Bounce(doubt="退信写明的收件人不是该函件发往的邮箱")
    return Bounce(letter_id=letter.id) if _FAILED in actions else Bounce(notice=True)


def note(services: Services, session: Session, row: IntakeRow, document: Document, letter: LetterRow, who: str) -> bool:
    """The letter came back; False if it does not count as sent under its Message-ID any more.

    letter: as it was when it was judged, or chosen. who: what or who says so.
    """
    held = {one.id: one for one in letters.hold_of_case(session, letter.case_id)}
    if held[letter.id].message_id != letter.message_id:
        return False
    why = f"退信：{_reason(document, letter) or row.subject or ''}".rstrip("：")
    if not letters.advance(session, letter.id, LetterState.SENT, LetterState.BOUNCED, error=why):
        return False
    hold_cases(session, letter)
    told = {"letter": letter.id, "kind": letter.kind, "number": letter.number}
    payload = {**told, "intake": row.id, "reason": why}
    events.append(session, letter.case_id, services.now(), who, EventName.LETTER_BOUNCED, payload)
    came_back(services, session, letter, who)
    return True


def _is_for(recipient: Recipient, letter: LetterRow) -> bool:
    wanted = one_mailbox(letter.to_address)
    return bool(wanted) and wanted in {one_mailbox(recipient.address), one_mailbox(recipient.original)}


def _reason(document: Document, letter: LetterRow) -> str:
    """What the server that refused the letter said, in its own words; empty if nothing looks like it."""
    returned = document.returned or Returned(report=False)
    told = next((one.why for one in returned.recipients if one.why and _is_for(one, letter)), None)
    found = _REASON.search(f"{document.text}\n{document.quoted}")
    return " ".join((found[0] if found else told or "").split())
