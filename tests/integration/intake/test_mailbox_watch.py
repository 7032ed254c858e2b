"""Staying with a mailbox: new mail is noticed at once, a broken line too; and what the ledger and the doctor see."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fixtures_mail import MemoryReceiver, settings_for
from servers.cut_proxy import cutting
from servers.dovecot import Dovecot, running_dovecot

from domain.settings import MailboxSettings, Security
from ingest.sources.mailbox import Mailbox
from ingest.sources.receiver import PollReport, SourceError

Make = Callable[..., Mailbox]
MAIL = b"Subject: complaint\r\n\r\ntext\r\n"


class Watched:
    """A watch in a thread: its reports, and the fault that ended it."""

    def __init__(self, box: Mailbox) -> None:
        self.stop = threading.Event()
        self.reports: queue.Queue[PollReport] = queue.Queue()
        self.fault: SourceError | None = None
        self.thread = threading.Thread(target=self._run, args=(box,))
        self.thread.start()

    def _run(self, box: Mailbox) -> None:
        try:
            box.watch(self.stop, self.reports.put)
        except SourceError as error:
            self.fault = error


@contextmanager
def watching(box: Mailbox) -> Iterator[Watched]:
    watched = Watched(box)
    try:
        yield watched
    finally:
        watched.stop.set()
        watched.thread.join(timeout=20)


def test_idle_notices_new_mail_at_once(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, [MAIL])
    with watching(mailbox(replace(settings, poll_every=timedelta(minutes=5)))) as watched:
        assert watched.reports.get(timeout=10).received == 1
        for number in range(3):
            time.sleep(0.2)  # let it settle into IDLE
            dovecot.append(settings.user, [MAIL + b"%d" % number])
            while watched.reports.get(timeout=10).received == 0:
                pass
    assert len(receiver.rows) == 4
    assert watched.fault is None
    assert dovecot.messages(settings.user) == []


def test_without_idle_the_mailbox_is_polled_over_the_same_connection(receiver: MemoryReceiver, mailbox: Make) -> None:
    with running_dovecot(without={"IDLE"}) as server, cutting(server.port) as proxy:
        settings = settings_for(server, port=proxy.port, security=Security.NONE, poll_every=timedelta(seconds=0.1))
        with watching(mailbox(settings)) as watched:
            watched.reports.get(timeout=10)
            server.append(settings.user, [MAIL])
            while watched.reports.get(timeout=10).received == 0:
                pass
        assert len(proxy.said) == 1
        assert b"IDLE" not in proxy.said[0]


def test_a_later_sweep_looks_at_new_messages_only(dovecot: Dovecot, settings: MailboxSettings, mailbox: Make) -> None:
    dovecot.append(settings.user, [MAIL] * 30)
    with watching(mailbox(replace(settings, after="leave", poll_every=timedelta(seconds=0.1)))) as watched:
        assert watched.reports.get(timeout=10).shown == 30
        assert watched.reports.get(timeout=10).shown == 0


def test_stop_ends_a_watch_quickly(settings: MailboxSettings, mailbox: Make) -> None:
    with watching(mailbox(replace(settings, poll_every=timedelta(minutes=5)))) as watched:
        watched.reports.get(timeout=10)
        asked = time.monotonic()
        watched.stop.set()
        watched.thread.join(timeout=10)
        assert time.monotonic() - asked < 3


def test_a_line_that_breaks_while_waiting_is_a_fault_and_the_next_watch_goes_on(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    with cutting(dovecot.tls_port) as proxy:
        box = mailbox(replace(settings, port=proxy.port, poll_every=timedelta(minutes=5)))
        with watching(box) as watched:
            watched.reports.get(timeout=10)
            time.sleep(0.2)
            proxy.cut_now()
            watched.thread.join(timeout=10)
            assert watched.fault is not None
            assert not watched.fault.lasting
        dovecot.append(settings.user, [MAIL])
        with watching(box) as watched:
            assert watched.reports.get(timeout=10).received == 1
    assert len(receiver.rows) == 1


def test_a_session_that_the_server_ends_while_we_wait_is_a_fault(
    dovecot: Dovecot, settings: MailboxSettings, mailbox: Make
) -> None:
    with watching(mailbox(replace(settings, poll_every=timedelta(minutes=5)))) as watched:
        watched.reports.get(timeout=10)
        time.sleep(0.2)
        dovecot.kick(settings.user)
        watched.thread.join(timeout=15)
        assert watched.fault is not None


def test_check_counts_and_changes_nothing(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, [MAIL] * 2, received=datetime(2025, 1, 1, tzinfo=UTC))
    dovecot.append(settings.user, [MAIL] * 3)
    before = dovecot.messages(settings.user)
    report = mailbox(settings).check()
    assert (report.problem, report.messages, report.before_start, report.new) == (None, 5, 2, 5)
    assert report.start_from == settings.start_from
    assert report.idle
    assert ["还不存在" in note.what for note in report.notes] == [True]
    assert [message.flags for message in dovecot.messages(settings.user)] == [message.flags for message in before]
    assert receiver.rows == []
    assert receiver.states == {}


def test_check_of_a_mailbox_never_opened_says_how_many_lie_before_now(
    dovecot: Dovecot, settings: MailboxSettings, mailbox: Make
) -> None:
    dovecot.append(settings.user, [MAIL] * 3, received=datetime(2026, 11, 1, tzinfo=UTC))
    assert mailbox(replace(settings, start_from=None)).check().before_start == 3


def test_check_returns_every_failure_as_a_problem(settings: MailboxSettings, mailbox: Make) -> None:
    report = mailbox(replace(settings, password="wrong")).check()
    assert report.problem is not None
    assert "登录被拒绝" in report.problem.what


def test_check_tells_of_a_server_that_can_only_copy(mailbox: Make) -> None:
    with running_dovecot(without={"MOVE", "UIDPLUS"}) as server:
        notes = mailbox(settings_for(server)).check().notes
    assert any("已删除" in note.what for note in notes)


def test_the_listing_shows_folder_and_target_so_that_rows_can_be_counted(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    old = datetime(2025, 1, 1, tzinfo=UTC)
    dovecot.append(settings.user, [MAIL], received=old)
    dovecot.append(settings.user, [MAIL + b"%d" % number * number for number in range(5)])
    box = mailbox(settings)
    box.poll()
    dovecot.append(settings.user, [MAIL + b"new"])
    listing = box.listing()
    # In the folder: the message from before the start, which has a row, and the one that came since.
    assert {one.key for one in listing.folder} - {item.key for item in receiver.rows} == {listing.folder[1].key}
    # In the target: what was taken, each with the time of receipt and the size of its row.
    rows = sorted((item.received, item.size) for item in receiver.rows if item.data is not None)
    assert sorted((one.received, one.size) for one in listing.target) == rows
    assert len(rows) == 5
