"""The keys of an authorisation in huihan.toml: what they come to for known providers and others, and what is refused.

Covers huihan.settings_oauth.
"""

from pathlib import Path

import pytest

from domain.oauth import OAuthSettings
from huihan.settings import SettingsError, read_settings, secret_files

BOX = """
[[mailbox]]
name = "投诉邮箱"
host = "{host}"
user = "tousu@example.com"
oauth_client_id = "4f5e"
oauth_grant_file = "data/secrets/a.grant"
"""
OWN = """
oauth_authorize_url = "https://login.example.com/authorize?tenant=1"
oauth_token_url = "https://login.example.com/token"
oauth_scope = "mail"
"""


def _read(root: Path, text: str, **environment: str) -> OAuthSettings:
    (root / "huihan.toml").write_text(text, encoding="utf-8")
    settings = read_settings(root, environment)
    found = settings.mailboxes[0].oauth if settings.mailboxes else settings.smtp and settings.smtp.oauth
    assert found is not None
    return found


def test_microsoft_is_asked_in_the_company_s_own_tenant(tmp_path: Path) -> None:
    found = _read(tmp_path, BOX.format(host="outlook.office365.com"))
    assert found.token_url == "https://login.microsoftonline.com/organizations/oauth2/v2.0/token"
    assert found.scope == "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
    assert found.grant == tmp_path / "data/secrets/a.grant"
    found = _read(tmp_path, BOX.format(host="outlook.office365.com") + 'oauth_tenant = "wuye.example"')
    assert found.authorize_url == "https://login.microsoftonline.com/wuye.example/oauth2/v2.0/authorize"


def test_gmail_is_asked_for_a_refresh_token_and_its_secret_stands_in_the_environment(tmp_path: Path) -> None:
    found = _read(tmp_path, BOX.format(host="imap.gmail.com") + 'oauth_client_secret_env = "S"', S="geheim")
    assert (found.scope, found.ask) == ("https://mail.google.com/", "access_type=offline&prompt=consent")
    assert found.client_secret == "geheim"
    assert "geheim" not in repr(found)


def test_the_way_out_has_a_scope_of_its_own(tmp_path: Path) -> None:
    text = BOX.replace("[[mailbox]]", "[smtp]").replace('name = "投诉邮箱"', 'from = "a@example.com"')
    found = _read(tmp_path, text.format(host="smtp.office365.com"))
    assert found.scope == "https://outlook.office.com/SMTP.Send offline_access"


def test_another_provider_is_named_by_its_endpoints(tmp_path: Path) -> None:
    found = _read(tmp_path, BOX.format(host="mail.example.com") + OWN)
    assert (found.token_url, found.scope, found.ask) == ("https://login.example.com/token", "mail", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOX.format(host="mail.example.com"), "不认识这家邮箱的授权地址"),
        (BOX.format(host="imap.gmail.com") + 'password_env = "P"', "只能写其中一个"),
        (BOX.format(host="imap.gmail.com") + 'oauth_scope = "mail"', "三个都写"),
        (
            BOX.format(host="imap.gmail.com").replace('oauth_grant_file = "data/secrets/a.grant"', ""),
            "oauth_grant_file",
        ),
        (BOX.format(host="imap.gmail.com").replace('oauth_client_id = "4f5e"', 'password_env = "P"'), "同写"),
        (BOX.format(host="a.example") + OWN.replace("https://login.example.com/token", "http://a.example/t"), "https"),
        (
            BOX.format(host="a.example") + OWN.replace("https://login.example.com/token", "https://u@a.example/t"),
            "网址",
        ),
        (BOX.format(host="imap.gmail.com") + 'oauth_tenant = "a/b"', "格式不对"),
        (
            '[smtp]\nhost = "smtp.gmail.com"\nfrom = "a@b.example"\noauth_client_id = "4"\noauth_grant_file = "g"',
            "要写 user",
        ),
    ],
)
def test_half_an_authorisation_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "huihan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_settings(tmp_path, {"P": "x"})


def test_a_grant_is_a_secret_file_once_it_is_there(tmp_path: Path) -> None:
    _read(tmp_path, BOX.format(host="imap.gmail.com"))
    assert secret_files(tmp_path) == ()
    grant = tmp_path / "data" / "secrets" / "a.grant"
    grant.parent.mkdir(parents=True)
    grant.write_text("1//refresh")
    assert secret_files(tmp_path) == (("mailbox[1].oauth_grant_file", grant),)
