"""Drafts of forms: kept for their person alone, offered again, gone when the form is sent, never over somebody's work.

Covers desk.routes.drafts, desk.views.drafts and workers.casework.form_drafts.
"""

import json
from datetime import timedelta
from typing import Any

import letters_at_hand as at_hand
import pytest
from httpx2 import Response
from servers.desk import Desk
from servers.forms import fields_of, sent

from desk.views.drafts import name_of, page_of
from domain.codes import Role
from domain.staff import Grant, Person
from store import form_drafts
from store.cases import CaseRow
from workers.casework import form_drafts as drafts

KEY = "0123456789abcdef-0"
LONG = json.dumps([["note", "字" * 400_001, True]])


def _save(desk: Desk, person: Person, case: CaseRow | None, form: str, key: str = KEY, **fields: str) -> Response:
    number = case.number if case else ""
    typed = json.dumps([[name, value, True] for name, value in fields.items()])
    stand = desk.house.ask(lambda session: form_drafts.stands(session, [number])).get(number, (0, 0))[1]
    page = f"/cases/{number}" if case else "/me"
    values = {"of": number, "form": form, "key": key, "stand": str(stand), "fields": typed}
    return desk.post(desk.client(person), page, "/drafts", values)


def _offered(desk: Desk, person: Person, case: CaseRow | None) -> list[dict[str, Any]]:
    answer = desk.client(person).get("/drafts", params={"of": case.number if case else ""})
    found: list[dict[str, Any]] = answer.json()["drafts"]
    return found


def _fields(desk: Desk, person: Person, path: str) -> list[tuple[str, str]]:
    """What a letter's form holds but for the token, which is each person's own."""
    held = fields_of(desk.client(person).get(path).text, "letter")
    return [(name, value) for name, value in held if name != "csrf"]


def test_what_was_typed_is_offered_to_its_person_alone_and_goes_when_the_form_is_sent(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    case = at_hand.a_case(desk)
    assert _save(desk, clerk, case, "act-call", note="已致电").json() == {"at": "10:00"}
    assert _save(desk, clerk, case, "act-call", note="已致电王女士，门机待修").status_code == 200

    (offer,) = _offered(desk, clerk, case)
    assert offer["fields"] == [["note", "已致电王女士，门机待修", True]]
    assert (offer["form"], offer["stale"], offer["page"]) == ("act-call", False, f"/cases/{case.number}")
    assert _offered(desk, supervisor, case) == []

    page = f"/cases/{case.number}"
    refused = desk.post(desk.client(clerk), page, f"{page}/call", {"note": "", "reached": "yes", "draft": KEY})
    assert refused.status_code == 303
    assert len(_offered(desk, clerk, case)) == 1, "a refused act keeps its draft"

    desk.post(desk.client(clerk), page, f"{page}/call", {"note": "已致电", "reached": "yes", "draft": KEY})
    assert _offered(desk, clerk, case) == []


def test_no_one_sends_or_discards_the_draft_of_another(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    page = f"/cases/{case.number}"
    _save(desk, clerk, case, "act-call", note="我的")
    _save(desk, supervisor, case, "act-call", note="另一人的")
    desk.post(desk.client(supervisor), page, "/drafts/discard", {"key": KEY})
    assert [offer["fields"][0][1] for offer in _offered(desk, clerk, case)] == ["我的"]
    desk.post(desk.client(clerk), page, "/drafts/discard", {"key": KEY})
    assert _offered(desk, clerk, case) == []


def test_a_draft_of_a_case_that_has_moved_on_says_so(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    page = f"/cases/{case.number}"
    _save(desk, clerk, case, "act-finish", note="修好了")
    assert not _offered(desk, clerk, case)[0]["stale"]
    desk.post(desk.client(supervisor), page, f"{page}/call", {"note": "已致电", "reached": "yes"})
    assert _offered(desk, clerk, case)[0]["stale"]
    assert desk.client(clerk).get("/drafts", params={"of": case.number}).json()["stands"][case.number] > 0


def test_a_case_of_another_project_is_not_there(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    _save(desk, clerk, case, "act-call", note="已致电")
    stranger = desk.person("sun", Grant(role=Role.CLERK, project="翠湖"))
    client = desk.client(stranger)
    values = {"of": case.number, "form": "act-call", "key": KEY, "fields": "[]"}
    there = desk.post(client, "/me", "/drafts", values)
    nowhere = desk.post(client, "/me", "/drafts", values | {"of": "TS-2026-999999"})
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert client.get("/drafts", params={"of": case.number}).json() == {"stands": {}, "drafts": []}


@pytest.mark.parametrize(
    "wrong",
    [{"fields": "["}, {"fields": '[["note", 1, true]]'}, {"key": "short"}, {"form": "../x"}, {"fields": LONG}],
)
def test_what_is_no_draft_is_refused(desk: Desk, clerk: Person, wrong: dict[str, str]) -> None:
    values = {"of": "", "form": "register", "key": KEY, "fields": "[]"} | wrong
    desk.post(desk.client(clerk), "/me", "/drafts", values)
    assert _offered(desk, clerk, None) == []


def test_a_person_s_drafts_are_bounded_and_go_after_their_term(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST", 2)
    for number in range(3):
        _save(desk, clerk, None, "register", key=f"{KEY}{number}", facts=str(number))
        desk.house.time[0] += timedelta(minutes=1)
    assert [offer["fields"][0][1] for offer in _offered(desk, clerk, None)] == ["2", "1"]
    desk.house.time[0] += timedelta(days=15)
    with desk.house.services.database.reading() as session:
        assert drafts.offered(desk.house.services, session, [""], actor=clerk) == ()
    assert drafts.expire(desk.house.services) == 2


def test_a_form_with_rows_is_shown_again_as_it_was_typed(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    path = f"/cases/{case.number}/record"
    rows = {name: ["", ""] for name in ("topic", "findings", "result", "met", "why")}
    rows |= {"name": ["电梯停运", "楼道垃圾"], "demand": ["修好", "清运"], "seen": ["0"]}
    shown = desk.post(desk.client(clerk), path, f"{path}/matters", rows | {"do": "again", "draft": KEY})
    assert shown.status_code == 200
    assert [value for name, value in fields_of(shown.text, "matters") if name == "name"] == ["电梯停运", "楼道垃圾"]
    assert f'data-draft="{KEY}"' in shown.text, "the page goes on with that draft"

    typed = {"facts": "电梯停运三天", "demand": "尽快修好", "do": "again", "draft": KEY}
    again = desk.post(desk.client(clerk), "/register", "/register", typed)
    assert ("facts", "电梯停运三天") in fields_of(again.text, "/register")
    assert desk.house.cases() == [case]

    plan = {"opinion": "更换门机", "what": ["拆", "装"], "department": ["", ""], "owner": ["", ""], "due": ["", ""]}
    plan |= {"resources": ["", ""], "promise": ["", ""], "seen": ""}
    path = f"/cases/{case.number}/plan"
    shown = desk.post(desk.client(clerk), path, path, plan | {"do": "again"})
    assert [value for name, value in fields_of(shown.text, "plan") if name == "what"] == ["拆", "装"]


def test_a_letter_s_draft_comes_back_over_what_another_saved_and_both_are_seen(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    letter = at_hand.a_draft(desk, clerk)
    path = f"/letters/{letter.id}"
    mine = _fields(desk, clerk, path)
    theirs = [(name, value + "（另一人改过）" if name == "text" and "。" in value else value) for name, value in mine]
    desk.post(desk.client(supervisor), path, path, sent(theirs, do="save"))
    typed = [(name, value + "我写的。" if name == "text" and "。" in value else value) for name, value in mine]
    shown = desk.post(desk.client(clerk), path, path, sent(typed, do="again"))
    assert shown.status_code == 200
    assert "我写的。" in shown.text
    assert "另一人改过" in shown.text


def test_a_composed_letter_s_draft_says_what_it_would_be_put_over(
    desk: Desk, clerk: Person, supervisor: Person
) -> None:
    letter = at_hand.a_draft(desk, clerk)
    path = f"/letters/{letter.id}/compose"
    fields = _fields(desk, clerk, path)
    typed = sent(fields, findings="门机损坏", do="again")
    fresh = desk.post(desk.client(clerk), path, path, typed)
    assert fresh.status_code == 200
    assert "以下是您未保存的草稿" in fresh.text
    assert "请先核对" not in fresh.text.partition("<main")[2].partition("<template")[0]
    assert "门机损坏" in fresh.text
    assert desk.post(desk.client(supervisor), path, path, sent(fields, result="已修", do="save")).text == ""
    stale = desk.post(desk.client(clerk), path, path, typed)
    assert "请先核对" in stale.text.partition("<main")[2].partition("<template")[0]


def test_every_form_names_the_page_on_which_it_stands() -> None:
    number = "TS-2026-000001"
    assert page_of(number, "letter-7") == "/letters/7"
    assert page_of(number, "compose-7") == "/letters/7/compose"
    assert page_of(number, "record-facts") == f"/cases/{number}/record"
    assert page_of(number, "plan") == f"/cases/{number}/plan"
    assert page_of(number, "act-call") == f"/cases/{number}"
    assert page_of("", "register") == "/register"
    assert [name_of(form) for form in ("act-call", "act-hand_up", "record-facts")] == [
        "记录通话",
        "上交",
        "案件记录",
    ]
