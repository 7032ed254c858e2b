"""A letter that comes back late was never received: what it had stopped runs on, until it goes out again.

Covers workers.intake.bounces and workers.intake.unclear_bounces.
"""

from datetime import date, timedelta

from servers.bounces import report
from servers.letters_day import CLERK, SERVICE, SUPERVISOR, approved, now, reissued
from sqlalchemy import select

from domain.codes import ClockName, ClockState, LetterKind, LetterState, Way
from store import case_tables, events
from workers.casework.case_work import record_call
from workers.clocks.clock_watch import sweep
from workers.correspondence.addresses import confirm_address
from workers.correspondence.approving import approve
from workers.sending.delivery_exceptions import reissue
from workers.sending.printing import make_batch, mark_posted

RUNNING, MET, LATE, VOID = ClockState.RUNNING, ClockState.MET, ClockState.LATE, ClockState.VOID
PROMISED = date(2026, 3, 9)
INTERIM = ("我们正在核实，将于2026年3月9日前再次答复。", "请与客户服务中心陈静联系，电话：010-6655 8899。")


def sent(office, case, kind=LetterKind.REPLY, **more):
    """A letter that went out by mail."""
    letter = approved(office, case, kind, **more)
    office.work()
    assert now(office, letter).state is LetterState.SENT
    return letter


def bounced(office, letter):
    """The server of the resident sends it back."""
    office.receive(report(letter.message_id))
    office.work()
    assert now(office, letter).state is LetterState.BOUNCED


def standing(office, case, name, round_=1):
    return office.clocks(case)[name, round_].state


def told(office, case, what):
    found = office.ask(lambda session: events.history(session, case.id))
    return [one.payload for one in found if one.what == what]


def test_a_reply_that_comes_back_leaves_its_clock_running_as_it_was(office, case):
    before = office.clocks(case)[ClockName.REPLY, 1]
    letter = sent(office, case)
    assert standing(office, case, ClockName.REPLY) is MET
    bounced(office, letter)
    assert office.clocks(case)[ClockName.REPLY, 1] == before
    assert standing(office, case, ClockName.ACKNOWLEDGE) is MET  # another letter's
    (said,) = told(office, case, "clock_restarted")
    assert (said["letter"], said["clock"], said["number"]) == (letter.id, "reply", letter.number)
    assert ",reply," in office.ask(lambda session: session.execute(select(case_tables.case.c.running)).scalar_one())


def test_what_is_overdue_by_then_is_told_to_its_rungs(office, case):
    letter = sent(office, case)
    due = office.clocks(case)[ClockName.REPLY, 1].due_at
    office.time[0] = due + timedelta(hours=1)
    bounced(office, letter)
    sweep(office.services)
    passed = [one for one in told(office, case, "clock_passed") if one["clock"] == "reply"]
    assert [one["rung"] for one in passed] == ["supervisor"]


def test_sent_again_it_stops_its_clock_again(office, case):
    letter = sent(office, case)
    bounced(office, letter)
    confirm_address(office.services, letter.id, "wang2@example.com", actor=CLERK)
    again = reissue(office.services, letter.id, actor=CLERK, way=Way.MAIL)
    assert standing(office, case, ClockName.REPLY) is RUNNING
    approve(office.services, letter.id, actor=SUPERVISOR, pdf_sha=again.pdf_sha)
    office.work()
    assert standing(office, case, ClockName.REPLY) is MET


def test_posted_after_the_term_it_is_late(office, case):
    letter = sent(office, case)
    bounced(office, letter)
    reissued(office, letter, Way.PRINT)
    office.time[0] += timedelta(days=7)
    make_batch(office.services, [letter.id], actor=CLERK)
    mark_posted(office.services, letter.id, "", actor=CLERK, on=office.time[0].date())
    assert standing(office, case, ClockName.REPLY) is LATE


def test_an_acknowledgement_that_comes_back_is_due_again(office, case):
    (letter,) = office.letters(case)
    bounced(office, letter)
    assert standing(office, case, ClockName.ACKNOWLEDGE) is RUNNING


def test_a_call_has_acknowledged_it_as_well(office, case):
    record_call(office.services, case.number, "已电话告知", actor=CLERK, reached=True)
    (letter,) = office.letters(case)
    bounced(office, letter)
    assert standing(office, case, ClockName.ACKNOWLEDGE) is MET


def test_what_an_interim_letter_promised_is_void_and_the_reply_due_again(office, case):
    interim = sent(office, case, LetterKind.INTERIM, promised=PROMISED, body=INTERIM)
    assert (standing(office, case, ClockName.REPLY), standing(office, case, ClockName.PROMISE)) == (MET, RUNNING)
    bounced(office, interim)
    assert (standing(office, case, ClockName.REPLY), standing(office, case, ClockName.PROMISE)) == (RUNNING, VOID)
    assert [one["letter"] for one in told(office, case, "promise_void")] == [interim.id]
    reissued(office, interim, Way.PRINT, approver=SERVICE)
    make_batch(office.services, [interim.id], actor=CLERK)
    mark_posted(office.services, interim.id, "", actor=CLERK, on=office.time[0].date())
    assert (standing(office, case, ClockName.REPLY), standing(office, case, ClockName.PROMISE, 2)) == (MET, RUNNING)


def test_another_letter_has_answered_meanwhile(office, case):
    interim = sent(office, case, LetterKind.INTERIM, promised=PROMISED, body=INTERIM)
    office.time[0] += timedelta(hours=1)
    reply = sent(office, case)
    bounced(office, interim)
    assert (standing(office, case, ClockName.REPLY), standing(office, case, ClockName.PROMISE)) == (MET, MET)
    bounced(office, reply)  # now nothing has reached the resident
    assert (standing(office, case, ClockName.REPLY), standing(office, case, ClockName.PROMISE)) == (RUNNING, MET)


def test_the_promise_that_a_lost_reply_had_kept_runs_again(office, case):
    sent(office, case, LetterKind.INTERIM, promised=PROMISED, body=INTERIM)
    office.time[0] += timedelta(hours=1)
    bounced(office, sent(office, case))
    assert (standing(office, case, ClockName.REPLY), standing(office, case, ClockName.PROMISE)) == (MET, RUNNING)


def test_a_bounce_is_told_once(office, case):
    letter = sent(office, case)
    bounced(office, letter)
    bounced(office, letter)
    assert len(told(office, case, "clock_restarted")) == 1
