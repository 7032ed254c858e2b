"""What is remembered between the two steps of signing in, in the form itself: sealed, for five minutes.

After a first step that lets no one in, everybody gets the same answer, of the same length: whether the password was
right stands sealed in it. So a code is asked of all, and a guess tells nothing before the code is right as well.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken

from domain.said import N_
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff.login_throttle import HalfProved

LASTS = timedelta(minutes=5)
_DIGEST = 64
_MESSAGE = N_("用户名或密码不对；已开启两步验证的，请在下面输入验证码")


class NotYet(Refused):
    """No one was let in by the first step. step: for the form of the second."""

    def __init__(self, step: str) -> None:
        super().__init__(_MESSAGE)
        self.step = step


class RightSoFar(NotYet, HalfProved):
    """The same, where the password was right."""


@dataclass(frozen=True, kw_only=True)
class First:
    """What the first step came to. digest: of the password's hash that fitted, or of nothing."""

    login: str
    digest: str

    def proved_by(self, kept: str | None) -> bool:
        """Whether the password was right, and is still the one that is kept."""
        return kept is not None and secrets.compare_digest(self.digest, _digest(kept))


def not_yet(services: Services, login: str, kept: str | None) -> NotYet:
    """The refusal after the first step. kept: the hash that the password fitted, None if it was wrong."""
    digest = _digest(kept if kept is not None else secrets.token_hex())
    sealed = _fernet(services).encrypt_at_time((digest + login).encode("utf-8", "replace"), _seconds(services)).decode()
    return NotYet(sealed) if kept is None else RightSoFar(sealed)


def opened(services: Services, step: str) -> First:
    """The first step that a form carries. Raises Refused if it is too long ago, or none of ours."""
    try:
        ttl, now = int(LASTS.total_seconds()), _seconds(services)
        text = _fernet(services).decrypt_at_time(step.encode("utf-8", "replace"), ttl, now).decode()
    except InvalidToken:
        raise Refused("登录已超时；请重新输入用户名和密码") from None
    return First(login=text[_DIGEST:], digest=text[:_DIGEST])


def _digest(kept: str) -> str:
    return hashlib.sha256(kept.encode()).hexdigest()


def _seconds(services: Services) -> int:
    return int(services.now().timestamp())


def _fernet(services: Services) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(services.keys.derive("sign-in step")))
