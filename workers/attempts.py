"""Holds up whoever tries passwords: so many failures for one login, so many from one address, then a pause.

An attempt is noted as a failure before the password is looked at, and taken back if it was right: of many attempts made
at the same instant no more are let through than the limit. Logins and addresses are kept as hashes, because people type
their password into the wrong field.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy.orm import Session

from store import sessions
from workers.refused import NotPossible
from workers.services import Services

WINDOW = timedelta(minutes=15)
PER_LOGIN = 5
PER_ADDRESS = 20
"""More than for a login: a whole office may share one address."""


@contextmanager
def attempt(services: Services, login: str, address: str | None) -> Iterator[None]:
    """An attempt to prove that one is `login`, from `address`: counted as a failure unless the block ends well.

    address: None where somebody signed in is asked again.

    Raises:
        NotPossible: there were too many failures; it says when to try again.
    """
    now = services.now()
    limits = {_key("login", login): PER_LOGIN}
    if address is not None:
        limits[_key("address", _network(address))] = PER_ADDRESS
    with services.database.transaction() as session:
        sessions.forget_failures(session, now - WINDOW)
        noted = sessions.add_failures(session, limits, now)
    with services.database.reading() as session:
        waits = [_until(session, key, limit, now) for key, limit in limits.items()]
    until = max(filter(None, waits), default=None)
    if until is not None:
        with services.database.transaction() as session:
            sessions.take_back(session, noted)
        when = (until + timedelta(minutes=1)).astimezone(services.zone)
        raise NotPossible("密码错误次数过多，请在 {when} 之后再试", when=f"{when:%H:%M}")
    yield
    with services.database.transaction() as session:
        sessions.take_back(session, noted)
        sessions.clear_failures(session, _key("login", login))


def forgiven(session: Session, login: str) -> None:
    """The failures of a login no longer count: its person proved themselves by a link."""
    sessions.clear_failures(session, _key("login", login))


def _until(session: Session, key: str, limit: int, now: datetime) -> datetime | None:
    """When the next attempt under a key is let in; None: this one is. The attempt itself is among the failures."""
    found = sessions.failures(session, key, now - WINDOW)
    return found[-limit - 1] + WINDOW if len(found) > limit else None


def _key(kind: str, value: str) -> str:
    return f"{kind}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"


def _network(address: str) -> str:
    """One connection of IPv6 has a whole /64 to try from (RFC 6177)."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)
