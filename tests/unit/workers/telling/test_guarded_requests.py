"""Webhooks reach no address of the house, follow no redirect and trust no stranger. Covers workers.telling.guarded."""

from ipaddress import ip_network

import pytest
from servers.webhook import answers, hangs_up, running_webhook

from domain.settings import NoticeSettings
from workers.instance.smtp import Outcome
from workers.telling.guarded import allowed, is_public
from workers.telling.webhook import checked_url, post

LOOPBACK = NoticeSettings(networks=(ip_network("127.0.0.0/8"),))


@pytest.fixture
def hook(tmp_path):
    with running_webhook(tmp_path) as running:
        yield running


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - an address to be refused
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1"),
    ],
)
def test_an_address_of_the_house_is_not_however_it_is_written(address):
    assert not is_public(address)
    assert not allowed(address, (), tls=True)


def test_plain_http_goes_nowhere_but_to_networks_that_the_settings_name():
    assert not allowed("8.8.8.8", (), tls=False)
    assert allowed("8.8.8.8", (), tls=True)
    assert allowed("10.1.2.3", (ip_network("10.0.0.0/8"),), tls=False)
    assert allowed("::ffff:10.1.2.3", (ip_network("10.0.0.0/8"),), tls=False)


def test_a_private_address_is_refused_before_anything_is_sent(hook):
    said = post(NoticeSettings(), hook.url, "TS-2026-000001")
    assert said.outcome is Outcome.REFUSED
    assert "127.0.0.1" in said.answer
    assert hook.came == []


def test_an_allowed_one_is_told(hook):
    assert post(LOOPBACK, hook.url, "TS-2026-000001：紧急案件").outcome is Outcome.ACCEPTED
    assert [one["message"] for one in hook.came] == ["TS-2026-000001：紧急案件"]


def test_no_redirect_is_followed_even_if_the_address_asks_for_it(hook):
    hook.reply = answers(307, Location=f"http://127.0.0.1:{hook.port}/elsewhere")
    said = post(LOOPBACK, hook.url + "?redirect=yes", "x")
    assert (said.outcome, said.answer) == (Outcome.REFUSED, "307")
    assert hook.paths == ["/hook"]


@pytest.mark.parametrize(
    ("status", "outcome"), [(429, "not_sent"), (503, "not_sent"), (500, "refused"), (403, "refused")]
)
def test_a_busy_server_is_asked_again_another_refusal_is_final(hook, status, outcome):
    hook.reply = answers(status)
    assert post(LOOPBACK, hook.url, "x").outcome == outcome


def test_a_refusal_within_an_answer_of_success_is_one(hook):
    hook.reply = answers(200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')
    said = post(LOOPBACK, hook.url, "x")
    assert (said.outcome, said.answer) == (Outcome.REFUSED, "200, errcode 93000")


@pytest.mark.parametrize("body", [b"ok", b"[]", b'{"errcode": 0}', b'{"code": 200}', b"[" * 60_000])
def test_any_other_words_of_success_are_success(hook, body):
    hook.reply = answers(200, body)
    assert post(LOOPBACK, hook.url, "x").outcome is Outcome.ACCEPTED


def test_an_endless_answer_is_read_so_far_and_no_further(hook):
    hook.reply = answers(200, b"x" * 5_000_000)
    assert post(LOOPBACK, hook.url, "x").outcome is Outcome.ACCEPTED


def test_the_library_is_told_by_no_address_to_try_again(hook):
    hook.reply = hangs_up
    post(LOOPBACK, checked_url(LOOPBACK, hook.url + "?retry=3&:token=1").url, "x")
    assert [one["token"] for one in hook.came] == ["1"]


def test_what_was_sent_and_not_answered_is_in_doubt(hook):
    hook.reply = hangs_up
    assert post(LOOPBACK, hook.url, "x").outcome is Outcome.IN_DOUBT


def test_where_no_one_listens_nothing_was_sent(hook):
    assert post(LOOPBACK, "json://127.0.0.1:1/hook", "x").outcome is Outcome.NOT_SENT


def test_a_certificate_of_no_known_authority_is_not_trusted(tmp_path):
    with running_webhook(tmp_path, tls=True) as hook:
        for url in (hook.url, hook.url + "?verify=no"):
            assert post(LOOPBACK, url, "x").outcome is Outcome.NOT_SENT
        assert hook.came == []
        known = NoticeSettings(networks=LOOPBACK.networks, ca_file=hook.certificates.ca)
        assert post(known, hook.url, "x").outcome is Outcome.ACCEPTED
