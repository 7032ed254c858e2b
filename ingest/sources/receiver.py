"""What a source hands over and to whom, so that a source knows neither archive nor database.

The order is always: hand over, wait until `receive` returned (archived and committed), only then tell the server or
move the file, then say `told`. A crash between any two of these is mended at the next poll (DESIGN 2.1).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.codes import Channel
from domain.reading import Problem


@dataclass(frozen=True, kw_only=True)
class Item:
    """One message or file that a source showed.

    source: the mailbox's name, or the folder's. key: unique in its source for ever: `uidvalidity:uid` for mail, for a
    file its relative path, inode, mtime (ns) and size. data: None for the three kinds of row without bytes (DESIGN 2):
    expunged before the fetch, over the size limit (both carry `problem`), and before_start. size: bytes, as the source
    says it (0 if it never could). received: with an offset; INTERNALDATE for mail, the time the file arrived for a
    file. no_letter: already old when first seen, so no automatic letter. header_block: the raw header lines that were
    had for a message too large to fetch (RFC 5322), else empty.
    """

    source: str
    key: str
    data: bytes | None
    size: int
    received: datetime
    received_date_only: bool = False
    project: str | None = None
    channel: Channel
    name: str
    problem: Problem | None = None
    before_start: bool = False
    no_letter: bool = False
    header_block: bytes = b""

    @property
    def to_tell(self) -> bool:
        """Whether the source is to be told once the item is committed.

        A message without bytes stays where it is on the server: a person may still need it there. A file over the
        limit is told like any other: the folder puts it into quarantine/.
        """
        return self.data is not None or (self.problem is not None and self.channel is not Channel.EMAIL)


@dataclass(frozen=True, kw_only=True)
class MailboxState:
    """What is remembered of a mailbox between connections.

    high_uid: the highest UID handed over under this uidvalidity. start_from: mail with an earlier INTERNALDATE is
    before_start; fixed at first contact.
    """

    uidvalidity: int
    high_uid: int
    start_from: datetime


class Receiver(Protocol):
    """Who takes the items in: archive, database and fault points, in workers/."""

    def known(self, source: str, keys: Collection[str]) -> set[str]:
        """Those of `keys` that have a row, of whatever kind and state."""

    def untold(self, source: str) -> set[str]:
        """Keys of rows with `to_tell` that are committed and for which `told` was not yet called."""

    def receive(self, items: Sequence[Item]) -> None:
        """Archive, then commit, all of them; durable on return. A key that has a row already is left as it is."""

    def told(self, source: str, keys: Collection[str]) -> None:
        """The source has been told of these (moved, flagged, or nothing to do); commit that."""

    def state(self, source: str) -> MailboxState | None:
        """The remembered state; None before first contact."""

    def save_state(self, source: str, state: MailboxState) -> None:
        """Remember the state; durable on return."""

    def fault(self, name: str) -> None:
        """Pass a named point between two effects (workers/instance/crash_points.py); does nothing in production.

        Mail: `fetched` `received` `imap_copied` (servers without MOVE) `imap_told`; files: `file_read`
        `file_received` `file_moved`.
        """


@dataclass(frozen=True, kw_only=True)
class PollReport:
    """What one sweep over a source did, in numbers of messages or files.

    shown: looked at by this sweep. received: handed over with bytes. before_start, byteless: handed over without.
    told: moved or flagged. waiting: files still being written. problems: what a person should know; none of them
    stopped the sweep. problem_keys: keys that were shown but could not be had this time; they are tried again.
    """

    source: str
    shown: int = 0
    received: int = 0
    before_start: int = 0
    byteless: int = 0
    told: int = 0
    waiting: int = 0
    problems: tuple[Problem, ...] = ()
    problem_keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One message or file as the source shows it now, for the ledger. received: as in Item."""

    key: str
    received: datetime
    size: int


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Everything a source shows now.

    folder: what stands in the folder that is polled; each key needs a row. target: what stands where taken messages are
    moved to (mail with `move:`; else empty). Its keys are that folder's own: a copy keeps INTERNALDATE and size, so
    count it against the rows by (received, size). A server without MOVE and UIDPLUS keeps a taken message in both.
    """

    source: str
    folder: tuple[Shown, ...] = ()
    target: tuple[Shown, ...] = ()


class SourceError(Exception):
    """The world failed: server unreachable, login refused, connection dropped, folder missing. `problem` says it.

    lasting: a person has to mend something first (password, certificate, folder); otherwise trying again soon may help.
    """

    def __init__(self, problem: Problem, *, lasting: bool = False) -> None:
        super().__init__(f"{problem.where}：{problem.what}。{problem.mend}")
        self.problem = problem
        self.lasting = lasting
