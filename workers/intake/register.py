"""Takes in what came by phone, at the counter, by WeChat, app or fax: a clerk's record, on the road of any letter.

The record is archived as a message of its own with the evidence attached, so that it is kept, shown and exported as
every original is. One record is one case, however often its form is sent (its key is made with the form).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import Channel, IntakeState
from domain.correction import Correction
from domain.events import EventName
from domain.reading import Address, Document, Envelope
from domain.staff import Person
from ingest.clean import body_hash
from ingest.fields import find_fields
from language.script import script_of
from rules.decide import YEARS
from store import cases, directory, events, intake
from store.cases import CaseRow
from store.intake import IntakeRow, NewIntake
from workers.casework.correcting import keep_correction
from workers.clocks import recalculation
from workers.correspondence.written_down import DESK
from workers.deciding.effective_document import as_corrected
from workers.deciding.validation import check_household, checked
from workers.instance.permissions import OFFICE, in_sight, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import opening
from workers.intake.taken_down import Evidence, TakenDown, as_message, on_one_line, parts_of

SOURCE = DESK
"""The source of what is registered by hand, beside the mailboxes and the scan folder."""
MOST_FILES = 20
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class Record:
    """The record of TRADE 3 as a clerk writes it down.

    key: 32 hex digits made with the form. received: with an offset. about: the object complained of; facts: when,
    where, what; demand: what is wanted. who: name, phone, mail, household or place. `who.reply_to` is where letters go.
    subject: of what was handed in in writing; else the object, or how the facts begin. fingerprint: of what a program
    sent, equal for equal bodies.
    """

    key: str
    channel: Channel
    received: datetime
    about: str
    facts: str
    demand: str
    who: Correction
    evidence: tuple[Evidence, ...] = ()
    subject: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """The case of a record. fresh: this made it, no earlier sending of the same form. same: it was made by a
    record of this fingerprint, not by another one under its key."""

    case: CaseRow
    fresh: bool
    same: bool


def register(services: Services, record: Record, *, actor: Person) -> Registered:
    """The case of a record, decided by the same rules as a letter; the same case if it was sent before.

    Refused, with a sentence for people, for what is missing or cannot be.
    """
    _check(services, record)
    text = _text(record)
    message = as_message(_taken_down(record, text))
    sha = services.archive.put(message)
    document = _document(record, text)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        check_household(session, record.who, actor)
        permit(actor, _project(session, record.who), *OFFICE)
        (row,) = intake.enter(session, _intake(services, record, sha, len(message)))
        known = _known(session, row)
        if known is not None and not in_sight(known, actor):
            raise Refused("表单已失效；请重新打开登记页")
        case = known or _opened(services, session, row, document, record, actor)
    services.work_signal.send()
    return Registered(case=case, fresh=known is None, same=row.details.get("sent", "") == record.fingerprint)


def _opened(
    services: Services, session: Session, row: IntakeRow, document: Document, record: Record, person: Person
) -> CaseRow:
    who = checked(services, session, row, record.who, channel=row.channel) if not record.who.empty else record.who
    intake.save_reading(session, row.id, (document,))
    letter = as_corrected(row, document, who, who=person.login)
    case = opening.open_case(services, session, letter)
    if not who.empty:
        keep_correction(services, session, letter, 1)
    payload = {"intake": row.id, "channel": row.channel, "evidence": len(record.evidence)}
    events.append(session, case.id, services.now(), person.login, EventName.REGISTERED, payload)
    if not case.needs_person:
        recalculation.register(services, session, row.id, case.id, person.login)
    return cases.get_case(session, case.id) or case


def _known(session: Session, row: IntakeRow) -> CaseRow | None:
    """The case that this record made when it was sent the first time."""
    return cases.get_case(session, row.case_id) if row.case_id is not None else None


def _check(services: Services, record: Record) -> None:
    if not _KEY.fullmatch(record.key):
        raise Refused("表单已失效；请重新打开登记页")
    if not record.facts.strip():
        raise Refused("请写明事实经过：何时、何地、何事、现状")
    if record.channel is Channel.EMAIL:
        raise Refused("电子邮件由系统自动收取，不在这里登记")
    if record.received.year not in YEARS:
        raise Refused("收到日期 {day} 无法使用；请写实际收到的日期", day=f"{record.received:%Y-%m-%d}")
    if record.received > services.now():
        raise Refused("收到时间不能晚于现在")
    if len(record.evidence) > MOST_FILES:
        raise Refused("证据文件最多 {most} 个；请压缩成一个文件后再上传", most=MOST_FILES)
    if sum(len(one.data) for one in record.evidence) > services.settings.limits.message_bytes:
        most = services.settings.limits.message_bytes // 1_000_000
        raise Refused("证据文件合计不能超过 {most} MB", most=most)


def _project(session: Session, who: Correction) -> str | None:
    household = directory.get(session, who.household_id) if who.household_id is not None else None
    return household.project if household else who.project or None


def _text(record: Record) -> str:
    """What is decided on, in the order of the record."""
    pieces = (
        f"投诉对象：{record.about.strip()}" if record.about.strip() else "",
        record.facts.strip(),
        f"诉求：{record.demand.strip()}" if record.demand.strip() else "",
    )
    return "\n\n".join(filter(None, pieces)).replace("\r\n", "\n")


def _taken_down(record: Record, text: str) -> TakenDown:
    return TakenDown(
        message_id=f"<{record.key}@desk.invalid>",
        channel=record.channel,
        received=record.received,
        subject=_subject(record),
        text=text,
        evidence=record.evidence,
    )


def _document(record: Record, text: str) -> Document:
    subject = _subject(record)
    return Document(
        envelope=Envelope(sender=Address(name=record.who.name or None)),
        subject=subject,
        text=text,
        script=script_of(text),
        parts=parts_of(text, record.evidence),
        fields=find_fields(subject, text, reference=record.received),
        body_hash=body_hash(text),
    )


def _subject(record: Record) -> str:
    """What is complained of, on one line."""
    return on_one_line(record.subject or record.about or record.facts)


def _intake(services: Services, record: Record, sha: str, size: int) -> NewIntake:
    now = services.now()
    return NewIntake(
        source=SOURCE,
        source_key=record.key,
        sha256=sha,
        size=size,
        state=IntakeState.READ,
        channel=record.channel,
        received_at=record.received,
        first_seen_at=now,
        told_at=now,
        subject=_subject(record),
        details={"name": "登记.eml", **({"sent": record.fingerprint} if record.fingerprint else {})},
    )
