"""What a department sees of a case: its own notice, and the days that it commits to.

Covers desk.routes.department, desk.views.department.
"""

import letters_at_hand as at_hand
import pytest
from servers.desk import Desk
from servers.letters_day import without_a_plan

from domain.codes import ClockName, Department, LetterState, Role
from domain.staff import Grant, Person
from domain.work_codes import EvidenceSource
from store import evidence
from store.letters import LetterRow
from workers.correspondence.approving import going_of


@pytest.fixture
def fitter(desk: Desk) -> Person:
    return desk.person("zhao", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))


@pytest.fixture
def notice(desk: Desk, clerk: Person, supervisor: Person) -> LetterRow:
    """The engineers' notice, approved."""
    draft = at_hand.a_draft(desk, clerk, "department_notice")
    at_hand.finished(desk, clerk, draft)
    without_a_plan(desk.house, draft, by=clerk)
    at_hand.send(desk, clerk, draft.id, "submit")
    path = f"/letters/{draft.id}/approve"
    shown = at_hand.letter(desk, draft.id)
    desk.post(desk.client(supervisor), path, path, {"pdf_sha": shown.pdf_sha, "going": going_of(shown)})
    letter = at_hand.letter(desk, draft.id)
    assert (letter.state, letter.department) == (LetterState.APPROVED, Department.ENGINEERING)
    return letter


def test_a_department_reads_its_notice_and_no_other_letter(
    desk: Desk, clerk: Person, fitter: Person, notice: LetterRow
) -> None:
    case = desk.house.cases()[0]
    (acknowledgement,) = (one for one in desk.house.letters(case) if one.id != notice.id)
    client = desk.client(fitter)
    page = client.get(f"/cases/{case.number}").text
    assert f'href="/letters/{notice.id}"' in page
    assert f'href="/letters/{acknowledgement.id}"' not in page
    assert client.get(f"/letters/{notice.id}").status_code == 200
    pdf = client.get(f"/letters/{notice.id}/pdf")
    assert pdf.content == desk.house.services.archive.get(notice.pdf_sha)
    reply = at_hand.a_draft(desk, clerk, "reply", case)
    for other in (acknowledgement, reply):
        for path in ("", "/docx", "/pdf", "/preview", "/page/1.png", "/versions/1"):
            assert client.get(f"/letters/{other.id}{path}").status_code == 404, path


def test_another_department_does_not_know_the_notice(desk: Desk, notice: LetterRow) -> None:
    guard = desk.client(desk.person("xu", Grant(role=Role.DEPARTMENT, department=Department.SECURITY)))
    assert guard.get(f"/letters/{notice.id}").status_code == 404


def test_a_notice_that_is_not_approved_is_not_its_departments_yet(desk: Desk, clerk: Person, fitter: Person) -> None:
    draft = at_hand.a_draft(desk, clerk, "department_notice")
    assert desk.client(fitter).get(f"/letters/{draft.id}").status_code == 404


def test_a_department_commits_to_its_days(desk: Desk, fitter: Person, notice: LetterRow) -> None:
    case, client = desk.house.cases()[0], desk.client(fitter)
    path = f"/cases/{case.number}"
    assert "承诺开始和完工日期" in client.get(path).text
    days = {"department": "engineering", "start": "2026-03-03", "finish": "2026-03-11"}

    answer = desk.post(client, path, f"{path}/commit", days)

    page = client.get(answer.headers["location"]).text
    assert "工程部承诺 2026-03-03 开始、2026-03-11 完工" in page
    assert desk.house.clocks(case)[ClockName.DEPARTMENT_FINISH, 1].due_at.date().isoformat() == "2026-03-11"
    refused = desk.post(client, path, f"{path}/commit", days | {"finish": "2026-03-02"})
    assert "完工日期不能早于开始日期" in client.get(refused.headers["location"]).text


def test_without_a_notice_there_is_nothing_to_commit_to(desk: Desk, fitter: Person) -> None:
    case = at_hand.a_case(desk)
    assert "承诺开始和完工日期" not in desk.client(fitter).get(f"/cases/{case.number}").text


def test_a_departments_own_page_shows_what_it_was_given_and_takes_its_report(
    desk: Desk, fitter: Person, notice: LetterRow
) -> None:
    client, case = desk.client(fitter), desk.house.cases()[0]
    page = client.get("/department").text
    assert all(words in page for words in (case.number, f'href="/letters/{notice.id}"', "登记完工", "3栋2单元501"))
    answer = desk.post(
        client, "/department", f"/cases/{case.number}/report", {"department": "engineering", "note": "在修", "done": ""}
    )
    assert answer.status_code == 303
    assert "department_report" in desk.house.events(case)
    desk.post(
        client,
        "/department",
        f"/cases/{case.number}/report",
        {"department": "engineering", "note": "好了", "done": "yes"},
    )
    assert desk.house.clocks(case)[ClockName.DEPARTMENT_FINISH, 1].stopped_at is not None


def test_a_photo_is_added_on_the_departments_own_page_which_stays_open(
    desk: Desk, fitter: Person, notice: LetterRow
) -> None:
    client, case = desk.client(fitter), desk.house.cases()[0]
    page = client.get("/department").text
    assert all(words in page for words in ('capture="environment"', "data-drop", f"/cases/{case.number}/evidence"))
    files = [("files", (name, bytes(9), "image/jpeg")) for name in ("门机.jpg", "轿厢.jpg")]
    answer = desk.post(client, "/department", f"/cases/{case.number}/evidence", {"source": "department"}, files=files)
    assert answer.headers["location"] == "/department"
    assert "已有 1 件" in client.get("/department").text, "two files of the same bytes are one piece"
    (piece,) = desk.house.ask(lambda session: evidence.of_case(session, case.id))
    assert (piece.source, piece.made_by) == (EvidenceSource.DEPARTMENT, "zhao")


def test_another_departments_page_is_empty(desk: Desk, notice: LetterRow) -> None:
    guard = desk.person("xu", Grant(role=Role.DEPARTMENT, department=Department.SECURITY))
    assert "没有待办的处理通知单" in desk.client(guard).get("/department").text
