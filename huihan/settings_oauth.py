"""The keys by which a mailbox, or the way out, signs in with an authorisation (OAuth 2.0), and what they come to."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from domain.mail_providers import TENANT, TokenServer, provider_of
from domain.oauth import OAuthSettings
from huihan.settings_types import Section, Text, is_loopback


def _endpoint(value: str) -> str:
    """https, or http on this machine; no user's name in it."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise ValueError("不是有效的网址，例如 https://login.example.com/oauth2/token") from error
    if not host or parts.username or parts.fragment or not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("不是有效的网址，例如 https://login.example.com/oauth2/token")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError("应为 https（http 只允许用于本机）")
    return value


Endpoint = Annotated[str, AfterValidator(_endpoint)]
_DEFAULT_TENANT = "organizations"
"""Microsoft's word for any company's account."""


class OAuthKeys(Section):
    """The keys, `oauth_client_id` the one that asks for it."""

    oauth_client_id: Text | None = None
    oauth_client_secret_env: Text | None = None
    oauth_client_secret_file: Text | None = None
    oauth_grant_file: Text | None = None
    oauth_tenant: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{1,100}$")] | None = None
    oauth_authorize_url: Endpoint | None = None
    oauth_token_url: Endpoint | None = None
    oauth_scope: Text | None = None

    def refuse_half(self, host: str, user: str | None) -> None:
        """Raises ValueError for an authorisation that could never be had."""
        given = self.model_fields_set & OAuthKeys.model_fields.keys()
        if self.oauth_client_id is None:
            if given:
                raise ValueError(f"{'、'.join(sorted(given))} 要与 oauth_client_id 同写")
            return
        if not self.oauth_grant_file:
            raise ValueError("用 oauth_client_id 时要写 oauth_grant_file：授权存放的文件（可以还不存在）")
        if self.oauth_client_secret_env and self.oauth_client_secret_file:
            raise ValueError("oauth_client_secret_env 与 oauth_client_secret_file 只能写其中一个")
        if not user:
            raise ValueError("用 oauth_client_id 时要写 user：授权的邮箱地址")
        own = (self.oauth_authorize_url, self.oauth_token_url, self.oauth_scope)
        if any(own) and not all(own):
            raise ValueError("oauth_authorize_url、oauth_token_url、oauth_scope 要写就三个都写")
        if not all(own) and _known(host) is None:
            raise ValueError(
                "不认识这家邮箱的授权地址：请写 oauth_authorize_url、oauth_token_url、oauth_scope"
                "（Microsoft 365 和 Gmail 不用写）"
            )


def oauth_of(
    keys: OAuthKeys, host: str, *, sends: bool, root: Path, secret: str | None, ca_file: Path | None
) -> OAuthSettings | None:
    """What the keys, which were checked, come to. sends: for the way out. ca_file: of the connection; it counts for
    endpoints of one's own.
    """
    if keys.oauth_client_id is None or keys.oauth_grant_file is None:
        return None
    grant = root / keys.oauth_grant_file
    own = (keys.oauth_authorize_url, keys.oauth_token_url, keys.oauth_scope)
    if own[0] and own[1] and own[2]:
        return OAuthSettings(
            client_id=keys.oauth_client_id,
            client_secret=secret,
            authorize_url=own[0],
            token_url=own[1],
            scope=own[2],
            grant=grant,
            ca_file=ca_file,
        )
    known = _known(host)
    if known is None:
        return None
    tenant = keys.oauth_tenant or _DEFAULT_TENANT
    return OAuthSettings(
        client_id=keys.oauth_client_id,
        client_secret=secret,
        authorize_url=known.authorize.replace(TENANT, tenant),
        token_url=known.token.replace(TENANT, tenant),
        scope=known.smtp if sends else known.imap,
        ask=known.ask,
        grant=grant,
    )


def _known(host: str) -> TokenServer | None:
    provider = provider_of(host)
    return provider.tokens if provider else None
