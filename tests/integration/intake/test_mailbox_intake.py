"""What a mailbox takes in from a real server, and what it does with each message afterwards.

Covers ingest.sources.acknowledging and ingest.sources.sweep.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fixtures_mail import MemoryReceiver, settings_for
from servers.cut_proxy import Cut, cutting
from servers.dovecot import Dovecot, running_dovecot

from domain.codes import Channel
from domain.settings import MailboxSettings, Security
from ingest.sources.mailbox import Mailbox
from ingest.sources.receiver import SourceError

Make = Callable[..., Mailbox]
LAST_YEAR = datetime(2025, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=8)))


def mails(number: int, *, start: int = 1) -> list[bytes]:
    text = "From: resident{n}@example.org\r\nSubject: complaint {n}\r\nMessage-ID: <{n}@example.org>\r\n\r\nno {n}\r\n"
    return [text.format(n=n).encode() for n in range(start, start + number)]


def test_every_message_is_taken_once_with_its_exact_bytes(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(120))
    box = mailbox(replace(settings, project="翠湖"))
    report = box.poll()
    assert (report.shown, report.received, report.told, report.problems) == (120, 120, 120, ())
    assert receiver.bodies == sorted(mails(120))
    assert {(item.channel, item.project) for item in receiver.rows} == {(Channel.EMAIL, "翠湖")}
    again = box.poll()
    assert (again.shown, again.received) == (0, 0)
    assert receiver.handed_over == 120


def test_the_time_of_receipt_is_internaldate_with_its_offset(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(1), received=LAST_YEAR)
    mailbox(replace(settings, start_from=datetime(2025, 1, 1, tzinfo=UTC))).poll()
    (item,) = receiver.rows
    assert item.received == LAST_YEAR
    assert item.received.utcoffset() is not None


def test_what_somebody_has_read_already_is_taken_and_nothing_is_marked_read(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(3))
    with dovecot.client(settings.user) as client:
        client.select_folder("INBOX")
        client.add_flags([2], [b"\\Seen"])
    mailbox(replace(settings, after="leave")).poll()
    assert len(receiver.rows) == 3
    seen = [message.uid for message in dovecot.messages(settings.user) if "\\Seen" in message.flags]
    assert seen == [2]


@pytest.mark.parametrize("folder", ["Huihan", "已收投诉", "归档/2026 & 投诉"])
def test_taken_messages_move_to_a_folder_made_when_missing(
    dovecot: Dovecot, settings: MailboxSettings, mailbox: Make, folder: str
) -> None:
    dovecot.append(settings.user, mails(3))
    mailbox(replace(settings, after=f"move:{folder}")).poll()
    assert dovecot.messages(settings.user) == []
    assert [message.data for message in dovecot.messages(settings.user, folder)] == mails(3)


@pytest.mark.parametrize(("name", "flag"), [("Flagged", "\\Flagged"), ("\\flagged", "\\Flagged"), ("Huihan", "Huihan")])
def test_taken_messages_are_flagged_where_they_stand(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make, name: str, flag: str
) -> None:
    dovecot.append(settings.user, mails(3))
    box = mailbox(replace(settings, after=f"flag:{name}"))
    box.poll()
    box.poll()
    assert all(flag in message.flags for message in dovecot.messages(settings.user))
    assert receiver.handed_over == 3


def test_a_folder_of_choice_with_a_chinese_name_is_polled(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(2), folder="业主投诉")
    dovecot.append(settings.user, mails(1, start=9))
    mailbox(replace(settings, folder="业主投诉")).poll()
    assert receiver.bodies == mails(2)


def test_without_move_only_our_own_messages_are_expunged(receiver: MemoryReceiver, mailbox: Make) -> None:
    with running_dovecot(without={"MOVE"}) as server:
        settings = settings_for(server)
        server.append(settings.user, mails(3))
        mailbox(settings, batch_messages=2).poll()
        server.append(settings.user, mails(1, start=8), received=LAST_YEAR)
        with server.client(settings.user) as client:
            client.select_folder("INBOX")
            client.add_flags(client.search("ALL"), [b"\\Deleted"])
        server.append(settings.user, mails(1, start=9))
        mailbox(settings).poll()
        # Somebody else's message, marked as deleted but not expunged by them, is still theirs.
        assert [message.data for message in server.messages(settings.user)] == mails(1, start=8)
        assert [message.data for message in server.messages(settings.user, "Huihan")] == [*mails(3), *mails(1, start=9)]
        assert len(receiver.rows) == 5


def test_without_move_and_uidplus_nothing_is_ever_expunged(receiver: MemoryReceiver, mailbox: Make) -> None:
    with running_dovecot(without={"MOVE", "UIDPLUS"}) as server, cutting(server.port) as proxy:
        settings = replace(settings_for(server), port=proxy.port, security=Security.NONE)
        server.append(settings.user, mails(3))
        box = mailbox(settings)
        box.poll()
        box.poll()
        assert all("\\Deleted" in message.flags for message in server.messages(settings.user))
        assert len(server.messages(settings.user, "Huihan")) == 3
        assert receiver.handed_over == 3
        assert all(b"EXPUNGE" not in said.upper() for said in proxy.said)


def test_a_server_that_keeps_all_folders_below_a_prefix(mailbox: Make) -> None:
    with running_dovecot(prefix="INBOX.") as server:
        settings = settings_for(server)
        server.append(settings.user, mails(2))
        mailbox(settings).poll()
        assert len(server.messages(settings.user, "INBOX.Huihan")) == 2


def test_a_message_over_the_limit_has_a_row_with_its_headers_and_stays(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    large = b"From: a@example.org\r\nSubject: a film\r\n\r\n" + b"x" * 76 * 100
    dovecot.append(settings.user, [large, *mails(2)])
    box = mailbox(settings, message_bytes=5_000)
    report = box.poll()
    assert (report.received, report.byteless) == (2, 1)
    (item,) = [item for item in receiver.rows if item.data is None]
    assert item.size == len(large)
    assert b"Subject: a film" in item.header_block
    assert item.problem is not None
    assert "过大" in item.problem.what
    assert [message.data for message in dovecot.messages(settings.user)] == [large]
    assert box.poll().byteless == 0


def test_messages_expunged_before_their_fetch_have_a_row(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(6))
    receiver.hooks["known"] = lambda: dovecot.expunge(settings.user, [1])  # after the search
    receiver.hooks["fetched"] = lambda: dovecot.expunge(settings.user, [5])  # after sizes and dates
    report = mailbox(settings, batch_messages=2).poll()
    assert (report.received, report.byteless) == (4, 2)
    gone = [item for item in receiver.rows if item.data is None]
    assert [item.key.partition(":")[2] for item in gone] == ["1", "5"]
    assert all(item.problem is not None and "删除" in item.problem.what for item in gone)
    assert receiver.untold("complaints") == set()


def test_uids_far_apart_are_searched_in_windows(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    for number, next_uid in enumerate((99_999, 100_001, 350_000), start=1):
        dovecot.append(settings.user, mails(1, start=number))
        dovecot.raise_next_uid(settings.user, next_uid)
    dovecot.append(settings.user, mails(1, start=4))
    mailbox(settings).poll()
    assert [int(item.key.partition(":")[2]) for item in receiver.rows] == [1, 99_999, 100_001, 350_000]


def test_a_changed_uidvalidity_loses_nothing(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(5))
    box = mailbox(replace(settings, after="leave"))
    box.poll()
    dovecot.change_uidvalidity(settings.user, 4_000_000_000)
    dovecot.append(settings.user, mails(1, start=6))
    assert box.poll().received == 6
    assert set(receiver.bodies) == set(mails(6))
    assert receiver.states["complaints"].uidvalidity == 4_000_000_000
    assert box.poll().received == 0


def test_a_row_that_was_not_told_before_uidvalidity_changed_does_not_stay_open(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(2))
    receiver.hooks["received"] = lambda: dovecot.change_uidvalidity(settings.user, 4_000_000_000)
    box = mailbox(settings)
    with pytest.raises(SourceError, match="连接中断"):
        box.poll()  # Dovecot ends the sessions that still use the old value.
    assert len(receiver.untold("complaints")) == 2
    box.poll()
    assert receiver.untold("complaints") == set()
    assert dovecot.messages(settings.user) == []


def test_ten_thousand_messages_left_in_place_are_entered_once(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.deliver(settings.user, mails(10_000))
    box = mailbox(replace(settings, after="leave"))
    assert box.poll().received == 10_000
    dovecot.deliver(settings.user, mails(1, start=10_001))
    report = box.poll()
    assert (report.shown, report.received) == (10_001, 1)
    assert receiver.handed_over == 10_001
    assert receiver.bodies == sorted(mails(10_001))


def test_first_contact_with_a_full_mailbox_enters_old_mail_without_fetching_it(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.deliver(settings.user, mails(3_000), received=LAST_YEAR)
    box = mailbox(replace(settings, start_from=None))
    report = box.poll()
    assert (report.before_start, report.received, report.told) == (3_000, 0, 0)
    assert all(item.before_start and item.data is None for item in receiver.rows)
    assert receiver.untold("complaints") == set()
    state = receiver.states["complaints"]
    assert abs(state.start_from - datetime.now(UTC)) < timedelta(minutes=5)
    # What comes after the mailbox was set up is a letter, even if the server's clock is slow.
    dovecot.append(settings.user, mails(1, start=5_000))
    dovecot.append(settings.user, mails(1, start=5_001), received=state.start_from - timedelta(minutes=3))
    assert box.poll().received == 2
    assert len(dovecot.messages(settings.user)) == 3_000


def test_a_configured_start_holds_for_whatever_comes_later_too(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(1))
    box = mailbox(settings)
    box.poll()
    dovecot.append(settings.user, mails(1, start=2), received=LAST_YEAR)
    assert box.poll().before_start == 1


def test_the_start_is_kept_when_uidvalidity_changes(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(2), received=LAST_YEAR)
    box = mailbox(replace(settings, start_from=None))
    box.poll()
    start = receiver.states["complaints"].start_from
    dovecot.change_uidvalidity(settings.user, 4_000_000_000)
    assert box.poll().before_start == 2
    assert receiver.states["complaints"].start_from == start


def test_mail_that_is_old_when_first_seen_gets_no_automatic_letter(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for days in (6, 8):
        dovecot.append(settings.user, mails(1, start=days), received=now - timedelta(days=days))
    mailbox(replace(settings, no_letter_after=timedelta(days=7)), now=now).poll()
    assert [item.no_letter for item in receiver.rows] == [False, True]


def test_two_pollers_at_once_enter_each_message_once(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.deliver(settings.user, mails(300))
    pollers = [threading.Thread(target=mailbox(settings, batch_messages=7).poll) for _ in range(2)]
    for poller in pollers:
        poller.start()
    for poller in pollers:
        poller.join(timeout=120)
    assert receiver.bodies == sorted(mails(300))
    assert all(item.data is not None for item in receiver.rows)
    # Dovecot may let two sessions move one message at once; a lease keeps our pollers apart, this test has none.
    assert {message.data for message in dovecot.messages(settings.user, "Huihan")} == set(mails(300))
    assert dovecot.messages(settings.user) == []


def test_a_message_on_which_the_server_breaks_the_connection_stops_none_behind_it(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    poison = b"From: a@example.org\r\n\r\nPOISON\r\n"
    dovecot.append(settings.user, [*mails(5), poison, *mails(60, start=6)])
    with cutting(dovecot.port) as proxy:
        proxy.plan(Cut(heard=b"POISON", times=1_000))
        box = mailbox(replace(settings, port=proxy.port, security=Security.NONE))
        report = box.poll()
    assert receiver.bodies == sorted(mails(65))
    assert len(report.problem_keys) == 1
    assert [message.data for message in dovecot.messages(settings.user)] == [poison]


def test_a_message_that_the_server_will_not_deliver_is_reported_and_stops_none(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.deliver(settings.user, mails(7))
    assert len(dovecot.messages(settings.user)) == 7
    stored = sorted((dovecot.root / "mail" / settings.user / "new").iterdir())[3]
    stored.chmod(0)
    report = mailbox(settings).poll()
    assert receiver.bodies == [mail for number, mail in enumerate(mails(7)) if number != 3]
    assert len(report.problem_keys) == 1
    assert "不交付" in report.problems[0].what
    next(stored.parent.parent.glob(f"cur/{stored.name}*")).chmod(0o600)
    assert mailbox(settings).poll().received == 1
    assert receiver.bodies == mails(7)


def test_a_move_that_the_server_refuses_is_reported_and_tried_again(
    dovecot: Dovecot, settings: MailboxSettings, receiver: MemoryReceiver, mailbox: Make
) -> None:
    dovecot.append(settings.user, mails(2))
    report = mailbox(replace(settings, after="move:INBOX/../bad*name")).poll()
    assert report.received == 2
    assert "不肯执行" in report.problems[0].what
    assert len(receiver.untold("complaints")) == 2
    assert mailbox(settings).poll().told == 2
    assert len(dovecot.messages(settings.user, "Huihan")) == 2
