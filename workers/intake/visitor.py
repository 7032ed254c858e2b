"""Takes in what a visitor of the public page hands in: a stranger's letter by another door, on the road of any letter.

It is archived as a message of its own and decided by the same rules. What it says of name, flat and phone is
the writer's word alone: it meets the directory as a mail's does, and confirms no household. One form is one complaint,
however often it is sent (docs/decisions/075).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.codes import Channel, ClockName, IgnoredReason, IntakeState
from domain.reading import Address, Document, Envelope, Field
from domain.reading_codes import FieldName, Source
from domain.said import N_
from domain.settings import PUBLIC_PAGE
from ingest.clean import body_hash
from ingest.fields import find_fields
from language.folding import comparing
from language.places import PLACES, comparing_place, written_place
from language.script import script_of
from store import cases, clocks, directory, intake
from store.contact_forms import normal_phone
from store.intake import IntakeRow, NewIntake
from workers.deciding import searchable
from workers.deciding.effective_document import as_read
from workers.instance.attempts import Limit, key, network, spend
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import opening
from workers.intake.taken_down import TakenDown, as_message, on_one_line, parts_of
from workers.intake.visitor_form import VisitorForm

SHOWN_FOR = timedelta(hours=24)
"""How long the number can be looked at again by the form's key."""
_KEY = re.compile(r"[0-9a-f]{32}")
_HOUR = timedelta(hours=1)
_TOO_MANY = N_("一小时内从您这个网络提交的次数已满；请在 {when} 之后再试")
_FULL = N_("一小时内提交的人太多；请在 {when} 之后再试")


class TooManyError(Refused):
    """So many were handed in within the hour that no more is taken for now; nothing of this one was kept."""


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """What has become of a form. number: of its case; None for one that a person looks at first.

    same: it was this form, and no other one under its key. acknowledged_by: when the acknowledgement is due at the
    latest, None for a case that has no such clock running. alarmed: dangers were heard in it.
    """

    number: str | None
    same: bool = True
    acknowledged_by: datetime | None = None
    alarmed: bool = False


def hand_in(services: Services, form: VisitorForm, *, address: str) -> HandedIn:
    """The case of a form whose fields are right, or the one that it made when it was sent before.

    What was caught is kept as ignored, where staff see it. Raises TooManyError.
    """
    before = handed_in(services, form.key, sent=form.fingerprint)
    if before is not None:
        return before
    _spend(services, address)
    now = services.now()
    document, message = _as_letter(services, form.tidy, now)
    sha = services.archive.put(message)
    with services.database.transaction() as session:
        (row,) = intake.enter(session, _intake(services, form, document, sha, len(message), now))
        if row.case_id is None and row.state is IntakeState.READ:
            _settle(services, session, row, document, form.caught)
        made = _standing(session, intake.get(session, row.id) or row, form.fingerprint)
    services.work_signal.send()
    return made


def handed_in(services: Services, form_key: str, *, sent: str | None = None) -> HandedIn | None:
    """What has become of the form of that key; None if none was sent within SHOWN_FOR. sent: its fingerprint."""
    if not _KEY.fullmatch(form_key):
        return None
    with services.database.reading() as session:
        row = intake.by_key(session, PUBLIC_PAGE, form_key)
        if row is None or row.first_seen_at < services.now() - SHOWN_FOR:
            return None
        return _standing(session, row, sent)


def _spend(services: Services, address: str) -> None:
    public = services.settings.public
    limits = (
        Limit(key=key("visitor", network(address)), most=public.forms_per_address, window=_HOUR, message=_TOO_MANY),
        Limit(key=key("visitors", ""), most=public.forms_per_hour, window=_HOUR, message=_FULL),
    )
    try:
        spend(services, limits)
    except Refused as refusal:
        raise TooManyError(refusal.message, **refusal.values) from None


def _settle(services: Services, session: Session, row: IntakeRow, document: Document, caught: str) -> None:
    intake.save_reading(session, row.id, (document,))
    if not caught:
        opening.open_case(services, session, as_read(row, document))
        return
    intake.advance(
        session, row.id, IntakeState.READ, IntakeState.IGNORED, ignored_reason=IgnoredReason.ROBOT, note=caught
    )
    searchable.unfiled(session, row.id)


def _standing(session: Session, row: IntakeRow, sent: str | None) -> HandedIn:
    case = cases.get_case(session, row.case_id) if row.case_id is not None else None
    same = sent is None or row.details.get("sent") == sent
    if case is None:
        return HandedIn(number=None, same=same)
    running = (one.due_at for one in clocks.of_case(session, case.id) if one.clock is ClockName.ACKNOWLEDGE)
    return HandedIn(number=case.number, same=same, acknowledged_by=next(running, None), alarmed=bool(case.alarms))


def _as_letter(services: Services, form: VisitorForm, now: datetime) -> tuple[Document, bytes]:
    """What reading would find in the message, and the message."""
    text, fields = _text_and_fields(services, form, now)
    written = TakenDown(
        message_id=f"<{form.key}@public.invalid>",
        channel=Channel.WEB,
        received=now.astimezone(services.zone),
        subject=on_one_line(form.facts),
        text=text,
        evidence=form.files,
    )
    document = Document(
        envelope=Envelope(sender=Address(name=form.name), message_id=written.message_id),
        subject=written.subject,
        text=text,
        script=script_of(form.facts),
        parts=parts_of(text, form.files),
        fields=fields,
        body_hash=body_hash(text),
    )
    return document, as_message(written)


def _text_and_fields(services: Services, form: VisitorForm, now: datetime) -> tuple[str, tuple[Field, ...]]:
    """The form as a letter that says who writes, and its fields: those of the lines are what was typed into them."""
    place = form.project + "".join(written_place(getattr(form, name), word) for name, word in PLACES)
    lines = [f"姓名：{form.name}", f"电话：{form.phone}"]
    lines += [f"住址：{place}"] if place else []
    lines += [f"发生时间：{form.happened}"] if form.happened else []
    head = "\n".join(lines)
    text = f"{head}\n\n{form.facts}"
    found = find_fields(on_one_line(form.facts), text, reference=now.astimezone(services.zone))
    typed = _typed(services, form, text)
    names = {one.name for one in typed}
    kept = (one for one in found if one.source is not Source.TEXT or one.start >= len(head) or one.name not in names)
    return text, (*typed, *kept)


def _typed(services: Services, form: VisitorForm, text: str) -> tuple[Field, ...]:
    """Name, phone and flat where they stand in the head of the text."""
    values = {
        FieldName.RESIDENT: (form.name, form.name),
        FieldName.PHONE: (form.phone, normal_phone(form.phone)),
        FieldName.PROJECT: (form.project, _known_project(services, form.project) or ""),
        FieldName.BUILDING: (form.building, comparing_place(form.building) or form.building),
        FieldName.UNIT: (form.unit, comparing_place(form.unit) or form.unit),
        FieldName.ROOM: (form.room, comparing_place(form.room) or form.room),
    }
    fields, at = [], 0
    for name, (typed, value) in values.items():
        if not typed:
            continue
        at = text.index(typed, at)
        if value:
            end = at + len(typed)
            fields.append(Field(name=name, value=value, text=typed, source=Source.TEXT, start=at, end=end))
        at += len(typed)
    return tuple(fields)


def _known_project(services: Services, typed: str) -> str | None:
    """The project of the directory that was meant; what is none of it is found in the text or not at all."""
    with services.database.reading() as session:
        names = [one.name for one in directory.all_projects(session)]
    return next((name for name in names if typed and comparing(name) == comparing(typed)), None)


def _intake(services: Services, form: VisitorForm, document: Document, sha: str, size: int, now: datetime) -> NewIntake:
    return NewIntake(
        source=PUBLIC_PAGE,
        source_key=form.key,
        sha256=sha,
        size=size,
        state=IntakeState.READ,
        channel=Channel.WEB,
        project=_known_project(services, " ".join(form.project.split())),
        received_at=now,
        first_seen_at=now,
        told_at=now,
        subject=document.subject,
        details={"name": "投诉网页.eml", "sent": form.fingerprint},
    )
