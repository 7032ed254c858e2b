"""A letter as it is to be decided: as it was read, or with what a person corrected of it put in its place."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from domain.codes import Channel
from domain.correction import AS_READ, Correction, either
from domain.mailboxes import is_robot
from domain.reading import Address, Document, Field, Part
from domain.reading_codes import Method, Source
from ingest.fields import find_fields
from language.script import script_of
from store.directory import normal_email, same_household_addresses
from store.intake import IntakeRow

TRANSCRIPT = "人工更正"
"""The name of the part that holds a text as a person wrote it."""


@dataclass(frozen=True, kw_only=True)
class EffectiveDocument:
    """One letter. read: as it was read; row, document: with the correction in them; who: the person that took it in
    or corrected it, None for a letter that the service decides alone.
    """

    row: IntakeRow
    document: Document
    read: Document
    correction: Correction = AS_READ
    who: str | None = None


def as_read(row: IntakeRow, document: Document) -> EffectiveDocument:
    """The letter as the service read it."""
    return EffectiveDocument(row=row, document=document, read=document)


def as_corrected(
    row: IntakeRow, read: Document, correction: Correction, *, who: str | None = None
) -> EffectiveDocument:
    """The letter with the correction in it. The household is met with the directory when it is decided."""
    channel = correction.channel or row.channel
    if correction.received is not None:
        date_only = correction.received_date_only
        row = replace(row, channel=channel, received_at=correction.received, received_date_only=date_only)
    else:
        row = replace(row, channel=channel)
    return EffectiveDocument(
        row=row, document=_document(read, correction, row), read=read, correction=correction, who=who
    )


def reply_address(session: Session, letter: EffectiveDocument, household_id: int | None) -> str | None:
    """Where a letter may go: an address that a person named, the envelope's, or one of the household in the directory.

    An address of record that is neither never becomes one (DESIGN 6); what came on paper is answered on paper.
    """
    correction, envelope = letter.correction, letter.read.envelope
    if correction.reply_to is not None:
        return correction.reply_to or None
    if letter.row.channel is not Channel.EMAIL:
        return None
    of_record = letter.document.envelope.sender.email
    known = same_household_addresses(session, household_id) if household_id is not None else frozenset()
    if correction.email:
        known |= {normal_email(envelope.transport_sender.email)}
    if of_record and (envelope.secondhand or correction.email) and normal_email(of_record) in known:
        return of_record
    return None if envelope.secondhand or is_robot(envelope.sender.email) else envelope.sender.email


def _document(read: Document, correction: Correction, row: IntakeRow) -> Document:
    sender = read.envelope.sender
    of_record = Address(name=either(correction.name, sender.name), email=either(correction.email, sender.email))
    document = replace(read, envelope=replace(read.envelope, sender=of_record))
    if correction.subject is not None:
        found = _fields(read, Source.SUBJECT, find_fields(correction.subject, "", reference=row.received_at))
        document = replace(document, subject=correction.subject, fields=found)
    if correction.text is None:
        return document
    text = correction.text
    transcript = Part(name=TRANSCRIPT, media_type="text/plain", method=Method.TEXT, text=text, start=0, end=len(text))
    return replace(
        document,
        text=text,
        script=script_of(text),
        confidence=1.0,
        parts=(transcript, *(replace(part, start=None, end=None) for part in read.parts)),
        fields=_fields(document, Source.TEXT, find_fields("", text, reference=row.received_at)),
    )


def _fields(document: Document, source: Source, found: tuple[Field, ...]) -> tuple[Field, ...]:
    """The document's fields, those of one text found again; the subject's stand first."""
    kept = tuple(field for field in document.fields if field.source is not source)
    return (*found, *kept) if source is Source.SUBJECT else (*kept, *found)
