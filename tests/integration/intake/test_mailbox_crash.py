"""Nothing lost and nothing doubled, wherever the process dies or the connection breaks."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fixtures_mail import Crash, MemoryReceiver
from servers.cut_proxy import Cut, cutting, random_budget
from servers.dovecot import Dovecot, running_dovecot

from domain.settings import MailboxSettings, Security
from ingest.sources.mailbox import Mailbox
from ingest.sources.receiver import SourceError

Make = Callable[..., Mailbox]
MAILS = [
    f"From: r{n}@example.org\r\nMessage-ID: <{n}@example.org>\r\n\r\n{'text ' * 40 * n}\r\n".encode() for n in range(40)
]


@pytest.fixture(scope="module")
def without_move() -> object:
    """A server that can only copy and expunge."""
    with running_dovecot(without={"MOVE"}) as server:
        yield server


@pytest.mark.parametrize("point", ["fetched", "received", "imap_told"])
def test_a_crash_between_two_effects_is_mended_by_the_next_poll(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make, point: str
) -> None:
    _assert_mended(dovecot, settings, receiver, mailbox, point)


@pytest.mark.parametrize("point", ["received", "imap_copied", "imap_told"])
def test_without_move_too_each_message_stands_once_in_the_target(
    without_move: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make, point: str
) -> None:
    _assert_mended(without_move, _on(without_move, settings), receiver, mailbox, point)


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(
    "command", [b"LOGIN", b" ID ", b"SELECT", b"SEARCH", b"RFC822.SIZE", b"BODY.PEEK", b"UID MOVE"]
)
def test_a_connection_cut_at_a_command_is_mended_by_the_next_poll(
    dovecot: Dovecot,
    settings: MailboxSettings,
    receiver: MemoryReceiver,
    mailbox: Make,
    command: bytes,
    *,
    answered: bool,
) -> None:
    dovecot.append(settings.user, MAILS[:9])
    with cutting(dovecot.port) as proxy:
        proxy.plan(Cut(on=command, answered=answered))
        box = mailbox(replace(settings, port=proxy.port, security=Security.NONE), batch_messages=4)
        _poll_until_quiet(box)
        assert proxy.cuts == 1
    _assert_each_once(dovecot, settings, receiver, MAILS[:9])


@pytest.mark.parametrize("command", [b"UID COPY", b"UID STORE", b"UID EXPUNGE"])
@pytest.mark.parametrize("answered", [False, True])
def test_a_cut_while_copying_leaves_no_second_copy(
    without_move: Dovecot,
    settings: MailboxSettings,
    receiver: MemoryReceiver,
    mailbox: Make,
    command: bytes,
    *,
    answered: bool,
) -> None:
    settings = _on(without_move, settings)
    without_move.append(settings.user, MAILS[:9])
    with cutting(without_move.port) as proxy:
        proxy.plan(Cut(on=command, answered=answered))
        _poll_until_quiet(mailbox(replace(settings, port=proxy.port, security=Security.NONE), batch_messages=4))
        assert proxy.cuts == 1
    _assert_each_once(without_move, settings, receiver, MAILS[:9])


@pytest.mark.parametrize("seed", range(6))
def test_connections_cut_at_random_points(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make, seed: int
) -> None:
    dovecot.deliver(settings.user, MAILS)
    with cutting(dovecot.tls_port, budget=random_budget(seed, low=500, high=200_000)) as proxy:
        _poll_until_quiet(mailbox(replace(settings, port=proxy.port), batch_messages=5))
        assert proxy.cuts > 0
    _assert_each_once(dovecot, settings, receiver, MAILS)


def _on(server: Dovecot, settings: MailboxSettings) -> MailboxSettings:
    return replace(settings, port=server.tls_port, ca_file=server.ca_file, user=server.new_user())


def _poll_until_quiet(box: Mailbox) -> None:
    """As the caller's loop does, without its pauses: again after every fault, until a poll ends."""
    for _ in range(200):
        try:
            if not box.poll().problem_keys:
                return
        except SourceError as error:
            if error.lasting:
                raise
    pytest.fail("no poll ended")


def _assert_each_once(server: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, sent: list[bytes]) -> None:
    assert receiver.bodies == sorted(sent)
    assert receiver.untold("complaints") == set()
    assert server.messages(settings.user) == []
    assert sorted(message.data for message in server.messages(settings.user, "Huihan")) == sorted(sent)


def _assert_mended(
    server: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make, point: str
) -> None:
    """A poll dies at a point between two effects; the next one leaves each message once."""
    server.append(settings.user, MAILS[:9])
    receiver.crash_at = point
    with pytest.raises(Crash):
        mailbox(settings, batch_messages=4).poll()
    receiver.crash_at = None
    mailbox(settings).poll()
    _assert_each_once(server, settings, receiver, MAILS[:9])
