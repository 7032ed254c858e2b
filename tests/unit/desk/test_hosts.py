"""Which names and origins are ours, and whose word counts of who asked."""

from ipaddress import ip_network

import pytest
from servers.desk import Desk

from desk.hosts import Hosts, own_path, parse_host
from domain.settings import DeskSettings

BASE = Hosts(desk=DeskSettings(base_url="https://desk.example.com"))
PORT = Hosts(desk=DeskSettings(base_url="https://desk.example.com:8443"))
BARE = Hosts(desk=DeskSettings())
LOOPBACK = (
    "localhost",
    "localhost:8080",
    "127.0.0.1",
    "127.0.0.1:80",
    "127.8.7.6:9",
    "[::1]",
    "[::1]:8080",
    "LOCALHOST:1",
)
FOREIGN = (
    *("evil.example", "desk.example.com.evil.example", "evil.desk.example.com", "10.0.0.1", "[::2]", ""),
    *(
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::ffff:7f00:1",
        "localhost:99999",
    ),
    *("desk.example.com@evil.example", "evil.example#desk.example.com", "desk.example.com/", "desk.example.com evil"),
    *(
        "desk.example.com,evil.example",
        "localhost,evil.example",
        "[::1]evil",
        "127.0.0.1:80:80",
        "localhost\u3002",
        "::1",
    ),
)


@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_is_always_answered(host: str) -> None:
    assert BARE.answers(host)
    assert BASE.answers(host)


@pytest.mark.parametrize("host", FOREIGN)
def test_no_other_name_is(host: str) -> None:
    assert not BARE.answers(host)
    assert not BASE.answers(host)


def test_the_name_of_base_url_is_with_its_port_or_none() -> None:
    assert BASE.answers("desk.example.com")
    assert BASE.answers("DESK.example.com:443")
    assert not BASE.answers("desk.example.com:8443")
    assert PORT.answers("desk.example.com:8443")
    assert PORT.answers("desk.example.com")  # nginx's $host leaves the port out
    assert not BARE.answers("desk.example.com")
    chinese = Hosts(desk=DeskSettings(base_url="https://回函.example.cn"))
    assert chinese.answers("xn--r8q58v.example.cn") == ("回函".encode("idna").decode() == "xn--r8q58v")
    assert chinese.answers("回函".encode("idna").decode() + ".example.cn")
    assert Hosts(desk=DeskSettings(base_url="http://[fd00::1]:8080")).answers("[fd00::1]:8080")


def test_an_origin_is_ours_by_scheme_name_and_port() -> None:
    assert BASE.is_own_origin("https://desk.example.com", "desk.example.com")
    assert BASE.is_own_origin("https://desk.example.com:443", "desk.example.com")
    assert BASE.is_own_origin("https://desk.example.com", "127.0.0.1:8080")  # a proxy that passes its own idea of Host
    for origin in (
        *("http://desk.example.com", "https://desk.example.com:8443", "https://evil.example", "null", "", "https://"),
        *("https://desk.example.com.evil.example", "ftp://desk.example.com", "https://[", "desk.example.com"),
    ):
        assert not BASE.is_own_origin(origin, "desk.example.com"), origin


def test_on_loopback_the_origin_is_the_very_host_and_port_that_were_asked() -> None:
    for hosts in (BARE, BASE):
        assert hosts.is_own_origin("http://127.0.0.1:8080", "127.0.0.1:8080")
        assert not hosts.is_own_origin("http://127.0.0.1:3000", "127.0.0.1:8080")
        assert not hosts.is_own_origin("http://localhost:8080", "127.0.0.1:8080")
        assert not hosts.is_own_origin("https://127.0.0.1:8080", "127.0.0.1:8080")
        assert not hosts.is_own_origin("http://evil.example", "evil.example")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),  # a stranger says what they like
        ("127.0.0.1", ["198.51.100.1"], "127.0.0.1"),  # not even this machine is believed unless it is named
        ("10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # what the client wrote stands left of it
        ("10.0.0.2", ["6.6.6.6", "198.51.100.1, 10.0.0.3"], "198.51.100.1"),  # two proxies of ours
        ("10.0.0.2", ["10.0.0.4, 10.0.0.3"], "10.0.0.4"),
        ("10.0.0.2", [], "10.0.0.2"),
        ("10.0.0.2", [""], "10.0.0.2"),
        ("10.0.0.2", ["unknown"], "10.0.0.2"),
        ("10.0.0.2", ["198.51.100.1, <script>"], "10.0.0.2"),
        ("10.0.0.2", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.0.0.2", ['"[2001:db8::1]:4711"'], "10.0.0.2"),
        ("10.0.0.2", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.0.0.2", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.2", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.2", [",".join(["1.1.1.1"] * 5000)], "1.1.1.1"),
        ("10.0.0.2", ["010.0.0.1"], "10.0.0.2"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_who_asked_is_said_by_trusted_proxies_alone(peer: str, forwarded: list[str], client: str) -> None:
    hosts = Hosts(desk=DeskSettings(trusted_proxies=(ip_network("10.0.0.0/24"),)))
    assert hosts.client(peer, forwarded) == client


def test_cookies_follow_base_url() -> None:
    assert (BASE.secure, BASE.cookie("huihan")) == (True, "__Host-huihan")
    plain = Hosts(desk=DeskSettings(base_url="http://desk.lan"))
    assert (plain.secure, plain.cookie("huihan")) == (False, "huihan")
    assert (BARE.secure, BARE.cookie("huihan")) == (False, "huihan")


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil", "", "a", "/a\r\nX: y", "/\t/evil", "/a\\b"]
)
def test_a_path_that_leads_away_is_none_of_ours(target: str) -> None:
    assert own_path(target) == "/"


def test_a_path_of_ours_stays() -> None:
    assert own_path("/cases/TS-2026-000001?q=电梯") == "/cases/TS-2026-000001?q=电梯"
    assert parse_host("desk.example.com:443") == ("desk.example.com", 443)


def test_a_poisoned_host_reaches_no_page_and_no_link(desk: Desk) -> None:
    visitor = desk.visitor()
    for headers in ({"host": "evil.example"}, {"host": "evil.example", "x-forwarded-host": "desk.test"}):
        answer = visitor.get("/signin", headers=headers)
        assert answer.status_code == 421
        assert "evil" not in answer.text
        assert visitor.get("/static/desk.js", headers=headers).status_code == 421
    answer = visitor.get("/keys", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert answer.headers["location"] == "/signin?next=/keys"
