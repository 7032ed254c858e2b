"""The record of a case: what reading found is proposed, people save it part by part, and who investigated signs.

Covers desk.routes.record, desk.views.record and desk.views.record_history.
"""

import letters_at_hand as at_hand
import pytest
from httpx2 import Response
from servers.desk import Desk
from servers.forms import fields_of

from domain.codes import Category, Department, Role
from domain.staff import Grant, Person
from domain.work_codes import Cause, Met, RecordPart
from store import case_records, cases
from store.case_records import RecordRow
from store.cases import CaseRow

FOUND = {
    "by": "赵工",
    "findings": "门机故障。\r\n已停梯。",
    "causes": ["machine", "nonsense"],
    "visited_on": "2026-03-01",
}


def _page(desk: Desk, person: Person, case: CaseRow) -> str:
    return desk.client(person).get(f"/cases/{case.number}/record").text


def _send(desk: Desk, person: Person, case: CaseRow, part: str, seen: str = "0", **typed: object) -> Response:
    path = f"/cases/{case.number}/record"
    return desk.post(desk.client(person), f"/cases/{case.number}/plan", f"{path}/{part}", {"seen": seen, **typed})


def _versions(desk: Desk, case: CaseRow) -> list[RecordRow]:
    return desk.house.ask(lambda session: case_records.of_case(session, case.id))


def test_what_reading_found_is_proposed_until_it_is_saved(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    page = _page(desk, clerk, case)
    facts = dict(fields_of(page, "facts"))
    assert facts["complained_of"]
    assert facts["told"]
    assert page.count("拟定待确认") == 2 + len([name for name, _ in fields_of(page, "matters") if name == "topic"])

    answer = _send(desk, clerk, case, "facts", complained_of="2号电梯", told="停运三天", answer_by="2026-03-09")

    assert answer.status_code == 303
    (version,) = _versions(desk, case)
    assert version.part is RecordPart.FACTS
    assert version.content.facts is not None
    assert version.content.facts.complained_of == "2号电梯"
    saved = _page(desk, clerk, case)
    assert ("answer_by", "2026-03-09") in fields_of(saved, "facts")
    assert ("seen", "1") in fields_of(saved, "matters")
    assert saved.count("拟定待确认") == page.count("拟定待确认") - 1


def test_matters_are_added_removed_and_saved(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    rows = {
        "topic": ["", ""],
        "name": ["电梯停运", "楼道垃圾"],
        "demand": ["修好", "清运"],
        "findings": ["属实", ""],
        "result": ["已修", ""],
        "met": ["met", ""],
    }

    more = fields_of(_send(desk, clerk, case, "matters", do="add", **rows).text, "matters")
    fewer = fields_of(_send(desk, clerk, case, "matters", do="remove:0", **rows).text, "matters")
    assert [value for name, value in more if name == "name"] == ["电梯停运", "楼道垃圾", ""]
    assert [value for name, value in fewer if name == "name"] == ["楼道垃圾"]
    assert _versions(desk, case) == []

    _send(desk, clerk, case, "matters", do="save", **rows)

    first, second = _versions(desk, case)[-1].content.matters
    assert (first.name, first.result, first.met) == ("电梯停运", "已修", Met.MET)
    assert (second.name, second.met) == ("楼道垃圾", None)


def test_a_refused_saving_keeps_what_was_typed(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)

    answer = _send(desk, clerk, case, "investigation", **{**FOUND, "visited_on": "2199-01-01"})

    assert answer.status_code == 422
    assert "现场查看的日期不能在今天之后" in answer.text
    assert ("by", "赵工") in fields_of(answer.text, "investigation")
    assert "他人刚保存的一版" not in answer.text
    assert _versions(desk, case) == []


def test_two_people_at_one_record_lose_nothing(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    _send(desk, supervisor, case, "opinion", opinion="检测单位的意见")

    answer = _send(desk, clerk, case, "opinion", opinion="律师的意见")

    assert answer.status_code == 422
    assert "案件记录刚被他人修改" in answer.text
    assert "检测单位的意见" in answer.text
    assert ("opinion", "律师的意见") in fields_of(answer.text, "opinion")
    assert len(_versions(desk, case)) == 1
    assert _send(desk, clerk, case, "opinion", seen="1", opinion="律师的意见").status_code == 303


def test_who_investigated_signs_and_a_change_takes_the_signature_away(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    refused = _send(desk, clerk, case, "sign")
    assert refused.status_code == 422
    assert "还没有填写调查情况，不能签字" in refused.text

    _send(desk, clerk, case, "investigation", **FOUND)
    assert _send(desk, clerk, case, "sign", seen="1").status_code == 303

    signed = _versions(desk, case)[-1].content.investigation
    assert (signed.signed_by, signed.causes) == (clerk.login, (Cause.MACHINE,))
    assert signed.findings == "门机故障。\n已停梯。"
    assert "已签字：" in _page(desk, clerk, case)
    _send(desk, clerk, case, "investigation", seen="2", **{**FOUND, "findings": "门机正常。"})
    assert "已签字：" not in _page(desk, clerk, case)


def test_the_cause_is_proposed_until_it_is_confirmed_or_changed(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    assert ("cause", "machine") in fields_of(_page(desk, clerk, case), "cause")

    assert _send(desk, clerk, case, "cause", cause="nonsense").status_code == 422
    answer = _send(desk, clerk, case, "cause", cause="method", remark=" 维保没有到场 ")

    assert answer.status_code == 303
    (version,) = _versions(desk, case)
    assert (version.part, version.content.cause) == (RecordPart.CAUSE, Cause.METHOD)
    page = _page(desk, clerk, case)
    assert {("cause", "method"), ("remark", "维保没有到场")} <= set(fields_of(page, "cause"))
    history = desk.client(clerk).get(f"/cases/{case.number}/record/versions").text
    assert "主要原因" in history
    assert "维保没有到场" in history


def test_both_sides_are_heard_in_a_dispute_between_neighbours_only(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    assert "听取双方意见" not in _page(desk, clerk, case)
    with desk.house.services.database.transaction() as session:
        cases.update_case(session, case.id, category=Category.NEIGHBOUR)
    assert "听取双方意见" in _page(desk, clerk, case)

    _send(desk, clerk, case, "hearing", resident_said="半夜有声音", other="楼上住户", other_said="没有")

    assert _versions(desk, case)[-1].content.hearing.both


def test_the_case_page_leads_to_its_record(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    assert f'href="/cases/{case.number}/record"' in desk.client(clerk).get(f"/cases/{case.number}").text


@pytest.mark.parametrize("part", ["facts", "matters", "investigation", "sign", "hearing", "opinion"])
def test_a_department_reads_it_and_fills_in_nothing(desk: Desk, clerk: Person, part: str) -> None:
    case = at_hand.a_case(desk)
    _send(desk, clerk, case, "opinion", opinion="检测单位的意见")
    engineer = desk.person("zhao", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))

    page = _page(desk, engineer, case)
    assert "检测单位的意见" in page
    assert f"/record/{part}" not in page
    assert _send(desk, engineer, case, part, seen="1").status_code == 403
    assert len(_versions(desk, case)) == 1


def test_older_versions_say_who_changed_what_from_what_to_what(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    assert "还没有保存过" in desk.client(clerk).get(f"/cases/{case.number}/record/versions").text
    _send(desk, clerk, case, "investigation", **FOUND)
    _send(desk, supervisor, case, "investigation", seen="1", **{**FOUND, "findings": "门锁故障。"})
    _send(desk, clerk, case, "matters", seen="2", do="save", name="电梯停运", met="met")
    assert f'href="/cases/{case.number}/record/versions"' in _page(desk, clerk, case)
    newest, second, first = desk.client(clerk).get(f"/cases/{case.number}/record/versions").text.split("<section")[1:]
    assert all(words in newest for words in ("第 3 版", "电梯停运 · 诉求是否满足", clerk.name))
    assert all(words in second for words in ("<del>门机故障。", "<ins>门锁故障。</ins>", supervisor.name))
    assert "责任认定" not in second, "what stayed is not told"
    assert all(words in first for words in ("第 1 版", "<ins>赵工</ins>", "<ins>2026-03-01</ins>"))
