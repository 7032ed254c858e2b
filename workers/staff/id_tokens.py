"""Checks an ID token (OpenID Connect Core 1.0, 3.1.3.7): who signed it, for whom, when, and in answer to what.

Pure: keys, nonce and the time are arguments.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from domain.settings import OidcSettings
from workers.instance.refusals import Refused

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""By a key pair: no shared secret, and not `none`."""
_OF_TIME = frozenset({"iat", "nbf"})
_MOST_CHARS = 50_000
_MOST_SUBJECT = 255


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What a token says that was checked. email: verified, in lower case, of an allowed domain; else None."""

    subject: str
    email: str | None
    said: Mapping[str, object]

    def values(self, path: str) -> frozenset[str]:
        """The texts of a claim at a dotted path: one or a list of them. A claim may have a dot in its own name."""
        found = self.said.get(path)
        if found is None:
            found = self.said
            for step in path.split("."):
                found = found.get(step) if isinstance(found, Mapping) else None
        listed = found if isinstance(found, list) else [found]
        return frozenset(one for one in listed if isinstance(one, str))


def key_named(token: str) -> str | None:
    """The key that a token says it was signed with; None if it names none, or is no token."""
    head = token[:_MOST_CHARS].partition(".")[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        return None
    kid = said.get("kid") if isinstance(said, dict) else None
    return kid if isinstance(kid, str) else None


def verified(
    settings: OidcSettings, token: str, keys: KeySet, *, nonce: str, access_token: str | None, now: datetime
) -> Claims:
    """What the token says. nonce: that was sent with the request. Raises Refused, with a sentence for people."""
    if len(token) > _MOST_CHARS:
        raise _wrong("size")
    try:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError) as error:
        raise _wrong(getattr(error, "error", "") or "signature") from None
    params = {"nonce": nonce, "client_id": settings.client_id, "access_token": access_token}
    options = {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
        "sub": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    claims = CodeIDToken(decoded.claims, decoded.header, options, params)
    try:
        claims.validate(now=int(now.timestamp()), leeway=int(settings.skew.total_seconds()))
    except ExpiredTokenError:
        raise _out_of_time() from None
    except InvalidClaimError as error:
        raise (_out_of_time() if error.claim in _OF_TIME else _wrong(error.claim)) from None
    except (MissingClaimError, JoseError, ValueError, TypeError) as error:
        raise _wrong(str(getattr(error, "claim", "") or "claims")) from None
    return _claims(settings, claims)


def _claims(settings: OidcSettings, said: Mapping[str, object]) -> Claims:
    subject = str(said["sub"])
    if not 0 < len(subject) <= _MOST_SUBJECT or not subject.isprintable():
        raise _wrong("sub")
    amr = said.get("amr")
    if settings.amr and not (isinstance(amr, list) and settings.amr & {one for one in amr if isinstance(one, str)}):
        raise Refused("公司账号这次登录没有用两步验证；请在公司的登录页开启后再试")
    return Claims(subject=subject, email=_email(settings, said), said=said)


def _email(settings: OidcSettings, said: Mapping[str, object]) -> str | None:
    """Only what the provider says it has verified; the claim is a boolean (Core 5.1), and a text is none."""
    email = said.get("email")
    if not isinstance(email, str) or said.get("email_verified") is not True:
        return None
    domain = email.lower().rpartition("@")[2]
    return email.lower() if not settings.domains or domain in settings.domains else None


def _wrong(what: str) -> Refused:
    return Refused("公司登录服务给出的凭证不对（{what}），没有登录；请重试，仍不行请联系管理员", what=what)


def _out_of_time() -> Refused:
    return Refused("公司登录服务给出的凭证已过期或尚未生效，多半是两边的时钟相差太多；请管理员核对时间后再试")
