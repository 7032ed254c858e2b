"""The mails about changes that need a second person: each to one address, once, in the language of its reader.

The claim is committed before the server is spoken to: what a crash leaves may have gone out and is not sent again. What
was surely not handed over is tried again at the next look.
"""

import structlog

from store import changes, people
from store.changes import ChangeRow, NoticeRow
from store.people import PersonRow
from workers.instance.company import company_now
from workers.instance.message import build_notice
from workers.instance.services import Services
from workers.instance.smtp import Outcome, SmtpTransport
from workers.staff.notice_words import subject_of, text_of

log = structlog.get_logger("huihan.people")


def send_due(services: Services) -> int:
    """Send what waits; how many mails went out. Two at once send nothing twice; without a mail server all stay."""
    if services.transport is None:
        return 0
    with services.database.reading() as session:
        waiting = changes.unsent(session)
    sent = 0
    for notice in waiting:
        outcome = _send(services, services.transport, notice)
        if outcome is Outcome.NOT_SENT:
            break  # the server is away: the others would fare no better
        sent += outcome is Outcome.ACCEPTED
    return sent


def mail(services: Services, notice: NoticeRow, change: ChangeRow, reader: PersonRow, concerned: PersonRow) -> bytes:
    """The mail's bytes."""
    link = services.settings.desk.link("/changes")
    return build_notice(
        services.mail_settings,
        services.keys,
        company_now(services),
        to=notice.address,
        subject=subject_of(reader.language, notice.news, change, concerned),
        body=text_of(notice.news, change, reader=reader, concerned=concerned, link=link, zone=services.zone),
        dated=notice.made_at.astimezone(services.zone),
    )


def _send(services: Services, transport: SmtpTransport, notice: NoticeRow) -> Outcome | None:
    """Claim, then send; None if somebody else does."""
    with services.database.transaction() as session:
        if not changes.claim(session, notice.id, services.now()):
            return None
        change, reader = changes.get(session, notice.change_id), people.get(session, notice.person_id)
        concerned = people.get(session, change.person_id) if change else None
    if change is None or reader is None or concerned is None:
        return None
    said = transport.send(to_address=notice.address, message=mail(services, notice, change, reader, concerned))
    with services.database.transaction() as session:
        if said.outcome is Outcome.NOT_SENT:
            changes.release(session, notice.id)
        else:
            accepted = said.outcome is Outcome.ACCEPTED
            changes.settle(session, notice.id, answer=said.answer, sent_at=services.now() if accepted else None)
    if said.outcome is not Outcome.ACCEPTED:
        log.warning("notice_not_sent", notice=notice.id, outcome=said.outcome, answer=said.answer)
    return said.outcome
