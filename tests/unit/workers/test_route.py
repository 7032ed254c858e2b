"""Where a letter goes once it is read: only proof ends it by itself, every doubt ends before a person."""

import pytest

from domain.codes import IgnoredReason, IntakeState, MessageClass
from domain.reading import Document, Envelope, Problem
from workers.route import Followed, Known, only_thanks, route


def letter(message_class=MessageClass.PERSONAL, *, text="三号楼电梯又停了", subject="投诉", spam=False, problems=()):
    envelope = Envelope(message_class=message_class, class_proof="Auto-Submitted: auto-replied", spam_suspected=spam)
    return Document(envelope=envelope, text=text, subject=subject, problems=problems)


def test_a_readable_letter_from_a_stranger_is_a_case():
    assert route(letter(), Known()).state is IntakeState.CASE


@pytest.mark.parametrize(
    ("message_class", "reason"),
    [
        (MessageClass.AUTO_REPLY, IgnoredReason.AUTO_REPLY),
        (MessageClass.BOUNCE, IgnoredReason.BOUNCE),
        (MessageClass.RECEIPT, IgnoredReason.RECEIPT),
        (MessageClass.OWN_MAIL, IgnoredReason.OWN_MAIL),
        (MessageClass.LIST, IgnoredReason.LIST),
    ],
)
def test_what_headers_prove_is_ignored_with_its_reason_even_from_a_known_sender(message_class, reason):
    ended = route(letter(message_class), Known(followed=Followed(case_id=1, number="TS-2026-000001", trusted=True)))
    assert (ended.state, ended.reason, ended.why) == (IntakeState.IGNORED, reason, "Auto-Submitted: auto-replied")


def test_list_mail_from_an_address_in_the_directory_waits_for_a_person():
    assert route(letter(MessageClass.LIST), Known(sender_in_directory=True)).state is IntakeState.AWAITING_PERSON


def test_suspected_spam_waits_for_a_person():
    assert route(letter(spam=True), Known(sender_in_directory=True)).state is IntakeState.AWAITING_PERSON


def test_the_same_bytes_twice_are_a_duplicate_whatever_they_say():
    ended = route(letter(), Known(same_bytes=7, followed=Followed(case_id=1, number="TS-2026-000001", trusted=True)))
    assert (ended.reason, ended.duplicate_of) == (IgnoredReason.DUPLICATE, 7)


def test_the_same_message_from_another_mailbox_is_a_duplicate():
    assert route(letter(), Known(same_message=3)).duplicate_of == 3


def test_nothing_readable_is_quarantined_with_the_reason():
    problem = Problem(where="scan.bin", what="无法识别的格式", mend="请人工查看原件")
    ended = route(letter(text="", subject="", problems=(problem,)), Known())
    assert ended.state is IntakeState.QUARANTINED
    assert ended.why == "scan.bin：无法识别的格式。请人工查看原件"


def test_nothing_readable_from_a_known_sender_is_a_case():
    assert route(letter(text="", subject=""), Known(sender_in_directory=True)).state is IntakeState.CASE


def test_a_follow_up_joins_by_itself_only_from_a_trusted_sender():
    ours = Followed(case_id=5, number="TS-2026-000005", trusted=True)
    stranger = Followed(case_id=5, number="TS-2026-000005", trusted=False)
    assert route(letter(), Known(followed=ours)).state is IntakeState.FOLLOW_UP
    waiting = route(letter(), Known(followed=stranger))
    assert waiting.state is IntakeState.AWAITING_PERSON
    assert "TS-2026-000005" in (waiting.why or "")


@pytest.mark.parametrize("text", ["谢谢！", "收到，谢谢你们", "好的，辛苦了。", "OK, thanks"])
def test_thanks_alone_ask_for_no_new_reply(text):
    assert only_thanks(text)


@pytest.mark.parametrize("text", ["谢谢，但是还没修好", "收到，请问什么时候来修", "不明白", "", "还没人来"])
def test_anything_more_than_thanks_asks_for_a_reply(text):
    assert not only_thanks(text)
