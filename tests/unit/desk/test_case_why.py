"""Why a case was decided so, what nearly won, what would make it otherwise; a case made an example, without names.

Covers desk.routes.case_why, desk.views.case_why, workers.ruledesk.explaining and rules.otherwise.
"""

import pytest
from servers.desk import Desk
from servers.small_rulebook import live_small

from domain.codes import Role
from domain.staff import Grant, Person
from rules import editing
from workers.ruledesk.drafts import draft_of

TEXT = "我是阳光花园3栋2单元501的业主王芳，电梯坏了，有人困在电梯里，垃圾也没人收。电话13800138000"


@pytest.fixture
def number(desk: Desk) -> str:
    live_small(desk.house.services)
    desk.house.services.live._compiled = None  # the house of the tests holds the shipped one
    desk.house.mail("电梯", TEXT)
    desk.house.work()
    return desk.house.cases()[0].number


def test_the_page_says_which_rule_where_and_by_which_words(desk: Desk, clerk: Person, number: str) -> None:
    page = desk.client(clerk).get(f"/cases/{number}/why").text
    assert "rules/base.yaml:2" in page
    assert "有人被困" in page
    assert "<q>困在电梯</q>" in page
    assert f'href="/cases/{number}/why"' in desk.client(clerk).get(f"/cases/{number}").text


def test_what_nearly_won_is_told_with_what_it_lacks(desk: Desk, clerk: Person, number: str) -> None:
    page = desk.client(clerk).get(f"/cases/{number}/why").text
    assert "<strong>垃圾清运</strong>" in page
    assert "清运（2）" in page


def test_what_would_make_it_otherwise_was_decided_again(desk: Desk, clerk: Person, number: str) -> None:
    page = desk.client(clerk).get(f"/cases/{number}/why").text
    other = page[page.index("怎样才会不同") :]
    assert "<q>困在电梯</q>" in other
    assert "紧急 → <strong>" in other


def test_a_case_becomes_an_example_without_names(desk: Desk, number: str) -> None:
    head = desk.person("fang", Role.SERVICE_DEPARTMENT, name="方慧")
    client, page = desk.client(head), f"/cases/{number}/why"
    shown = client.get(page).text
    text = shown[shown.index('rows="8"') :].partition(">")[2].partition("</textarea>")[0]
    assert "王芳" not in text
    assert "13800138000" not in text
    assert desk.post(client, page, f"{page}/example", {"subject": "电梯", "text": text}).status_code == 303
    assert "存入规则草稿" in client.get(page).text
    with desk.house.services.database.reading() as session:
        draft = draft_of(session)
    (entry,) = editing.entries(draft.texts["examples/cases.yaml"])
    assert entry.values["expect"] == {
        "topic": "lift_outage",
        "category": "equipment",
        "grade": "A",
        "department": "engineering",
    }
    desk.post(client, page, f"{page}/example", {"subject": "电梯", "text": text})
    assert "已是例信" in client.get(page).text


def test_only_who_sees_the_case_and_reads_the_rules_makes_an_example(desk: Desk, clerk: Person, number: str) -> None:
    page = f"/cases/{number}/why"
    assert "存为例信" not in desk.client(clerk).get(page).text
    assert desk.post(desk.client(clerk), page, f"{page}/example", {"text": "x"}).status_code == 403
    elsewhere = desk.person("far", Grant(role=Role.SERVICE_DEPARTMENT, project="翠湖"))
    assert desk.client(elsewhere).get(page).status_code == 404
