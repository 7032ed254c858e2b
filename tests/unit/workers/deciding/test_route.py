"""Where a letter goes once it is read: only proof ends it by itself, every doubt ends before a person."""

from dataclasses import replace

import pytest

from domain.codes import IgnoredReason, IntakeState
from domain.reading import Document, Envelope, Part, Problem
from domain.reading_codes import Authentication, MessageClass, Method
from workers.deciding.route import Bounce, Followed, Known, only_accepts, only_thanks, route

PROOF = "Auto-Submitted: auto-replied"
PASS, FAIL, NONE, UNKNOWN = Authentication


def letter(
    message_class=MessageClass.PERSONAL,
    *,
    text="三号楼电梯又停了",
    subject="投诉",
    spam=False,
    problems=(),
    proof=PROOF,
    said=UNKNOWN,
):
    envelope = Envelope(message_class=message_class, class_proof=proof, spam_suspected=spam, authentication=said)
    return Document(envelope=envelope, text=text, subject=subject, problems=problems)


def test_a_readable_letter_from_a_stranger_is_a_case():
    assert route(letter(proof=None), Known()).state is IntakeState.CASE


MACHINES = [
    (MessageClass.AUTO_REPLY, IgnoredReason.AUTO_REPLY),
    (MessageClass.BOUNCE, IgnoredReason.BOUNCE),
    (MessageClass.RECEIPT, IgnoredReason.RECEIPT),
    (MessageClass.LIST, IgnoredReason.LIST),
]


@pytest.mark.parametrize(("message_class", "reason"), MACHINES)
def test_what_is_proved_is_ignored_with_its_reason_even_from_a_known_sender(message_class, reason):
    followed = Followed(case_id=1, number="TS-2026-000001", known=True)
    ended = route(letter(message_class), Known(followed=followed, names_ours=True, bounce=Bounce(letter_id=1)))
    assert (ended.state, ended.reason, ended.why) == (IntakeState.IGNORED, reason, "Auto-Submitted: auto-replied")


@pytest.mark.parametrize("message_class", [MessageClass.AUTO_REPLY, MessageClass.RECEIPT, MessageClass.LIST])
def test_a_complaint_under_an_automatic_header_waits_for_a_person_with_the_reason(message_class):
    ended = route(letter(message_class), Known(names_ours=True, complains=True))
    assert ended.state is IntakeState.AWAITING_PERSON
    assert "Auto-Submitted: auto-replied" in (ended.why or "")
    assert "投诉" in (ended.why or "")


@pytest.mark.parametrize("message_class", [MessageClass.AUTO_REPLY, MessageClass.BOUNCE])
def test_an_answer_or_report_that_names_no_letter_of_ours_proves_nothing(message_class):
    assert route(letter(message_class), Known()).state is IntakeState.AWAITING_PERSON


def test_list_mail_from_an_address_in_the_directory_waits_for_a_person():
    assert route(letter(MessageClass.LIST), Known(sender_in_directory=True)).state is IntakeState.AWAITING_PERSON


@pytest.mark.parametrize("message_class", [MessageClass.PERSONAL, MessageClass.LIST, MessageClass.AUTO_REPLY])
def test_what_comes_through_a_group_or_form_waits_for_a_person(message_class):
    document = letter(message_class)
    document = replace(document, envelope=replace(document.envelope, proposed=True, class_proof=None))
    followed = Followed(case_id=5, number="TS-2026-000005", known=True)
    ended = route(document, Known(names_ours=True, followed=followed))
    assert ended.state is IntakeState.AWAITING_PERSON
    assert "TS-2026-000005" in (ended.why or "")


def test_what_comes_from_an_address_of_ours_waits_unless_a_colleague_passed_it_on():
    document = replace(letter(), envelope=Envelope())
    assert route(document, Known(from_us=True)).state is IntakeState.AWAITING_PERSON
    passed_on = replace(document, envelope=Envelope(forwarded=True))
    assert route(passed_on, Known(from_us=True)).state is IntakeState.CASE


def test_personal_mail_that_a_program_sent_waits_for_a_person():
    ended = route(letter(), Known())
    assert ended.state is IntakeState.AWAITING_PERSON
    assert "Auto-Submitted: auto-replied" in (ended.why or "")


def test_an_answer_to_an_invitation_opens_no_case():
    part = Part(name="正文", media_type="text/calendar", method=Method.TEXT, text="日历答复：已接受\n主题：上门维修")
    document = Document(parts=(part,), text=part.text, subject="已接受: 上门维修")
    assert route(document, Known()).state is IntakeState.AWAITING_PERSON
    ours = Followed(case_id=5, number="TS-2026-000005", known=True, answers_ours=True)
    assert route(document, Known(followed=ours)).state is IntakeState.FOLLOW_UP
    written = replace(document, parts=(part, replace(part, text="那天不行，漏水更厉害了")))
    assert route(written, Known()).state is IntakeState.CASE


@pytest.mark.parametrize(
    ("subject", "texts", "accepted"),
    [
        ("已接受: 看墙面", ["日历答复：已接受\n主题：看墙面"], True),
        ("已接受: 看墙面", ["王敏 已接受此邀请。", "日历答复：已接受\n主题：看墙面"], True),
        ("Accepted: 看墙面", [], True),
        ("已接受: 看墙面", ["日历答复：已接受\n主题：看墙面\n附言：请带梯子"], False),
        ("已拒绝: 看墙面", ["日历答复：已拒绝\n主题：看墙面"], False),
        ("暂定: 看墙面", [], False),
        ("建议的新时间: 看墙面", ["日历答复：希望改时间\n主题：看墙面"], False),
    ],
)
def test_any_answer_to_an_invitation_waits_and_only_an_acceptance_asks_for_nothing(subject, texts, accepted):
    parts = tuple(Part(name="正文", media_type="text/calendar", method=Method.TEXT, text=text) for text in texts)
    document = Document(parts=parts, text="\n\n".join(texts), subject=subject)
    assert route(document, Known()).state is IntakeState.AWAITING_PERSON
    assert only_accepts(document) is accepted


def test_suspected_spam_waits_for_a_person():
    assert route(letter(spam=True), Known(sender_in_directory=True)).state is IntakeState.AWAITING_PERSON


def test_the_same_bytes_twice_are_a_duplicate_whatever_they_say():
    ended = route(letter(), Known(same_bytes=7, followed=Followed(case_id=1, number="TS-2026-000001", known=True)))
    assert (ended.reason, ended.duplicate_of) == (IgnoredReason.DUPLICATE, 7)


def test_the_same_message_from_another_mailbox_is_a_duplicate():
    assert route(letter(proof=None), Known(same_message=3)).duplicate_of == 3


def test_a_copy_that_fares_better_than_the_one_before_it_is_not_swallowed_by_it():
    waits = Known(same_message=3, same_message_in_hand=False)
    assert route(letter(proof=None), waits).state is IntakeState.CASE
    assert route(letter(spam=True), waits).duplicate_of == 3


def test_nothing_readable_is_quarantined_with_the_reason():
    problem = Problem(where="scan.bin", what="无法识别的格式", mend="请人工查看原件")
    ended = route(letter(text="", subject="", problems=(problem,)), Known())
    assert ended.state is IntakeState.QUARANTINED
    assert ended.why == "scan.bin：无法识别的格式。请人工查看原件"


def test_nothing_readable_from_a_known_sender_is_a_case():
    assert route(letter(text="", subject="", proof=None), Known(sender_in_directory=True)).state is IntakeState.CASE


@pytest.mark.parametrize(
    ("said", "known", "answers_ours", "joins"),
    [
        (PASS, True, False, True),
        (PASS, True, True, True),
        (PASS, False, True, False),  # proved to be somebody whom the case does not know
        (NONE, True, True, True),
        (UNKNOWN, True, True, True),
        (NONE, True, False, False),  # a bare From, or a number in the subject
        (UNKNOWN, True, False, False),
        (UNKNOWN, False, True, False),
        (FAIL, True, True, False),
        (FAIL, True, False, False),
    ],
)
def test_a_follow_up_joins_by_itself_only_if_its_writer_is_known_and_proved(said, known, answers_ours, joins):
    followed = Followed(case_id=5, number="TS-2026-000005", known=known, answers_ours=answers_ours)
    ended = route(letter(proof=None, said=said), Known(followed=followed))
    if joins:
        assert (ended.state, ended.case_id) == (IntakeState.FOLLOW_UP, 5)
    else:
        assert (ended.state, ended.proposed) == (IntakeState.AWAITING_PERSON, "TS-2026-000005")
        assert "TS-2026-000005" in (ended.why or "")


@pytest.mark.parametrize("message_class", list(MessageClass))
def test_what_failed_the_servers_check_waits_for_a_person_whatever_it_is(message_class):
    proved = Known(names_ours=True, bounce=Bounce(letter_id=1))
    ended = route(letter(message_class, said=FAIL, proof=None), proved)
    assert ended.state is IntakeState.AWAITING_PERSON
    assert "冒名" in (ended.why or "")


def test_our_own_mail_is_ignored_by_proof_alone():
    assert route(letter(said=FAIL), Known(own_mail=True)).reason is IgnoredReason.OWN_MAIL


def test_a_bounce_that_is_not_believed_says_why():
    ended = route(letter(MessageClass.BOUNCE), Known(bounce=Bounce(doubt="退信没有写明退回的是哪封信")))
    assert ended.state is IntakeState.AWAITING_PERSON
    assert "退信没有写明退回的是哪封信" in (ended.why or "")


def test_a_report_that_a_letter_is_only_late_is_no_bounce():
    assert route(letter(MessageClass.BOUNCE), Known(bounce=Bounce(notice=True))).reason is IgnoredReason.RECEIPT


@pytest.mark.parametrize("text", ["谢谢！", "收到，谢谢你们", "好的，辛苦了。", "OK, thanks"])
def test_thanks_alone_ask_for_no_new_reply(text):
    assert only_thanks(text)


@pytest.mark.parametrize("text", ["谢谢，但是还没修好", "收到，请问什么时候来修", "不明白", "", "还没人来"])
def test_anything_more_than_thanks_asks_for_a_reply(text):
    assert not only_thanks(text)
