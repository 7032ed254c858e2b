"""Puts right what a crash left: jobs of the dead are given back, rows get their jobs, what was sending is in doubt."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.codes import IntakeState, LetterState
from domain.events import EventName
from domain.notices import DeliveryState
from domain.staff import HOUSE
from domain.webhooks import WEBHOOK
from store import events, intake, jobs, letters, mailboxes, notices, webhooks
from store.letters import LetterRow, goes_by_mail
from workers.correspondence.form_signatures import own_signatures
from workers.instance.identity import is_dead
from workers.instance.services import Services
from workers.instance.stages import DECIDE, DISPATCH, DRAFT, ISSUE, NOTIFY, READ

_SENDING_AT_MOST = timedelta(minutes=15)
_STAGE_OF = {IntakeState.RECEIVED: READ, IntakeState.READ: DECIDE}


def recover(services: Services, *, alone: bool) -> int:
    """Mend the tables; how many letters are in doubt now.

    alone: this is the only runner (SQLite), so that whatever is claimed belongs to the dead; else only what a process
    claimed that is known to be gone, or what has been in sending for longer than a try can last.
    """
    with services.database.transaction() as session:
        if alone:
            jobs.give_back_all(session)
        jobs.give_back_dead(session, is_dead)
        mailboxes.release_dead(session, is_dead)
        wanted = [(_STAGE_OF[row.state], row.id) for row in intake.unfinished(session)]
        wanted += [
            (DRAFT, letter.id)
            for letter in letters.in_state(session, LetterState.DRAFT)
            if letter.docx_sha is None and letter.error is None
        ]
        wanted += [
            (DISPATCH, letter.id)
            for letter in letters.in_state(session, LetterState.QUEUED)
            if goes_by_mail(letter) and services.transport is not None
        ]
        wanted += [
            (ISSUE, letter.id)
            for letter in letters.in_state(session, LetterState.APPROVED)
            if letter.error is None and (letter.way is not None or _unsigned(services, session, letter))
        ]
        wanted += [
            (NOTIFY, delivery.id)
            for delivery in notices.deliveries(session, DeliveryState.WAITING)
            if delivery.due_at <= services.now()
        ]
        wanted += [(WEBHOOK, delivery_id) for delivery_id in webhooks.waiting(session, services.now())]
        for stage, subject_id in wanted:
            if alone or not jobs.live(session, stage, subject_id):
                jobs.defer(session, stage, subject_id)
    return doubt(services, alone=alone)


def _unsigned(services: Services, session: Session, letter: LetterRow) -> bool:
    """Whether a form that stays in the house still lacks the signatures of who approved it."""
    return letter.sealed_sha is None and bool(own_signatures(services, session, letter))


def doubt(services: Services, *, alone: bool) -> int:
    """Letters whose sender died between claim and answer lie in doubt: they may have gone out, so a person looks."""
    now = services.now()
    doubted = 0
    with services.database.transaction() as session:
        _doubt_notices(services, session, alone=alone)
        for letter in letters.in_state(session, LetterState.SENDING):
            if not (alone or is_dead(letter.claimed_by or "") or _too_long(letter.claimed_at, now)):
                continue
            why = "发送过程中断，无法确定是否已发出：请查看邮箱的已发送文件夹或询问住户"
            if letters.advance(session, letter.id, LetterState.SENDING, LetterState.IN_DOUBT, error=why):
                payload = {"letter": letter.id, "kind": letter.kind, "number": letter.number}
                events.append(session, letter.case_id, now, HOUSE, EventName.LETTER_IN_DOUBT, payload)
                doubted += 1
    return doubted


def _doubt_notices(services: Services, session: Session, *, alone: bool) -> None:
    """Notices too: what may have arrived is not sent again."""
    left = notices.deliveries(session, DeliveryState.SENDING)
    if not left:
        return
    from workers.telling import notifying  # noqa: PLC0415 - slow to import, and seldom wanted

    now = services.now()
    for delivery in left:
        if alone or is_dead(delivery.claimed_by or "") or _too_long(delivery.claimed_at, now):
            notifying.doubt(services, session, delivery)


def _too_long(claimed_at: datetime | None, now: datetime) -> bool:
    return claimed_at is None or now - claimed_at >= _SENDING_AT_MOST
