"""The sessions of people at the desk: begun, used, ended.

Tokens are 256 random bits; the store keeps their sha256 alone, so that a copy of it opens no desk (decision 010).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import Person
from store import people, second_factors, sessions
from store.people import PersonRow
from store.sessions import SessionRow
from workers.instance.house_entries import noted
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import second_factor
from workers.staff.login_throttle import came_in
from workers.staff.people import person_of

TOKEN_BYTES = 32


_TOUCH_EVERY = timedelta(minutes=1)
"""How often a session's use is noted, so that reading pages writes little; far below any idle limit."""


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session. token: for the browser's cookie alone; csrf: for each form of it; flash: what its next page says.

    weak: the password that was typed could no longer be set. must_enrol: a second factor is required and not set.
    """

    token: str = field(repr=False)
    csrf: str = field(repr=False)
    person: Person
    flash: str | None = None
    weak: bool = False
    must_enrol: bool = False


def same(one: str, other: str) -> bool:
    """Whether two tokens are equal, in a time that does not tell how far they are."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def session_of(services: Services, token: str, *, touch: bool = True) -> SignedIn | None:
    """The session of a token with its person's roles as they are now; None once it is idle, old or ended.

    touch: whether this is a use of it.
    """
    now, token_hash = services.now(), hash_of(token)
    with services.database.reading() as session:
        row = sessions.find(session, token_hash)
        if row is None or row.expires_at <= now or row.seen_at + services.settings.desk.idle <= now:
            return None
        person = person_of(services, session, row.person_id)
        if person is None:
            return None
        # Who came by the company's account was asked for a second factor there, or was not: that is its affair.
        required = row.issuer is None and second_factor.required(services, person)
        enrolled = not required or second_factors.is_set(session, person.id)
    if touch and row.seen_at + _TOUCH_EVERY <= now:
        with services.database.transaction() as session:
            sessions.touch(session, token_hash, now)
    return SignedIn(token=token, csrf=row.csrf, person=person, flash=row.flash, must_enrol=not enrolled)


def keep_flash(services: Services, token: str, flash: str) -> None:
    """Keep what the session's next page says; a session that has ended has none."""
    with services.database.transaction() as session:
        sessions.keep_flash(session, hash_of(token), flash)


def drop_flash(services: Services, token: str, flash: str) -> None:
    """It was said, and is not said again; what another page has left meanwhile stays."""
    with services.database.transaction() as session:
        sessions.drop_flash(session, hash_of(token), flash)


def sign_out(services: Services, token: str) -> str | None:
    """End the session; the identity provider by which it was begun, None for none."""
    with services.database.transaction() as session:
        row = sessions.find(session, hash_of(token))
        person = people.get(session, row.person_id) if row else None
        if person is not None:
            sessions.end(session, hash_of(token))
            noted(services, session, HouseEvent.SIGNED_OUT, who=person.login, whom=person.login)
    return row.issuer if row else None


def end_others(services: Services, token: str) -> None:
    """Every other session of the person of this one ends."""
    with services.database.transaction() as session:
        row = sessions.find(session, hash_of(token))
        if row is not None:
            sessions.end_all(session, row.person_id, but=row.token_hash)


def begin(
    services: Services,
    session: Session,
    row: PersonRow,
    *,
    address: str,
    how: str,
    issuer: str | None = None,
    lasts: timedelta = timedelta.max,
) -> SignedIn:
    """Begin a session, if the person has not been deactivated a moment ago. how: by a password, what link, or an
    account at the provider `issuer`. lasts: at most; the settings of the desk may say less."""
    people.lock(session, row.id)
    person = person_of(services, session, row.id)
    if person is None:
        raise Refused("这个账号已停用；请联系管理员")
    now = services.now()
    signed = SignedIn(token=secrets.token_urlsafe(TOKEN_BYTES), csrf=secrets.token_urlsafe(TOKEN_BYTES), person=person)
    sessions.begin(
        session,
        SessionRow(
            token_hash=hash_of(signed.token),
            person_id=row.id,
            csrf=signed.csrf,
            made_at=now,
            seen_at=now,
            expires_at=now + min(lasts, services.settings.desk.lasts),
            issuer=issuer,
        ),
    )
    if address:
        came_in(session, row.id, address, now)
    noted(services, session, HouseEvent.SIGNED_IN, who=row.login, whom=row.login, how=how, address=address)
    return signed


def hash_of(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
