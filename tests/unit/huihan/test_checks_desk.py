"""What doctor says of how the desk is to be reached."""

from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from domain.settings import DeskSettings, Settings
from huihan.checks import Finding, Patient, examine

PROXY = (ip_network("127.0.0.1"),)


def _found(**desk: Any) -> list[Finding]:
    settings = Settings(root=Path("/nowhere"), database_url="sqlite://", desk=DeskSettings(**desk))
    return list(examine(Patient(settings=settings, now=datetime.now(UTC)), frozenset({"desk"})))


@pytest.mark.parametrize(
    ("desk", "ok", "mend"),
    [
        ({}, True, ""),
        ({"host": "0.0.0.0"}, True, "base_url"),  # noqa: S104 - read, not bound to
        ({"base_url": "https://desk.example.com", "trusted_proxies": PROXY}, True, ""),
        ({"base_url": "https://desk.example.com"}, True, "trusted_proxies"),
        ({"base_url": "http://desk.example.com"}, False, "https"),
        ({"base_url": "http://127.0.0.1:8080"}, True, ""),
    ],
)
def test_whether_browsers_reach_it_and_it_can_tell_who_asks(desk: dict[str, Any], ok: bool, mend: str) -> None:
    last = _found(**desk)[-1]
    assert last.ok is ok
    assert mend in last.mend
    assert bool(mend) == bool(last.mend)
