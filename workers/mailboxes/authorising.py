"""An admin lets Huihan into a mailbox at its provider: there with a state, back with a code, kept as a grant.

Authorization code flow (RFC 6749, 4.1) with PKCE (RFC 7636, S256). A state counts once, for ten minutes, for the admin
who left with it; the code is redeemed with no transaction open.
"""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from domain.codes import Role
from domain.events import HouseEvent
from domain.oauth import OAuthSettings
from domain.settings import MailboxSettings, SmtpSettings
from domain.staff import Person
from store import house_log, mail_authorisations
from store.mail_authorisations import AuthorisationRow
from workers.instance import grants
from workers.instance.grants import BusyError, Grant
from workers.instance.house_entries import noted
from workers.instance.oauth_tokens import TokenError, asked
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.mailboxes import kept, secret_files
from workers.mailboxes.secret_files import GRANT

BACK = "/mailboxes/authorised"
"""Where the provider sends the admin back to; its address is entered there as the redirect URI."""
WAY_OUT = "[smtp]"
"""What the house log calls the way out."""
LASTS = timedelta(minutes=10)
_BYTES = 32
_MOST_CHARS = 4000


@dataclass(frozen=True, kw_only=True)
class Return:
    """With what a browser came back. error: empty for none."""

    state: str = field(repr=False)
    code: str = field(repr=False)
    error: str = ""


def begin(services: Services, name: str, *, actor: Person) -> str:
    """The address at the provider to which the browser goes. name: empty: for the way out. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        settings, oauth = _found(services, name)
        state, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(2))
        now = services.now()
        row = AuthorisationRow(
            state_hash=_hash_of(state),
            login=actor.login,
            place=name,
            application=grants.application(oauth),
            verifier=verifier,
            made_at=now,
        )
        mail_authorisations.begin(session, row, forget=now - LASTS)
    question = {
        "response_type": "code",
        "client_id": oauth.client_id,
        "redirect_uri": redirect_uri(services),
        "scope": oauth.scope,
        "state": state,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
        "login_hint": settings.user or "",
    }
    joined = "&".join(part for part in (urlsplit(oauth.authorize_url).query, oauth.ask, urlencode(question)) if part)
    return f"{oauth.authorize_url.partition('?')[0]}?{joined}"


def finish(services: Services, back: Return, *, actor: Person) -> str:
    """Keep what was granted; the name of the mailbox, empty for the way out. Raises Refused."""
    row = _taken(services, back, actor)
    settings, oauth = _found(services, row.place)
    if grants.application(oauth) != row.application:
        raise Refused("授权的设置中途改过；请重新授权")
    if back.error or not 0 < len(back.code) <= _MOST_CHARS:
        raise _declined(back.error)
    grant = _redeemed(services, oauth, back.code, row.verifier)
    if not settings.kept_by_desk:
        _write(oauth, grant)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        house_log.end(session, lock=True)  # of two admins one waits
        noted(services, session, HouseEvent.MAILBOX_AUTHORISED, who=actor.login, mailbox=row.place or WAY_OUT)
        if settings.kept_by_desk:
            _keep(services, row.place, grant)
    if services.boxes is not None:
        services.boxes.look()
    return row.place


def redirect_uri(services: Services) -> str:
    """What is entered at the provider for this desk."""
    return services.settings.desk.link(BACK)


def _hash_of(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()


def _found(services: Services, name: str) -> tuple[MailboxSettings | SmtpSettings, OAuthSettings]:
    box = next((box for box in services.mailboxes if box.name == name), None)
    settings = box if name else services.smtp
    if settings is None:
        raise Refused("没有叫 {name} 的邮箱；可能已被删去", name=name or WAY_OUT)
    if settings.oauth is None:
        raise Refused("邮箱 {name} 用密码登录，不用授权", name=name or WAY_OUT)
    return settings, settings.oauth


def _taken(services: Services, back: Return, actor: Person) -> AuthorisationRow:
    """Who is back, once. Refused for anybody else, without a word on what was wrong."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        row = mail_authorisations.take(session, _hash_of(back.state))
    if row is None or row.made_at + LASTS <= services.now() or row.login != actor.login:
        raise Refused("这次授权已过期，或不是您在这里开始的；请重新按“去授权”")
    return row


def _redeemed(services: Services, oauth: OAuthSettings, code: str, verifier: str) -> Grant:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(services),
        "code_verifier": verifier,
    }
    try:
        answered = asked(oauth, form, services.now)
    except TokenError as error:
        raise Refused("授权服务没有应答（{why}），没有授权成；请稍后再试", why=error.detail) from None
    if answered.grant is None:
        raise _declined(answered.error)
    if not answered.grant.refresh:
        raise Refused("授权服务没有给长期有效的授权（refresh token）；请核对应用登记的权限，例如 offline_access")
    return answered.grant


def _declined(error: str) -> Refused:
    """For a code of the provider's, never its own words."""
    if error == "access_denied":
        return Refused("您在授权页取消了授权，或公司没有准许这个应用")
    if error in {"invalid_client", "unauthorized_client"}:
        return Refused("授权服务不认这个应用的 ID 或密钥；请核对后再授权")
    said = error if error.isascii() and error.isidentifier() and len(error) < 50 else "error"
    return Refused("授权服务没有完成这次授权（{error}）；请重试，一直如此请核对应用的登记", error=said)


def _write(oauth: OAuthSettings, grant: Grant) -> None:
    """Into the file that huihan.toml names; no transaction is open, for somebody may hold it for some seconds."""
    try:
        with grants.held(oauth.grant, wait=oauth.timeout * 2):
            grants.write(oauth.grant, grant)
    except (OSError, BusyError) as error:
        raise _unwritten(error) from None


def _keep(services: Services, name: str, grant: Grant) -> None:
    """In a file of a new name, at which the mailbox's poller starts again."""
    root = services.settings.root
    now = kept.read(root)
    old = now.box(name) if name else now.smtp or {}
    new = {**old, GRANT: secret_files.new_name(GRANT, "mailbox" if name else "smtp")}
    try:
        grants.write(root / str(new[GRANT]), grant)
        kept.write(root, now.with_box(old, new) if name else replace(now, smtp=new))
    except OSError as error:
        raise _unwritten(error) from None
    secret_files.drop_replaced(root, old, new)


def _unwritten(error: Exception) -> Refused:
    return Refused("授权存不下来（{why}）；请检查磁盘和 data/secrets 的权限", why=type(error).__name__)
