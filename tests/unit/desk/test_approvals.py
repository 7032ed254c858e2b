"""Approving: bound to what was looked at, by the right role, by nobody who wrote it; several at once.

Covers desk.views.approval.
"""

import letters_at_hand as at_hand
from servers.desk import Desk
from servers.forms import fields_of

from domain.codes import Grade, LetterState, Role
from domain.staff import Grant, Person
from store import cases
from workers.correspondence.approving import going_of

HERE = at_hand.HERE


def _graded(desk: Desk, case_id: int, grade: Grade) -> None:
    with desk.house.services.database.transaction() as session:
        cases.update_case(session, case_id, grade=grade)


def test_what_waits_is_shown_with_its_pages_and_time_left(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)

    page = desk.client(supervisor).get("/approvals").text

    assert letter.number in page
    assert f"/letters/{letter.id}/page/1.png" in page
    assert "还剩" in page
    assert "第 1 步（共 1 步）：主任审批" in page
    assert desk.client(clerk).get("/approvals").status_code == 403


def test_several_are_approved_at_once_each_as_it_was_shown(desk: Desk, clerk: Person, supervisor: Person) -> None:
    one, other = at_hand.a_submitted(desk, clerk), at_hand.a_submitted(desk, clerk)
    client = desk.client(supervisor)
    keys = [f"letter:{letter.id}:{letter.pdf_sha}:{going_of(letter)}" for letter in (one, other)]
    for key in keys:
        assert key in client.get("/approvals").text

    answer = desk.post(client, "/approvals", "/approvals", {"chosen": keys})

    assert answer.status_code == 303
    assert "已批准 2 件" in client.get("/approvals").text
    assert {at_hand.letter(desk, letter.id).state for letter in (one, other)} == {LetterState.APPROVED}


def test_what_cannot_be_approved_is_told_one_by_one(desk: Desk, clerk: Person, supervisor: Person) -> None:
    one, other = at_hand.a_submitted(desk, clerk), at_hand.a_submitted(desk, clerk)
    keys = [f"letter:{one.id}:{one.pdf_sha}:{going_of(one)}", f"letter:{other.id}:{'0' * 64}"]

    answer = desk.post(desk.client(supervisor), "/approvals", "/approvals", {"chosen": keys})

    assert f"{one.number}：已批准" in answer.text
    assert "这封信在您查看之后已经变动" in answer.text
    assert at_hand.letter(desk, other.id).state is LetterState.SUBMITTED


def test_the_last_approval_sends_the_letter_on_its_way(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)

    desk.post(
        desk.client(supervisor),
        f"/letters/{letter.id}/approve",
        f"/letters/{letter.id}/approve",
        {"pdf_sha": letter.pdf_sha, "going": going_of(letter)},
    )
    desk.house.work()

    assert at_hand.letter(desk, letter.id).state is LetterState.SENT


def test_a_return_needs_a_remark_and_then_shows_what_changed(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)
    client, page = desk.client(supervisor), f"/letters/{letter.id}/approve"

    refused = desk.post(client, page, f"/letters/{letter.id}/return", {"remark": " "})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    desk.post(client, page, f"/letters/{letter.id}/return", {"remark": "请写明修好的日期"})

    assert at_hand.letter(desk, letter.id).state is LetterState.RETURNED
    assert "请写明修好的日期" in desk.client(clerk).get(f"/letters/{letter.id}").text
    at_hand.send(desk, clerk, letter.id, "save", lambda text: text.replace("停运问题", "故障问题"))
    at_hand.finished(desk, clerk, letter)
    assert at_hand.send(desk, clerk, letter.id, "submit").status_code == 303
    assert "<del>停运</del><ins>故障</ins>" in client.get(page).text


def test_who_wrote_at_it_sees_why_they_may_not(desk: Desk, supervisor: Person) -> None:
    letter = at_hand.a_submitted(desk, supervisor)
    client = desk.client(supervisor)

    assert "写过或送审过的人不能自己审批" in client.get("/approvals").text
    page = client.get(f"/letters/{letter.id}/approve").text
    assert "写过或送审过的人不能自己审批" in page
    answer = desk.post(
        client,
        f"/letters/{letter.id}/approve",
        f"/letters/{letter.id}/approve",
        {"pdf_sha": letter.pdf_sha, "going": going_of(letter)},
    )
    assert answer.status_code == 422
    assert at_hand.letter(desk, letter.id).state is LetterState.SUBMITTED


def test_a_grave_case_needs_the_supervisor_and_then_the_manager(
    desk: Desk, clerk: Person, supervisor: Person, manager: Person
) -> None:
    letter = at_hand.a_submitted(desk, clerk)
    _graded(desk, letter.case_id, Grade.A)
    path, seen = f"/letters/{letter.id}/approve", {"pdf_sha": letter.pdf_sha, "going": going_of(letter)}

    early = desk.client(manager).get(path).text
    assert "您没有办理此事的权限" in early
    assert letter.number not in desk.client(manager).get("/approvals").text
    desk.post(desk.client(supervisor), path, path, seen)

    assert at_hand.letter(desk, letter.id).state is LetterState.SUBMITTED
    assert "第 2 步（共 2 步）：经理审批" in desk.client(manager).get("/approvals").text
    desk.post(desk.client(manager), path, path, seen)
    assert at_hand.letter(desk, letter.id).state is LetterState.APPROVED


def test_what_was_let_stand_is_shown_with_its_reason(desk: Desk, clerk: Person, supervisor: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)

    page = desk.client(supervisor).get(f"/letters/{letter.id}/approve").text

    assert "检查中保留的" in page
    assert "已核对 — 陈晓" in page
    assert ("pdf_sha", letter.pdf_sha) in fields_of(page, f"/letters/{letter.id}/approve")


def test_the_approver_of_a_letter_that_waits_no_more_is_led_to_it(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    draft = at_hand.a_draft(desk, clerk)

    answer = desk.client(supervisor).get(f"/letters/{draft.id}/approve")

    assert answer.headers["location"] == f"/letters/{draft.id}"


def test_another_projects_approver_sees_nothing(desk: Desk, clerk: Person) -> None:
    letter = at_hand.a_submitted(desk, clerk)
    with desk.house.services.database.transaction() as session:
        at_hand.place(session, letter.case_id, "阳光花园")
    stranger = desk.client(desk.person("zhao", Grant(role=Role.SUPERVISOR, project="别处")))

    assert letter.number not in stranger.get("/approvals").text
    assert stranger.get(f"/letters/{letter.id}/approve").status_code == 404
    key = f"letter:{letter.id}:{letter.pdf_sha}:{going_of(letter)}"
    assert "没有这封信" in desk.post(stranger, "/keys", "/approvals", {"chosen": [key]}).text
