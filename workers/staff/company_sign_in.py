"""Signing in by the company's identity provider: there with a state, back with a code (OpenID Connect Core 1.0, 3.1).

Authorization code flow with PKCE (RFC 7636, S256). State, nonce and verifier stand in the store, the state as a hash; a
cookie ties them to the browser that left. The issuer that comes back is compared (RFC 9207), a state is used once.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.settings import OidcSettings
from store import company_accounts
from store.company_accounts import AttemptRow
from workers.instance.attempts import key, network
from workers.instance.house_entries import noted
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import company_accounts as accounts
from workers.staff import desk_sessions, id_tokens, identity_provider, mapped_roles
from workers.staff.desk_sessions import TOKEN_BYTES, SignedIn, hash_of
from workers.staff.id_tokens import Claims
from workers.staff.identity_provider import Provider

CALLBACK = "/signin/callback"
"""Where the provider sends people back to; its address is entered there as the redirect URI."""
LASTS = timedelta(minutes=10)
PER_ADDRESS = 60
"""How many may be on the way from one address: a whole office may share one."""
_MOST_CHARS = 2000


@dataclass(frozen=True, kw_only=True)
class Departure:
    """url: where the browser goes. browser: what its cookie keeps meanwhile."""

    url: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """With what a browser came back. issuer, error: empty for none."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    browser: str = field(repr=False)
    issuer: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A session, and the path where the person wanted to go."""

    signed: SignedIn
    target: str


def begin(services: Services, *, target: str, address: str) -> Departure:
    """Send somebody to the provider. target: a path of ours. Raises Refused if it is away, or too many are."""
    settings = wanted(services)
    at = identity_provider.provider(services, settings)
    state, nonce, verifier, browser = (secrets.token_urlsafe(TOKEN_BYTES) for _ in range(4))
    now, place = services.now(), key("network", network(address))
    row = AttemptRow(
        state_hash=hash_of(state),
        browser_hash=hash_of(browser),
        network=place,
        issuer=settings.issuer,
        nonce=nonce,
        verifier=verifier,
        target=target[:_MOST_CHARS],
        made_at=now,
    )
    with services.database.transaction() as session:
        if company_accounts.on_the_way(session, place, now - LASTS) >= PER_ADDRESS:
            raise Refused("从您的网络发起的登录太多；请等几分钟再试")
        company_accounts.begin(session, row, forget=now - LASTS)
    asked = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": redirect_uri(services),
        "scope": " ".join(settings.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    return Departure(url=_with(at.authorization, asked), browser=browser)


def finish(services: Services, arrival: Arrival, *, address: str) -> Entered:
    """A session for the person whose account it is, with the roles that the provider gives now.

    Raises:
        Refused: the answer is none to a question of this browser, the provider declined, or the account is no one's.
    """
    settings = wanted(services)
    attempt = _back(services, settings, arrival)
    try:
        at = identity_provider.provider(services, settings)
        if arrival.issuer != settings.issuer and (arrival.issuer or at.names_itself):
            raise Refused("这次登录的回答不是公司登录服务给的，没有登录；请重新登录")
        if arrival.error:
            raise identity_provider.declined(arrival.error)
        claims = _proved(services, settings, at, attempt, arrival.code)
        with services.database.transaction() as session:
            return Entered(signed=_let_in(services, session, settings, claims, address), target=attempt.target)
    except Refused:
        with services.database.transaction() as session:
            noted(services, session, HouseEvent.SIGN_IN_FAILED, who="", address=address, proof="company")
        raise


def way_out(services: Services) -> str | None:
    """Where one signs out at the provider (RP-Initiated Logout 1.0); None if it does not offer that, or is away."""
    settings = services.settings.oidc
    if settings is None:
        return None
    try:
        at = identity_provider.provider(services, settings)
    except Refused:
        return None
    back = {"client_id": settings.client_id, "post_logout_redirect_uri": services.settings.desk.link("/signin")}
    return _with(at.ends_session, back) if at.ends_session else None


def redirect_uri(services: Services) -> str:
    """What is entered at the provider for this desk."""
    return services.settings.desk.link(CALLBACK)


def wanted(services: Services) -> OidcSettings:
    """The settings; Refused where there is no provider."""
    if services.settings.oidc is None:
        raise Refused("没有设置公司登录服务；请用密码登录")
    return services.settings.oidc


def _back(services: Services, settings: OidcSettings, arrival: Arrival) -> AttemptRow:
    """Who is back, once, in the browser that left. Refused for any other, without a word on what was wrong."""
    with services.database.transaction() as session:
        row = company_accounts.take(session, hash_of(arrival.state))
    if (
        row is None
        or row.made_at + LASTS <= services.now()
        or row.issuer != settings.issuer
        or not desk_sessions.same(row.browser_hash, hash_of(arrival.browser))
    ):
        raise Refused("这次登录已过期，或不是从这个浏览器开始的；请重新登录")
    return row


def _proved(services: Services, settings: OidcSettings, at: Provider, attempt: AttemptRow, code: str) -> Claims:
    """What the provider says of the person, checked."""
    if not 0 < len(code) <= _MOST_CHARS:
        raise identity_provider.declined("invalid_request")
    tokens = identity_provider.redeem(
        settings, at, code=code, verifier=attempt.verifier, redirect=redirect_uri(services)
    )
    keys = identity_provider.signing_keys(services, settings, at.keys)
    named = id_tokens.key_named(tokens.identity)
    if named is not None and all(one.kid != named for one in keys):
        keys = identity_provider.signing_keys(services, settings, at.keys, again=True)
    now = services.now()
    return id_tokens.verified(settings, tokens.identity, keys, nonce=attempt.nonce, access_token=tokens.access, now=now)


def _let_in(services: Services, session: Session, settings: OidcSettings, claims: Claims, address: str) -> SignedIn:
    row = accounts.owner(services, session, settings, claims)
    mapped_roles.bring_up_to_date(services, session, settings, row, claims)
    return desk_sessions.begin(
        services, session, row, address=address, how="company", issuer=settings.issuer, lasts=settings.lasts
    )


def _with(url: str, asked: dict[str, str]) -> str:
    """A URL of the provider's, whatever question it has of its own, with ours."""
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(asked)}"
