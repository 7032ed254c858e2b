"""What is known after a try to send, against a real listener that misbehaves at every step."""

from dataclasses import replace
from datetime import timedelta

import pytest
from servers.smtp import Stage, Step, running_smtp
from servers.token_server import running_token_server

from domain.settings import Security, SmtpSettings
from workers.instance import grants
from workers.instance.grants import Grant
from workers.instance.services import utc_now
from workers.instance.smtp import Fault, Outcome, SmtpTransport

MESSAGE = b"Subject: hello\r\n\r\n.a line with a leading dot\r\nend\r\n"


def transport(server, security=Security.NONE, points=None, **more):
    settings = SmtpSettings(
        host="localhost" if security is not Security.NONE else server.host,
        port=server.port,
        security=security,
        ca_file=server.ca_file,
        from_address="kefu@wuye.example",
        timeout=timedelta(seconds=5),
        **more,
    )
    return SmtpTransport(settings, (points if points is not None else []).append)


def send(server, **more):
    return transport(server, **more).send(to_address="wang@example.com", message=MESSAGE)


@pytest.fixture
def server(tmp_path):
    with running_smtp(tmp_path) as server:
        yield server


def test_an_accepted_letter_arrives_byte_for_byte_and_passes_every_point(server):
    points = []
    assert send(server, points=points).outcome is Outcome.ACCEPTED
    assert server.accepted[0].data == MESSAGE
    assert points == ["dispatch.connected", "dispatch.data_sent", "dispatch.answered"]


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (Step(stage=Stage.MAIL, reply="451 try later"), Outcome.NOT_SENT),
        (Step(stage=Stage.RCPT, reply="550 no such user"), Outcome.REFUSED),
        (Step(stage=Stage.RCPT, drop=True), Outcome.NOT_SENT),
        (Step(stage=Stage.DATA, reply="452 no room"), Outcome.NOT_SENT),
        (Step(stage=Stage.DATA, drop=True), Outcome.NOT_SENT),
        (Step(stage=Stage.ACCEPTED, reply="554 refused after all"), Outcome.REFUSED),
        (Step(stage=Stage.ACCEPTED, drop=True), Outcome.IN_DOUBT),
        (Step(stage=Stage.IN_DATA, drop=True), Outcome.IN_DOUBT),
    ],
)
def test_each_misdeed_has_its_certain_outcome(server, step, outcome):
    server.plan(step)
    assert send(server).outcome is outcome


def test_an_answer_that_never_comes_leaves_the_letter_in_doubt(server):
    server.plan(Step(stage=Stage.ACCEPTED, stall=8))
    assert send(server).outcome is Outcome.IN_DOUBT


def test_nobody_listening_is_not_sent(tmp_path):
    with running_smtp(tmp_path) as server:
        gone = transport(server)
    assert gone.send(to_address="wang@example.com", message=MESSAGE).outcome is Outcome.NOT_SENT


def test_tls_and_starttls_are_used_with_a_login(tmp_path):
    for security, options in (
        (Security.TLS, {"implicit_tls": True}),
        (Security.STARTTLS, {"starttls": True}),
    ):
        folder = tmp_path / security
        folder.mkdir()
        with running_smtp(folder, auth=True, **options) as server:
            sent = send(server, security=security, user="kefu", password=server.password)
            assert sent.outcome is Outcome.ACCEPTED, sent
            assert server.accepted[0].tls
            assert server.accepted[0].user == "kefu"


def test_oauth_logs_in_with_a_token(tmp_path):
    with running_smtp(tmp_path, starttls=True, auth=True) as server:
        sent = send(server, security=Security.STARTTLS, user="kefu", oauth_token="token-kefu")
        assert sent.outcome is Outcome.ACCEPTED, sent


def test_an_authorisation_logs_in_is_renewed_and_a_lack_of_it_is_told(tmp_path):
    with (
        running_token_server(lambda: "token-kefu") as provider,
        running_smtp(tmp_path, starttls=True, auth=True) as server,
    ):
        oauth = provider.settings(tmp_path / "smtp.grant")
        by = {"security": Security.STARTTLS, "user": "kefu", "oauth": oauth}
        assert send(server, **by).fault is Fault.GRANT
        grants.write(oauth.grant, Grant(refresh=provider.new_refresh()))
        provider.access, good = lambda: "no-such", provider.access
        assert send(server, **by).fault is Fault.LOGIN
        provider.access = good
        grants.write(oauth.grant, replace(grants.read(oauth.grant), given_at=utc_now() - timedelta(minutes=5)))
        assert send(server, **by).outcome is Outcome.ACCEPTED
        for refused, fault in (("invalid_grant", Fault.GRANT), ("invalid_client", Fault.CLIENT)):
            grants.write(oauth.grant, Grant(refresh="spent"))
            provider.refuses = refused
            told = send(server, **by)
            assert (told.outcome, told.fault, told.answer) == (Outcome.NOT_SENT, fault, refused)
        provider.refuses, provider.status = None, 503
        grants.write(oauth.grant, Grant(refresh=provider.new_refresh()))
        assert send(server, **by).fault is Fault.TOKEN


def test_starttls_never_falls_back_to_plain(server):
    assert send(server, security=Security.STARTTLS).outcome is Outcome.NOT_SENT
    assert not server.accepted


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    with running_smtp(tmp_path, implicit_tls=True) as server:
        settings = SmtpSettings(host="localhost", port=server.port, from_address="a@b.example")
        assert SmtpTransport(settings, lambda _: None).send(to_address="x@y.example", message=MESSAGE).outcome is (
            Outcome.NOT_SENT
        )


def test_an_address_that_mail_cannot_carry_is_refused(server):
    assert transport(server).send(to_address="王@example.com", message=MESSAGE).outcome is Outcome.REFUSED
