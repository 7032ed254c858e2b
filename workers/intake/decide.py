"""Stage 3, decide: a letter as read ends as a case, a follow-up, ignored, quarantined or before a person, all at once.

One transaction holds the route, the decision, the case, its clocks, its events, the letter to be drafted and the next
job, so that a crash leaves either all of it or nothing. Deciding is pure and takes about a millisecond, and what it
looks at (history, directory) must be what the same transaction sees.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import IgnoredReason, IntakeState
from domain.events import EventName, HouseEvent
from domain.reading import Document
from domain.reading_codes import Authentication, MessageClass
from domain.staff import HOUSE
from store import cases, clocks, directory, events, intake, jobs, letters
from store.intake import IntakeRow
from workers.deciding import dangers, deadlines, searchable
from workers.deciding.effective_document import as_read
from workers.deciding.legible import complains
from workers.deciding.route import Followed, Known, Route, asks_directory, numbers_in, route
from workers.instance.house_entries import noted
from workers.instance.message import is_signed
from workers.instance.services import Services
from workers.instance.stages import DECIDE, TELL_OF_INTAKE, LaterError
from workers.intake import bounces, department_answers, opening, survey_forms

_WAIT = timedelta(seconds=2)
QUARANTINE = "quarantine"
_UNPROVED = (Authentication.FAIL, Authentication.NONE)
_IN_HAND = (IntakeState.RECEIVED, IntakeState.READ, IntakeState.CASE, IntakeState.FOLLOW_UP)
PROPOSED = "proposed"
"""In an intake's details: the number of the case that what waits seems to follow."""
"""Who acted, in events that no person caused."""


class DecideStage:
    """Routes and decides; nothing slow."""

    name = DECIDE
    batch = 32

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, tuple[Document, ...] | Exception]:
        """The readings in the order of entry; one that may follow a letter still on its way waits for that one."""
        prepared: dict[int, tuple[Document, ...] | Exception] = {}
        ready: set[int] = set()
        with services.database.reading() as session:
            for id_ in sorted(ids):
                reading = intake.load_reading(session, id_)
                if reading is None:
                    continue
                if intake.pending_before(session, _threaded(reading[0]), id_) - ready:
                    prepared[id_] = LaterError("a letter that this one may follow is on its way", wait=_WAIT)
                else:
                    prepared[id_] = reading
                    ready.add(id_)
        return prepared

    def record(self, services: Services, session: Session, subject_id: int, prepared: tuple[Document, ...]) -> None:
        """Settle one letter, unless it is done."""
        row = intake.get(session, subject_id)
        if row is None or row.state is not IntakeState.READ:
            return
        settle(services, session, row, prepared[0])
        services.crash_points.point("decide.opened")

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("decide.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """Deciding failed for reasons of ours: a person decides."""
        row = intake.get(session, subject_id)
        if row is not None and row.state is IntakeState.READ:
            why = f"自动判定失败（{error}），请人工登记"
            _end(services, session, row, Route(state=IntakeState.AWAITING_PERSON, why=why))


def settle(services: Services, session: Session, row: IntakeRow, document: Document) -> None:
    """Bring one letter to its end."""
    known = _known(services, session, row, document)
    where = route(document, known)
    if where.state is IntakeState.CASE:
        opening.open_case(services, session, as_read(row, document))
    elif where.state is IntakeState.FOLLOW_UP and known.department is not None:
        department_answers.record(services, session, row, document, known.department)
    elif where.state is IntakeState.FOLLOW_UP and where.case_id is not None:
        opening.follow_up(services, session, as_read(row, document), where.case_id)
    else:
        _end(services, session, row, where, document)
        letter_id = known.bounce.letter_id if known.bounce else None
        letter = letters.get(session, letter_id) if letter_id is not None else None
        if where.reason is IgnoredReason.BOUNCE and letter is not None:
            bounces.note(services, session, row, document, letter, HOUSE)


def _known(services: Services, session: Session, row: IntakeRow, document: Document) -> Known:
    envelope = document.envelope
    same_bytes = intake.same_bytes(session, row.sha256, row.id) if row.sha256 else None
    same_message = intake.same_message(session, row.message_id, row.sender, row.body_hash, row.id)
    if same_message is not None and not _same(session, row, document, same_message):
        same_message = None
    sender = envelope.transport_sender.email or envelope.sender.email
    by_machine = envelope.message_class is not MessageClass.PERSONAL
    bounced = envelope.message_class is MessageClass.BOUNCE
    return Known(
        own_mail=_is_own(services, session, document),
        same_bytes=same_bytes.id if same_bytes else None,
        same_message=same_message.id if same_message else None,
        same_message_in_hand=same_message is not None and same_message.state in _IN_HAND,
        sender_in_directory=bool(sender and asks_directory(document) and directory.find_by_email(session, sender)),
        followed=_followed(session, row, document, sender),
        bounce=bounces.judge(services, session, document) if bounced else None,
        names_ours=by_machine and _names_ours(session, document),
        from_us=services.is_ours(envelope.transport_sender.email),
        complains=by_machine and complains(services.compiled, document),
        department=department_answers.judge(services, session, row, document),
        survey=survey_forms.judge(services, session, document),
    )


def _same(session: Session, row: IntakeRow, document: Document, earlier: IntakeRow) -> bool:
    """Whether an earlier message says the same in subject and attachments too: a Message-ID is anybody's to repeat.

    What is proved to come from its sender is never taken for a copy of what was shown not to.
    """
    if row.authentication is Authentication.PASS and earlier.authentication in _UNPROVED:
        return False
    read = next(iter(intake.load_reading(session, earlier.id) or ()), None)
    return read is not None and _outline(read) == _outline(document)


def _outline(document: Document) -> tuple[object, ...]:
    parts = tuple((part.name, part.media_type, part.page, part.text) for part in document.parts)
    return document.subject, document.envelope.sender.email, document.envelope.forwarded, document.returned, parts


def _names_ours(session: Session, document: Document) -> bool:
    """Whether an automatic message says to which letter of ours it belongs."""
    numbers = numbers_in("\n".join((document.subject, document.text, document.quoted)))
    return bool(cases.find_followed(session, (), _threaded(document), numbers))


def _followed(session: Session, row: IntakeRow, document: Document, sender: str | None) -> Followed | None:
    """The newest case that it answers a letter of ours on, else the one its threading or its subject points to."""
    ours = sorted((letter.case_id for letter in letters.by_message_ids(session, _threaded(document))), reverse=True)
    found = ours or cases.find_followed(session, _threaded(document), (), numbers_in(document.subject))
    case = cases.get_case(session, found[0]) if found else None
    if case is None:
        return None
    known = bool(sender) and _knows(session, case, sender or "")
    return Followed(case_id=case.id, number=case.number, known=known, answers_ours=bool(ours))


def _is_own(services: Services, session: Session, document: Document) -> bool:
    """Whether this instance made the mail: its signature says so, or its Message-ID is that of a letter."""
    envelope = document.envelope
    if is_signed(services.keys, envelope.message_id, envelope.signature):
        return True
    return envelope.message_id is not None and bool(letters.by_message_ids(session, [envelope.message_id]))


def _threaded(document: Document) -> tuple[str, ...]:
    """The Message-IDs that a letter says it follows (RFC 5322, 3.6.4)."""
    envelope = document.envelope
    return (*envelope.references, *filter(None, (envelope.in_reply_to,)))


def _knows(session: Session, case: cases.CaseRow, sender: str) -> bool:
    address = directory.normal_email(sender)
    trusted = {directory.normal_email(case.email), directory.normal_email(case.reply_to_email)}
    trusted |= cases.addresses_written_to(session, case.id)
    if case.household_id is not None:
        trusted |= directory.same_household_addresses(session, case.household_id)
    return address in trusted


def _end(services: Services, session: Session, row: IntakeRow, where: Route, document: Document | None = None) -> None:
    """An end that opens no case. What waits for a person keeps the clocks of receipt, and its alarms are told."""
    waits = where.state in (IntakeState.AWAITING_PERSON, IntakeState.QUARANTINED)
    heard = dangers.heard_unfiled(services, row, document) if waits and document is not None else None
    alarms = dangers.names_of(heard.alarms) if heard else ()
    original = cases.case_of_intake(session, where.duplicate_of) if where.duplicate_of else None
    intake.advance(
        session,
        row.id,
        IntakeState.READ,
        where.state,
        ignored_reason=where.reason,
        note=where.why,
        duplicate_of=where.duplicate_of,
        alarms=alarms,
        **({"message_class": MessageClass.OWN_MAIL} if where.reason is IgnoredReason.OWN_MAIL else {}),
        **({"details": {**row.details, PROPOSED: where.proposed}} if where.proposed else {}),
    )
    searchable.unfiled(session, row.id)
    if original is not None:
        payload = {"intake": row.id, "source": row.source}
        events.append(session, original.id, services.now(), HOUSE, EventName.DUPLICATE_RECEIVED, payload)
    if waits:
        started = deadlines.ordinary(
            services.compiled, deadlines.UNREAD, row.received_at, date_only=row.received_date_only
        )
        if heard is not None and alarms:
            started = tuple(one for one in heard.deadlines if one.clock in deadlines.UNREAD)
            kinds = sorted({alarm.kind for alarm in heard.alarms})
            noted(services, session, HouseEvent.INTAKE_ALARM, who=HOUSE, intake=row.id, alarms=kinds)
            jobs.defer(session, TELL_OF_INTAKE, row.id)
        clocks.start(session, row.id, None, 1, started)
    if where.state is IntakeState.QUARANTINED:
        jobs.defer(session, QUARANTINE, row.id)
