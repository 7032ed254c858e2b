"""Gives the access token of a mailbox: the one that is kept, or a new one for the refresh token (RFC 6749, section 6).

One process asks at a time. A provider that rotates refresh tokens may take back the old one at once, so what it gave is
written before it is used. What it refuses is not asked for again until an admin has done something, or an hour is over.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlencode

from domain.oauth import OAuthSettings
from workers.instance import grants
from workers.instance.bounded_http import Asked, ExchangeError, exchange
from workers.instance.grants import BusyError, Grant, Refusal

_MOST_BYTES = 100_000
_AGAIN_AFTER = timedelta(hours=1)
"""How soon a provider is asked again that refused."""
_FRESH = timedelta(minutes=1)
"""A token that was given within it is not replaced, even if a mail server did not like it."""
_UNSAID = 1800
"""Seconds that a token is taken to last if nothing is said of it."""
_LONGEST = 7 * 86400
_TOKEN = re.compile(r"[\x21-\x7e]{1,10000}")
_CODE = re.compile(r"[a-z_]{1,40}")
_GRANT_ERRORS = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
_NAMING = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
"""With which a provider says what is wrong with a request; with others it is not well itself."""
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


class Lack(StrEnum):
    """Why there is no token."""

    MISSING = "missing"
    """It was not authorised yet."""
    REFUSED = "refused"
    """The authorisation is worth nothing any more: withdrawn, or the password was changed."""
    CLIENT = "client"
    """The provider does not know the application, its secret or its scope."""
    AWAY = "away"
    """No answer now, or nonsense."""


class TokenError(Exception):
    """There is no token. detail: a code or the name of an error, nothing of what was sent."""

    def __init__(self, lack: Lack, detail: str = "") -> None:
        super().__init__(f"{lack} {detail}".strip())
        self.lack, self.detail = lack, detail


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a provider said to a request for tokens. error: a code, empty if it gave one."""

    error: str = ""
    grant: Grant | None = None


def access_token(
    oauth: OAuthSettings,
    now: Callable[[], datetime],
    *,
    again: bool = False,
    insisting: bool = False,
    point: Callable[[str], None] | None = None,
) -> str:
    """A token that holds for a while. No transaction may be open, for the provider may be asked.

    again: the mail server did not like the one that was given last. insisting: a person asks, so that an earlier
    refusal is put to the proof. point: passes the points `oauth.answered` and `oauth.written`.

    Raises TokenError.
    """
    if (token := _kept(grants.read(oauth.grant), now(), again=again)) is not None:
        return token
    try:
        with grants.held(oauth.grant, wait=oauth.timeout * 2):
            grant = grants.read(oauth.grant)
            if grant is None:
                raise TokenError(Lack.MISSING)
            if (token := _kept(grant, now(), again=again)) is not None:
                return token  # another process has asked meanwhile
            return _renewed(oauth, grant, now, insisting=insisting, point=point or _no_point)
    except BusyError:
        raise TokenError(Lack.AWAY, "busy") from None
    except OSError as error:
        raise TokenError(Lack.AWAY, type(error).__name__) from None


def asked(oauth: OAuthSettings, form: Mapping[str, str], now: Callable[[], datetime]) -> Answered:
    """What the provider gives for a code or a refresh token. Raises TokenError if it is away or talks nonsense."""
    fields = {**form, "client_id": oauth.client_id}
    if oauth.client_secret:
        fields["client_secret"] = oauth.client_secret
    request = Asked(
        url=oauth.token_url,
        method="POST",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        body=urlencode(fields).encode(),
        timeout=oauth.timeout,
        ca_file=oauth.ca_file,
        most=_MOST_BYTES,
    )
    try:
        answer = exchange(request, errors=True)
    except ExchangeError as error:
        raise TokenError(Lack.AWAY, str(error.failing)) from None
    said = _object(answer.body)
    if answer.status == HTTPStatus.OK:
        return Answered(grant=_granted(said, now(), before=form.get("refresh_token", "")))
    code = said.get("error")
    named = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    if answer.status not in _NAMING or not named:
        raise TokenError(Lack.AWAY, str(answer.status))
    if named in _PASSING:
        raise TokenError(Lack.AWAY, named)
    return Answered(error=named)


def lack_of(error: str) -> Lack:
    """What a code of the provider's means for the admin who has to mend it."""
    return Lack.REFUSED if error in _GRANT_ERRORS else Lack.CLIENT


def _no_point(_: str) -> None:
    """Nothing is counted here."""


def _kept(grant: Grant | None, now: datetime, *, again: bool) -> str | None:
    """The token that is kept, if it will do."""
    if grant is None or grant.access is None or grant.renew_at is None or grant.given_at is None:
        return None
    if again and not grant.given_at <= now < grant.given_at + _FRESH:
        return None
    return grant.access if grant.given_at <= now < grant.renew_at else None


def _renewed(
    oauth: OAuthSettings, grant: Grant, now: Callable[[], datetime], *, insisting: bool, point: Callable[[str], None]
) -> str:
    by, refused = grants.application(oauth), grant.refused
    stands = refused is not None and refused.by == by and refused.at <= now() < refused.at + _AGAIN_AFTER
    if refused is not None and stands and not insisting:
        raise TokenError(lack_of(refused.error), refused.error)
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh, "scope": oauth.scope}
    try:
        answered = asked(oauth, form, now)
    except TokenError:
        if grant.access is not None and grant.ends_at is not None and now() < grant.ends_at and not insisting:
            return grant.access  # good for some minutes yet
        raise
    point("oauth.answered")
    if answered.grant is None:
        grants.write(oauth.grant, replace(grant, access=None, refused=Refusal(error=answered.error, at=now(), by=by)))
        raise TokenError(lack_of(answered.error), answered.error)
    grants.write(oauth.grant, answered.grant)
    point("oauth.written")
    return str(answered.grant.access)


def _granted(said: Mapping[str, object], now: datetime, *, before: str) -> Grant:
    """What was given; the refresh token of before stays where no other was."""
    access, refresh, kind = said.get("access_token"), said.get("refresh_token"), said.get("token_type", "Bearer")
    if not _plain(access) or (refresh is not None and not _plain(refresh)) or str(kind).lower() != "bearer":
        raise TokenError(Lack.AWAY, "token")
    lasts = timedelta(seconds=_seconds(said.get("expires_in")))
    return Grant(
        refresh=str(refresh or before),
        access=str(access),
        given_at=now,
        renew_at=now + lasts * 0.9,
        ends_at=now + lasts,
    )


def _plain(token: object) -> bool:
    """Whether it can be a token: printable ASCII without blanks, and not without end."""
    return isinstance(token, str) and _TOKEN.fullmatch(token) is not None


def _seconds(said: object) -> int:
    try:
        return min(max(int(str(said)), 0), _LONGEST)
    except ValueError:
        return _UNSAID


def _object(body: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {}
