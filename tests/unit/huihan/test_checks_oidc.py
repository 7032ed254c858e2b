"""What doctor says of the company's identity provider.

Covers huihan.checks.oidc.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from servers.identity_provider import running_identity_provider

from domain.settings import DeskSettings, OidcSettings, Settings
from huihan.checks import Finding, Patient, examine

DESK = DeskSettings(base_url="https://desk.example.com")


def found(issuer: str | None, desk: DeskSettings = DESK) -> list[Finding]:
    oidc = OidcSettings(issuer=issuer, client_id="huihan") if issuer else None
    settings = Settings(root=Path("/nowhere"), database_url="sqlite://", oidc=oidc, desk=desk)
    return list(examine(Patient(settings=settings, now=datetime.now(UTC)), frozenset({"oidc"})))


def test_without_one_all_is_well() -> None:
    assert [one.ok for one in found(None)] == [True]


def test_whether_it_answers_as_the_one_that_is_meant() -> None:
    with running_identity_provider(time.time) as provider:
        [good] = found(provider.issuer)
        assert good.ok
        assert "1 把公钥" in good.what
        assert "https://desk.example.com/signin/callback" in good.mend
        assert [one.ok for one in found(provider.issuer, DeskSettings())] == [True, False]
        provider.described = {"issuer": "https://elsewhere.example"}
        [other] = found(provider.issuer)
        assert not other.ok
        assert "自称 https://elsewhere.example" in other.what
        provider.down = True
        assert "503" in found(provider.issuer)[0].what


def test_where_none_listens() -> None:
    [gone] = found("http://127.0.0.1:9")
    assert not gone.ok
    assert "没有应答" in gone.what
