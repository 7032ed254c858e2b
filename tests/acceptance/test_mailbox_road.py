"""The main job through a real mailbox, with the commands alone: mail in by IMAP, acknowledgement out by SMTP.

Covers huihan.checks.mail, huihan.commands.ledger, huihan.commands.poll, huihan.commands.run and huihan.signals.
"""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from cli import COMMAND, Huihan
from servers import preloaded
from servers.dovecot import PASSWORD, Dovecot, free_port
from servers.smtp import SmtpServer, running_smtp

from huihan.sample_letters import build_letters
from huihan.settings import read_settings

SETTINGS = """
[[mailbox]]
name = "投诉邮箱"
host = "localhost"
port = {imap}
ca_file = "{ca}"
user = "{user}"
password_env = "MAIL_PASSWORD"

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "tousu@huihan.example"

[desk]
port = {desk}
"""
MAILS = [letter for letter in build_letters(datetime.now(UTC)) if letter.name.endswith(".eml")]


@pytest.fixture
def smtp(tmp_path: Path) -> Iterator[SmtpServer]:
    with running_smtp(tmp_path) as server:
        yield server


@pytest.fixture
def instance(tmp_path: Path, mail_server: Dovecot, smtp: SmtpServer, anywhere: Huihan) -> Path:
    """An instance with one mailbox, holding the demo's mails."""
    folder = tmp_path / "instance"
    anywhere("init", folder)
    user = mail_server.new_user()
    text = SETTINGS.format(
        imap=mail_server.tls_port, ca=mail_server.ca_file, user=user, smtp=smtp.port, desk=free_port()
    )
    (folder / "huihan.toml").write_text(
        text.replace("[smtp]", f"start_from = {datetime.now(UTC) - timedelta(days=1)}\n[smtp]"), encoding="utf-8"
    )
    mail_server.deliver(user, [letter.data for letter in MAILS])
    return folder


def test_one_look_takes_everything_in_and_answers_it(instance: Path, smtp: SmtpServer, anywhere: Huihan) -> None:
    polled = anywhere("poll", "--once", cwd=instance, MAIL_PASSWORD=PASSWORD)
    assert (polled.code, polled.err) == (0, "")
    assert f"新收 {len(MAILS)}" in polled.out

    counted = anywhere("ledger", "--json", cwd=instance, MAIL_PASSWORD=PASSWORD)
    assert counted.code == 0
    (mailbox,) = (row for row in counted.json if row["source"] == "投诉邮箱")
    assert (mailbox["seen"], mailbox["pending"], mailbox["missing"]) == (len(MAILS), 0, 0)

    cases = anywhere("cases", "list", "--json", cwd=instance).json
    assert len(cases) == mailbox["case"]
    sent = [letter for case in cases for letter in case["letters"] if letter["state"] == "sent"]
    assert len(smtp.accepted) == len(sent) >= 10


def test_looking_again_doubles_nothing(instance: Path, smtp: SmtpServer, anywhere: Huihan) -> None:
    anywhere("poll", "--once", cwd=instance, MAIL_PASSWORD=PASSWORD)
    before = len(smtp.accepted)
    again = anywhere("poll", "--once", cwd=instance, MAIL_PASSWORD=PASSWORD)
    assert "新收 0" in again.out
    assert len(smtp.accepted) == before


def test_a_wrong_password_is_a_sentence(instance: Path, anywhere: Huihan) -> None:
    polled = anywhere("poll", "--once", cwd=instance, MAIL_PASSWORD="wrong")
    assert polled.code == 1
    assert "投诉邮箱" in polled.err
    assert "Traceback" not in polled.err
    assert "wrong" not in polled.err
    doctor = anywhere("doctor", cwd=instance, MAIL_PASSWORD="wrong")
    assert doctor.code == 1


def test_a_missing_password_is_named(instance: Path, anywhere: Huihan) -> None:
    polled = anywhere("poll", "--once", cwd=instance)
    assert polled.code == 1
    assert "MAIL_PASSWORD" in polled.err
    assert anywhere("cases", "list", cwd=instance).code == 0


def test_the_service_takes_in_what_comes_and_stops_when_told(
    instance: Path, smtp: SmtpServer, anywhere: Huihan, tmp_path: Path
) -> None:
    with (tmp_path / "service.log").open("wb") as log:
        service = preloaded.Popen(
            [COMMAND, "run"], cwd=instance, env=os.environ | {"MAIL_PASSWORD": PASSWORD}, stderr=log
        )
        try:
            end = time.monotonic() + 60
            while len(smtp.accepted) < 10 and time.monotonic() < end:
                time.sleep(0.2)
            second = anywhere("run", cwd=instance, MAIL_PASSWORD=PASSWORD)
            settings = read_settings(instance, {"MAIL_PASSWORD": PASSWORD})
            desk = httpx2.get(settings.desk.link("/signin"))
        finally:
            service.send_signal(signal.SIGTERM)
            code = service.wait(timeout=30)
    assert len(smtp.accepted) >= 10
    assert (second.code, "只能有一个" in second.err) == (1, True)
    assert code == 0
    assert "登录" in desk.text
    assert "Traceback" not in (tmp_path / "service.log").read_text("utf-8")
