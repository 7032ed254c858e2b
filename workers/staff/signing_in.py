"""How a person gets in and out: sessions, passwords, one-time links.

Tokens are 256 random bits; the store keeps their sha256 alone, so that a copy of it opens no desk (decision 010).
"""

import hashlib
import hmac
import secrets
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
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
from store.sessions import LinkRow, SessionRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import changes, passwords, second_factor, sign_in_steps
from workers.staff.login_throttle import attempt, came_in, forgiven
from workers.staff.people import named, normal_login, person_of
from workers.staff.second_person import LAPSES, Asker, founding, is_guarded

FIRST_ADMIN = "admin"
LASTS = {LinkPurpose.INVITE: timedelta(days=7), LinkPurpose.SIGN_IN: timedelta(minutes=30)}
"""An invitation may lie over a holiday; a link that signs in at once may not."""

_PROGRAM = Asker(login=HOUSE, id=None)
_TOKEN_BYTES = 32
_TOUCH_EVERY = timedelta(minutes=1)
"""How often a session's use is noted, so that reading pages writes little; far below any idle limit."""

log = structlog.get_logger("huihan.people")


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


@dataclass(frozen=True, kw_only=True)
class Link:
    """A one-time link that still works. needs_code: of a second factor beside it."""

    person: Person
    purpose: LinkPurpose
    needs_code: bool


def same(one: str, other: str) -> bool:
    """Whether two tokens are equal, in a time that does not tell how far they are."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def sign_in(services: Services, *, login: str, password: str, address: str) -> SignedIn:
    """A new session for the person who knows the password. address: where the attempt comes from.

    Raises:
        Refused: user name or password is wrong (the same sentence for both), or there were too many failures.
        NotYet: where anybody in the house signs in with a code: the password was wrong, or right and a code
            is to come (`second_step`); which of them is not told.
    """
    login = normal_login(login)
    with attempt(services, login, address):
        with services.database.reading() as session:
            row = people.by_login(session, login)
            used = second_factors.any_set(session)
            theirs = row is not None and second_factors.is_set(session, row.id)
        kept = row.password if row and row.active else None
        fits = passwords.fits(password, kept)
        if used and (theirs or not fits):
            raise sign_in_steps.not_yet(services, login, kept if fits else None)
        if not fits or row is None or kept is None:
            raise _wrong()
        anew = passwords.hashed(password) if passwords.outdated(kept) else None
        with services.database.transaction() as session:
            signed = _begin(services, session, row, address=address, how="password")
            if named(session, login).password != kept:  # it was changed while this one was being looked at
                raise _wrong()
            if anew:
                people.set_password_hash(session, row.id, anew)
        return replace(signed, weak=passwords.weak(password, login=row.login, name=row.name))


def second_step(services: Services, *, step: str, code: str, address: str) -> SignedIn:
    """A new session for the person who was right in the first step and has a code. step: of the NotYet that was raised.

    Raises:
        Refused: the code or what came before it was wrong, it is too long ago, or there were too many failures.
    """
    first = sign_in_steps.opened(services, step)
    with attempt(services, first.login, address, proof="code"), services.database.transaction() as session:
        found = people.by_login(session, first.login)
        row = people.lock(session, found.id) if found else None
        if row is None or not row.active or not first.proved_by(row.password):
            raise Refused("用户名、密码或验证码不对；请重新登录")
        second_factor.check(services, session, row.id, row.login, code)
        return _begin(services, session, row, address=address, how="code")


def session_of(services: Services, token: str, *, touch: bool = True) -> SignedIn | None:
    """The session of a token with its person's roles as they are now; None once it is idle, old or ended.

    touch: whether this is a use of it.
    """
    now, token_hash = services.now(), _hash(token)
    with services.database.reading() as session:
        row = sessions.find(session, token_hash)
        if row is None or row.expires_at <= now or row.seen_at + services.settings.desk.idle <= now:
            return None
        person = person_of(services, session, row.person_id)
        if person is None:
            return None
        enrolled = not second_factor.required(services, person) or second_factors.is_set(session, person.id)
    if touch and row.seen_at + _TOUCH_EVERY <= now:
        with services.database.transaction() as session:
            sessions.touch(session, token_hash, now)
    return SignedIn(token=token, csrf=row.csrf, person=person, flash=row.flash, must_enrol=not enrolled)


def keep_flash(services: Services, token: str, flash: str) -> None:
    """Keep what the session's next page says; a session that has ended has none."""
    with services.database.transaction() as session:
        sessions.keep_flash(session, _hash(token), flash)


def drop_flash(services: Services, token: str, flash: str) -> None:
    """It was said, and is not said again; what another page has left meanwhile stays."""
    with services.database.transaction() as session:
        sessions.drop_flash(session, _hash(token), flash)


def sign_out(services: Services, token: str) -> None:
    """End the session."""
    with services.database.transaction() as session:
        row = sessions.find(session, _hash(token))
        person = people.get(session, row.person_id) if row else None
        if person is not None:
            sessions.end(session, _hash(token))
            noted(services, session, HouseEvent.SIGNED_OUT, who=person.login, whom=person.login)


def change_password(services: Services, *, token: str, old: str, new: str) -> None:
    """Set a new password for the person who has this session; every other session of theirs ends.

    Raises:
        Refused: the session has ended, the old password is wrong, the new one may not be used, or there were too
            many failures.
    """
    signed = session_of(services, token)
    if signed is None:
        raise Refused("登录已过期；请重新登录")
    person = signed.person
    passwords.check(new, login=person.login, name=person.name)
    with attempt(services, person.login, None):
        with services.database.reading() as session:
            row = named(session, person.login)
        if not passwords.fits(old, row.password):
            raise Refused("原密码不对；请再试")
        anew = passwords.hashed(new)
        with services.database.transaction() as session:
            people.set_password_hash(session, row.id, anew)
            sessions.end_all(session, row.id, but=_hash(token))
            sessions.void_links(session, row.id)
            noted(services, session, HouseEvent.PASSWORD_CHANGED, who=row.login, whom=row.login)
    log.info("password_changed", person=row.login)


def has_password(session: Session, person: Person) -> bool:
    """Whether the person has set one."""
    row = people.get(session, person.id)
    return row is not None and row.password is not None


def end_others(services: Services, token: str) -> None:
    """Every other session of the person of this one ends."""
    with services.database.transaction() as session:
        row = sessions.find(session, _hash(token))
        if row is not None:
            sessions.end_all(session, row.person_id, but=row.token_hash)


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
        people.set_password_hash(session, row.id, anew)
        sessions.end_all(session, row.id)
        forgiven(session, row.login, address)
        signed = _begin(services, session, row, address=address, how=LinkPurpose.INVITE)
        noted(services, session, HouseEvent.PASSWORD_SET, who=row.login, whom=row.login)
    log.info("password_set", person=row.login)
    return signed


def use_sign_in(services: Services, token: str, *, address: str = "", code: str = "") -> SignedIn:
    """Sign in by a link. Raises Refused if it was used or has expired, or their second factor's code is wrong."""
    link = _wanted(services, token, LinkPurpose.SIGN_IN)
    with _proving(services, link, address), services.database.transaction() as session:
        row = _use(services, session, token)
        _check_second(services, session, row, code)
        return _begin(services, session, row, address=address, how=LinkPurpose.SIGN_IN)


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
    row = sessions.find_link(session, _hash(token))
    return row if row and row.used_at is None and row.expires_at > now else None


def _wrong() -> Refused:
    return Refused("用户名或密码不对；请再试，或请管理员发一个新链接")


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
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    link = LinkRow(
        token_hash=_hash(token),
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


def _begin(services: Services, session: Session, row: PersonRow, *, address: str, how: str) -> SignedIn:
    """Begin a session, if the person has not been deactivated a moment ago. how: by a password or what link."""
    people.lock(session, row.id)
    person = person_of(services, session, row.id)
    if person is None:
        raise Refused("这个账号已停用；请联系管理员")
    now = services.now()
    signed = SignedIn(
        token=secrets.token_urlsafe(_TOKEN_BYTES), csrf=secrets.token_urlsafe(_TOKEN_BYTES), person=person
    )
    sessions.begin(
        session,
        SessionRow(
            token_hash=_hash(signed.token),
            person_id=row.id,
            csrf=signed.csrf,
            made_at=now,
            seen_at=now,
            expires_at=now + services.settings.desk.lasts,
        ),
    )
    if address:
        came_in(session, row.id, address, now)
    noted(services, session, HouseEvent.SIGNED_IN, who=row.login, whom=row.login, how=how, address=address)
    return signed


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
