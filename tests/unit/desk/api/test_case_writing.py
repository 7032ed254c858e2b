"""What other programs write to a case: once under a key, of the case as it was read, by the desk's own use cases.

Covers desk.api.case_work, desk.api.writing, store.api_requests, store.api_tables and workers.instance.conditions.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from servers.audited import HOME
from servers.desk import Desk
from test_api import COMPLAINT, api, refusal

from domain.codes import CaseState
from domain.scopes import Scope
from store import cases, evidence

CALL = {"reached": True, "note": "已告知住户，师傅今天上门。"}
REPORT = {"department": "engineering", "note": "已更换门机皮带。", "done": True}
VISIT = {"outcome": "satisfied", "note": "住户表示满意。"}
PHOTO = ("files", ("门机.jpg", b"\xff\xd8\xff\xe0 belt", "image/jpeg"))


@pytest.fixture
def program(desk: Desk) -> TestClient:
    return api(desk, *Scope)


@pytest.fixture
def path(program: TestClient) -> str:
    number = program.post("/api/v1/complaints", json=COMPLAINT).json()["number"]
    return f"/api/v1/cases/{number}"


def told(program: TestClient, path: str, what: str) -> list[dict[str, Any]]:
    """The payloads of the events of a name."""
    return [one["payload"] for one in program.get(path).json()["events"] if one["what"] == what]


def now_in(desk: Desk, state: CaseState) -> None:
    """The case stands where the desk would have led it."""
    (case,) = desk.house.cases()
    with desk.house.services.database.transaction() as session:
        cases.update_case(session, case.id, state=state)


def test_a_call_is_recorded_and_stops_its_clocks(program: TestClient, path: str) -> None:
    answer = program.post(f"{path}/calls", json=CALL)
    assert (answer.status_code, answer.json()) == (201, {"number": path.rpartition("/")[2]})
    assert told(program, path, "call_recorded") == [{"note": CALL["note"], "reached": True}]
    states = {one["clock"]: one["state"] for one in program.get(f"{path}/clocks").json()["items"]}
    assert (states["acknowledge"], states["handle"]) == ("met", "running")


def test_reports_and_visits_go_where_the_course_has_them(desk: Desk, program: TestClient, path: str) -> None:
    assert "不能这样办理" in refusal(program.post(f"{path}/visits", json=VISIT), 409)["detail"]
    now_in(desk, CaseState.IN_PROGRESS)
    assert program.post(f"{path}/reports", json=REPORT).status_code == 201
    assert told(program, path, "department_report") == [REPORT]
    now_in(desk, CaseState.FED_BACK)
    assert program.post(f"{path}/visits", json={**VISIT, "outcome": "unreachable"}).status_code == 201
    assert program.post(f"{path}/visits", json=VISIT).status_code == 201
    assert [one["outcome"] for one in told(program, path, "visit_recorded")] == ["unreachable", "satisfied"]
    assert program.get(path).json()["state"] == "visited"


def test_evidence_is_kept_with_where_it_comes_from(desk: Desk, program: TestClient, path: str) -> None:
    fields = {"source": "department", "date": "2026-03-01", "note": "换下的皮带"}
    answer = program.post(f"{path}/evidence", data=fields, files=[PHOTO])
    assert answer.status_code == 201, answer.text
    (case,) = desk.house.cases()
    (piece,) = desk.house.ask(lambda session: evidence.of_case(session, case.id))
    assert (piece.name, piece.source, str(piece.dated), piece.note) == ("门机.jpg", *fields.values())
    assert (piece.made_by, piece.sha256) == ("api:app", hashlib.sha256(PHOTO[1][1]).hexdigest())


def test_the_same_key_is_done_once(program: TestClient, path: str) -> None:
    key = {"Idempotency-Key": "hotline-4711"}
    first, again = (program.post(f"{path}/calls", json=CALL, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    other = program.post(f"{path}/calls", json={**CALL, "reached": False}, headers=key)
    assert "Idempotency-Key" in refusal(other, 409)["detail"]
    refusal(program.post(f"{path}/reports", json=REPORT, headers=key), 409)
    second = program.post("/api/v1/complaints", json=COMPLAINT).json()["number"]
    refusal(program.post(f"/api/v1/cases/{second}/calls", json=CALL, headers=key), 409)
    assert len(told(program, path, "call_recorded")) == 1
    assert told(program, f"/api/v1/cases/{second}", "call_recorded") == []


def test_a_visit_that_led_the_case_on_is_answered_the_same_again(desk: Desk, program: TestClient, path: str) -> None:
    now_in(desk, CaseState.FED_BACK)
    key = {"Idempotency-Key": "visit-1"}
    answers = [program.post(f"{path}/visits", json=VISIT, headers=key) for _ in range(3)]
    assert {(one.status_code, one.text) for one in answers} == {(201, answers[0].text)}
    assert len(told(program, path, "visit_recorded")) == 1


def test_the_same_evidence_is_taken_once_and_other_files_are_refused(program: TestClient, path: str) -> None:
    key, fields = {"Idempotency-Key": "photo-1"}, {"source": "resident"}
    answers = [program.post(f"{path}/evidence", data=fields, files=[PHOTO], headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    other = ("files", ("门机.jpg", b"\xff\xd8\xff\xe0 other", "image/jpeg"))
    refusal(program.post(f"{path}/evidence", data=fields, files=[other], headers=key), 409)
    assert len(told(program, path, "evidence_added")) == 1


def test_a_refused_writing_leaves_its_key_free(desk: Desk, program: TestClient, path: str) -> None:
    key = {"Idempotency-Key": "visit-2"}
    refusal(program.post(f"{path}/visits", json=VISIT, headers=key), 409)
    now_in(desk, CaseState.FED_BACK)
    assert program.post(f"{path}/visits", json=VISIT, headers=key).status_code == 201


def test_the_same_call_sent_by_eight_at_once_is_one(desk: Desk, program: TestClient, path: str) -> None:
    key = {"Idempotency-Key": "at-once"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: program.post(f"{path}/calls", json=CALL, headers=key), range(8)))
    assert {one.status_code for one in answers} == {201}
    assert len(told(program, path, "call_recorded")) == 1


def test_a_case_that_has_changed_since_it_was_read_is_not_written_to(program: TestClient, path: str) -> None:
    tag = program.get(path).headers["etag"]
    assert program.post(f"{path}/calls", json=CALL, headers={"If-Match": f'"x", {tag}'}).status_code == 201
    told_so = refusal(program.post(f"{path}/calls", json=CALL, headers={"If-Match": tag}), 412)
    assert "变化" in told_so["detail"]
    refusal(program.post(f"{path}/calls", json=CALL, headers={"If-Match": f"W/{tag}"}), 412)
    assert program.post(f"{path}/calls", json=CALL, headers={"If-Match": "*"}).status_code == 201
    assert len(told(program, path, "call_recorded")) == 2


def test_a_retry_is_the_same_though_the_case_has_changed_by_it(program: TestClient, path: str) -> None:
    asked = {"If-Match": program.get(path).headers["etag"], "Idempotency-Key": "tagged"}
    answers = [program.post(f"{path}/calls", json=CALL, headers=asked) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]


def test_a_wrong_body_is_told_by_place(program: TestClient, path: str) -> None:
    for what, body, where in (
        ("calls", {"note": "x"}, "body.reached"),
        ("calls", {**CALL, "note": " \n"}, "body.note"),
        ("calls", {**CALL, "reached": "yes"}, "body.reached"),
        ("reports", {**REPORT, "department": "none"}, "body.department"),
        ("reports", {**REPORT, "colour": "red"}, "body.colour"),
        ("visits", {**VISIT, "outcome": "happy"}, "body.outcome"),
        ("visits", {**VISIT, "note": "a\0b"}, "body.note"),
    ):
        errors = refusal(program.post(f"{path}/{what}", json=body), 422)["errors"]
        assert where in {one["where"] for one in errors}


def test_evidence_that_fits_not_is_refused(program: TestClient, path: str) -> None:
    refusal(program.post(f"{path}/evidence", data={"source": "resident"}), 422)
    refusal(program.post(f"{path}/evidence", data={"source": "dream"}, files=[PHOTO]), 422)
    refusal(program.post(f"{path}/evidence", data={"source": "resident", "date": "x"}, files=[PHOTO]), 422)
    late = {"source": "resident", "date": "2099-01-01"}
    refusal(program.post(f"{path}/evidence", data=late, files=[PHOTO]), 409)
    assert told(program, path, "evidence_added") == []


def test_only_who_may_write_writes_and_only_to_what_it_sees(desk: Desk, program: TestClient, path: str) -> None:
    reader = api(desk, Scope.CASES_READ, name="reader")
    assert 'scope="cases:write"' in reader.post(f"{path}/calls", json=CALL).headers["www-authenticate"]
    desk.house.directory(HOME)
    of_project = api(desk, *Scope, project=HOME.project, name="own")
    nowhere = refusal(of_project.post("/api/v1/cases/TS-1999-000001/calls", json=CALL), 404)
    assert refusal(of_project.post(f"{path}/calls", json=CALL), 404) == nowhere
    assert told(program, path, "call_recorded") == []


def test_clocks_and_letters_are_lists_of_their_own(desk: Desk, program: TestClient, path: str) -> None:
    desk.house.work()
    shown = program.get(path).json()
    for what, key in (("clocks", "deadlines"), ("letters", "letters")):
        answer = program.get(f"{path}/{what}")
        assert answer.json() == {"items": shown[key]}
        again = program.get(f"{path}/{what}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        refusal(program.get(f"/api/v1/cases/TS-1999-000001/{what}"), 404)
