"""The page of a case: what a person sees of it, and what its buttons do.

Covers desk.looks, desk.routes.case, desk.routes.case_actions, desk.routes.lowering, desk.views.cases and
desk.views.lowering.
"""

import re

import pytest
from fastapi.testclient import TestClient
from servers.course import answered
from servers.desk import Desk
from servers.house import House
from servers.letters_day import furnished

from domain.codes import Category, ClockName, ClockState, Department, Grade, Role, Urgency
from domain.override import Override
from domain.staff import Grant, Person
from store import case_views, overrides
from store.directory import NewHousehold
from workers.casework.overriding import override_slots

HOME = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")
CLOSE = "我们全体业主强烈要求解决：电梯停运没人修，高空抛物也没人管。"
GRAVE = "地下室漏水致老人滑倒骨折，要求赔偿，已联系媒体曝光。我是阳光花园3栋2单元501的王芳，电话13800138000"


@pytest.fixture
def client(desk: Desk, clerk: Person) -> TestClient:
    return desk.client(clerk)


def opened(house: House, text: str | None = None, **more: str) -> str:
    """A case from one mail; its number."""
    house.directory(HOME)
    house.mail(**({"text": text} if text else {}), **more)
    house.work()
    return house.cases()[-1].number


def act(desk: Desk, client: TestClient, number: str, action: str, **data: object):
    return desk.post(client, f"/cases/{number}", f"/cases/{number}/{action}", data)


def unmarked(page: str) -> str:
    """The page without its marks."""
    return re.sub(r"</?mark[^>]*>", "", page)


def said(client: TestClient, number: str) -> str:
    """The page after a form was sent."""
    return client.get(f"/cases/{number}").text


def test_the_words_that_mattered_are_marked_and_the_reasons_point_at_them(house, client):
    page = client.get(f"/cases/{opened(house)}").text
    marks = set(re.findall(r'<mark id="([^"]+)">', page))
    pointed = {one for found in re.findall(r'data-words="([^"]+)"', page) for one in found.split()}
    assert marks
    assert pointed == marks
    assert "电梯又停运了" in unmarked(page)


def test_decision_clocks_resident_letters_and_history_are_there(house, client):
    page = client.get(f"/cases/{opened(house)}").text
    for words in ("电梯停运", "设备管理", "工程部", "C 一般投诉", "还剩 3 个工作日", "王芳", "收悉告知书", "收到来件"):
        assert words in page
    assert 'href="tel:13800138000"' in page


def test_the_calculation_of_a_deadline_is_shown_day_by_day(house, client):
    page = client.get(f"/cases/{opened(house)}").text
    assert "2026年3月2日（一）" in page
    assert '<th scope="col">计入</th>' in page


def test_a_follow_up_stands_beside_the_first_letter_with_its_history_folded(house, client):
    number = opened(house)
    house.mail(
        "Re: 电梯停运",
        "还没修好！\n\n在 2026年3月2日，客服写道：\n> 已收到您的来信",
        In_Reply_To="<m1@example.com>",
        found="dmarc=pass",
    )
    house.work()
    page = client.get(f"/cases/{number}").text
    assert "后续来信 1" in page
    assert "还没修好！" in unmarked(page)
    assert re.search(r"<summary>引用的往来信件</summary><div class=\"quoted\"[^>]*>[^<]*已收到您的来信", page)


def test_one_key_settles_a_doubt(desk, house, client):
    number = opened(house, CLOSE, subject="小区停车与噪音")
    page = client.get(f"/cases/{number}").text
    assert "请您判断" in page
    assert 'data-key="1"' in page
    assert 'data-key="2"' in page
    candidates = re.findall(r'name="value" value="([^"]+)"', page)
    assert house.cases()[0].topic == candidates[0]
    second = candidates[1]
    answer = act(desk, client, number, "choose", slot="topic", value=second, seen=0)
    assert answer.headers["location"] == f"/cases/{number}"
    (case,) = house.cases()
    assert (case.topic, case.category, case.needs_person) == (second, Category.SECURITY, False)
    page = said(client, number)
    assert "请您判断" not in page
    assert "人工判定" in page


def test_a_choice_on_an_old_page_is_refused_in_words(desk, house, client):
    number = opened(house, CLOSE)
    act(desk, client, number, "choose", slot="topic", value="parking_fee", seen=0)
    act(desk, client, number, "choose", slot="topic", value="lift_outage", seen=0)
    assert "刚被他人更正或判定过" in said(client, number)
    assert house.cases()[0].topic == "parking_fee"


def test_a_choice_that_does_not_exist_changes_nothing(desk, house, client):
    number = opened(house, CLOSE)
    for slot, value in (("topic", "no_such_topic"), ("state", "filed"), ("grade", "Z")):
        act(desk, client, number, "choose", slot=slot, value=value, seen=0)
    assert house.ask(lambda session: overrides.version(session, 1)) == 0


def test_confirming_stops_the_register_clock(desk, house, client):
    number = opened(house, CLOSE)
    act(desk, client, number, "confirm")
    (case,) = house.cases()
    assert not case.needs_person
    assert house.clocks(case)[ClockName.REGISTER, 1].state is ClockState.MET


def test_grade_a_is_confirmed_by_a_supervisor_and_not_by_a_clerk(desk, house, client, supervisor):
    number = opened(house, GRAVE)
    assert house.cases()[0].grade is Grade.A
    page = client.get(f"/cases/{number}").text
    assert "建议定为 A 重大投诉，待确认" in page
    assert "确认 A 级" not in page
    assert act(desk, client, number, "grade", grade="A").status_code == 403
    act(desk, desk.client(supervisor), number, "grade", grade="A")
    (case,) = house.cases()
    assert (ClockName.PROGRESS, 1) in house.clocks(case)
    assert "待确认" not in client.get(f"/cases/{number}").text


def test_every_slot_may_be_judged_with_a_reason(desk, house, client):
    number = opened(house)
    form = client.get(f"/cases/{number}/judge").text
    assert 'name="because"' in form
    answer = desk.post(
        client,
        f"/cases/{number}/judge",
        f"/cases/{number}/judge",
        {"topic": "lift_outage", "category": "equipment", "department": "engineering", "departments": ["security"],
         "grade": "C", "urgency": "important", "kind": "complaint", "households": "6", "group": "1",
         "because": "全楼来电", "seen": "0"},
    )  # fmt: skip
    assert answer.status_code == 303
    (case,) = house.cases()
    assert case.departments == (Department.ENGINEERING, Department.SECURITY)
    assert (case.is_group, case.households, case.urgency) == (True, 6, "important")
    assert "全楼来电" in said(client, number)


def test_a_judgement_that_cannot_be_comes_back_as_it_was_typed(desk, house, client):
    number = opened(house)
    page = f"/cases/{number}/judge"
    same = {"topic": "lift_outage", "category": "equipment", "department": "engineering", "grade": "C", "seen": "0",
            "urgency": "ordinary", "kind": "complaint", "because": "没有改动"}  # fmt: skip
    for wrong, sentence in (({"households": "很多"}, "户数须为"), ({"grade": "A"}, "A、B 级须由")):
        answer = desk.post(client, page, page, same | wrong)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "没有改动" in answer.text


def test_a_department_reads_its_own_cases_and_reports(desk, house):
    number = opened(house)
    fitter = desk.client(desk.person("zhao", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING)))
    page = fitter.get(f"/cases/{number}")
    assert page.status_code == 200
    assert "登记部门进展" in page.text
    for hidden in ("改判", "起草", "记录通话", "谁看过本案"):
        assert hidden not in page.text
    for action in ("confirm", "choose", "judge", "call", "done", "correct"):
        assert act(desk, fitter, number, action, slot="topic", value="x", seen=0, note="x").status_code == 403
    act(desk, fitter, number, "report", department="engineering", note="已派人检修", done="yes")
    assert "已派人检修" in said(fitter, number)


def test_another_department_or_project_does_not_know_the_case(desk, house):
    number = opened(house)
    cleaner = desk.client(desk.person("sun", Grant(role=Role.DEPARTMENT, department=Department.ENVIRONMENT)))
    elsewhere = desk.client(desk.person("qian", Grant(role=Role.CLERK, project="月亮湾")))
    for client in (cleaner, elsewhere):
        assert client.get(f"/cases/{number}").status_code == 404
    for action in ("confirm", "choose", "call", "wait", "done"):
        data = {"slot": "topic", "value": "x", "seen": 0, "note": "x"}
        assert desk.post(elsewhere, "/queue", f"/cases/{number}/{action}", data).status_code == 404
    assert elsewhere.get(f"/cases/{number}/judge").status_code == 404


def test_every_look_is_logged_and_a_supervisor_reads_the_log(desk, house, client, clerk, supervisor):
    number = opened(house)
    client.get(f"/cases/{number}")
    (look,) = house.ask(lambda session: case_views.of_case(session, 1))
    assert (look.login, look.what) == (clerk.login, "page")
    assert clerk.name in desk.client(supervisor).get(f"/cases/{number}").text.partition("谁看过本案")[2]


def test_the_loop_is_closed_step_by_step(desk, house, client, supervisor):
    number = opened(house)
    act(desk, client, number, "confirm")
    act(desk, client, number, "call", note="已告知正在维修", reached="yes")
    act(desk, client, number, "validity", to="valid", note="属实")
    act(desk, client, number, "step", act="accept")
    act(desk, client, number, "step", act="investigate")
    act(desk, client, number, "wait", note="等住户约时间")
    assert house.clocks(house.cases()[0])[ClockName.HANDLE, 1].state is ClockState.PAUSED
    act(desk, client, number, "resume")
    act(desk, client, number, "done", note="更换曳引机")
    act(desk, client, number, "told", note="电话告知，住户认可")
    act(desk, client, number, "visit", outcome="satisfied", note="表示满意")
    page = said(client, number)
    for missing in ("尚未答复住户", "主任尚未签署投诉处理记录表", "还有期限没有停止"):
        assert missing in page
    assert "签署记录表" not in page, "a clerk does not sign"
    answered(furnished(house), house.cases()[0])
    theirs = desk.client(supervisor)
    seen = re.search(
        r'name="seen" value="([0-9]+)">\s*<button[^>]*>(?:<kbd>d</kbd> )?签署记录表', said(theirs, number)
    )[1]
    act(desk, theirs, number, "sign", seen=seen)
    act(desk, theirs, number, "file")
    page = said(client, number)
    for words in ("已联系上：已告知正在维修", "更换曳引机", "住户满意：表示满意", "归档"):
        assert words in page
    assert house.cases()[0].state == "filed"


def test_a_step_back_and_a_further_round_ask_for_the_reason_and_the_history_says_it(desk, house, client, supervisor):
    number = opened(house)
    act(desk, client, number, "step", act="accept")
    act(desk, client, number, "step", act="back_to_new")
    assert "请写明理由" in said(client, number)
    act(desk, client, number, "step", act="back_to_new", note="受理错了")
    assert "状态由“已受理”改为“新建”，理由：受理错了" in said(client, number)
    act(desk, client, number, "step", act="accept")
    act(desk, client, number, "step", act="investigate")
    act(desk, client, number, "done", note="更换曳引机")
    act(desk, client, number, "told", note="电话告知")
    act(desk, client, number, "visit", outcome="dissatisfied", note="又坏了")
    assert "须由主任再开一轮办理" in said(client, number)
    theirs = desk.client(supervisor)
    assert "不满意，待再办理" in theirs.get("/queue").text
    act(desk, theirs, number, "step", act="new_round", note="再次检修")
    assert "重新打开，再办理一轮，理由：再次检修" in said(client, number)
    assert house.cases()[0].state == "reopened"


def test_a_step_out_of_turn_is_refused_in_words(desk, house, client):
    number = opened(house)
    act(desk, client, number, "visit", outcome="satisfied", note="x")
    assert "不能这样办理" in said(client, number)


def test_words_of_a_resident_are_never_markup(house, client):
    text = "<script>alert(1)</script>电梯停运三天。我是阳光花园3栋2单元501的王芳"
    page = client.get(f"/cases/{opened(house, text)}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_one_head_asks_to_lower_a_grave_case_and_the_other_confirms(desk, house, client, supervisor, manager):
    number = opened(house, GRAVE)
    assert "审批按A 重大投诉" in client.get(f"/cases/{number}").text
    asked = act(desk, desk.client(supervisor), number, "lowering", to="C", note="核实后无人受伤")
    assert asked.status_code == 303
    theirs = desk.client(supervisor).get(f"/cases/{number}").text
    assert "核实后无人受伤" in theirs
    assert "收回申请" in theirs
    assert "/confirm" not in theirs.split('id="lowering"')[1].split("</section>")[0]
    waits = desk.client(manager)
    assert "降级待确认" in waits.get("/queue").text
    act(desk, waits, number, "lowering/1/confirm")
    assert house.cases()[0].strictest is Grade.C
    page = client.get(f"/cases/{number}").text
    assert "确认由A 重大投诉降为C 一般投诉，理由：核实后无人受伤" in page
    assert "审批按" not in page


def test_a_head_that_does_not_agree_leaves_the_grade_as_it_is(desk, house, supervisor, manager):
    number = opened(house, GRAVE)
    act(desk, desk.client(manager), number, "lowering", to="B", note="影响有限")
    act(desk, desk.client(supervisor), number, "lowering/1/refuse", note="尚未核实")
    assert house.cases()[0].strictest is Grade.A
    assert "不同意由A 重大投诉降为B 群体投诉：尚未核实" in desk.client(manager).get(f"/cases/{number}").text


def test_danger_stands_above_all_else_with_the_words_that_say_it(house, client, clerk):
    number = opened(house, "有个男的拿着菜刀在楼道里追人，你们快来！")
    page = said(client, number)
    assert page.index('id="alarms"') < page.index('id="doubts"')
    assert "<strong>暴力、凶器</strong>" in page
    assert "请立即报警（110）" in page
    assert "来信说眼前有危险：暴力、凶器" in page
    calm = Override(urgency=Urgency.ORDINARY, because="已到场，是误会")
    override_slots(house.services, number, calm, actor=clerk, seen=0)
    assert "请立即处置" not in said(client, number)
