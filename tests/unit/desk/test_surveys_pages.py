"""A survey in the browser: planned by one, started by another, answered by a clerk, its results for the heads.

Covers desk.routes.surveys, desk.routes.survey_answers, desk.routes.survey_work, desk.routes.intake_survey,
desk.views.surveys and desk.views.survey_work.
"""

import re

import pytest
from servers.desk import Desk

from desk.views.surveys import quarters
from domain.codes import Department, Role
from domain.staff import Grant, Person
from domain.surveys import QUESTIONS, Quarter
from store import projects, survey_households, surveys
from store.directory import NewHousehold
from workers.surveys.codes import code_of

OWN, OTHER = "阳光花园", "翠湖山庄"


@pytest.fixture
def planner(desk: Desk) -> Person:
    flats = [
        NewHousehold(project=OWN, building=f"{1 + n % 2}栋", room=str(101 + n), name=f"住户{n}") for n in range(20)
    ]
    desk.house.directory(*flats, NewHousehold(project=OTHER, building="1栋", room="101", name="周杰"))
    return desk.person("fang", Role.SERVICE_DEPARTMENT, name="方敏")


def plan(desk: Desk, person: Person, *names: str, **more: str):
    ids = [str(desk.house.ask(lambda session, name=name: projects.named(session, name)).id) for name in names or (OWN,)]
    typed = {"quarter": "2026-Q1", "share": "20", "questions": "总体\n保洁", "project": ids, **more}
    return desk.post(desk.client(person), "/surveys", "/surveys", typed)


@pytest.fixture
def running(desk: Desk, planner: Person, manager: Person) -> str:
    at = plan(desk, planner).headers["location"]
    assert desk.post(desk.client(manager), at, f"{at}/start").status_code == 303
    return at


def test_a_plan_shows_its_sample_and_another_starts_it(desk: Desk, planner: Person, manager: Person) -> None:
    client = desk.client(planner)
    first = client.get("/surveys").text
    assert QUESTIONS[0] in first
    assert "还没有满意度调查" in first
    at = plan(desk, planner, OWN, OTHER).headers["location"]
    shown = client.get(at).text
    for words in ("抽样预览", "没问过", "2栋", "请另一位", "抽样比例 20%"):
        assert words in shown
    assert "开始，抽定住户" not in shown
    refused = desk.post(client, at, f"{at}/start")
    assert refused.status_code == 422
    assert "另一个人" in refused.text
    assert "开始，抽定住户" in desk.client(manager).get(at).text
    assert desk.post(desk.client(manager), at, f"{at}/start").status_code == 303
    assert "进行中" in client.get(at).text
    assert desk.post(client, at, f"{at}/discard").status_code == 422


def test_what_was_typed_stays_when_a_plan_is_refused(desk: Desk, planner: Person) -> None:
    for wrong in ({"share": "19"}, {"share": "x"}, {"quarter": ""}, {"project": []}):
        answer = plan(desk, planner, **{"questions": "只问这一个", **wrong})
        assert answer.status_code == 422
        assert "只问这一个" in answer.text
    at = plan(desk, planner).headers["location"]
    assert desk.post(desk.client(planner), at, f"{at}/discard").headers["location"] == "/surveys"
    assert desk.client(planner).get(at).status_code == 404


def test_a_clerk_enters_answers_and_sees_no_results(
    desk: Desk, running: str, clerk: Person, supervisor: Person, manager: Person
) -> None:
    client = desk.client(clerk)
    sample = client.get(f"{running}/sample").text
    found = re.findall(rf'href="({running}/households/\d+)"', sample)
    assert len(found) == 4
    assert client.get(f"{running}/results").status_code == 403
    empty = desk.post(client, found[0], found[0], {"way": "phone"})
    assert empty.status_code == 422
    assert "至少" in empty.text
    typed = {"mark-0": "5", "mark-1": "", "remark": "<b>谢谢</b>", "way": "paper"}
    assert "有没有投诉" in desk.post(client, found[0], found[0], typed).text
    typed |= {"complaint": "no"}
    assert desk.post(client, found[0], found[0], typed).headers["location"].endswith("left=1")
    assert len(re.findall(rf'href="({running}/households/\d+)"', client.get(f"{running}/sample?left=1").text)) == 3
    assert desk.post(client, found[0], found[0], {"mark-0": "1", "mark-1": "1"}).headers["location"] == found[0]
    page = client.get(found[0]).text
    assert "重复，未计入" in page
    assert "&lt;b&gt;谢谢&lt;/b&gt;" in page
    assert "以这一份为准" not in page
    head = desk.client(supervisor)
    assert "重复的答卷" in head.get(running).text
    choice = re.findall(rf'action="({running}/answers/\d+)"', head.get(found[0]).text)
    assert len(choice) == 2
    assert desk.post(head, found[0], choice[1]).status_code == 303
    assert desk.post(head, found[0], choice[0]).status_code == 303, "it is gone: that is said on the next page"
    assert "没有这份答卷" in head.get(running).text
    results = desk.client(manager).get(f"{running}/results").text
    for words in ("25.0%", "1 份，抽中 4 户", "威尔逊", "不显示", "还在进行"):
        assert words in results
    file = desk.client(manager).get(f"{running}/file")
    assert file.headers["content-type"].endswith("sheet")


def test_closed_it_shows_results_and_no_households(desk: Desk, running: str, clerk: Person, manager: Person) -> None:
    client = desk.client(clerk)
    (first, *_) = re.findall(rf'href="({running}/households/\d+)"', client.get(f"{running}/sample").text)
    desk.post(client, first, first, {"mark-0": "4", "mark-1": "4", "remark": "灯坏了", "complaint": "no"})
    assert desk.post(desk.client(manager), running, f"{running}/close").status_code == 303
    assert "不再对应" in client.get(f"{running}/sample").text
    assert "灯坏了" not in client.get(first).text
    assert desk.post(client, first, first, {"mark-0": "1"}).status_code == 422
    assert "100.0%" in desk.client(manager).get(f"{running}/results").text
    assert desk.post(desk.client(manager), running, f"{running}/close").status_code == 422


def test_visits_measures_and_the_notice(
    desk: Desk, running: str, clerk: Person, supervisor: Person, manager: Person
) -> None:
    client, head = desk.client(clerk), desk.client(supervisor)
    assert "没有需要回访的住户" in client.get(f"{running}/follow-ups").text
    (first, *_) = re.findall(rf'href="({running}/households/\d+)"', client.get(f"{running}/sample").text)
    bad = {"mark-0": "1", "mark-1": "5", "remark": "电梯总坏", "complaint": "yes"}
    assert desk.post(client, first, first, bad).headers["location"] == "/register"
    shown = client.get(f"{running}/follow-ups").text
    for words in ("待回访", "非常不满意", "电梯总坏"):
        assert words in shown
    (action,) = re.findall(rf'action="({running}/follow-ups/\d+)"', shown)
    refused = desk.post(client, f"{running}/follow-ups", action, {"outcome": "", "note": "已上门"})
    assert refused.status_code == 422
    assert "已上门" in refused.text
    assert desk.post(head, running, f"{running}/close").status_code == 403
    assert desk.post(desk.client(manager), running, f"{running}/close").status_code == 422
    assert (
        desk.post(client, f"{running}/follow-ups", action, {"outcome": "resolved", "note": "已修"}).status_code == 303
    )
    assert "已解决" in client.get(f"{running}/follow-ups").text
    project = str(desk.house.ask(lambda session: projects.named(session, OWN)).id)
    measure = {"project": project, "text": "更换门机", "responsible": "周强", "due": ""}
    desk.post(head, running, f"{running}/measures", measure)
    assert "请填写完成日期" in head.get(running).text
    desk.post(head, running, f"{running}/measures", {**measure, "due": "2026-04-01"})
    shown = head.get(running).text
    assert "更换门机" in shown
    (action,) = re.findall(rf'action="({running}/measures/\d+/done)"', shown)
    desk.post(head, running, action)
    assert "已完成" in head.get(running).text
    desk.post(head, running, action)
    assert "已登记完成" in head.get(running).text
    desk.post(head, running, f"{running}/notice", {"project": project})
    assert "调查结束以后才能公布结果" in head.get(running).text
    assert desk.post(desk.client(manager), running, f"{running}/close").status_code == 303
    notice = desk.post(head, running, f"{running}/notice", {"project": project})
    assert notice.content.startswith(b"PK")


def test_questionnaires_are_handed_out(desk: Desk, running: str, clerk: Person) -> None:
    client = desk.client(clerk)
    project = str(desk.house.ask(lambda session: projects.named(session, OWN)).id)
    made = desk.post(client, f"{running}/sample", f"{running}/forms", {"project": project, "kind": "docx"})
    assert made.content.startswith(b"PK")
    desk.post(client, f"{running}/sample", f"{running}/forms", {"project": "0"})
    assert "没有问这个项目" in client.get(f"{running}/sample").text


def test_a_questionnaire_that_came_back_is_entered_beside_its_picture(desk: Desk, running: str, clerk: Person) -> None:
    house, client = desk.house, desk.client(clerk)
    survey = house.ask(surveys.newest)[0]
    project = house.ask(lambda session: projects.named(session, OWN)).id
    asked = house.ask(lambda session: survey_households.of_project(session, survey.id, project))
    for row in asked[:2]:
        house.mail(subject="答卷", text=code_of(house.services.keys, row.id), sender="住户 <a@example.com>")
        house.work()
        at = f"/intake/{house.last().id}"
        assert "答卷上写有投诉吗" in client.get(at).text
        complaint = "no" if row is asked[0] else "yes"
        assert desk.post(client, at, f"{at}/survey", {"mark-0": "3"}).headers["location"] == at
        assert "请说明答卷上有没有投诉" in client.get(at).text
        done = desk.post(client, at, f"{at}/survey", {"mark-0": "3", "complaint": complaint})
        assert done.headers["location"] == ("/intake" if complaint == "no" else at)
    assert "答卷上写有投诉吗" not in client.get(at).text
    assert "立案" in client.get(at).text
    assert desk.post(client, at, f"{at}/survey", {"mark-0": "3", "complaint": "no"}).headers["location"] == at


def test_each_sees_their_own(desk: Desk, running: str, planner: Person) -> None:
    other = desk.client(desk.person("he", Grant(role=Role.SUPERVISOR, project=OTHER)))
    assert running not in other.get("/surveys").text
    for path in ("", "/sample", "/results", "/file"):
        assert other.get(running + path).status_code == 404
    row = desk.house.ask(surveys.newest)[0]
    assert other.get(f"/surveys/{row.id}/households/1").status_code == 404
    worker = desk.client(desk.person("gong", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING)))
    assert worker.get("/surveys").status_code == 403
    both = plan(desk, planner, OTHER).headers["location"]
    assert other.get(both).status_code == 200
    assert "计划一次调查" not in other.get("/surveys").text
    assert other.get(f"{both}/results").status_code == 404, "it has not started"
    assert other.get(f"{both}/sample").status_code == 404


def test_in_english(desk: Desk, running: str) -> None:
    client = desk.client(desk.person("jo", Role.MANAGER, language="en"))
    assert "Satisfaction surveys" in client.get("/surveys").text
    assert "Share to ask: 20%" in client.get(running).text
    assert "Wilson" in client.get(f"{running}/results").text


def test_the_quarters_that_may_be_chosen() -> None:
    assert [one.text for one in quarters(Quarter(year=2026, number=4))] == ["2026-Q4", "2027-Q1", "2027-Q2"]
