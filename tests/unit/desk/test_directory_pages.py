"""The directory's pages: projects, buildings, a household with its service record; who sees them, what is typed stays.

Covers desk.routes.directory, desk.routes.household and desk.views.directory.
"""

import re

import pytest
from servers.desk import Desk

from domain.codes import Department, Role
from domain.staff import Grant, Person
from domain.survey_codes import AnswerWay
from store import (
    case_tables,
    directory,
    homes,
    occupants,
    projects,
    survey_answers,
    survey_households,
    surveys,
)
from store.directory import NewHousehold
from store.survey_answers import NewAnswer
from store.surveys import NewSurvey
from workers.directory import homes as keeping

OWN, OTHER = "阳光花园", "翠湖山庄"
WANG = NewHousehold(project=OWN, area="南区", building="3栋", unit="2", room="501", name="王芳", phone="13800138000")
ZHOU = NewHousehold(project=OTHER, building="1栋", room="101", name="周杰", phone="13700137000")


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN, name="周宁")


@pytest.fixture
def own_clerk(desk: Desk) -> Person:
    desk.house.directory(WANG, ZHOU)
    return desk.person("chen", Grant(role=Role.CLERK, project=OWN), name="陈晓")


def home_of(desk: Desk, phone: str) -> int:
    return desk.house.ask(lambda session: directory.find_by_phone(session, phone))[0].id


def living(desk: Desk, home: int) -> list[occupants.OccupantRow]:
    return desk.house.ask(lambda session: occupants.of_household(session, home))


def test_a_clerk_sees_the_projects_of_their_own_alone(desk: Desk, own_clerk: Person, admin: Person) -> None:
    shown = desk.client(own_clerk).get("/directory").text
    assert OWN in shown
    assert OTHER not in shown
    assert "新增项目" not in shown
    assert OTHER in desk.client(admin).get("/directory").text
    theirs = desk.house.ask(lambda session: projects.named(session, OTHER))
    for path in (
        f"projects/{theirs.id}",
        f"projects/{theirs.id}/flats?building=1",
        f"households/{home_of(desk, '137' + '00137000')}",
    ):
        assert desk.client(own_clerk).get(f"/directory/{path}").status_code == 404
        assert desk.client(admin).get(f"/directory/{path}").status_code == 200


def test_a_department_sees_none_of_it(desk: Desk, own_clerk: Person) -> None:
    worker = desk.person("gong", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))
    assert desk.client(worker).get("/directory").status_code == 403
    assert desk.client(worker).get(f"/directory/households/{home_of(desk, '13800138000')}").status_code == 403


@pytest.mark.parametrize("wanted", ["王", "王芳", "138 0013 8000", "3-2-501", "3栋2单元501", "三號樓二單元501", "501"])
def test_a_household_is_found_and_what_was_sought_stands_in_no_address(
    desk: Desk, own_clerk: Person, wanted: str
) -> None:
    client = desk.client(own_clerk)
    found = desk.post(client, "/directory", "/directory/search", {"q": wanted})
    assert f"/directory/households/{home_of(desk, '13800138000')}" in found.text
    assert "13800138000" not in found.text.replace(wanted, ""), "numbers stand on the page whose looks are noted alone"
    assert client.get("/directory/search").headers["location"] == "/directory"
    assert "没有找到" in desk.post(client, "/directory", "/directory/search", {"q": "周杰"}).text


def test_buildings_lead_to_flats_and_those_page(desk: Desk, own_clerk: Person) -> None:
    desk.house.directory(*(NewHousehold(project=OWN, building="8栋", room=str(n)) for n in range(1, 131)))
    client = desk.client(own_clerk)
    project = desk.house.ask(lambda session: projects.named(session, OWN))
    shown = client.get(f"/directory/projects/{project.id}").text
    assert "130 户" in shown
    first = client.get(f"/directory/projects/{project.id}/flats?building=8").text
    assert "8栋 100" in first
    assert "8栋 101" not in first
    second = client.get(f"/directory/projects/{project.id}/flats?building=8&after=100").text
    assert "8栋 101" in second
    assert "8栋 100<" not in second
    assert client.get(f"/directory/projects/{project.id}/flats?building=99").status_code == 404


def test_the_admin_keeps_projects(desk: Desk, own_clerk: Person, admin: Person) -> None:
    client = desk.client(admin)
    form = {"name": "灵湖", "area_m2": "120,000", "kind": "villas", "phones": "010-12345678"}
    made = desk.post(client, "/directory", "/directory", form).headers["location"]
    assert "120,000" in client.get(made).text
    again = desk.post(client, "/directory", "/directory", form)
    assert again.status_code == 422
    assert 'value="灵湖"' in again.text
    bad = desk.post(client, made, made, {"seen": "1", "area_m2": "很大", "office_name": "灵湖管理处"})
    assert bad.status_code == 422
    assert 'value="很大"' in bad.text
    assert 'value="灵湖管理处"' in bad.text
    assert "整数" in bad.text
    assert desk.post(client, made, made, {"seen": "1", "area_m2": "90000"}).status_code == 303
    late = desk.post(client, made, made, {"seen": "1", "area_m2": "1"})
    assert late.status_code == 422
    assert "别人刚改过" in late.text
    assert desk.post(desk.client(own_clerk), "/directory", "/directory", form).status_code == 403


def test_projects_are_compared_with_their_like(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    for name, area, kind in (
        ("甲", "120000", "flats"),
        ("乙", "150000", "flats"),
        ("丙", "90000", "flats"),
        ("丁", "150000", "tower"),
    ):
        made = desk.post(client, "/directory", "/directory", {"name": name, "area_m2": area, "kind": kind}).headers[
            "location"
        ]
        if name == "甲":
            first = made
    alike = re.search(r"同类项目</dt><dd>(.*?)</dd>", client.get(first).text, re.DOTALL)
    assert alike is not None
    assert alike[1].strip() == "乙"


def test_a_household_is_edited_and_each_look_is_noted(desk: Desk, own_clerk: Person, admin: Person) -> None:
    home = home_of(desk, "13800138000")
    path, client = f"/directory/households/{home}", desk.client(own_clerk)
    assert "13800138000" in client.get(path).text
    desk.post(client, path, f"{path}/facts", {"seen": "1", "languages": "粤语", "wishes": "请勿敲门", "occupied": "1"})
    desk.post(client, path, f"{path}/notes", {"note": "门铃坏了"})
    shown = client.get(path).text
    assert "粤语" in shown
    assert "请勿敲门" in shown
    assert "门铃坏了" in shown
    assert "最近查阅" not in shown
    assert "陈晓" in desk.client(admin).get(path).text
    assert len(desk.house.ask(lambda session: homes.looks(session, home, limit=50))) >= 3


def test_who_moved_out_is_taken_back_with_one_button(desk: Desk, own_clerk: Person) -> None:
    home = home_of(desk, "13800138000")
    path, client = f"/directory/households/{home}", desk.client(own_clerk)
    added = desk.post(client, path, f"{path}/people", {"seen": "1", "name": "李明", "role": "tenant", "consent": "yes"})
    assert added.status_code == 303
    wang, li = living(desk, home)
    changed = {
        "seen": "2",
        "name": "李明",
        "phone": "13900139000",
        "role": "tenant",
        "consent": "no",
        "moved_in": "2026-01-05",
    }
    desk.post(client, path, f"/directory/people/{li.id}", changed)
    assert (living(desk, home)[1].consent, living(desk, home)[1].phone) == (False, "13900139000")
    desk.post(client, path, f"/directory/people/{wang.id}/out", {"seen": "3", "moved_out": "2026-03-01"})
    assert desk.house.ask(lambda session: directory.find_by_phone(session, "13800138000")) == []
    shown = client.get(path).text
    assert "以前的住户" in shown
    assert f"/directory/people/{wang.id}/back" in shown
    desk.post(client, path, f"/directory/people/{wang.id}/back", {"seen": "4"})
    assert [one.present for one in living(desk, home)] == [True, True]


def test_what_cannot_be_saved_comes_back_with_what_was_typed(desk: Desk, own_clerk: Person) -> None:
    home = home_of(desk, "13800138000")
    path, client = f"/directory/households/{home}", desk.client(own_clerk)
    (wang,) = living(desk, home)
    for action, form, said in (
        (f"{path}/people", {"seen": "1", "name": "李明", "phone": "12"}, "不足 7 位"),
        (f"{path}/people", {"seen": "1", "name": "李明", "moved_in": "gestern"}, "日期无效"),
        (f"/directory/people/{wang.id}", {"seen": "9", "name": "李明"}, "别人刚改过"),
        (f"{path}/facts", {"seen": "9", "wishes": "李明"}, "别人刚改过"),
    ):
        answer = desk.post(client, path, action, form)
        assert answer.status_code == 422, action
        assert said in answer.text
        assert "李明" in answer.text
    future = desk.post(client, path, f"/directory/people/{wang.id}/out", {"seen": "1", "moved_out": "2026-03-09"})
    assert "晚于今天" in future.text


def test_its_service_record_shows_cases_that_the_viewer_may_see(desk: Desk, own_clerk: Person, admin: Person) -> None:
    desk.house.mail()
    desk.house.work()
    (case,) = desk.house.cases()
    home = home_of(desk, "13800138000")
    with desk.house.services.database.transaction() as session:
        session.execute(case_tables.case.update().values(household_id=home, project=OWN))
    shown = desk.client(own_clerk).get(f"/directory/households/{home}").text
    assert f"/cases/{case.number}" in shown
    assert f"/cases/{case.number}" not in desk.client(admin).get(f"/directory/households/{home}").text


def test_the_note_of_a_look_names_the_person(desk: Desk, own_clerk: Person) -> None:
    home = home_of(desk, "13800138000")
    keeping.note_look(desk.house.services, home, actor=own_clerk)
    (look,) = desk.house.ask(lambda session: homes.looks(session, home, limit=5))
    assert look.login == "chen"


def test_a_household_shows_the_surveys_that_asked_it(desk: Desk, own_clerk: Person) -> None:
    home, now = home_of(desk, "13800138000"), desk.house.services.now()
    with desk.house.services.database.transaction() as session:
        project = projects.named(session, OWN)
        assert project is not None
        new = NewSurvey(year=2026, quarter=1, share=20, seed="s", questions=("甲",), planned_at=now, planned_by="sun")
        survey = surveys.add(session, new)
        survey_households.ask(session, survey.id, project.id, survey_households.occupied(session, OWN).candidates)
        answer = NewAnswer(
            survey_id=survey.id,
            project_id=project.id,
            household_id=home,
            building="3",
            marks=(2,),
            remark="保洁不到位",
            way=AnswerWay.PHONE,
            entered_at=now,
            entered_by="chen",
        )
        survey_answers.add(session, answer)
    shown = desk.client(own_clerk).get(f"/directory/households/{home}").text
    assert "2026 年第 1 季度" in shown
    assert "已答：电话" in shown
    assert "保洁不到位" not in shown, "what was answered is read where answers are entered"
