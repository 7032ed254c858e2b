"""One-time links: an invitation by which a person sets a password, and a link that signs in at once.

The store keeps the sha256 of their tokens alone (decision 010).
"""

import secrets
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.staff import HOUSE, Grant, Person
from domain.staff_codes import ChangeKind, LinkPurpose
from store import changes as stored_changes
from store import house_log, people, second_factors, sessions
from store.changes import ChangeRow
from store.database import Database
from store.people import NewPerson, PersonRow
from store.sessions import LinkRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import break_glass, changes, passwords, second_factor
from workers.staff.desk_sessions import TOKEN_BYTES, SignedIn, begin, hash_of
from workers.staff.login_throttle import attempt, forgiven
from workers.staff.people import named, normal_login, person_of
from workers.staff.second_person import LAPSES, Asker, founding, is_guarded
from workers.staff.signing_in import log

FIRST_ADMIN = "admin"


LASTS = {LinkPurpose.INVITE: timedelta(days=7), LinkPurpose.SIGN_IN: timedelta(minutes=30)}
"""An invitation may lie over a holiday; a link that signs in at once may not."""


_PROGRAM = Asker(login=HOUSE, id=None)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A one-time link that still works. needs_code: of a second factor beside it."""

    person: Person
    purpose: LinkPurpose
    needs_code: bool


def make_link(
    services: Services,
    person_id: int,
    purpose: LinkPurpose,
    *,
    actor: Person,
    lasts: timedelta | None = None,
    vouched: bool = True,
) -> str:
    """The token of a new one-time link, told this once; the person's earlier ones for the purpose are void.

    actor: who asked for it, or the program. lasts: None: as LASTS. vouched: whether the caller answers for
    it, as the program does; False: it does not let in who may approve (`invite` asks for a second person).

    Raises:
        Refused: the person has left.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = people.get(session, person_id)
        if row is None:
            raise Refused("没有这位人员")
        token = _made_link(
            services, session, row, purpose, who=actor.login, lasts=lasts or LASTS[purpose], vouched=vouched
        )
    log.info("link_made", person=row.login, purpose=purpose, by=actor.login)
    return token


def invite(services: Services, *, login: str, actor: Person) -> str | ChangeRow:
    """The token of an invitation, by which the person sets a password, the first or, forgotten, a new one.

    Returns:
        For somebody who may approve: the change that a second person must confirm; asked again after that, the token.

    Raises:
        Refused: the actor is no admin, or there is no such person.
    """
    changes.settle_due(services)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if not actor.holds(Role.ADMIN):
            raise Refused("只有管理员可以发邀请链接")
        purpose, asker = LinkPurpose.INVITE, Asker.of(actor)
        row = people.lock(session, named(session, login).id)
        break_glass.check_password_way(services.settings, normal_login(login))
        if row is None or not row.active:
            raise Refused("这位人员已停用，不能发链接")
        since = services.now() - LAPSES
        let = stored_changes.open_link(session, row.id, asker.login, asker.id, since)
        vouched = let is not None and stored_changes.take_link(session, let)
        if not vouched:
            waits = changes.make(services, session, ChangeKind.INVITE, row, actor=actor)
            if waits is not None:
                return waits
            vouched = founding(session, asker)
        token = _made_link(services, session, row, purpose, who=actor.login, lasts=LASTS[purpose], vouched=vouched)
    log.info("link_made", person=row.login, purpose=purpose, by=actor.login)
    return token


def first_admin_link(database: Database, *, now: datetime) -> str | None:
    """The token of an invitation for `admin`, who is entered; None as soon as some admin has set a password.

    None too once anybody has come in who could confirm a new admin: `init` is no back door. It needs no more than the
    database, for there may be no usable rulebook yet.
    """
    with database.transaction() as session:
        if any(one.password for one in people.admins(session)) or not founding(session, _PROGRAM):
            return None
        new = NewPerson(login=FIRST_ADMIN, name="管理员", made_at=now, made_by=HOUSE)
        row = people.create(session, new) or named(session, FIRST_ADMIN)
        people.change(session, row.id, active=True)
        if people.grant(session, row.id, Grant(role=Role.ADMIN)):
            _log(session, now, HouseEvent.ROLE_GRANTED, row, role=Role.ADMIN)
        lasts = LASTS[LinkPurpose.INVITE]
        token = _keep_link(session, row, LinkPurpose.INVITE, who=HOUSE, now=now, lasts=lasts, vouched=True)
        _log(session, now, HouseEvent.LINK_MADE, row, purpose=LinkPurpose.INVITE)
        return token


def look_at_link(services: Services, token: str) -> Link | None:
    """What a link would do, and for whom; None if it was used or has expired.

    Looking uses nothing up: mail programs and browsers open links by themselves.
    """
    with services.database.reading() as session:
        row = _working(session, token, services.now())
        person = person_of(services, session, row.person_id) if row else None
        needs_code = row is not None and second_factors.is_set(session, row.person_id)
    return Link(person=person, purpose=row.purpose, needs_code=needs_code) if row and person else None


def use_invite(services: Services, token: str, password: str, *, address: str = "", code: str = "") -> SignedIn:
    """Set the password and sign in; earlier sessions end, and failures to sign in from here are forgotten.

    address: where the link is used, "" where that is not known. code: of the second factor, if they have one.

    Raises:
        Refused: password or code may not be used (then the link still works), or the link was used or has expired.
    """
    link = _wanted(services, token, LinkPurpose.INVITE)
    passwords.check(password, login=link.person.login, name=link.person.name)
    anew = passwords.hashed(password)
    with _proving(services, link, address), services.database.transaction() as session:
        row = _use(services, session, token)
        _check_second(services, session, row, code)
        break_glass.used(services, session, row, address=address)
        people.set_password_hash(session, row.id, anew)
        sessions.end_all(session, row.id)
        forgiven(session, row.login, address)
        signed = begin(services, session, row, address=address, how=LinkPurpose.INVITE)
        noted(services, session, HouseEvent.PASSWORD_SET, who=row.login, whom=row.login)
    log.info("password_set", person=row.login)
    return signed


def use_sign_in(services: Services, token: str, *, address: str = "", code: str = "") -> SignedIn:
    """Sign in by a link. Raises Refused if it was used or has expired, or their second factor's code is wrong."""
    link = _wanted(services, token, LinkPurpose.SIGN_IN)
    with _proving(services, link, address), services.database.transaction() as session:
        row = _use(services, session, token)
        _check_second(services, session, row, code)
        break_glass.used(services, session, row, address=address)
        return begin(services, session, row, address=address, how=LinkPurpose.SIGN_IN)


def _proving(services: Services, link: Link, address: str) -> AbstractContextManager[None]:
    """Anyone who holds a link and lacks the code is held up like one who guesses passwords."""
    return attempt(services, link.person.login, address, proof="code") if link.needs_code else nullcontext()


def _check_second(services: Services, session: Session, row: PersonRow, code: str) -> None:
    if second_factors.is_set(session, row.id):
        second_factor.check(services, session, row.id, row.login, code)


def _wanted(services: Services, token: str, purpose: LinkPurpose) -> Link:
    link = look_at_link(services, token)
    if link is None or link.purpose is not purpose:
        raise _used_up()
    break_glass.check_password_way(services.settings, link.person.login)
    return link


def _use(services: Services, session: Session, token: str) -> PersonRow:
    """Use the link up: of two at once, one gets in. The person is locked first, as for a new link."""
    row = _working(session, token, services.now())
    person = people.lock(session, row.person_id) if row else None
    if row is None or person is None or not sessions.use_link(session, row.token_hash, services.now()):
        raise _used_up()
    if not row.vouched and is_guarded(services, session, person.id):
        # Made by one admin alone, before the person could approve.
        raise Refused("您现在可以批准信件，这个链接须经另一位管理员或负责人确认；请管理员重新发一个")
    return person


def _working(session: Session, token: str, now: datetime) -> LinkRow | None:
    row = sessions.find_link(session, hash_of(token))
    return row if row and row.used_at is None and row.expires_at > now else None


def _used_up() -> Refused:
    return Refused("这个一次性链接已用过或已过期；请管理员重新发一个")


def _made_link(
    services: Services,
    session: Session,
    row: PersonRow,
    purpose: LinkPurpose,
    *,
    who: str,
    lasts: timedelta,
    vouched: bool,
) -> str:
    if not row.active:
        raise Refused("这位人员已停用，不能发链接")
    token = _keep_link(session, row, purpose, who=who, now=services.now(), lasts=lasts, vouched=vouched)
    noted(services, session, HouseEvent.LINK_MADE, who=who, whom=row.login, purpose=purpose)
    return token


def _keep_link(
    session: Session, row: PersonRow, purpose: LinkPurpose, *, who: str, now: datetime, lasts: timedelta, vouched: bool
) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = LinkRow(
        token_hash=hash_of(token),
        person_id=row.id,
        purpose=purpose,
        made_at=now,
        made_by=who,
        expires_at=now + lasts,
        vouched=vouched,
    )
    sessions.keep_link(session, link)
    return token


def _log(session: Session, now: datetime, what: HouseEvent, row: PersonRow, **payload: str) -> None:
    """As `house.noted`, where no instance is open yet."""
    house_log.append(session, at=now, who=HOUSE, what=what, whom=row.login, payload=payload)
