"""How a person signs in, in one step or two, and changes the password.

Sessions stand in `desk_sessions`, one-time links in `sign_in_links`.
"""

from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import Person
from store import people, second_factors, sessions
from workers.instance.house_entries import noted
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import break_glass, passwords, second_factor, sign_in_steps
from workers.staff.desk_sessions import SignedIn, begin, hash_of, session_of
from workers.staff.login_throttle import attempt
from workers.staff.people import named, normal_login

log = structlog.get_logger("huihan.people")


def sign_in(services: Services, *, login: str, password: str, address: str) -> SignedIn:
    """A new session for the person who knows the password. address: where the attempt comes from.

    Raises:
        Refused: user name or password is wrong (the same sentence for both), or there were too many failures.
        NotYet: where anybody in the house signs in with a code: the password was wrong, or right and a code
            is to come (`second_step`); which of them is not told.
    """
    login = normal_login(login)
    break_glass.check_password_way(services.settings, login)
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
            break_glass.check(services, session, row)
            signed = begin(services, session, row, address=address, how="password")
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
    break_glass.check_password_way(services.settings, first.login)
    with attempt(services, first.login, address, proof="code"), services.database.transaction() as session:
        found = people.by_login(session, first.login)
        row = people.lock(session, found.id) if found else None
        if row is None or not row.active or not first.proved_by(row.password):
            raise Refused("用户名、密码或验证码不对；请重新登录")
        break_glass.check(services, session, row)
        second_factor.check(services, session, row.id, row.login, code)
        break_glass.used(services, session, row, address=address)
        return begin(services, session, row, address=address, how="code")


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
            sessions.end_all(session, row.id, but=hash_of(token))
            sessions.void_links(session, row.id)
            noted(services, session, HouseEvent.PASSWORD_CHANGED, who=row.login, whom=row.login)
    log.info("password_changed", person=row.login)


def has_password(session: Session, person: Person) -> bool:
    """Whether the person has set one."""
    row = people.get(session, person.id)
    return row is not None and row.password is not None


def _wrong() -> Refused:
    return Refused("用户名或密码不对；请再试，或请管理员发一个新链接")
