"""A mailbox is tried out on a real server: whatever is wrong is a sentence with its mend, and a silent server is left.

Covers ingest.sources.trying, workers.mailboxes.trying, workers.mailboxes.trial_process and workers.instance.killable.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from servers.desk import made_desk
from servers.dovecot import Dovecot, free_port
from servers.house import House
from servers.tls import make_certificates

from domain.codes import Role
from domain.settings import MailboxSettings, Security
from ingest.sources.trying import Step, Trial, try_out
from store import house_log
from workers.instance.killable import listen
from workers.instance.refusals import Refused
from workers.mailboxes import trying

QUICK = 3.0
ALL = tuple(Step)


@contextmanager
def _silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def _tried(settings: MailboxSettings) -> Trial:
    return try_out(settings, timeout=QUICK)


def test_what_is_right_goes_through_every_step_and_changes_nothing(settings: MailboxSettings, dovecot: Dovecot) -> None:
    dovecot.append(settings.user, [b"Subject: one\r\n\r\nA letter\r\n"])
    trial = _tried(settings)
    assert (trial.done, trial.problem, trial.messages) == (ALL, None, 1)
    assert [note.what for note in trial.notes] == ["文件夹「Huihan」还不存在"]
    with dovecot.client(settings.user) as client:
        assert not client.folder_exists("Huihan")
    assert dovecot.messages(settings.user)[0].flags in ((), ("\\Recent",))


@pytest.mark.parametrize(
    ("change", "done", "what", "mend"),
    [
        ({"password": "wrong"}, 2, "登录被拒绝", "授权码"),
        ({"oauth_token": "expired", "password": None}, 2, "登录被拒绝", "核对"),
        ({"folder": "Tousu"}, 3, "打不开文件夹「Tousu」", "区分大小写"),
        ({"after": "move:INBOX"}, 3, "after", ""),
        ({"host": "no-such-host.invalid"}, 0, "找不到这台主机", "host"),
        ({"security": Security.STARTTLS}, 2, "", "security"),
    ],
    ids=["password", "token", "folder", "after", "host", "starttls on the TLS port"],
)
def test_what_is_wrong_is_said_with_its_mend(
    settings: MailboxSettings, change: dict[str, object], done: int, what: str, mend: str
) -> None:
    trial = _tried(replace(settings, **change))  # type: ignore[arg-type]  # as each case has it
    assert trial.done == ALL[:done]
    assert trial.problem is not None
    assert what in trial.problem.what
    assert mend in trial.problem.mend
    assert "\n" not in trial.problem.what + trial.problem.mend


def test_a_certificate_of_another_authority_is_refused(settings: MailboxSettings, tmp_path: Path) -> None:
    trial = _tried(replace(settings, ca_file=make_certificates(tmp_path).ca))
    assert trial.problem is not None
    assert ("证书不可信" in trial.problem.what, "ca_file" in trial.problem.mend) == (True, True)


def test_tls_on_a_plain_port_names_the_two_ports(settings: MailboxSettings, dovecot: Dovecot) -> None:
    trial = _tried(replace(settings, port=dovecot.port))
    assert trial.problem is not None
    assert ("TLS 握手失败" in trial.problem.what, "993" in trial.problem.mend) == (True, True)


def test_a_closed_and_a_silent_port_are_told_apart(settings: MailboxSettings) -> None:
    closed = _tried(replace(settings, port=free_port()))
    assert closed.problem is not None
    assert (closed.done, "拒绝连接" in closed.problem.what) == ((Step.FIND,), True)
    with _silent() as port:
        silent = _tried(replace(settings, port=port))
    assert silent.problem is not None
    assert (silent.done, "没有应答" in silent.problem.what) == ((Step.FIND, Step.CONNECT), True)


def test_what_takes_too_long_is_ended_from_outside(settings: MailboxSettings) -> None:
    begun = time.monotonic()
    with _silent() as port:
        trial = trying.tried(replace(settings, port=port), limit=timedelta(seconds=2))
    assert time.monotonic() - begun < 15
    assert trial.problem is not None
    assert "2 秒内没有试完" in trial.problem.what


def test_more_than_a_pipe_holds_is_not_given() -> None:
    with pytest.raises(ValueError, match="pipe"):
        listen(["true"], limit=timedelta(seconds=1), given=b"x" * 70_000)


def test_an_admin_tries_a_mailbox_and_the_house_log_has_it(house: House, settings: MailboxSettings) -> None:
    house.services = replace(house.services, settings=replace(house.services.settings, mailboxes=(settings,)))
    desk = made_desk(house)
    with pytest.raises(Refused, match="管理员"):
        trying.try_mailbox(house.services, settings.name, actor=desk.person("chen", Role.CLERK))
    admin = desk.person("guan", Role.ADMIN)
    assert trying.try_mailbox(house.services, settings.name, actor=admin).works
    with pytest.raises(Refused, match="没有叫 gone 的邮箱"):
        trying.try_mailbox(house.services, "gone", actor=admin)
    (entry,) = house.ask(lambda session: house_log.page(session, house_log.Wanted(what=("mailbox_tried",))))
    assert (entry.who, entry.payload) == ("guan", {"mailbox": settings.name, "works": True})
