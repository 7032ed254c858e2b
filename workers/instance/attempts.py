"""Counts attempts in the store, under hashed keys, so that who makes too many of them waits, whichever process answers.

An attempt is noted before it is made, and taken back if it went well: of many made at the same instant no more are let
through than the limit.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.orm import Session

from store import sessions
from workers.instance.refusals import Refused
from workers.instance.services import Services

LONGEST = timedelta(hours=1)
"""How long an attempt is kept: the longest window that a limit may have."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many attempts under a key within a window; message: what is said beyond them, with {when} to try again."""

    key: str
    most: int
    window: timedelta
    message: str


@contextmanager
def counted(services: Services, limits: Sequence[Limit]) -> Iterator[None]:
    """An attempt, counted under each limit unless the block ends well; then those of the first key are forgotten.

    Raises:
        Refused: there were too many; it says when to try again.
    """
    added = spend(services, limits)
    yield
    with services.database.transaction() as session:
        sessions.take_back(session, added)
        sessions.clear_failures(session, limits[0].key)


def spend(services: Services, limits: Sequence[Limit]) -> list[int]:
    """Count an attempt under each limit, for good; its rows. Raises Refused, and counts nothing, beyond one."""
    now = services.now()
    with services.database.transaction() as session:
        sessions.forget_failures(session, now - LONGEST)
        added = sessions.add_failures(session, [limit.key for limit in limits], now)
    with services.database.reading() as session:
        waits = {_until(session, limit, now): limit for limit in limits}
    waits.pop(None, None)
    if not waits:
        return added
    with services.database.transaction() as session:
        sessions.take_back(session, added)
    until = max(filter(None, waits))
    when = (until + timedelta(minutes=1)).astimezone(services.zone)
    raise Refused(waits[until].message, when=f"{when:%H:%M}")


def full(session: Session, limit: Limit, now: datetime) -> bool:
    """Whether a further attempt under a limit would be refused."""
    return len(sessions.failures(session, limit.key, now - limit.window)) >= limit.most


def key(kind: str, value: str) -> str:
    """What an attempt is counted under: nothing that a person typed stands in it."""
    return f"{kind}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"


def network(address: str) -> str:
    """What counts as one place to try from: a connection of IPv6 has a whole /64 (RFC 6177)."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)


def _until(session: Session, limit: Limit, now: datetime) -> datetime | None:
    """When the next attempt under a key is let in; None: this one is. The attempt itself is among them."""
    found = sessions.failures(session, limit.key, now - limit.window)
    return found[-limit.most - 1] + limit.window if len(found) > limit.most else None
