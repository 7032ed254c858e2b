"""How a mailbox or the way out signs in, as an admin types it: by a password, or by an authorised application."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from domain.oauth import OAuthSettings
from workers.instance.refusals import Refused
from workers.mailboxes import secret_files
from workers.mailboxes.kept import Table, changed
from workers.mailboxes.secret_files import CLIENT_SECRET, GRANT, PASSWORD

_BY_PASSWORD = ("password_env", PASSWORD, "oauth_token_env", "oauth_token_file")
_PLAIN = ("oauth_client_id", "oauth_tenant", "oauth_authorize_url", "oauth_token_url", "oauth_scope")
_OF_CLIENT = ("oauth_client_secret_env", CLIENT_SECRET)
_BOUND = ("host", "user", *_PLAIN)
"""What a grant is worth nothing without."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """client_id: empty: by password. Empty secrets: those that are kept."""

    password: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    scope: str = ""


def signed(table: Table, before: Mapping[str, object], typed: SignIn, what: str) -> Table:
    """The table with how it signs in; secrets that were typed, and a grant, get the names of new files.

    what: `mailbox` or `smtp`. Raises Refused.
    """
    plain = {name: str(getattr(typed, name.removeprefix("oauth_"))).strip() for name in _PLAIN}
    if not all(value.isprintable() for value in plain.values()):
        raise Refused("授权设置中有看不见的字符；请重新输入，不要从别处粘贴")
    if not plain["oauth_client_id"]:
        if any(plain.values()) or typed.client_secret:
            raise Refused("要用授权登录，请填写应用 ID；用密码登录，请清空授权的各栏")
        kept = {name: value for name, value in table.items() if not name.startswith("oauth_") or name in _BY_PASSWORD}
        return {**kept, PASSWORD: secret_files.new_name(PASSWORD, what)} if typed.password else kept
    if typed.password:
        raise Refused("密码和应用 ID 只填一个：填了应用 ID 就用授权登录")
    kept = {name: value for name, value in table.items() if name not in {*_BY_PASSWORD, *_PLAIN}}
    kept |= {name: value for name, value in plain.items() if value}
    if typed.client_secret or before.get("oauth_client_id") != kept["oauth_client_id"]:
        kept = {name: value for name, value in kept.items() if name not in _OF_CLIENT}
    if typed.client_secret:
        kept[CLIENT_SECRET] = secret_files.new_name(CLIENT_SECRET, what)
    if GRANT not in kept or changed(dict(before), kept, _BOUND):
        kept[GRANT] = secret_files.new_name(GRANT, what)
    return kept


def keep_typed(root: Path, table: Mapping[str, object], typed: SignIn) -> None:
    """Write the secrets that were typed to the files that the table names for them."""
    if typed.password:
        secret_files.keep(root / str(table[PASSWORD]), typed.password)
    if typed.client_secret:
        secret_files.keep(root / str(table[CLIENT_SECRET]), typed.client_secret)


def sign_in_of(oauth: OAuthSettings | None, table: Mapping[str, object]) -> SignIn:
    """What the form of a kept one shows; no secret."""
    if oauth is None:
        return SignIn()
    plain = {name.removeprefix("oauth_"): str(table.get(name, "")) for name in _PLAIN}
    return SignIn(**plain)


def with_typed(oauth: OAuthSettings | None, typed: SignIn) -> OAuthSettings | None:
    """The settings, with the secret of the application that was typed."""
    if oauth is None or not typed.client_secret:
        return oauth
    return replace(oauth, client_secret=typed.client_secret)
