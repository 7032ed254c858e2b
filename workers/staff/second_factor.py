"""Two-step sign-in: a code of an authenticator app (TOTP, RFC 6238) or a recovery code beside the password.

The secret lies in the store sealed under the instance's key: a copy of the database alone makes no code. A code is used
once; the step before and after the present one count, for clocks that differ.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.settings import TotpFor
from domain.staff import Person
from domain.staff_codes import ChangeKind
from store import people, second_factors
from store.changes import ChangeRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import break_glass, changes, passwords
from workers.staff.login_throttle import attempt
from workers.staff.second_person import GUARDED

ISSUER = "Huihan"
STEP_SECONDS = 30
CODES = 10
_CODE_BYTES = 10  # 80 bits: too many to try, so that a plain hash keeps them
_DIGITS = 6
_PENDS = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What an authenticator app needs. uri: `otpauth:`, for a QR code; secret: the same to type, base32."""

    uri: str = field(repr=False)
    secret: str = field(repr=False)


def required(services: Services, person: Person) -> bool:
    """Whether the person must use a second factor."""
    wanted = services.settings.desk.require_totp
    if break_glass.is_theirs(services.settings, person.login):
        return True
    return wanted is TotpFor.EVERYBODY or (wanted is TotpFor.APPROVERS and person.holds(*GUARDED))


def pending(services: Services, person: Person) -> Setup | None:
    """A secret that was begun a short while ago and is yet to be proved."""
    with services.database.reading() as session:
        row = second_factors.get(session, person.id)
    if row is None or row.set_at is not None or row.made_at + _PENDS <= services.now():
        return None
    secret = _opened(services, row.secret)
    return _setup(person, secret) if secret else None


def begin(services: Services, *, actor: Person, password: str) -> Setup:
    """A new secret, to be proved by a code (`prove`). password: their own, "" if they have none.

    Raises:
        Refused: the password is wrong, or a second factor is set already.
    """
    with services.database.reading() as session:
        row = people.get(session, actor.id)
    if row is not None and row.password is not None:
        with attempt(services, actor.login, None):
            if not passwords.fits(password, row.password):
                raise Refused("密码不对；请再试")
    secret = pyotp.random_base32()
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if not second_factors.begin(session, actor.id, _sealed(services, secret), services.now()):
            raise Refused("两步验证已经开启")
    return _setup(actor, secret)


def prove(services: Services, *, actor: Person, code: str) -> tuple[str, ...]:
    """Switch it on by a first code; the recovery codes, told this once. Raises Refused for a wrong code."""
    with attempt(services, actor.login, None, proof="code"), services.database.transaction() as session:
        actor = present(services, session, actor)
        row = second_factors.get(session, actor.id)
        if row is None or row.set_at is not None:
            raise Refused("请先开始设置两步验证")
        if not _use_totp(services, session, actor.id, code):
            raise Refused("验证码不对；请核对手机的时间后再试")
        second_factors.prove(session, actor.id, services.now())
        codes = _new_codes(session, actor.id)
        noted(services, session, HouseEvent.SECOND_FACTOR_SET, who=actor.login, whom=actor.login)
    return codes


def new_codes(services: Services, *, actor: Person, code: str) -> tuple[str, ...]:
    """New recovery codes in place of the old ones, told this once. Raises Refused for a wrong code."""
    with attempt(services, actor.login, None, proof="code"), services.database.transaction() as session:
        actor = present(services, session, actor)
        check(services, session, actor.id, actor.login, code)
        codes = _new_codes(session, actor.id)
        noted(services, session, HouseEvent.RECOVERY_CODES_MADE, who=actor.login, whom=actor.login)
    return codes


def switch_off(services: Services, *, actor: Person, code: str) -> None:
    """Sign in without it from now on. Raises Refused for a wrong code, or where it is required."""
    with attempt(services, actor.login, None, proof="code"), services.database.transaction() as session:
        actor = present(services, session, actor)
        if required(services, actor):
            raise Refused("您的岗位必须使用两步验证，不能关闭")
        check(services, session, actor.id, actor.login, code)
        second_factors.remove(session, actor.id)
        noted(services, session, HouseEvent.SECOND_FACTOR_OFF, who=actor.login, whom=actor.login)


def reset(services: Services, *, login: str, actor: Person) -> ChangeRow | None:
    """Switch off somebody's who has lost it; of anyone who may approve it must be confirmed: then that is returned.

    Raises:
        Refused: the actor is no admin, or there is no second factor.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if not actor.holds(Role.ADMIN):
            raise Refused("只有管理员可以取消他人的两步验证")
        row = people.by_login(session, login)
        if row is None or not second_factors.is_set(session, row.id):
            raise Refused("{login} 没有开启两步验证", login=login)
        return changes.make(services, session, ChangeKind.SECOND_FACTOR_RESET, row, actor=actor)


def check(services: Services, session: Session, person_id: int, login: str, code: str) -> str:
    """Use a code up: `code` for one of the app's, `recovery` for a recovery code. Raises Refused for another."""
    if _use_totp(services, session, person_id, code):
        return "code"
    if second_factors.use_code(session, person_id, _hash(code), services.now()):
        noted(services, session, HouseEvent.RECOVERY_CODE_USED, who=login, whom=login)
        return "recovery"
    raise Refused("验证码不对，或已经用过；请等下一个验证码再试")


def _setup(person: Person, secret: str) -> Setup:
    return Setup(uri=pyotp.TOTP(secret).provisioning_uri(name=person.login, issuer_name=ISSUER), secret=secret)


def _use_totp(services: Services, session: Session, person_id: int, code: str) -> bool:
    row = second_factors.get(session, person_id)
    if row is None:
        return False
    typed, secret = _normal(code), _opened(services, row.secret)
    if len(typed) != _DIGITS or not typed.isascii() or secret is None:
        return False
    now = int(services.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    fitting = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(totp.generate_otp(step), typed)]
    return any(second_factors.use_step(session, person_id, step) for step in fitting)


def _new_codes(session: Session, person_id: int) -> tuple[str, ...]:
    raw = [base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower() for _ in range(CODES)]
    codes = tuple("-".join(one[start : start + 4] for start in range(0, len(one), 4)) for one in raw)
    second_factors.replace_codes(session, person_id, [_hash(code) for code in codes])
    return codes


def _hash(code: str) -> str:
    return hashlib.sha256(_normal(code).encode("utf-8", "replace")).hexdigest()


def _normal(code: str) -> str:
    """However it was typed: full-width, in groups, in capitals."""
    return "".join(one for one in unicodedata.normalize("NFKC", code).lower() if one.isalnum())


def _sealed(services: Services, secret: str) -> str:
    return _fernet(services).encrypt(secret.encode()).decode()


def _opened(services: Services, sealed: str) -> str | None:
    """None if it was sealed under another key: as if every code were wrong."""
    try:
        return _fernet(services).decrypt(sealed).decode()
    except InvalidToken:
        return None


def _fernet(services: Services) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(services.keys.derive("second factor")))
