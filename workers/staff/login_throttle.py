"""Holds up the person who tries passwords, and no one else: strangers who guess must not shut a person out of the desk.

How attempts are counted says `workers.instance.attempts`. Logins and addresses are kept as hashes, because people type
their password into the wrong field. What counts together (decision 013):

- login and address: shut for a while, for this pair alone;
- an address: shut for logins that never came in from it;
- a login, over all addresses that it never came in from: shut for such addresses. From an address where they came in
  before, a person is held up by failures of that very pair alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.said import N_
from store import people, sessions
from workers.instance.attempts import LONGEST, Limit, counted, key, network
from workers.instance.house_entries import noted
from workers.instance.refusals import Refused
from workers.instance.services import Services

WINDOW = timedelta(minutes=15)
PER_PAIR = 5
PER_ADDRESS = 20
"""More than for a pair: a whole office may share one address."""
PER_LOGIN = 30
"""From all addresses that the login never came in from."""
REMEMBERED = timedelta(days=90)
"""How long an address counts as one that a person came in from."""

_TOO_MANY = N_("密码错误次数过多，请在 {when} 之后再试")
_GUESSED = N_("有人在多处试探这个账号；请从平时登录的地方登录，或请管理员发一次性链接，或在 {when} 之后再试")


class HalfProved(Refused):
    """The password was right and a code is still to come; no one outside can tell it from a wrong password."""


@contextmanager
def attempt(services: Services, login: str, address: str | None, *, proof: str = "password") -> Iterator[None]:
    """An attempt to prove that one is `login`, from `address`: counted as a failure unless the block ends well.

    address: None where somebody signed in is asked again. proof: what is tried, for the house log.

    Raises:
        Refused: there were too many failures; it says when to try again.
    """
    limits = _limits(services, login, address)
    with counted(services, limits):
        try:
            yield
        except Refused as refusal:
            half = isinstance(refusal, HalfProved)
            entry = HouseEvent.SIGN_IN_HALF if half else HouseEvent.SIGN_IN_FAILED
            _log_failure(services, login, address, limits, proof, entry=entry)
            raise


def came_in(session: Session, person_id: int, address: str, now: datetime) -> None:
    """The person came in from that address: from there strangers no longer hold them up."""
    sessions.remember_address(session, person_id, key("network", network(address)), now, forget=now - REMEMBERED)


def forgiven(session: Session, login: str, address: str) -> None:
    """The failures of a login at that address no longer count: its person proved themselves by a link."""
    sessions.clear_failures(session, _pair(login, address))


def _limits(services: Services, login: str, address: str | None) -> list[Limit]:
    """Those that hold for this attempt; the pair's first."""
    pair = Limit(key=_pair(login, address), most=PER_PAIR, window=WINDOW, message=_TOO_MANY)
    if address is None:
        return [pair]
    place = key("network", network(address))
    with services.database.reading() as session:
        row = people.by_login(session, login)
        if row and sessions.remembers(session, row.id, place, services.now() - REMEMBERED):
            return [pair]
    return [
        pair,
        Limit(key=place, most=PER_ADDRESS, window=WINDOW, message=_TOO_MANY),
        Limit(key=key("login", login), most=PER_LOGIN, window=LONGEST, message=_GUESSED),
    ]


def _log_failure(
    services: Services, login: str, address: str | None, limits: list[Limit], proof: str, *, entry: HouseEvent
) -> None:
    """Who was meant is named only if there is such a person: a password typed into the wrong field is no name."""
    now = services.now()
    with services.database.transaction() as session:
        whom = login if people.by_login(session, login) else ""
        full = [len(sessions.failures(session, limit.key, now - limit.window)) == limit.most for limit in limits]
        noted(services, session, entry, who=whom, whom=whom, address=address, proof=proof)
        if any(full):
            noted(services, session, HouseEvent.SIGN_IN_HELD_UP, who=whom, whom=whom, address=address)


def _pair(login: str, address: str | None) -> str:
    # An address holds no line break, so that no two pairs give the same text.
    return key("pair", f"{'' if address is None else network(address)}\n{login}")
