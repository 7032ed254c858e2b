"""The chain that a case's events and the house log share: each is bound to the one before, so tampering shows.

It runs over salted digests of the payloads, so that a lawful erasure (PIPL art. 47) leaves it whole.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.events import EventName, Payload
from domain.said import filled
from store.columns import storable
from store.rows import AnyRow

ERASED = EventName.PERSONAL_DATA_ERASED
"""The entry that names what was lawfully erased (store/erasures.py)."""
NOT_FOLLOWING = "Event {seq} does not follow the event before it: one is missing, added or altered"
ALTERED = "Event {seq} was altered"
NO_TOMBSTONE = "The payload of event {seq} is gone without a tombstone"
PAYLOAD_ALTERED = "The payload of event {seq} was altered"
ERASED_UNSAID = "The payload of event {seq} was erased, and no event says so"
CUT_OFF = "The last events are not those that were last written: some were cut off or added"


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A payload as it is kept (salt, text) and as it stands in the chain (digest)."""

    salt: str
    text: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class End:
    """Where a chain ends: how many entries, and the hash of the last; "" of an empty one."""

    count: int
    head: str


EMPTY = End(count=0, head="")


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One thing that is wrong with a chain. seq: of the event, None if it is the chain's end that is wrong."""

    seq: int | None
    what: str

    def __str__(self) -> str:
        return filled(self.what, {"seq": self.seq})


def seal(payload: Payload) -> Sealed:
    """The payload (JSON values only) with a new salt."""
    salt, text = secrets.token_hex(16), _canonical(payload)
    return Sealed(salt=salt, text=text, digest=_digest(salt, text))


def link(previous: str, chain: int | str, seq: int, at: datetime, *rest: str) -> str:
    """The hash of an entry. chain: what tells this chain from all others."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    # JSON keeps the parts apart: no two different entries give the same text.
    text = json.dumps([previous, chain, seq, moment, *rest], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def flaws(linked: Iterable[tuple[AnyRow, str]], end: End, *, start: End = EMPTY) -> Iterator[Flaw]:
    """What is wrong with one chain.

    linked: from first to last, the rows (`seq what previous_hash hash digest kept salt payload`; kept: None where the
    payload's row is missing), each with the hash that it should have. start: what stands before the first of them.
    """
    previous, expected = start.head, start.count + 1
    erased: list[int] = []
    named: set[int] = set()
    for row, wanted in linked:
        if row.seq != expected or row.previous_hash != previous:
            yield Flaw(seq=row.seq, what=NOT_FOLLOWING)
        if wanted != row.hash:
            yield Flaw(seq=row.seq, what=ALTERED)
        if row.kept is not None and row.payload is None:
            erased.append(row.seq)
        elif wrong := _payload_flaw(row):
            yield Flaw(seq=row.seq, what=wrong)
        elif row.what == ERASED:
            named.update(json.loads(row.payload).get("events", ()))
        previous, expected = row.hash, row.seq + 1
    yield from (Flaw(seq=seq, what=ERASED_UNSAID) for seq in erased if seq not in named)
    if end != End(count=expected - 1, head=previous):
        yield Flaw(seq=None, what=CUT_OFF)


def _payload_flaw(row: AnyRow) -> str | None:
    if row.kept is None:
        return NO_TOMBSTONE
    return None if _digest(row.salt or "", row.payload) == row.digest else PAYLOAD_ALTERED


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode()).hexdigest()


def _canonical(payload: Payload) -> str:
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return storable(text)
