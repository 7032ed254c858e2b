"""What a format hands back, and what it may ask for, so that a new format is one file that knows no one else."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from domain.reading import Envelope, Part, Problem, Returned
from domain.reading_codes import Method
from domain.settings import Limits
from ingest.ocr.allowance import Allowance


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One letter as one format read it, before history, script and household details are looked at.

    parts: in reading order, without their places. head: the mail's envelope, None for a file. body: the mail's own
    body with its history (also the text of the first part), None for a file. inner: mails attached to this one.
    """

    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    head: "MailHead | None" = None
    body: str | None = None
    inner: "tuple[Reading, ...]" = ()


@dataclass(frozen=True, kw_only=True)
class MailHead:
    """What the header of a mail says. returned: of a bounce, what came back."""

    envelope: Envelope = field(default_factory=Envelope)
    subject: str = ""
    returned: Returned | None = None


@dataclass(kw_only=True)
class Budget:
    """What is left for everything inside one file together, however it is nested: the one thing that reading changes.

    bytes: that may still be unpacked. files: that may still be taken out of archives and other containers.
    """

    bytes: int
    files: int


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a format may use: limits, whose mail is our own, how deep we are, and the way to read what lies inside.

    nested: reads the bytes of an attachment, by content, one level deeper. declared: the media type the carrier named.
    """

    limits: Limits
    budget: Budget
    own_addresses: frozenset[str] = frozenset()
    authserv_ids: frozenset[str] = frozenset()
    """Of the mailbox's own server; only the outermost mail's results are believed."""
    depth: int = 0
    declared: str | None = None
    charset: str | None = None
    nested: "Callable[[bytes, str, Context], tuple[Reading, ...]]"
    allowance: Allowance
    """The time that is left for OCR, shared by everything inside one file."""

    def deeper(self, *, declared: str | None = None, charset: str | None = None) -> "Context":
        """The same context one level further inside."""
        return replace(self, depth=self.depth + 1, declared=declared, charset=charset)


class Format(Protocol):
    """A module of `ingest/formats`: which bytes it reads, and how.

    ORDER: the lower is asked first (exact signatures before guesses). A module may also name SUFFIXES, of files that
    must be read by it before their words can be searched.
    """

    NAME: str
    ORDER: int

    def sniff(self, data: bytes, name: str) -> bool:
        """Whether these bytes are this format; the name only breaks a tie."""
        ...

    def read(self, data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
        """One Reading a letter; what cannot be read is a Problem."""
        ...


def unread(name: str, media_type: str, what: str, mend: str) -> Reading:
    """A piece that is kept as it is and put before a person."""
    part = Part(name=name, media_type=media_type, method=Method.NONE, confidence=0.0)
    return Reading(parts=(part,), problems=(Problem(where=name, what=what, mend=mend),))
