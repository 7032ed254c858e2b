"""The API: who may call it, what a page of cases holds, and how a complaint is handed in.

Covers desk.api.answers, desk.api.app, desk.api.bearer, desk.api.cases, desk.api.complaints, desk.api.letters and
desk.api.problems.
"""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from servers.audited import HOME
from servers.desk import Desk, made_desk
from servers.house import House

from domain.codes import Channel, Role
from domain.scopes import Scope
from domain.staff import Grant, Person
from store import case_views
from workers.staff import tokens

ADMIN = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
COMPLAINT = {"subject": "电梯又停了", "text": "三号楼的电梯今天早上又停了，已经是本月第三次。", "channel": "app"}


def api(desk: Desk, *scopes: Scope, project: str | None = None, name: str = "app") -> TestClient:
    """A program with a token of its own."""
    made = tokens.create(desk.house.services, name=name, scopes=scopes, project=project, actor=ADMIN)
    return TestClient(desk.app, base_url="http://desk.test", headers={"Authorization": f"Bearer {made.token}"})


def refusal(answer: Response, status: int) -> dict[str, Any]:
    """The problem that an answer is (RFC 9457)."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"]
    return told


@pytest.fixture
def program(desk: Desk) -> TestClient:
    return api(desk, *Scope)


def test_the_description_is_open_and_everything_else_is_not(desk: Desk) -> None:
    visitor = desk.visitor()
    described = visitor.get("/api/v1/openapi.json")
    assert described.status_code == 200
    assert described.json()["openapi"].startswith("3.")
    for method, path in (("GET", "/cases"), ("GET", "/cases/TS-2026-000001"), ("POST", "/complaints")):
        answer = visitor.request(method, f"/api/v1{path}")
        refusal(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer huihan_x", "Basic huihan_x", "bearer nonsense"])
def test_what_is_no_token_of_ours_opens_nothing(desk: Desk, header: str) -> None:
    refusal(desk.visitor().get("/api/v1/cases", headers={"Authorization": header}), 401)


def test_a_session_at_the_desk_is_no_token(desk: Desk, clerk: Person) -> None:
    refusal(desk.client(clerk).get("/api/v1/cases"), 401)


def test_a_token_does_what_its_scopes_say_and_no_more(desk: Desk) -> None:
    writing = api(desk, Scope.COMPLAINTS_WRITE)
    told = writing.get("/api/v1/cases")
    refusal(told, 403)
    assert 'scope="cases:read"' in told.headers["www-authenticate"]
    refusal(api(desk, Scope.CASES_READ, name="reader").post("/api/v1/complaints", json=COMPLAINT), 403)


def test_a_token_that_was_revoked_or_has_expired_opens_nothing(desk: Desk) -> None:
    services = desk.house.services
    expires = services.now() + timedelta(hours=1)
    short = tokens.create(services, name="short", scopes=[Scope.CASES_READ], expires=expires, actor=ADMIN)
    client = TestClient(desk.app, base_url="http://desk.test", headers={"Authorization": f"Bearer {short.token}"})
    assert client.get("/api/v1/cases").status_code == 200
    desk.house.time[0] += timedelta(hours=1)
    refusal(client.get("/api/v1/cases"), 401)
    lasting = api(desk, Scope.CASES_READ, name="lasting")
    tokens.revoke(services, name="lasting", actor=ADMIN)
    refusal(lasting.get("/api/v1/cases"), 401)


def test_a_complaint_becomes_a_case_that_is_decided(desk: Desk, program: TestClient) -> None:
    answer = program.post("/api/v1/complaints", json=COMPLAINT)
    assert answer.status_code == 201, answer.text
    number = answer.json()["number"]
    shown = program.get(f"/api/v1/cases/{number}").json()
    assert (shown["number"], shown["channel"], shown["category"]) == (number, "app", "equipment")
    assert shown["subject"] == COMPLAINT["subject"]
    assert shown["text"] == COMPLAINT["text"]
    assert {"register", "acknowledge"} <= {one["clock"] for one in shown["deadlines"]}
    (registered,) = [one for one in shown["events"] if one["what"] == "registered"]
    assert registered["who"] == "api:app"


def test_the_same_key_is_the_same_complaint(desk: Desk, program: TestClient) -> None:
    key = {"Idempotency-Key": "form-17"}
    first = program.post("/api/v1/complaints", json={**COMPLAINT, "received": "2026-03-02T09:00:00+08:00"}, headers=key)
    again = program.post("/api/v1/complaints", json={**COMPLAINT, "received": "2026-03-02T09:00:00+08:00"}, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.status_code == 201
    assert len(desk.house.cases()) == 1
    told = refusal(program.post("/api/v1/complaints", json={**COMPLAINT, "text": "另一件事"}, headers=key), 409)
    assert "Idempotency-Key" in told["detail"]
    other = api(desk, Scope.COMPLAINTS_WRITE, name="hotline")
    assert other.post("/api/v1/complaints", json=COMPLAINT, headers=key).json() != first.json()
    assert len(desk.house.cases()) == 2


def test_a_retry_without_a_date_is_the_same_complaint_however_late(desk: Desk, program: TestClient) -> None:
    key = {"Idempotency-Key": "form-18"}
    first = program.post("/api/v1/complaints", json=COMPLAINT, headers=key).json()
    desk.house.time[0] += timedelta(minutes=5)
    again = program.post("/api/v1/complaints", json=COMPLAINT, headers=key)
    assert (again.status_code, again.json()) == (201, first)


def test_files_come_with_a_complaint_and_are_kept(desk: Desk, program: TestClient) -> None:
    fields = {
        "text": "墙面渗水，见照片。",
        "channel": "wechat",
        "resident.name": "王芳",
        "resident.phone": "13900139000",
    }
    photo = ("files", ("墙.jpg", b"\xff\xd8\xff\xe0 wall", "image/jpeg"))
    answer = program.post("/api/v1/complaints", data=fields, files=[photo])
    assert answer.status_code == 201, answer.text
    (case,) = desk.house.cases()
    assert (case.channel, case.resident_name, case.phone) == (Channel.WECHAT, "王芳", "13900139000")
    assert case.reply_to_email is None
    assert b"filename" in desk.house.services.archive.get(desk.house.last().sha256)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.text"),
        ({**COMPLAINT, "channel": "pigeon"}, "body.channel"),
        ({**COMPLAINT, "channel": "email"}, "body.channel"),
        ({**COMPLAINT, "resident": {"phone": "none"}}, "body.resident.phone"),
        ({**COMPLAINT, "resident": {"email": "none"}}, "body.resident.email"),
        ({**COMPLAINT, "received": "yesterday"}, "body.received"),
        ({**COMPLAINT, "text": ""}, "body.text"),
        ({**COMPLAINT, "text": "a\0b"}, "body.text"),
        ({**COMPLAINT, "resident": {"name": 5}}, "body.resident.name"),
        ({**COMPLAINT, "colour": "red"}, "body.colour"),
        ([], "body"),
    ],
)
def test_a_wrong_body_is_told_by_place(desk: Desk, program: TestClient, body: object, where: str) -> None:
    told = refusal(program.post("/api/v1/complaints", json=body), 422)
    assert where in {one["where"] for one in told["errors"]}
    assert desk.house.cases() == []


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b'{"text": "\xff"}', "application/json", 422),
        (b'{"text": "\\ud800", "channel": "app"}', "application/json", 422),
        (b"<a/>", "text/xml", 415),
        (b"", "application/json", 422),
        (b"x", "multipart/form-data; boundary=b", 400),
    ],
)
def test_what_is_no_body_at_all_is_a_problem(program: TestClient, content: bytes, kind: str, status: int) -> None:
    refusal(program.post("/api/v1/complaints", content=content, headers={"Content-Type": kind}), status)


@pytest.mark.parametrize("changed", [{"received": f"{year}-01-01T00:00:00+08:00"} for year in ("1912", "2199", "9999")])
def test_what_the_house_refuses_is_said_in_the_language_asked_for(program: TestClient, changed: dict[str, str]) -> None:
    chinese = refusal(program.post("/api/v1/complaints", json=COMPLAINT | changed), 409)["detail"]
    asked = {"Accept-Language": "en"}
    english = refusal(program.post("/api/v1/complaints", json=COMPLAINT | changed, headers=asked), 409)["detail"]
    assert not chinese.isascii()
    assert english.isascii()


def test_pages_of_cases_follow_one_another_without_gap_or_repeat(desk: Desk, program: TestClient) -> None:
    numbers = [program.post("/api/v1/complaints", json=COMPLAINT).json()["number"] for _ in range(5)]
    found, after = [], None
    while True:
        page = program.get("/api/v1/cases", params={"limit": 2, **({"after": after} if after else {})}).json()
        found += [one["number"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == numbers[::-1]


def test_cases_are_found_by_what_they_are(desk: Desk, program: TestClient) -> None:
    program.post("/api/v1/complaints", json=COMPLAINT)
    found = {
        wanted: len(program.get(f"/api/v1/cases?{wanted}").json()["items"])
        for wanted in ("category=equipment", "category=service", "owner=", "state=new&state=accepted", "grade=A")
    }
    assert found == {"category=equipment": 1, "category=service": 0, "owner=": 1, "state=new&state=accepted": 1} | {
        "grade=A": 0
    }
    for wrong in ("category=x", "limit=0", "limit=201", "since=x"):
        refusal(program.get(f"/api/v1/cases?{wrong}"), 422)
    refusal(program.get("/api/v1/cases?after=TS-1999-000001"), 404)


def test_an_item_is_what_the_command_line_shows(desk: Desk, program: TestClient) -> None:
    program.post("/api/v1/complaints", json=COMPLAINT)
    (item,) = program.get("/api/v1/cases").json()["items"]
    assert item.keys() >= {"number", "received", "channel", "state", "resident", "category", "topic", "department"}
    assert item["resident"].keys() == {"name", "project", "building", "unit", "room"}


def test_who_has_seen_a_case_is_told_that_it_has_not_changed(desk: Desk, program: TestClient) -> None:
    number = program.post("/api/v1/complaints", json=COMPLAINT).json()["number"]
    tag = program.get(f"/api/v1/cases/{number}").headers["etag"]
    again = program.get(f"/api/v1/cases/{number}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert program.get(f"/api/v1/cases/{number}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_token_of_one_project_knows_no_other(desk: Desk) -> None:
    desk.house.directory(HOME, replace(HOME, project="翠湖"))
    everything, own = api(desk, *Scope, name="all"), api(desk, *Scope, project=HOME.project, name="own")
    elsewhere = {**COMPLAINT, "resident": {"project": "翠湖"}}
    number = everything.post("/api/v1/complaints", json=elsewhere).json()["number"]
    nowhere = refusal(own.get("/api/v1/cases/TS-1999-000001"), 404)
    assert refusal(own.get(f"/api/v1/cases/{number}"), 404) == nowhere
    assert (
        own.get("/api/v1/cases").json() == own.get("/api/v1/cases?project=翠湖").json() == {"items": [], "next": None}
    )
    refusal(own.post("/api/v1/complaints", json=elsewhere), 409)
    here = own.post("/api/v1/complaints", json={**COMPLAINT, "resident": {"project": HOME.project}}).json()["number"]
    assert [one["number"] for one in own.get("/api/v1/cases").json()["items"]] == [here]


def test_reading_a_case_is_noted_with_the_name_of_the_token_unless_it_is_unchanged(
    desk: Desk, program: TestClient
) -> None:
    """A list is noted for a program as little as for people."""
    number = program.post("/api/v1/complaints", json=COMPLAINT).json()["number"]
    program.get("/api/v1/cases")
    seen = program.get(f"/api/v1/cases/{number}").headers["ETag"]
    assert program.get(f"/api/v1/cases/{number}", headers={"If-None-Match": seen}).status_code == 304
    (case,) = desk.house.cases()
    looks = desk.house.ask(lambda session: case_views.of_case(session, case.id))
    assert [(one.login, one.what) for one in looks] == [("api:app", "page")]


@pytest.mark.parametrize("path", ["/nothing", "/cases/%00", "/letters/99999999999999999999/pdf", "/letters/x/pdf"])
def test_what_is_not_there_is_a_problem_too(program: TestClient, path: str) -> None:
    answer = program.get(f"/api/v1{path}")
    assert answer.status_code in (400, 404, 422)
    refusal(program.delete("/api/v1/cases"), 405)


def test_a_form_to_a_path_that_no_route_can_have_is_not_there_either(program: TestClient) -> None:
    """A line break in it keeps it from the API, and the desk's pages take no body there."""
    assert refusal(program.post("/api/v1/cases/a%0Ab/notes", json={"note": "x"}), 404)
    assert refusal(program.get("/api/v1/cases/a%0Ab"), 404)


def test_letters_are_handed_out_as_files_to_who_may_read_them(desk: Desk) -> None:
    desk.house.directory(HOME, replace(HOME, project="翠湖", room="9901", phone=None, email=None))
    desk.house.mail()
    desk.house.work()
    reading, own = api(desk, *Scope), api(desk, *Scope, project="翠湖", name="own")
    (case,) = reading.get("/api/v1/cases").json()["items"]
    (letter,) = [one for one in case["letters"] if one["kind"] == "acknowledgement"]
    word, printed = (reading.get(f"/api/v1/letters/{letter['id']}/{ending}") for ending in ("docx", "pdf"))
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word.content)).namelist()
    assert printed.content.startswith(b"%PDF-")
    assert "attachment" in printed.headers["content-disposition"]
    refusal(own.get(f"/api/v1/letters/{letter['id']}/docx"), 404)
    refusal(reading.get("/api/v1/letters/999/pdf"), 404)
    refusal(api(desk, Scope.CASES_READ, name="cases").get(f"/api/v1/letters/{letter['id']}/pdf"), 403)


def test_a_token_that_asks_too_often_waits(house: House) -> None:
    limits = replace(house.services.settings.limits, api_per_minute=2)
    house.services = replace(house.services, settings=replace(house.services.settings, limits=limits))
    desk = made_desk(house)
    busy, other = api(desk, *Scope), api(desk, *Scope, name="other")
    assert [busy.get("/api/v1/cases").status_code for _ in range(2)] == [200, 200]
    assert refusal(busy.get("/api/v1/cases"), 429)
    assert busy.get("/api/v1/cases").headers["retry-after"] == "30"
    assert other.get("/api/v1/cases").status_code == 200
    house.time[0] += timedelta(seconds=30)
    assert busy.get("/api/v1/cases").status_code == 200
