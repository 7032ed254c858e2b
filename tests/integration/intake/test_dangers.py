"""A letter that says there is danger now is urgent and before a person whichever way it came, and an event tells it.

Covers workers.deciding.dangers.
"""

from datetime import timedelta

from servers.audited import audited
from servers.house import NOW

from domain.codes import ClockName, IntakeState, Urgency
from domain.correction import Correction
from domain.staff import operator
from store import clocks, events
from workers.casework.correcting import correct
from workers.intake.triage import accept

KNIFE = "三楼有个男的拿着菜刀在楼道里追人，你们快来！"
HALF_AN_HOUR = timedelta(minutes=30)


def alarms_told(house, case):
    """The kinds that the events of a case tell, an entry an event."""
    told = house.ask(lambda session: events.history(session, case.id))
    return [[one["kind"] for one in event.payload["alarms"]] for event in told if event.what == "alarm"]


def verified(house, case):
    """What an audit finds, of the chain and of the columns of the case against its events."""
    return [*house.ask(lambda session: events.verify(session, case.id)), *(one.what for one in audited(house))]


def test_a_case_carries_its_alarms_and_they_are_told(house):
    house.mail("紧急", KNIFE)
    house.work()
    (case,) = house.cases()
    assert (case.urgency, case.needs_person, case.alarms) == (Urgency.URGENT, True, ("暴力、凶器",))
    assert alarms_told(house, case) == [["violence"]]
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].due_at == NOW + HALF_AN_HOUR
    assert verified(house, case) == []


def test_a_follow_up_with_an_alarm_makes_its_case_urgent(house):
    first = house.mail()
    house.work()
    (case,) = house.cases()
    assert (case.alarms, alarms_told(house, case)) == ((), [])
    house.time[0] += timedelta(hours=2)
    house.mail("再次来信", "电梯停运的事还没回复，" + KNIFE, found="dmarc=pass", In_Reply_To=first)
    house.work()
    (case,) = house.cases()
    assert house.last().state is IntakeState.FOLLOW_UP
    assert (case.urgency, case.needs_person, case.alarms) == (Urgency.URGENT, True, ("暴力、凶器",))
    assert alarms_told(house, case) == [["violence"]]
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 2].due_at == house.time[0] + HALF_AN_HOUR
    assert verified(house, case) == []


def test_a_follow_up_that_the_rules_hold_urgent_makes_its_case_urgent_without_an_alarm(house):
    first = house.mail()
    house.work()
    (case,) = house.cases()
    assert case.urgency is not Urgency.URGENT
    house.time[0] += timedelta(hours=2)
    again = "电梯仍然停运。我们这栋楼只有一部电梯，住在18楼，现在老人下不了楼，请马上派人来修。"
    house.mail("唯一的电梯还停着", again, found="dmarc=pass", In_Reply_To=first)
    house.work()
    (case,) = house.cases()
    assert house.last().state is IntakeState.FOLLOW_UP
    assert (case.urgency, case.alarms, alarms_told(house, case)) == (Urgency.URGENT, (), [])
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 2].due_at == house.time[0] + HALF_AN_HOUR
    assert verified(house, case) == []


def test_a_letter_that_waits_for_a_person_waits_as_urgent(house):
    house.mail("紧急", KNIFE, X_Spam_Flag="YES")
    house.work()
    row = house.last()
    assert (row.state, row.alarms) == (IntakeState.AWAITING_PERSON, ("暴力、凶器",))
    due = {one.clock: one.due_at for one in house.ask(lambda session: clocks.of_intake(session, row.id))}
    assert due[ClockName.ACKNOWLEDGE] == NOW + HALF_AN_HOUR
    assert due[ClockName.REGISTER] == NOW + timedelta(hours=24)
    case = accept(house.services, row.id, actor=operator("张三"))
    assert (case.urgency, case.alarms) == (Urgency.URGENT, ("暴力、凶器",))
    assert alarms_told(house, case) == [["violence"]]


def test_what_waits_without_danger_has_the_ordinary_clocks(house):
    house.mail(X_Spam_Flag="YES")
    house.work()
    row = house.last()
    assert row.alarms == ()
    due = {one.clock: one.due_at for one in house.ask(lambda session: clocks.of_intake(session, row.id))}
    assert due[ClockName.ACKNOWLEDGE] == NOW + timedelta(hours=24)


def test_list_mail_with_danger_is_not_ignored(house):
    house.mail(
        "通知",
        "有人企跳，天台，快啲嚟人。",
        sender="群 <group@lists.example.com>",
        List_Id="<x.lists.example.com>",
        Precedence="list",
    )
    house.work()
    assert (house.last().state, house.last().alarms) == (IntakeState.AWAITING_PERSON, ("有人轻生", "紧急求救"))


def test_a_correction_that_shows_danger_tells_it(house):
    house.mail()
    house.work()
    (case,) = house.cases()
    case = correct(house.services, case.number, Correction(text=KNIFE), actor=operator("张三"), seen=0)
    assert (case.urgency, case.needs_person, case.alarms) == (Urgency.URGENT, True, ("暴力、凶器",))
    assert alarms_told(house, case) == [["violence"]]
    assert verified(house, case) == []
