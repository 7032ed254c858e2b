"""A household that says the same again: a repeat is linked and shows what was promised; call and mail become one case.

Covers workers.intake.repeats and workers.intake.same_person.
"""

from datetime import timedelta

import pytest
from servers.house import LIFT, NOW

from domain.codes import CaseState, Channel, ClockName, ClockState, IntakeState, Role, Urgency
from domain.correction import Correction
from domain.plan import Measure
from domain.staff import Grant, Person
from domain.work_codes import PlanState
from store import cases, events, groups, plans
from store.directory import NewHousehold
from store.plans import NewPlan
from workers.casework.case_work import record_call
from workers.casework.course_facts import facts_of
from workers.intake.register import Record, register

CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
HOME = NewHousehold(
    project="阳光花园",
    building="3栋",
    unit="2单元",
    room="501",
    name="王芳",
    phone="13800138000",
    email="wang@example.com",
)
CALL = Record(
    key="0123456789abcdef" * 2,
    channel=Channel.PHONE,
    received=NOW,
    about="2单元电梯",
    facts="电梯停运三天，没有人来修",
    demand="今天修好",
    who=Correction(name="王芳", household_id=1),
)


@pytest.fixture(autouse=True)
def _directory(house):
    house.directory(HOME)


def payload(house, case, what):
    told = house.ask(lambda session: events.history(session, case.id))
    return next((one.payload for one in told if one.what == what), None)


def test_a_repeat_names_the_earlier_case_and_what_was_promised(house):
    house.mail()
    house.work()
    (first,) = house.cases()
    day = (NOW + timedelta(days=4)).date()
    with house.services.database.transaction() as session:
        measure = Measure(what="更换门机", owner="李工", due=day)
        plan = NewPlan(
            case_id=first.id, version=1, state=PlanState.APPROVED, measures=(measure,), made_at=NOW, made_by="li"
        )
        plans.add(session, plan)
        cases.update_case(session, first.id, state=CaseState.FILED)
    house.time[0] += timedelta(days=20)
    house.mail(text="电梯又坏了，说好的事没有做到。" + LIFT)
    house.work()
    again = house.cases()[1]
    assert payload(house, again, "repeated") == {"number": first.number, "promised": day.isoformat()}
    assert again.urgency is Urgency.IMPORTANT


def test_a_first_letter_is_no_repeat(house):
    house.mail()
    house.work()
    assert "repeated" not in house.events(house.cases()[0])


def test_a_call_and_then_a_proved_mail_are_one_case(house):
    case = register(house.services, CALL, actor=CLERK).case
    house.time[0] += timedelta(hours=3)
    house.mail(found="dmarc=pass")
    house.work()
    assert [one.number for one in house.cases()] == [case.number]
    assert payload(house, case, "same_person") == {"first": "phone", "now": "email"}
    assert house.last().state is IntakeState.FOLLOW_UP
    assert house.cases()[0].reply_round == 2


def test_a_proved_mail_and_then_a_call_are_one_case(house):
    house.mail(found="dmarc=pass")
    house.work()
    house.time[0] += timedelta(hours=3)
    made = register(house.services, CALL, actor=CLERK)
    assert [one.number for one in house.cases()] == [made.case.number]
    assert house.last().state is IntakeState.FOLLOW_UP


@pytest.mark.parametrize("called_first", [True, False])
def test_a_call_answers_what_was_spoken_and_a_letter_what_was_written(house, called_first):
    def call():
        register(house.services, CALL, actor=CLERK)

    def write():
        house.mail(found="dmarc=pass header.from=example.com")
        house.work()

    for tell in (call, write) if called_first else (write, call):
        tell()
        house.time[0] += timedelta(hours=3)
    (case,) = house.cases()
    record_call(house.services, case.number, "已告知处理情况", actor=CLERK, reached=True)
    spoken, written = (1, 2) if called_first else (2, 1)
    assert house.clocks(case)[ClockName.REPLY, spoken].state is ClockState.MET
    assert house.clocks(case)[ClockName.REPLY, written].state is ClockState.RUNNING
    answered = house.ask(lambda session: facts_of(session, case)).answered
    assert answered is not called_first, "a call answers the round that a call opened"


def test_what_is_only_likely_is_proposed_and_never_joined(house):
    register(house.services, CALL, actor=CLERK)
    house.time[0] += timedelta(hours=3)
    house.mail()  # nothing shows that it comes from that address
    house.work()
    first, second = house.cases()
    seats = [house.ask(lambda session, id_=one.id: groups.seat_of(session, id_)) for one in (first, second)]
    assert all(seat is not None and not seat.confirmed for seat in seats)
    assert "same_person" not in house.events(first)


def test_after_the_days_of_the_rulebook_it_is_a_case_of_its_own(house):
    register(house.services, CALL, actor=CLERK)
    house.time[0] += timedelta(days=8)
    house.mail(found="dmarc=pass")
    house.work()
    assert len(house.cases()) == 2
