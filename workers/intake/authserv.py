"""Learns from mail already received under which name a mailbox's server says who was proved (RFC 8601, authserv-id)."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.settings import MailboxSettings
from ingest.authentication import fields_of, first_server
from store import intake
from store.archive import Archive

LOOKED_AT = 50
_NEARLY_ALL = 0.9


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """What the newest mails of one mailbox bear at their top. looked: how many; named: server → on how many of them."""

    looked: int
    named: Counter[str]

    @property
    def proposed(self) -> str | None:
        """The name that stands on nearly all of them, if one does."""
        name, count = next(iter(self.named.most_common(1)), ("", 0))
        return name if count and count >= _NEARLY_ALL * self.looked else None

    def under(self, names: frozenset[str]) -> int:
        """On how many of them one of these names stands."""
        return sum(count for name, count in self.named.items() if name in names)


def learn(session: Session, archive: Archive, mailbox: MailboxSettings) -> Learnt:
    """Look at the newest mails of a mailbox, at most LOOKED_AT; an original that is gone is passed over."""
    named: Counter[str] = Counter()
    looked = 0
    for sha256 in intake.newest_originals(session, mailbox.name, LOOKED_AT):
        try:
            server = first_server(fields_of(archive.get(sha256)))
        except OSError:
            continue
        looked += 1
        if server:
            named[server] += 1
    return Learnt(looked=looked, named=named)
