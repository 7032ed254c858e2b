"""Stage 5, dispatch: a queued letter goes out by SMTP once, or lies in doubt before a person; never twice, never lost.

The claim (state `sending`) is committed before the server is spoken to, and the Message-ID was fixed before that: what
a crash leaves in `sending` may or may not have gone out, so a person looks (DESIGN 2.5).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from domain.events import EventName
from domain.labels import LETTER
from domain.staff import HOUSE
from store import cases, events, letters
from store.cases import CaseRow
from store.edits import RenditionRow
from store.letters import LetterRow, goes_by_mail
from store.rows import Columns
from workers.correspondence import department_mail
from workers.correspondence.also_answered import hold_cases
from workers.correspondence.countersigned import to_manager
from workers.correspondence.previews import preview
from workers.instance.company import company_now
from workers.instance.message import DOCX, OutgoingMail, build, signature_of
from workers.instance.services import Services
from workers.instance.smtp import Delivery, Outcome
from workers.instance.stages import DISPATCH, LaterError
from workers.sending.delivery_effects import delivered

_STATE = {
    Outcome.ACCEPTED: LetterState.SENT,
    Outcome.REFUSED: LetterState.BOUNCED,
    Outcome.IN_DOUBT: LetterState.IN_DOUBT,
}
PDF = ("application", "pdf")


class DispatchStage:
    """One letter at a time: a crash leaves at most one in doubt."""

    name = DISPATCH
    batch = 1

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Delivery | Exception]:
        """Claim, then send; what the server said by letter id."""
        return {id_: said for id_ in ids if (said := self._send(services, id_)) is not None}

    def record(self, services: Services, session: Session, subject_id: int, prepared: Delivery) -> None:
        """What the server said becomes the letter's state; a letter sent stops its clock."""
        settle(services, session, subject_id, _STATE[prepared.outcome], HOUSE, answer=prepared.answer)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("dispatch.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """Our own fault: a person looks. What was not even claimed stands before them too, or it would never go out."""
        letter = letters.hold(session, subject_id)
        if letter is None:
            return
        if letter.state is LetterState.QUEUED and goes_by_mail(letter):
            letters.advance(session, subject_id, LetterState.QUEUED, LetterState.SENDING)
            error = f"尚未发出：{error}"
        settle(services, session, subject_id, LetterState.IN_DOUBT, HOUSE, answer=error)

    def _send(self, services: Services, letter_id: int) -> Delivery | Exception | None:
        with services.database.reading() as session:
            letter = letters.get(session, letter_id)
            case = cases.get_case(session, letter.case_id) if letter else None
        if letter is None or case is None or services.transport is None or not _waits(letter):
            return None
        if to_manager(services, letter_id):
            return None
        now = services.now()
        message = _mail(services, case, letter, now)
        claim = {"claimed_by": services.worker, "claimed_at": now}
        with services.database.transaction() as session:
            held = letters.hold(session, letter_id)
            if held is None or not _waits(held):
                return None
            if held != letter:  # what was built is not the letter that is claimed now
                return LaterError("the letter was changed meanwhile")
            letters.advance(session, letter_id, LetterState.QUEUED, LetterState.SENDING, **claim)
        services.crash_points.point("dispatch.claimed")
        delivery = services.transport.send(to_address=letter.to_address or "", message=message)
        if delivery.outcome is not Outcome.NOT_SENT:
            return delivery
        with services.database.transaction() as session:
            letters.advance(session, letter_id, LetterState.SENDING, LetterState.QUEUED, error=delivery.answer)
        return LaterError(delivery.answer)


def settle(services: Services, session: Session, letter_id: int, state: LetterState, who: str, *, answer: str) -> bool:
    """Bring a letter that was being sent, or is in doubt, to its end; False if it is neither."""
    now = services.now()
    values: Columns = {"answer": answer} if state is LetterState.SENT else {"error": answer}
    if state is LetterState.SENT:
        values["sent_at"] = now
    if not letters.advance(session, letter_id, (LetterState.SENDING, LetterState.IN_DOUBT), state, **values):
        return False
    letter = letters.get(session, letter_id)
    if letter is None:
        return False
    hold_cases(session, letter)
    payload = {"letter": letter_id, "kind": letter.kind, "number": letter.number, "answer": answer}
    events.append(session, letter.case_id, now, who, EventName.of_letter(state), payload)
    if state is LetterState.SENT:
        delivered(services, session, letter, who)
    return True


def _painted(services: Services, docx_sha: str) -> str | None:
    """The PDF of an acknowledgement, for residents get no Word file; None where none can be made, for it must go."""
    made = preview(services, docx_sha)
    return made.pdf_sha if isinstance(made, RenditionRow) else None


def _waits(letter: LetterRow) -> bool:
    """Whether it is for SMTP to take now."""
    return letter.state is LetterState.QUEUED and goes_by_mail(letter)


def _mail(services: Services, case: CaseRow, letter: LetterRow, now: datetime) -> bytes:
    smtp = services.smtp
    if smtp is None or letter.docx_sha is None or letter.message_id is None:
        raise LookupError(f"letter {letter.id} is not ready to be sent")
    company, notice = company_now(services), letter.kind is LetterKind.DEPARTMENT_NOTICE
    pdf_sha = letter.sealed_sha or letter.pdf_sha or _painted(services, letter.docx_sha)
    sha, kind = (pdf_sha, PDF) if pdf_sha else (letter.docx_sha, DOCX)
    return build(
        OutgoingMail(
            message_id=letter.message_id,
            signature=signature_of(services.keys, letter.message_id),
            from_name=f"{company.name}{company.office}",
            from_address=smtp.from_address,
            to_address=letter.to_address or "",
            subject=f"{LETTER[letter.kind]} {case.number}" if notice else letter.subject or case.number,
            body=(letter.body or "") + (department_mail.HOW if notice else ""),
            attachment_name=f"{case.number}.{'docx' if kind is DOCX else 'pdf'}",
            attachment=services.archive.get(sha),
            attachment_type=kind,
            letter_number=letter.number or "",
            dated=now,
            automatic=letter.kind is LetterKind.ACKNOWLEDGEMENT,
            # A notice is the first of a thread of its own: the resident's stays the resident's.
            in_reply_to=None if notice else letter.in_reply_to,
            references=() if notice else letter.references,
            reply_to=department_mail.reply_address(services, letter) if notice else None,
        )
    )
