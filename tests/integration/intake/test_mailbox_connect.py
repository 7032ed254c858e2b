"""How a mailbox is reached: never in plain text by accident, and with a clear sentence when it cannot be.

Covers ingest.sources.imap and ingest.sources.mailbox.
"""

import socket
from collections.abc import Callable
from dataclasses import replace

import pytest
from fixtures_mail import MemoryReceiver, settings_for
from servers.cut_proxy import cutting
from servers.dovecot import Dovecot, running_dovecot

from domain.settings import MailboxSettings, Security
from ingest.sources.mailbox import Mailbox
from ingest.sources.receiver import SourceError

Make = Callable[..., Mailbox]
MAIL = b"Subject: complaint\r\n\r\ntext\r\n"


def refusal(box: Mailbox) -> SourceError:
    with pytest.raises(SourceError) as caught:
        box.poll()
    return caught.value


@pytest.mark.parametrize(
    ("security", "port"), [(Security.TLS, "tls_port"), (Security.STARTTLS, "port"), (Security.NONE, "port")]
)
def test_each_kind_of_security_works(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make, security: Security, port: str
) -> None:
    dovecot.append(settings.user, [MAIL])
    mailbox(replace(settings, security=security, port=getattr(dovecot, port))).poll()
    assert receiver.bodies == [MAIL]


@pytest.mark.parametrize(("security", "port"), [(Security.TLS, "tls_port"), (Security.STARTTLS, "port")])
def test_a_certificate_of_an_unknown_authority_is_refused(
    dovecot: Dovecot, settings: MailboxSettings, mailbox: Make, security: Security, port: str
) -> None:
    error = refusal(mailbox(replace(settings, security=security, port=getattr(dovecot, port), ca_file=None)))
    assert "证书不可信" in error.problem.what
    assert error.lasting


def test_a_certificate_of_another_host_is_refused(settings: MailboxSettings, mailbox: Make) -> None:
    with running_dovecot(names=("mail.example.org",)) as server:
        error = refusal(mailbox(replace(settings_for(server), host="localhost")))
        assert "证书不可信" in error.problem.what


def test_a_missing_ca_file_is_named(settings: MailboxSettings, mailbox: Make) -> None:
    assert settings.ca_file is not None
    error = refusal(mailbox(replace(settings, ca_file=settings.ca_file / "missing.pem")))
    assert "ca_file" in error.problem.what


def test_starttls_never_falls_back_to_plain_text(settings: MailboxSettings, mailbox: Make) -> None:
    with running_dovecot(starttls=False) as server, cutting(server.port) as proxy:
        error = refusal(mailbox(replace(settings, security=Security.STARTTLS, port=proxy.port)))
        assert "STARTTLS" in error.problem.what
        assert all(b"LOGIN" not in said and b"AUTHENTICATE" not in said for said in proxy.said)


def test_after_starttls_no_password_is_seen_on_the_line(
    dovecot: Dovecot, settings: MailboxSettings, mailbox: Make
) -> None:
    with cutting(dovecot.port) as proxy:
        mailbox(replace(settings, security=Security.STARTTLS, port=proxy.port)).poll()
        (said,) = proxy.said
        assert b"STARTTLS" in said
        assert dovecot.password.encode() not in said
        assert settings.user.encode() not in said


@pytest.mark.parametrize("host", ["192.0.2.1", "mail.example.org"])
def test_plain_text_is_for_loopback_only(settings: MailboxSettings, mailbox: Make, host: str) -> None:
    error = refusal(mailbox(replace(settings, host=host, security=Security.NONE)))
    assert "none" in error.problem.what
    assert error.lasting


def test_xoauth2(dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make) -> None:
    dovecot.append(settings.user, [MAIL])
    mailbox(replace(settings, password=None, oauth_token=dovecot.token(settings.user))).poll()
    assert receiver.bodies == [MAIL]
    assert "method=XOAUTH2" in dovecot.log()


@pytest.mark.parametrize(
    ("secret", "mend"),
    [({"password": "wrong"}, "授权码"), ({"password": "密码"}, "授权码"), ({"oauth_token": "wrong"}, "重新授权")],
    ids=["password", "chinese", "token"],
)
def test_a_refused_login_says_what_to_do(
    settings: MailboxSettings, mailbox: Make, secret: dict[str, str], mend: str
) -> None:
    error = refusal(mailbox(replace(settings, **secret)))  # type: ignore[arg-type]
    assert "登录被拒绝" in error.problem.what
    assert mend in error.problem.mend
    assert "wrong" not in str(error)
    assert error.lasting


def test_no_password_at_all_is_said_before_connecting(settings: MailboxSettings, mailbox: Make) -> None:
    assert "密码" in refusal(mailbox(replace(settings, password=None, port=1))).problem.what


def test_we_say_who_we_are_before_a_folder_is_opened(
    dovecot: Dovecot, settings: MailboxSettings, mailbox: Make
) -> None:
    with cutting(dovecot.port) as proxy:
        mailbox(replace(settings, security=Security.NONE, port=proxy.port)).poll()
        (said,) = proxy.said
    assert 0 < said.index(b"LOGIN") < said.index(b' ID ("name" "Huihan"') < said.index(b"SELECT")
    assert "name=Huihan" in dovecot.log()


def test_a_server_without_id_is_not_asked(mailbox: Make, receiver: MemoryReceiver) -> None:
    with running_dovecot(without={"ID"}) as server:
        settings = settings_for(server)
        server.append(settings.user, [MAIL])
        mailbox(settings).poll()
    assert receiver.bodies == [MAIL]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"host": "no-such-host.invalid"}, "找不到这台主机"),
        ({"port": 1}, "拒绝连接"),
        ({"folder": "没有的文件夹"}, "没有的文件夹"),
        ({"after": "burn"}, "after"),
        ({"after": "move:INBOX"}, "after"),
        ({"after": "flag:two words"}, "after"),
    ],
)
def test_each_failure_has_its_sentence(
    settings: MailboxSettings, mailbox: Make, changes: dict[str, object], words: str
) -> None:
    error = refusal(mailbox(replace(settings, **changes)))  # type: ignore[arg-type]
    assert words in error.problem.what
    assert settings.name in error.problem.where
    assert error.problem.mend


def test_a_server_that_never_answers_does_not_hold_us(settings: MailboxSettings, mailbox: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        error = refusal(mailbox(replace(settings, security=Security.NONE, port=port), timeout=0.3))
    assert "没有应答" in error.problem.what
    assert not error.lasting


def test_a_server_that_speaks_another_protocol_is_a_fault(
    dovecot: Dovecot, settings: MailboxSettings, mailbox: Make
) -> None:
    error = refusal(mailbox(replace(settings, port=dovecot.port), timeout=2.0))
    assert "TLS" in error.problem.what or "没有应答" in error.problem.what
