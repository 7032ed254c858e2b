"""Tokens are renewed before they end, by one process at a time; what the provider refuses is not asked for again.

Covers workers.instance.oauth_tokens, workers.instance.grants and domain.oauth.
"""

import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers.token_server import TokenServer, running_token_server

from domain.oauth import OAuthSettings
from workers.instance import grants
from workers.instance.grants import Grant
from workers.instance.oauth_tokens import Lack, TokenError, access_token

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class Asking:
    """Somebody with an authorisation, and a clock."""

    server: TokenServer
    oauth: OAuthSettings
    now: datetime = NOW
    passed: list[str] = field(default_factory=list)

    def token(self, *, again: bool = False, insisting: bool = False) -> str:
        return access_token(self.oauth, lambda: self.now, again=again, insisting=insisting, point=self.passed.append)

    def lack(self, *, insisting: bool = False) -> tuple[Lack, str]:
        with pytest.raises(TokenError) as caught:
            self.token(insisting=insisting)
        return caught.value.lack, caught.value.detail


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    with running_token_server() as server:
        oauth = server.settings(tmp_path / "secrets" / "one.grant")
        grants.write(oauth.grant, Grant(refresh=server.new_refresh()))
        yield Asking(server=server, oauth=oauth)


def test_a_token_is_kept_until_it_is_about_to_end(asking: Asking) -> None:
    first = asking.token()
    asking.now += timedelta(minutes=50)
    assert asking.token() == first
    assert len(asking.server.asked) == 1
    asking.now += timedelta(minutes=5)
    assert asking.token() != first
    assert len(asking.server.asked) == 2
    assert asking.server.asked[1]["grant_type"] == "refresh_token"


def test_a_refresh_token_that_is_rotated_is_written_whole_before_its_token_is_used(asking: Asking) -> None:
    asking.server.rotates = True
    before = grants.read(asking.oauth.grant)
    asking.token()
    after = grants.read(asking.oauth.grant)
    assert before is not None
    assert after is not None
    assert (after.refresh in asking.server.refresh, before.refresh in asking.server.refresh) == (True, False)
    assert asking.passed == ["oauth.answered", "oauth.written"]
    asking.now += timedelta(hours=2)
    asking.token()
    folder = asking.oauth.grant.parent
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}
    assert not [one for one in folder.iterdir() if one.name.endswith(".part")]


def test_of_many_who_want_one_at_once_one_asks(asking: Asking) -> None:
    asking.server.rotates, asking.server.slow = True, 0.2
    given: list[str] = []
    threads = [threading.Thread(target=lambda: given.append(asking.token())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(given), len(set(given)), len(asking.server.asked)) == (6, 1, 1)


@pytest.mark.parametrize(
    ("error", "lack"),
    [("invalid_grant", Lack.REFUSED), ("interaction_required", Lack.REFUSED), ("invalid_client", Lack.CLIENT)],
)
def test_what_is_refused_is_not_asked_for_again_until_an_hour_is_over(asking: Asking, error: str, lack: Lack) -> None:
    asking.server.refuses = error
    for _ in range(3):
        assert asking.lack() == (lack, error)
    assert len(asking.server.asked) == 1
    asking.server.refuses = None
    asking.now += timedelta(minutes=61)
    assert asking.token()


def test_a_person_who_asks_and_another_secret_put_a_refusal_to_the_proof(asking: Asking) -> None:
    right, asking.oauth = asking.oauth, replace(asking.oauth, client_secret="of last year")
    assert asking.lack() == (Lack.CLIENT, "invalid_client")
    assert asking.lack(insisting=True) == (Lack.CLIENT, "invalid_client")
    assert len(asking.server.asked) == 2
    asking.oauth = right
    assert asking.token()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_provider_that_is_unwell_is_asked_again_and_the_token_used_up_meanwhile(asking: Asking, status: int) -> None:
    first = asking.token()
    asking.server.status = status
    asking.now += timedelta(minutes=56)
    assert asking.token() == first
    asking.now += timedelta(minutes=5)
    assert asking.lack() == (Lack.AWAY, str(status))
    asking.server.status = None
    assert asking.token() != first


def test_a_provider_that_is_silent_costs_a_bounded_time_and_nonsense_is_no_token(asking: Asking) -> None:
    asking.server.slow = 30
    asking.oauth = replace(asking.oauth, timeout=timedelta(seconds=0.3))
    assert asking.lack() == (Lack.AWAY, "timeout")
    asking.server.slow = 0
    for body in (b"<html>", b"[]", b'{"access_token": ""}', b'{"access_token": "a b"}', b'{"access_token": 7}'):
        asking.server.body = body
        assert asking.lack()[0] is Lack.AWAY
    kept = grants.read(asking.oauth.grant)
    assert kept is not None
    assert kept.refresh in asking.server.refresh


@pytest.mark.parametrize("lasts", ["3600", None, "soon"])
def test_how_long_it_lasts_may_be_said_oddly(asking: Asking, lasts: object) -> None:
    asking.server.lasts = lasts
    first = asking.token()
    asking.now += timedelta(minutes=20)
    assert asking.token() == first


def test_a_token_that_the_mail_server_does_not_take_is_replaced_but_not_at_every_moment(asking: Asking) -> None:
    first = asking.token()
    asking.now += timedelta(seconds=30)
    assert asking.token(again=True) == first
    asking.now += timedelta(minutes=5)
    assert asking.token(again=True) != first


def test_without_a_grant_nobody_is_asked_and_a_bare_refresh_token_is_one(asking: Asking) -> None:
    refresh = grants.read(asking.oauth.grant)
    assert refresh is not None
    grants.forget(asking.oauth.grant)
    assert list(asking.oauth.grant.parent.iterdir()) == []
    assert asking.lack() == (Lack.MISSING, "")
    for text in ("", "{not json", "\x00", '{"refresh": 7}'):
        asking.oauth.grant.write_text(text, encoding="utf-8")
        assert asking.lack() == (Lack.MISSING, "")
    assert asking.server.asked == []
    asking.oauth.grant.write_text(refresh.refresh + "\n", encoding="utf-8")
    assert asking.token()


def test_whoever_holds_it_too_long_is_not_waited_for(asking: Asking) -> None:
    oauth = replace(asking.oauth, timeout=timedelta(seconds=0.2))
    with grants.held(oauth.grant, wait=timedelta(0)):
        asking.oauth = oauth
        assert asking.lack() == (Lack.AWAY, "busy")
    assert asking.token()


def test_nothing_secret_is_shown(asking: Asking) -> None:
    token = asking.token()
    kept = grants.read(asking.oauth.grant)
    assert kept is not None
    shown = repr(kept) + repr(asking.oauth)
    assert all(secret not in shown for secret in (token, kept.refresh, str(asking.oauth.client_secret)))
    asking.server.refuses = "invalid_grant"
    asking.now += timedelta(hours=2)
    with pytest.raises(TokenError) as caught:
        asking.token()
    assert kept.refresh not in f"{caught.value} {caught.value.__context__}"
