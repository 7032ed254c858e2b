"""Who wrote, over a real mailbox: what somebody forges moves nothing, and waits for a person instead of being lost.

Covers workers.intake.authserv.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fixtures_mail import settings_for
from servers.bounces import plain, report
from servers.house import LIFT, SERVER

from domain.codes import ClockName, IgnoredReason, IntakeState, LetterState
from domain.reading_codes import Authentication
from domain.staff import operator
from store import clocks, intake
from workers.instance.message import signature_of
from workers.intake.poll import poll_once
from workers.intake.triage import accept

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FOLLOW_UP = "电梯还是停运，请回复。"
VICTIM = "王芳 <wang@example.com>"
PROVED = f"Authentication-Results: {SERVER}; dmarc=pass header.from=example.com\r\n"


class Office:
    """The house behind a real mailbox, with one complaint taken in and acknowledged."""

    def __init__(self, house, dovecot):
        box = settings_for(dovecot, name="office", start_from=LONG_AGO, authserv_ids=frozenset({SERVER}))
        self.services = replace(house.services, settings=replace(house.services.settings, mailboxes=(box,)))
        self.house = replace(house, services=self.services)
        self._dovecot, self._user, self._made = dovecot, box.user, 0
        self.receives(LIFT, subject="电梯停运", above=PROVED)
        (self.case,) = self.house.cases()
        (self.letter,) = self.house.letters(self.case)

    def receives(self, text, *, sender=VICTIM, subject="Re: 电梯停运", above="", more=""):
        """A mail, as the server hands it over: `above` stands over what the sender wrote, `more` in it."""
        self._made += 1
        head = (
            f"Return-Path: <x@example.com>\r\n{above}From: {sender}\r\nTo: kefu@wuye.example\r\nSubject: {subject}\r\n"
            f"Message-ID: <who{self._made}@example.com>\r\n{more}MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        )
        return self.takes(f"{head}{text}\r\n".encode())

    def takes(self, data):
        """Bytes come into the mailbox and go their way; the row of them."""
        self._dovecot.deliver(self._user, [data], received=self.house.time[0])
        (polled, _) = poll_once(self.services)
        assert polled.report.received == 1, polled
        self.house.work()
        return self.house.last()

    def now(self):
        """The letter as it stands."""
        return self.house.letters(self.case)[0]


@pytest.fixture
def office(house, dovecot):
    made = Office(house, dovecot)
    assert made.now().state is LetterState.SENT
    return made


def waits(office, row):
    """Before a person, with the case that it may belong to and the clocks of receipt; the case is as it was."""
    assert row.state is IntakeState.AWAITING_PERSON
    (case,) = office.house.cases()
    assert (case.reply_round, len(office.house.letters(case))) == (1, 1)
    started = office.house.ask(lambda session: clocks.of_intake(session, row.id))
    return {one.clock for one in started} == {ClockName.REGISTER, ClockName.ACKNOWLEDGE}


def answering(letter):
    return f"In-Reply-To: {letter.message_id}\r\nReferences: {letter.message_id}\r\n"


def test_what_the_own_server_found_is_kept_with_the_row(office):
    found = {
        "": Authentication.UNKNOWN,
        f"Authentication-Results: {SERVER}; dmarc=fail\r\n": Authentication.FAIL,
        f"Authentication-Results: {SERVER};\r\n\tnone\r\n": Authentication.NONE,
        PROVED: Authentication.PASS,
    }
    for above, said in found.items():
        assert office.receives(f"楼道灯坏了{above}", sender="new@example.com", above=above).authentication is said


def test_a_proved_follow_up_of_the_resident_joins(office):
    row = office.receives(FOLLOW_UP, subject="TS-2026-000001", above=PROVED)
    assert (row.state, row.case_id) == (IntakeState.FOLLOW_UP, office.case.id)


def test_an_answer_to_our_letter_joins_where_the_server_says_nothing(office):
    row = office.receives(FOLLOW_UP, more=answering(office.letter))
    assert (row.state, row.case_id) == (IntakeState.FOLLOW_UP, office.case.id)


def test_a_forged_from_in_the_residents_thread_is_a_proposal(office):
    row = office.receives(FOLLOW_UP, more="In-Reply-To: <who1@example.com>\r\n")
    assert waits(office, row)
    assert row.details["proposed"] == "TS-2026-000001"


@pytest.mark.parametrize("subject", ["Re: TS-2026-000001", "Re: 物函〔2026〕1号"])
def test_a_number_in_the_subject_is_a_proposal(office, subject):
    row = office.receives(FOLLOW_UP, subject=subject)
    assert waits(office, row)
    assert row.details["proposed"] == "TS-2026-000001"


def test_a_guessed_message_id_answers_no_letter(office):
    guesses = [
        "<TS-2026-000001.acknowledgement.1.1@wuye.example>",
        f"<{0:032x}@wuye.example>",
        office.letter.message_id.replace("@wuye.example", "@example.com"),
    ]
    for guess in guesses:
        row = office.receives(f"{FOLLOW_UP}{guess}", more=f"In-Reply-To: {guess}\r\n", subject="TS-2026-000001")
        assert waits(office, row)


def test_an_answer_to_our_letter_by_a_stranger_waits(office):
    assert waits(office, office.receives(FOLLOW_UP, sender="robber@example.com", more=answering(office.letter)))


@pytest.mark.parametrize(
    "above",
    [
        f"Authentication-Results: {SERVER}; none\r\n{PROVED}",  # sent along, below the server's own
        f"Authentication-Results: {SERVER}; spf=pass smtp.mailfrom=robber.example\r\n{PROVED}",
        f"Authentication-Results: mx.robber.example; dmarc=pass\r\n{PROVED}",
        "Authentication-Results: mx.robber.example; dmarc=pass header.from=example.com\r\n",
        f"Authentication-Results: {SERVER}.robber.example; dmarc=pass\r\n",
        f"Authentication-Results: {SERVER}; dkim=pass header.d=robber.example\r\n",
        f"ARC-Authentication-Results: i=1; {SERVER}; dmarc=pass header.from=example.com\r\n",
    ],
)
def test_forged_authentication_results_prove_nothing(office, above):
    assert waits(office, office.receives(FOLLOW_UP, above=above, subject="TS-2026-000001"))


def test_authentication_results_below_the_from_prove_nothing(office):
    assert waits(office, office.receives(FOLLOW_UP, more=PROVED, subject="TS-2026-000001"))


@pytest.mark.parametrize("sender", ["wang@example.com, robber@example.com", "业主: wang@example.com;"])
def test_a_from_with_several_addresses_or_a_group_is_never_proved(office, sender):
    row = office.receives(FOLLOW_UP, sender=sender, above=PROVED, subject="TS-2026-000001")
    assert row.authentication is Authentication.NONE
    assert waits(office, row)


def test_what_failed_the_check_waits_even_as_an_answer_to_our_letter(office):
    above = f"Authentication-Results: {SERVER}; dmarc=fail header.from=example.com\r\n"
    assert waits(office, office.receives(FOLLOW_UP, above=above, more=answering(office.letter)))


def test_a_new_complaint_that_failed_the_check_waits_and_nothing_goes_to_the_forged_address(office):
    before = len(office.house.smtp.accepted)
    above = f"Authentication-Results: {SERVER}; spf=fail smtp.mailfrom=victim.example\r\n"
    row = office.receives(LIFT, sender="victim@victim.example", subject="漏水", above=above)
    assert waits(office, row)
    assert "冒名" in row.note
    assert len(office.house.smtp.accepted) == before


def bounce_moves_nothing(office, data):
    row = office.takes(data)
    assert waits(office, row)
    assert office.now().state is LetterState.SENT
    assert office.house.clocks(office.case)[ClockName.ACKNOWLEDGE, 1].stopped_at is not None
    return row


def test_a_report_that_names_the_letter_and_its_address_ends_it(office):
    row = office.takes(report(office.letter.message_id, to="Wang@Example.COM"))
    assert (row.state, row.ignored_reason) == (IntakeState.IGNORED, IgnoredReason.BOUNCE)
    assert (office.now().state, office.now().error) == (LetterState.BOUNCED, "退信：550 no such user")


def test_a_report_for_the_address_that_ours_was_forwarded_to_ends_it(office):
    office.takes(report(office.letter.message_id, to="wang@new.example", original="wang@example.com"))
    assert office.now().state is LetterState.BOUNCED


def test_a_provider_without_reports_ends_it_by_the_quoted_header_and_the_address(office):
    office.takes(plain(f"收件人 wang@example.com 不存在。\r\n\r\nMessage-ID: {office.letter.message_id}"))
    assert office.now().state is LetterState.BOUNCED


def test_a_bounce_by_headers_alone_moves_nothing(office):
    ours = office.letter.message_id
    headers = f"X-Failed-Recipients: wang@example.com\r\nIn-Reply-To: {ours}\r\nReferences: {ours}\r\n"
    bounce_moves_nothing(office, plain("邮件被退回，收件人 wang@example.com 不存在", more=headers))


def test_a_message_id_in_the_words_of_a_persons_mail_moves_nothing(office):
    words = f"退信：wang@example.com\r\nMessage-ID: {office.letter.message_id}"
    forged = plain(words, sender="robber@robber.example", path="<robber@robber.example>")
    office.takes(forged)
    assert office.now().state is LetterState.SENT


def test_a_bounce_for_another_recipient_moves_nothing(office):
    row = bounce_moves_nothing(office, report(office.letter.message_id, to="li@example.com"))
    assert "收件人" in row.note


def test_a_bounce_that_guesses_the_message_id_moves_nothing(office):
    bounce_moves_nothing(office, report("<TS-2026-000001.acknowledgement.1.1@wuye.example>"))


def test_a_bounce_that_names_three_letters_moves_none(office):
    for number in (2, 3):
        office.receives(LIFT, sender=f"r{number}@example.com", subject=f"电梯{number}", above=PROVED)
    three = [office.house.letters(case)[0] for case in office.house.cases()]
    assert [one.state for one in three] == [LetterState.SENT] * 3
    row = office.takes(report(*(one.message_id for one in three), to=[one.to_address for one in three]))
    assert row.state is IntakeState.AWAITING_PERSON
    assert [office.house.letters(case)[0].state for case in office.house.cases()] == [LetterState.SENT] * 3


def test_a_bounce_that_failed_the_check_moves_nothing(office):
    above = f"Authentication-Results: {SERVER}; dmarc=fail\r\n"
    bounce_moves_nothing(office, report(office.letter.message_id, above=above))


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_a_report_of_a_delay_or_a_delivery_is_no_bounce(office, action):
    row = office.takes(report(office.letter.message_id, action=action))
    assert row.ignored_reason is IgnoredReason.RECEIPT
    assert office.now().state is LetterState.SENT


def test_a_bounce_of_a_mail_of_ours_that_is_no_letter_is_known_by_its_signature(office):
    notice = "<5f@wuye.example>"
    signed = report(notice, to="staff@wuye.example", signature=signature_of(office.services.keys, notice))
    assert office.takes(signed).ignored_reason is IgnoredReason.BOUNCE
    bounce_moves_nothing(office, report(notice, to="staff@wuye.example", signature="0" * 64))


def test_our_own_letter_that_comes_in_again_is_known_by_its_signature(office):
    (sent,) = office.house.smtp.accepted
    row = office.takes(sent.message.as_bytes())
    assert (row.ignored_reason, row.message_class) == (IgnoredReason.OWN_MAIL, "own_mail")


@pytest.mark.parametrize("value", ["L-1", "0" * 64, "TS-2026-000001.acknowledgement.1.1@wuye.example"])
def test_a_complaint_under_a_forged_mark_of_ours_is_a_case(office, value):
    row = office.receives(LIFT, sender="new@example.com", subject="新的投诉", more=f"X-Huihan-Letter: {value}\r\n")
    assert row.state is IntakeState.CASE


def test_a_signature_taken_from_another_mail_of_ours_is_no_proof(office):
    taken = office.house.smtp.accepted[0].message["X-Huihan-Letter"]
    row = office.receives(LIFT, sender="new@example.com", subject="新的投诉", more=f"X-Huihan-Letter: {taken}\r\n")
    assert row.state is IntakeState.CASE


def test_a_complaint_from_our_own_address_waits_for_a_person(office):
    row = office.receives(LIFT, sender="kefu@wuye.example", subject="扫描件")
    assert row.state is IntakeState.AWAITING_PERSON


def test_what_a_person_makes_a_case_of_all_the_same_is_answered_only_when_a_person_says_so(office):
    above = f"Authentication-Results: {SERVER}; dmarc=fail\r\n"
    row = office.receives(LIFT, sender="victim@victim.example", subject="漏水", above=above)
    office.house.time[0] += timedelta(minutes=5)
    accept(office.services, row.id, actor=operator("li"))
    office.house.work()
    letter = office.house.letters(office.house.cases()[-1])[0]
    assert letter.state is LetterState.DRAFT
    assert "验证" in letter.held
    assert office.house.ask(lambda session: intake.get(session, row.id)).state is IntakeState.CASE
