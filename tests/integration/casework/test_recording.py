"""A case's record is entered once, a part at a time; every saving is a version, and what reading found is proposed.

Covers store.case_records and workers.deciding.recorded.
"""

from dataclasses import replace
from datetime import date

import pytest
from servers.letters_day import CLERK, MANAGER, OTHER_CLERK, one_case, person

from domain.codes import Role
from domain.record import Facts, Hearing, Investigation, RecordedMatter
from domain.work_codes import Cause, Met, RecordPart
from store import case_records, cases, events
from workers.casework.recording import (
    save_cause,
    save_facts,
    save_hearing,
    save_investigation,
    save_matters,
    save_opinion,
    sign_investigation,
)
from workers.deciding.recorded import recorded
from workers.instance.refusals import Refused

TWO = (
    "我是阳光花园3栋2单元501的业主王芳。3号楼2单元电梯从11月20日起停运，电梯门关不上，没有人来修电梯。希望更换门机。"
    "另外楼道垃圾三天没有人清运，请安排每天清运，并于12月5日前给我书面答复。电话13800138000"
)
FOUND = Investigation(
    by="周工",
    visited_on=date(2026, 3, 1),
    company="住户王芳",
    findings="门机皮带断裂",
    responsibility="维保单位",
    causes=(Cause.MACHINE,),
)


@pytest.fixture
def case(house):
    return one_case(house)


def standing(house, case):
    def ask(session):
        return recorded(house.services, session, cases.get_case(session, case.id))

    return house.ask(ask)


def test_what_reading_found_is_proposed(house):
    case = one_case(house, subject="电梯停运和楼道卫生", text=TWO)
    found = standing(house, case)
    assert found.version == 0
    assert "facts" in found.proposed
    assert found.facts.place == "阳光花园3号楼2单元电梯"
    assert found.facts.told.startswith("我是阳光花园")
    demands = {matter.name: matter.demand for matter in found.matters}
    assert demands["电梯停运"] == "希望更换门机"
    assert demands["公共区域保洁"] == "请安排每天清运，并于12月5日前给我书面答复"
    assert found.facts.happened == "11月20日"
    assert all(matter.findings == matter.result == "" for matter in found.matters)
    assert found.proposed == {"facts", *(matter.topic for matter in found.matters)}


def test_the_term_that_the_writer_sets_is_not_when_it_happened(house):
    text = "我是阳光花园3栋2单元501的业主王芳，暖气一直不热，请在两天内把室温升到18度以上。"
    assert standing(house, one_case(house, text=text)).facts.happened == ""
    text = "我是阳光花园3栋2单元502的业主赵敏，暖气不热已经两天。"
    assert standing(house, one_case(house, text=text, sender="赵敏 <z@example.com>")).facts.happened == "两天"


def test_what_a_person_confirmed_stands(house, case):
    facts = Facts(complained_of="  2单元电梯 ", place="3栋2单元", happened="上周五起", told="停运三天")
    saved = save_facts(house.services, case.number, facts, actor=CLERK, seen=0)
    assert saved.facts == replace(facts, complained_of="2单元电梯")
    assert saved.version == 1
    assert "facts" not in saved.proposed
    assert house.events(case)[-1] == "record_saved"
    matters = (RecordedMatter(name="楼道照明", demand="换灯", met=Met.MET),)
    assert save_matters(house.services, case.number, matters, actor=CLERK, seen=1).matters == matters


def test_the_only_matter_has_the_findings_of_the_investigation(house, case):
    saved = save_investigation(house.services, case.number, FOUND, actor=CLERK, seen=0)
    (matter,) = saved.matters
    assert saved.findings_of(matter) == "门机皮带断裂"
    assert saved.findings_of(replace(matter, findings="另有一处")) == "另有一处"


def test_each_saving_is_a_version_and_none_is_lost(house, case):
    save_opinion(house.services, case.number, "宜整体更换", actor=CLERK, seen=0)
    save_hearing(house.services, case.number, Hearing(resident_said="停了", other_said="没停"), actor=CLERK, seen=1)
    save_hearing(house.services, case.number, Hearing(resident_said="停了"), actor=CLERK, seen=2)
    rows = house.ask(lambda session: case_records.of_case(session, case.id))
    assert [(row.version, row.part, row.made_by) for row in rows] == [
        (1, RecordPart.OPINION, "li"),
        (2, RecordPart.HEARING, "li"),
        (3, RecordPart.HEARING, "li"),
    ]
    assert rows[1].content.hearing.both
    assert rows[2].content.professional_opinion == "宜整体更换"


def test_saving_what_stands_already_makes_no_version(house, case):
    save_opinion(house.services, case.number, "宜整体更换", actor=CLERK, seen=0)
    assert save_opinion(house.services, case.number, " 宜整体更换", actor=CLERK, seen=1).version == 1


def test_nothing_is_overwritten_unseen(house, case):
    save_opinion(house.services, case.number, "宜整体更换", actor=CLERK, seen=0)
    with pytest.raises(Refused, match="刚被他人修改"):
        save_opinion(house.services, case.number, "不必更换", actor=OTHER_CLERK, seen=0)


def test_who_investigated_signs_and_a_change_takes_it_away(house, case):
    with pytest.raises(Refused, match="还没有填写调查情况"):
        sign_investigation(house.services, case.number, actor=CLERK, seen=0)
    save_investigation(house.services, case.number, FOUND, actor=CLERK, seen=0)
    signed = sign_investigation(house.services, case.number, actor=CLERK, seen=1).record.investigation
    assert (signed.by, signed.signed_by, signed.signed_at) == ("周工", "li", house.services.now())
    told = save_opinion(house.services, case.number, "宜整体更换", actor=CLERK, seen=2)
    assert told.record.investigation.signed_by == "li"
    forged = replace(FOUND, findings="没有发现问题", signed_by="wang")
    changed = save_investigation(house.services, case.number, forged, actor=CLERK, seen=3)
    assert changed.record.investigation.signed_by == ""
    assert changed.record.investigation.signed_at is None


def test_what_cannot_be_is_refused(house, case):
    later = replace(FOUND, visited_on=date(2027, 1, 1))
    with pytest.raises(Refused, match="今天之后"):
        save_investigation(house.services, case.number, later, actor=CLERK, seen=0)
    with pytest.raises(Refused, match="今天之后"):
        save_hearing(house.services, case.number, Hearing(heard_on=date(2027, 1, 1)), actor=CLERK, seen=0)
    with pytest.raises(Refused, match="至少要有一个事项"):
        save_matters(house.services, case.number, (), actor=CLERK, seen=0)
    with pytest.raises(Refused, match="都要有名称"):
        save_matters(house.services, case.number, (RecordedMatter(name=" "),), actor=CLERK, seen=0)


def test_office_and_manager_record_and_departments_do_not(house, case):
    assert save_opinion(house.services, case.number, "宜更换", actor=MANAGER, seen=0).version == 1
    with pytest.raises(Refused):
        save_opinion(house.services, case.number, "不", actor=person("zhou", Role.DEPARTMENT), seen=1)


def test_the_main_cause_is_confirmed_or_changed_and_stands_in_the_row(house, case):
    assert (case.cause, case.proposed_cause) == (None, Cause.MACHINE)
    saved = save_cause(house.services, case.number, Cause.METHOD, "  维保没有到场 ", actor=CLERK, seen=0)
    assert (saved.own.cause, saved.own.cause_remark) == (Cause.METHOD, "维保没有到场")
    row = house.ask(lambda session: cases.get_case(session, case.id))
    assert (row.cause, row.proposed_cause) == (Cause.METHOD, Cause.MACHINE)
    told = house.ask(lambda session: events.history(session, case.id))[-1]
    assert (told.who, told.what) == ("li", "record_saved")
    assert dict(told.payload) == {"version": 1, "part": "cause", "cause": "method"}
    with pytest.raises(Refused):
        save_cause(house.services, case.number, None, "", actor=CLERK, seen=1)


def test_the_only_cause_that_was_found_is_the_main_one_until_another_is_chosen(house, case):
    def main():
        return house.ask(lambda session: cases.get_case(session, case.id)).cause

    save_investigation(house.services, case.number, FOUND, actor=CLERK, seen=0)
    assert main() is Cause.MACHINE
    two = replace(FOUND, causes=(Cause.MACHINE, Cause.METHOD))
    save_investigation(house.services, case.number, two, actor=CLERK, seen=1)
    assert main() is None
    save_cause(house.services, case.number, Cause.PEOPLE, "", actor=CLERK, seen=2)
    save_investigation(house.services, case.number, FOUND, actor=CLERK, seen=3)
    assert main() is Cause.PEOPLE
