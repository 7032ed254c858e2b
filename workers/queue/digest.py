"""The morning's mail to each of the staff: what waits for them, once a working day, never twice.

The claim is committed before the server is spoken to: what a crash leaves may have gone out and is not sent again. What
was surely not handed over is tried again at the next look, while the office is open.
"""

from datetime import date, datetime

import structlog

from domain.staff import Person
from rules.calendar import WorkCalendar
from store import digests, people
from workers.instance.company import company_now
from workers.instance.message import build_notice
from workers.instance.services import Services
from workers.instance.smtp import Outcome, SmtpTransport
from workers.queue.digest_words import subject_of, text_of, words_of
from workers.queue.waiting import Digest, digest_of
from workers.staff.people import as_person

_NOTHING = "nothing waits"

log = structlog.get_logger("huihan.digest")


def send_due(services: Services) -> int:
    """Send what is due now; how many mails went out. Two at once send nothing twice."""
    now = services.now()
    day = now.astimezone(services.compiled.calendar.zone).date()
    transport = services.transport
    if transport is None or not due(services.compiled.calendar, now):
        return 0
    sent = 0
    for person in _wanted(services, day):
        said = _send(services, transport, person, day)
        if said is Outcome.NOT_SENT:
            break  # the server is away: the others would fare no better
        sent += said is Outcome.ACCEPTED
    return sent


def due(calendar: WorkCalendar, now: datetime) -> bool:
    """Whether the morning's mails may go out: while the office is open on a working day."""
    return calendar.open_at(now)


def mail(services: Services, person: Person, digest: Digest) -> bytes:
    """The mail's bytes. LookupError if there is no way to send one to the person."""
    if person.email is None:
        raise LookupError(f"no address of person {person.id}")
    words, desk = words_of(person.language), services.settings.desk.link("")
    return build_notice(
        services.mail_settings,
        services.keys,
        company_now(services),
        to=person.email,
        subject=subject_of(words, digest),
        body=text_of(words, digest, services.compiled.rulebook, name=person.name, desk=desk),
        dated=services.now().astimezone(services.zone),
    )


def _wanted(services: Services, day: date) -> list[Person]:
    """Who wants a mail, can get one, and has not had that day's."""
    with services.database.reading() as session:
        done = digests.claimed(session, day)
        rows = [row for row in people.list_people(session) if row.active and row.digest and row.email]
        held = people.held(session, services.now())
    return [as_person(row, held.get(row.id, ())) for row in rows if row.id not in done]


def _send(services: Services, transport: SmtpTransport, person: Person, day: date) -> Outcome | None:
    """Claim, then send; None if there is nothing to send, or somebody else does."""
    with services.database.transaction() as session:
        if not digests.claim(session, person.id, day, services.now()):
            return None
    with services.database.reading() as session:
        digest = digest_of(services, session, person, day)
    if not digest.total and not digest.ignored:
        _settle(services, person, day, _NOTHING, sent=False)
        return None
    message = mail(services, person, digest)
    said = transport.send(to_address=person.email or "", message=message)
    if said.outcome is Outcome.NOT_SENT:
        log.warning("digest_not_sent", person=person.login, answer=said.answer)
        with services.database.transaction() as session:
            digests.release(session, person.id, day)
        return said.outcome
    _settle(services, person, day, said.answer, sent=said.outcome is Outcome.ACCEPTED)
    return said.outcome


def _settle(services: Services, person: Person, day: date, answer: str, *, sent: bool) -> None:
    with services.database.transaction() as session:
        digests.settle(session, person.id, day, answer=answer, sent_at=services.now() if sent else None)
