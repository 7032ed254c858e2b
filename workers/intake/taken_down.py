"""A complaint that came by a form, as a message of its own with its files: kept, shown and exported as any original."""

import mimetypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from domain.codes import Channel
from domain.reading import Part
from domain.reading_codes import Method
from ingest.headers import safe_name
from workers.intake.originals import BODY

_NAMELESS = "证据"
_SUBJECT_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A file that the resident gave."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class TakenDown:
    """message_id: with its brackets, the same for the same form. received: with an offset. subject: on one line."""

    message_id: str
    channel: Channel
    received: datetime
    subject: str
    text: str
    evidence: tuple[Evidence, ...] = ()


def as_message(form: TakenDown) -> bytes:
    """The form as a message (RFC 5322), the same bytes for the same form."""
    message = EmailMessage(policy=policy.SMTP)
    # The library would read `=?` as the start of an encoded word (RFC 2047), and write out the line breaks in it.
    message["Subject"] = form.subject.replace("=?", "= ?")
    message["Date"] = format_datetime(form.received)
    message["Message-ID"] = form.message_id
    message["X-Huihan-Channel"] = form.channel.value
    message.set_content(form.text, cte="base64")
    for one in form.evidence:
        main, _, sub = _media_type(one.name).partition("/")
        message.add_attachment(one.data, maintype=main, subtype=sub, filename=safe_name(one.name, _NAMELESS))
    if form.evidence:
        message.set_boundary(f"={form.message_id.strip('<>').partition('@')[0]}=")
    return message.as_bytes()


def parts_of(text: str, evidence: Sequence[Evidence]) -> tuple[Part, ...]:
    """What reading would find in that message: the text, and the files, unread."""
    body = Part(name=BODY, media_type="text/plain", method=Method.TEXT, text=text, start=0, end=len(text))
    return (body, *_files(evidence))


def on_one_line(text: str) -> str:
    """A subject of that text: how it begins."""
    return " ".join(text.split())[:_SUBJECT_LENGTH]


def _files(evidence: Sequence[Evidence]) -> Iterable[Part]:
    return (
        Part(name=safe_name(one.name, _NAMELESS), media_type=_media_type(one.name), method=Method.NONE, page=1)
        for one in evidence
    )


def _media_type(name: str) -> str:
    """By the name alone; a message within the message would be read as one."""
    found = mimetypes.guess_type(name)[0] or ""
    return "application/octet-stream" if found.startswith(("message/", "multipart/")) or not found else found
