"""Typical cases at the desk: written from a case, checked word by word, published by another, found from a new case.

Covers desk.routes.typical_cases, desk.views.typical_cases and desk.api.typical_cases.
"""

import re

import letters_at_hand as at_hand
import pytest
from fastapi.testclient import TestClient
from servers.desk import Desk

from desk.access import COOKIE
from domain.codes import Department, Role
from domain.scopes import Scope
from domain.staff import Grant, Person
from domain.typical import TypicalText
from store import typical_cases
from workers.staff import desk_sessions, tokens
from workers.typical import drafting, publishing

HERE = {"origin": "http://desk.test"}
ADMIN = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
WRITTEN = TypicalText(
    title="电梯停运投诉的处理",
    points="电梯停运三天，无人告知何时修好。",
    causes="门机部件损坏。",
    handling="当日更换部件。",
    lesson="先告知，再维修。",
    correction="储备门机部件。",
)


def sent(desk: Desk, client: TestClient, path: str, **fields: str):
    """The page that a form leads to."""
    signed = desk_sessions.session_of(desk.house.services, client.cookies[COOKIE])
    answer = client.post(path, data={**fields, "csrf": signed.csrf}, headers=HERE)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


@pytest.fixture
def one(desk: Desk, clerk: Person, supervisor: Person) -> int:
    """A published one."""
    row = drafting.begin(desk.house.services, at_hand.a_case(desk).number, actor=clerk)
    publishing.save(desk.house.services, row.id, WRITTEN, actor=clerk, seen=1)
    publishing.publish(desk.house.services, row.id, actor=supervisor, seen=2)
    return row.id


def test_from_a_case_to_all_colleagues(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case, client = at_hand.a_case(desk), desk.client(clerk)
    assert "写成典型案例" in client.get(f"/cases/{case.number}").text
    edit = sent(desk, client, f"/cases/{case.number}/typical")
    path = str(edit.url.path)
    assert re.fullmatch(r"/typical-cases/\d+/edit", path)
    assert "发布前的检查" in edit.text
    named = {**WRITTEN.parts, "lesson": "王芳说得对。"}
    found = sent(desk, client, path, seen="1", **named)
    assert "<mark>王芳</mark>" in found.text
    stale = sent(desk, client, path, seen="1", **WRITTEN.parts)
    assert stale.status_code == 422
    assert "刚被他人修改" in stale.text
    assert "先告知，再维修。" in stale.text
    said = sent(desk, client, path.replace("/edit", "/confirm"), seen="2", words="王芳")
    assert "不涉及个人信息" in said.text
    assert sent(desk, client, path.replace("/edit", "/publish"), seen="2").status_code == 403
    head = desk.client(supervisor)
    done = sent(desk, head, path.replace("/edit", "/publish"), seen="2")
    assert "已发布" in done.text
    assert case.number in done.text
    assert "本案已写成典型案例" in client.get(f"/cases/{case.number}").text
    assert client.get(path).headers["location"] == path.removesuffix("/edit")
    back = sent(desk, head, path.replace("/edit", "/withdraw"), reason="有误")
    assert "已撤回" in back.text


def test_the_list_is_searched_and_filtered(desk: Desk, clerk: Person, one: int) -> None:
    client = desk.client(clerk)
    topic = desk.house.ask(lambda session: typical_cases.get(session, one).topic)
    link = f'href="/typical-cases/{one}"'
    for query in ("", "?q=電梯", "?q=电梯 告知", "?of=category~equipment", f"?topic={topic}"):
        assert link in client.get(f"/typical-cases{query}").text, query
    for query in ("?q=噪声", "?of=category~security", "?topic=nothing", "?after=x~1&q=噪声"):
        assert link not in client.get(f"/typical-cases{query}").text, query


def test_departments_read_and_see_nothing_of_the_case(desk: Desk, one: int) -> None:
    department = desk.person("zhao", Grant(role=Role.DEPARTMENT, department=Department.SECURITY))
    client = desk.client(department)
    page = client.get(f"/typical-cases/{one}").text
    assert "先告知，再维修。" in page
    assert "TS-2026" not in page
    assert client.get(f"/typical-cases/{one}/edit").status_code == 403
    assert "写自案件" not in page


def test_an_old_case_shows_how_it_was_answered(desk: Desk, clerk: Person, one: int) -> None:
    newer = at_hand.a_case(desk)
    page = desk.client(clerk).get(f"/cases/{newer.number}").text
    assert "以前怎样答复" in page
    assert f'/typical-cases/{one}"' in page


def test_files(desk: Desk, clerk: Person, one: int) -> None:
    client = desk.client(clerk)
    word = client.get(f"/typical-cases/docx?chosen={one}")
    assert word.content.startswith(b"PK")
    assert client.get("/typical-cases/docx").status_code == 409
    assert client.get("/typical-cases/docx?chosen=x").status_code == 409


def test_in_english(desk: Desk, one: int) -> None:
    client = desk.client(desk.person("jo", Role.CLERK, language="en"))
    assert "Typical cases" in client.get("/typical-cases").text
    assert "Lesson" in client.get(f"/typical-cases/{one}").text


def test_other_programs_read_what_is_published(desk: Desk, clerk: Person, one: int) -> None:
    services = desk.house.services
    made = tokens.create(services, name="school", scopes=[Scope.REPORTS_READ], project=None, actor=ADMIN)
    client = TestClient(desk.app, base_url="http://desk.test", headers={"Authorization": f"Bearer {made.token}"})
    listed = client.get("/api/v1/typical-cases?words=電梯").json()
    assert [item["id"] for item in listed["items"]] == [one]
    assert listed["next"] is None
    assert client.get(f"/api/v1/typical-cases/{one}").json() == listed["items"][0]
    assert client.get("/api/v1/typical-cases/999").status_code == 404
    assert client.get("/api/v1/typical-cases?after=999").status_code == 404
    assert client.get("/api/v1/typical-cases?title=x").status_code == 422
    draft = drafting.begin(services, at_hand.a_case(desk).number, actor=clerk)
    assert client.get(f"/api/v1/typical-cases/{draft.id}").status_code == 404
    assert "case" not in listed["items"][0]
