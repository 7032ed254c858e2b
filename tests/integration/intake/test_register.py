"""A clerk's record on the road of any letter, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from servers.house import NOW

from domain.codes import Channel, ClockName, ClockState, IntakeState, LetterKind, Role
from domain.correction import AS_READ, Correction
from domain.staff import Grant, Person
from ingest.read import read_letters
from store import corrections, intake
from store.directory import NewHousehold
from workers.instance.refusals import Refused
from workers.intake.register import MOST_FILES, SOURCE, Record, register
from workers.intake.taken_down import Evidence

CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
HOME = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")
RECORD = Record(
    key="0123456789abcdef" * 2,
    channel=Channel.COUNTER,
    received=NOW - timedelta(minutes=20),
    about="2单元电梯",
    facts="电梯停运三天，没有人来修",
    demand="今天修好",
    who=Correction(name="王芳", household_id=1),
)


@pytest.fixture(autouse=True)
def _directory(house):
    house.directory(HOME)


def test_a_record_becomes_a_case_with_its_clocks_and_an_acknowledgement(house):
    made = register(house.services, RECORD, actor=CLERK)
    house.work()
    case = made.case
    assert made.fresh
    assert (case.topic, case.household_id, case.room, case.needs_person) == ("lift_outage", 1, "501", False)
    assert house.clocks(case)[ClockName.REGISTER, 1].state is ClockState.MET
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].started_at == RECORD.received
    assert [letter.kind for letter in house.letters(case)] == [LetterKind.ACKNOWLEDGEMENT]
    assert "registered" in house.events(case)
    (row,) = house.rows()
    assert (row.source, row.state, row.case_id) == (SOURCE, IntakeState.CASE, case.id)


def test_the_archived_record_reads_as_it_was_written(house):
    picture = Evidence(name="../照片?.jpg", data=b"\xff\xd8\xff")
    evidence = (picture, Evidence(name="聊天.txt", data="电梯坏了".encode()))
    register(house.services, replace(RECORD, evidence=evidence), actor=CLERK)
    (row,) = house.rows()
    original = house.services.archive.get(row.sha256)
    (read,) = read_letters(original, name="登记.eml", limits=house.services.settings.limits)
    (kept,) = house.ask(lambda session: intake.load_reading(session, row.id))
    assert read.text.startswith(kept.text)
    assert kept.text == "投诉对象：2单元电梯\n\n电梯停运三天，没有人来修\n\n诉求：今天修好"
    assert read.subject == kept.subject == "2单元电梯"
    assert [part.name for part in kept.parts] == ["正文", "照片_.jpg", "聊天.txt"]


def test_what_the_clerk_said_of_the_resident_stands_in_later_corrections(house):
    register(house.services, RECORD, actor=CLERK)
    held = house.ask(lambda session: corrections.latest(session, 1))
    assert (held.standing.household_id, held.standing.name, held.made_by) == (1, "王芳", "chen")


def test_of_two_forms_sent_at_once_one_makes_the_case(house):
    with ThreadPoolExecutor(2) as both:
        made = list(both.map(lambda _: register(house.services, RECORD, actor=CLERK), range(2)))
    (case,) = house.cases()
    assert {one.case.number for one in made} == {case.number}
    assert sorted(one.fresh for one in made) == [False, True]


def test_a_record_of_which_the_rules_are_unsure_keeps_its_register_clock(house):
    made = register(house.services, replace(RECORD, about="", facts="请来看一下", demand=""), actor=CLERK)
    assert made.case.needs_person
    assert house.clocks(made.case)[ClockName.REGISTER, 1].state is ClockState.RUNNING


def test_an_anonymous_record_is_a_case_too(house):
    made = register(house.services, replace(RECORD, who=AS_READ), actor=CLERK)
    assert (made.case.resident_name, made.case.household_id) == (None, None)
    assert house.ask(lambda session: corrections.count(session, 1)) == 0


def test_whoever_has_no_part_in_the_project_does_not_register_for_it(house):
    elsewhere = replace(CLERK, grants=(Grant(role=Role.CLERK, project="月亮湾"),))
    manager = replace(CLERK, grants=(Grant(role=Role.MANAGER),))
    for person, why in ((elsewhere, "没有编号 1 的住户"), (manager, "没有办理此事的权限")):
        with pytest.raises(Refused, match=why):
            register(house.services, RECORD, actor=person)
    assert house.rows() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"facts": " "}, "请写明事实经过"),
        ({"received": NOW + timedelta(minutes=1)}, "收到时间不能晚于现在"),
        ({"channel": Channel.EMAIL}, "电子邮件由系统自动收取"),
        ({"evidence": (Evidence(name="x", data=b"x"),) * (MOST_FILES + 1)}, "最多"),
        ({"who": Correction(household_id=99)}, "住户名册中没有编号"),
    ],
)
def test_what_cannot_be_leaves_nothing_behind(house, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        register(house.services, replace(RECORD, **wrong), actor=CLERK)
    assert house.rows() == []
