"""Asks the company's identity provider: what it publishes of itself, its keys, and tokens for a code.

OpenID Connect Discovery 1.0, RFC 7517 and RFC 6749, section 4.1.3. What it publishes is kept in the store for an hour,
so that all processes ask it seldom; every exchange is bounded in time and length.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.said import N_
from domain.settings import OidcSettings
from store import company_accounts
from store.company_accounts import DocumentRow
from workers.instance.bounded_http import Answer, Asked, ExchangeError, exchange
from workers.instance.refusals import Refused
from workers.instance.services import Services

Read = TypeVar("Read")
WELL_KNOWN = "/.well-known/openid-configuration"
_KEPT = timedelta(hours=1)
_AGAIN = timedelta(minutes=1)
"""How soon keys are fetched again because a token names one that is not among them."""
_MOST_BYTES = 200_000
_MOST_KEYS = 100
_CODE = re.compile(r"[a-z_]{1,40}")
_NONSENSE = N_("公司登录服务答非所问（{what}）；请管理员核对 [oidc] 的 issuer")


@dataclass(frozen=True, kw_only=True)
class Provider:
    """What a provider says of itself. ends_session: where one signs out there; None if it does not offer that.

    names_itself: whether its answers bear its issuer (RFC 9207). posts_secret: whether it wants the client's secret in
    the form, for it knows no other way.
    """

    authorization: str
    token: str
    keys: str
    ends_session: str | None
    names_itself: bool
    posts_secret: bool


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What it gave for a code."""

    identity: str = field(repr=False)
    access: str | None = field(repr=False)


def provider(services: Services, settings: OidcSettings) -> Provider:
    """What it says of itself, at most an hour ago. Raises Refused if it is away, or another than is meant."""
    return _kept(services, settings, discovery_url(settings), _KEPT, lambda body: described(settings, body))


def discovery_url(settings: OidcSettings) -> str:
    """Where it describes itself."""
    return settings.issuer.rstrip("/") + WELL_KNOWN


def fetched(settings: OidcSettings, url: str) -> str:
    """What it publishes at a URL: JSON. Raises Refused."""
    asked = Asked(url=url, timeout=settings.timeout, ca_file=settings.ca_file, most=_MOST_BYTES)
    answer = _answer(asked)
    if answer.status != HTTPStatus.OK:
        raise Refused(_NONSENSE, what=str(answer.status))
    try:
        return answer.body.decode()
    except UnicodeDecodeError:
        raise Refused(_NONSENSE, what="UTF-8") from None


def described(settings: OidcSettings, body: str) -> Provider:
    """The provider of a description. Raises Refused if that is none, or another provider's."""
    said = _object(body)
    issuer = said.get("issuer")
    if issuer != settings.issuer:
        named = str(issuer)[:200]
        raise Refused(
            "登录服务自称 {named}，与设置的 {issuer} 不同；请管理员核对 [oidc] 的 issuer",
            named=named,
            issuer=settings.issuer,
        )
    methods = said.get("token_endpoint_auth_methods_supported")
    ends = said.get("end_session_endpoint")
    return Provider(
        authorization=_endpoint(settings, said, "authorization_endpoint"),
        token=_endpoint(settings, said, "token_endpoint"),
        keys=_endpoint(settings, said, "jwks_uri"),
        ends_session=_endpoint(settings, said, "end_session_endpoint") if ends else None,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        posts_secret=isinstance(methods, list)
        and "client_secret_basic" not in methods
        and "client_secret_post" in methods,
    )


def signing_keys(services: Services, settings: OidcSettings, url: str, *, again: bool = False) -> KeySet:
    """Its keys. again: one was named that is not among those kept. Raises Refused."""
    return _kept(services, settings, url, _AGAIN if again else _KEPT, key_set)


def key_set(body: str) -> KeySet:
    """The public keys in a JWK set (RFC 7517). Raises Refused without any."""
    keys = _object(body).get("keys")
    if not isinstance(keys, list) or not 0 < len(keys) <= _MOST_KEYS:
        raise Refused(_NONSENSE, what="keys")
    # A secret in a published set would sign anything for anybody.
    public = [one for one in keys if isinstance(one, dict) and one.get("kty") in {"RSA", "EC", "OKP"}]
    try:
        return KeySet.import_key_set({"keys": public})
    except (JoseError, ValueError, TypeError, KeyError):
        raise Refused(_NONSENSE, what="keys") from None


def redeem(settings: OidcSettings, at: Provider, *, code: str, verifier: str, redirect: str) -> Tokens:
    """The tokens for a code that was given for this redirect and this verifier (RFC 7636). Raises Refused."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if settings.client_secret is None:
        form["client_id"] = settings.client_id
    elif at.posts_secret:
        form |= {"client_id": settings.client_id, "client_secret": settings.client_secret}
    else:
        pair = f"{quote_plus(settings.client_id)}:{quote_plus(settings.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    asked = Asked(
        url=at.token,
        method="POST",
        headers=headers,
        body=urlencode(form).encode(),
        timeout=settings.timeout,
        ca_file=settings.ca_file,
        most=_MOST_BYTES,
    )
    answer = _answer(asked, errors=True)
    said = _object(answer.body.decode("utf-8", "replace"))
    if answer.status != HTTPStatus.OK:
        raise declined(str(said.get("error", "")))
    identity, access = said.get("id_token"), said.get("access_token")
    if not isinstance(identity, str):
        raise Refused(_NONSENSE, what="id_token")
    return Tokens(identity=identity, access=access if isinstance(access, str) else None)


def declined(error: str) -> Refused:
    """The refusal for an error of the provider's: a code (RFC 6749, 4.1.2.1), never its own words."""
    if error == "access_denied":
        return Refused("您在公司的登录页取消了登录，或公司没有准许您使用本系统")
    if error == "invalid_client":
        return Refused("公司登录服务不认本系统的凭据；请管理员核对 [oidc] 的 client_id 与密钥")
    said = error if _CODE.fullmatch(error) else "error"
    return Refused("公司登录服务没有完成这次登录（{error}）；请重试，仍不行请联系管理员", error=said)


def _kept(services: Services, settings: OidcSettings, url: str, kept: timedelta, read: Callable[[str], Read]) -> Read:
    """What `read` makes of a document, as it was at most `kept` ago. What it refuses is fetched again, and not kept."""
    now = services.now()
    with services.database.reading() as session:
        row = company_accounts.document(session, url)
    if row is not None and now - kept < row.fetched_at <= now:
        with suppress(Refused):  # the settings name another provider by now
            return read(row.body)
    body = fetched(settings, url)
    found = read(body)
    with services.database.transaction() as session:
        company_accounts.keep_document(session, DocumentRow(url=url, body=body, fetched_at=now))
    return found


def _answer(asked: Asked, *, errors: bool = False) -> Answer:
    try:
        return exchange(asked, errors=errors)
    except ExchangeError as error:
        raise Refused(
            "公司登录服务没有应答（{why}）；请稍后再试，急用时请联系管理员",
            why=f"{error.failing} {error.detail}".strip(),
        ) from None


def _object(body: str) -> Mapping[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(_NONSENSE, what="JSON") from None
    if not isinstance(said, dict):
        raise Refused(_NONSENSE, what="JSON")
    return said


def _endpoint(settings: OidcSettings, said: Mapping[str, object], name: str) -> str:
    """A URL of the description: by TLS, as the issuer's own is, but on this machine."""
    url = said.get(name)
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        parts = None
    if parts is None or not parts.hostname or parts.scheme != urlsplit(settings.issuer).scheme or parts.username:
        raise Refused(_NONSENSE, what=name)
    return str(url)
