"""Every way in which sending fails is one sentence with its mend, from a real server or none."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from servers.dovecot import free_port
from servers.smtp import Stage, Step, running_smtp

from domain.settings import Security, SmtpSettings
from workers.instance.smtp import Fault, SmtpTransport
from workers.instance.smtp_faults import _SAID, trouble

MAIL = b"Subject: x\r\n\r\nx\r\n"


def settings(port: int, host: str = "127.0.0.1", **more) -> SmtpSettings:
    chosen = {"security": Security.NONE, **more}
    return SmtpSettings(host=host, port=port, from_address="kefu@wuye.example", timeout=timedelta(seconds=2), **chosen)


def said(smtp: SmtpSettings) -> str:
    delivery = SmtpTransport(smtp, lambda _: None).send(to_address="wang@example.com", message=MAIL)
    found = trouble(smtp, delivery)
    assert found is not None
    assert str(found.mend)
    return str(found.what)


def test_every_fault_has_its_words() -> None:
    assert set(_SAID) == set(Fault)


def test_a_host_that_nobody_knows() -> None:
    assert said(settings(25, host="no-such-host.invalid")) == "找不到发信服务器 no-such-host.invalid"


def test_a_port_at_which_nobody_listens() -> None:
    assert said(settings(port := free_port())).startswith(f"连不上发信服务器 127.0.0.1:{port}")


def test_a_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert said(settings(silent.getsockname()[1])).endswith("没有及时应答")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(stage=Stage.MAIL, reply="550 not you"), "不接受发件人 kefu@wuye.example（550 not you）"),
        (Step(stage=Stage.RCPT, reply="550 no such user"), "不接受收件邮箱（550 no such user）"),
        (Step(stage=Stage.ACCEPTED, reply="552 too big"), "没有收下这封信（552 too big）"),
        (Step(stage=Stage.RCPT, drop=True), "中途断开"),
        (Step(stage=Stage.RCPT, stall=4), "没有及时应答"),
    ],
)
def test_what_the_server_says_no_to(tmp_path: Path, step: Step, words: str) -> None:
    with running_smtp(tmp_path) as server:
        server.plan(step)
        assert words in said(settings(server.port))


def test_a_refused_sign_in(tmp_path: Path) -> None:
    with running_smtp(tmp_path, starttls=True, auth=True) as server:
        starttls = settings(server.port, "localhost", security=Security.STARTTLS, ca_file=server.ca_file)
        wrong = SmtpTransport(starttls, lambda _: None)
        assert wrong.check() is None
        signed = settings(
            server.port,
            "localhost",
            security=Security.STARTTLS,
            ca_file=server.ca_file,
            user="kefu",
            password="wrong",
        )
        assert "不让登录（(535" in said(signed)


def test_a_certificate_that_is_not_trusted_and_tls_where_there_is_none(tmp_path: Path) -> None:
    with running_smtp(tmp_path, implicit_tls=True) as server:
        assert "建立不了安全连接" in said(settings(server.port, "localhost", security=Security.TLS))
    with running_smtp(tmp_path) as server:
        assert "建立不了安全连接" in said(settings(server.port, security=Security.TLS))
        assert "建立不了安全连接" in said(settings(server.port, security=Security.STARTTLS))
