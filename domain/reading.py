"""What reading makes of raw bytes: a Document, with every doubt kept as a Problem.

All offsets are code points from 0, end exclusive, into the text they name (DESIGN 4).
"""

from dataclasses import dataclass, field
from datetime import datetime

from domain.reading_codes import Authentication, FieldName, MessageClass, Method, Script, Source


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something a person should know: where it is, what is wrong and what mends it."""

    where: str
    what: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class Address:
    """A mail address as read: either half may be unknown."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line that OCR read: its text, confidence (0-1), and box (left, top, right, bottom) as shares of the page."""

    text: str
    confidence: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One readable or unreadable piece of a letter: a body, an attachment, a page.

    page: from 1, None where the format has no pages. confidence: 0-1 (1 for exact text). start, end: the place of this
    part's text in Document.text, None if it is not in it (an unread part, or a body that only repeats another).
    lines: of a page that OCR read, in reading order, for the desk to show over the image. rotation: degrees clockwise
    by which the page was turned before its boxes hold.
    """

    name: str
    media_type: str
    method: Method
    page: int | None = None
    confidence: float = 1.0
    text: str = ""
    start: int | None = None
    end: int | None = None
    lines: tuple[Line, ...] = ()
    rotation: int = 0


@dataclass(frozen=True, kw_only=True)
class Field:
    """A household detail found in the text, with the words it was read from and where they stand.

    value: normalised (phone digits, ISO date, yuan as a decimal string, days as a decimal string in which hours are
    fractions, a household count).
    text: the exact words. start, end: their place in `source`.
    """

    name: FieldName
    value: str
    text: str
    source: Source
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who wrote, to whom, and how the message is threaded (RFC 5322); for a plain file only `sender` may be known."""

    message_class: MessageClass = MessageClass.PERSONAL
    class_proof: str | None = None
    """The header that proved the class, such as `Auto-Submitted: auto-replied`; of personal mail, one that says that a
    program sent it, so that a person looks."""
    sender: Address = Address()
    """Who wrote: the inner writer of a forwarded complaint, or the one whom a group or form names beside its From."""
    transport_sender: Address = Address()
    """Who sent: the From; equal to `sender` unless the mail was forwarded or something stands in front."""
    forwarded: bool = False
    proposed: bool = False
    """A group, form or copier stands in the From: `sender` is what the headers beside it say, which nothing proves."""
    to: tuple[str, ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    date: datetime | None = None
    """The Date header, with its offset."""
    received: datetime | None = None
    """The newest Received header's time, if any."""
    spam_suspected: bool = False
    """A spam filter's header marks it (X-Spam-Flag and the like)."""
    signature: str | None = None
    """The value of `X-Huihan-Letter`, which only our own mail bears with a true one."""
    authentication: Authentication = Authentication.UNKNOWN
    """Whether the From address was proved."""

    @property
    def secondhand(self) -> bool:
        """Whether `sender` did not send it: no letter goes there unless the directory or a person says so."""
        return self.forwarded or self.proposed


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One whom a message did not reach, as a bounce says (RFC 3464 2.3).

    address: in lower case, whom the last server tried; original: whom the message was first sent to, where told.
    action: `failed`, `delayed`, `delivered`, `relayed` or `expanded`. status: RFC 3463. why: the server's own words.
    """

    address: str
    original: str | None = None
    action: str = "failed"
    status: str | None = None
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What a bounce says came back; only said, never proved.

    report: a delivery report, whose recipients are what it reports; without one, every address in its words is one.
    message_ids: of the message that came back, by the header that it returns or quotes. signature: its
    `X-Huihan-Letter`.
    """

    report: bool
    message_ids: tuple[str, ...] = ()
    signature: str | None = None
    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """One letter as read.

    text: what the resident wrote: body without quoted history, then each readable attachment. quoted: the history set
    apart. confidence: of the least confident part that carries text, or page that should. body_hash: sha256 of the
    folded body text, for finding the same message in several mailboxes.
    """

    index: int = 0
    envelope: Envelope = field(default_factory=Envelope)
    subject: str = ""
    text: str = ""
    quoted: str = ""
    signature: str = ""
    script: Script = Script.OTHER
    confidence: float = 1.0
    parts: tuple[Part, ...] = ()
    fields: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()
    body_hash: str = ""
    returned: Returned | None = None
    """Of a bounce: what came back."""

    @property
    def readable(self) -> bool:
        """Whether anything at all could be read."""
        return bool(self.text.strip() or self.subject.strip())
