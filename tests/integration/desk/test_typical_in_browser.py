"""A typical case in a real browser: a clerk writes it, a second person publishes it, a new case finds it."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import Desk, served
from servers.house import LIFT, House

from desk.access import COOKIE
from domain.codes import Role
from store.cases import CaseRow
from store.directory import NewHousehold

HOME = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")
WRITTEN = {
    "title": "电梯停运投诉的处理",
    "points": "某项目的电梯停运三天，业主甲多次来信。",
    "causes": "门机部件损坏，备件未储备。",
    "handling": "当日更换部件，次日回访。",
    "lesson": "先告知，再维修；王芳的建议应当采纳。",
    "correction": "储备门机部件。",
}


@pytest.fixture
def windows(desk: Desk, house: House, browser: Browser) -> Iterator[dict[str, Page]]:
    """The windows of a clerk and of a supervisor; address: where the desk is."""
    house.directory(HOME)
    with served(house) as address, ExitStack() as opened:
        found = {}
        for login, role, size in (("chen", Role.CLERK, OFFICE), ("li", Role.SUPERVISOR, PHONE)):
            token = desk.client(desk.person(login, role)).cookies[COOKIE]
            context = opened.enter_context(visiting(browser, size=size))
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
            found[login] = context.new_page()
            found[login].goto(f"{address}/queue")
        yield found


def a_case(house: House, **mail: str) -> CaseRow:
    house.mail(**mail)
    house.work()
    return house.cases()[-1]


def to(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/", 3)[:3]) + path)


def test_from_a_case_to_the_next_of_its_kind(house: House, windows: dict[str, Page]) -> None:
    case = a_case(house)
    clerk, head = windows["chen"], windows["li"]
    to(clerk, f"/cases/{case.number}")
    clerk.get_by_role("button", name="写成典型案例").click()
    expect(clerk.get_by_role("heading", name="写典型案例")).to_be_visible()
    assert "业主甲" in clerk.locator("[name=points]").input_value()
    assert "王芳" not in clerk.locator("form[data-keep]").inner_html()
    for name, words in WRITTEN.items():
        clerk.locator(f"[name={name}]").fill(words)
    clerk.get_by_role("button", name="保存并检查").click()
    expect(clerk.locator("#check mark").first).to_have_text("王芳")
    path = "/" + clerk.url.split("/", 3)[3]
    to(head, path)
    expect(head.get_by_role("button", name="发布")).to_be_disabled()
    clerk.locator("[name=lesson]").fill("先告知，再维修。")
    clerk.get_by_role("button", name="保存并检查").click()
    expect(clerk.get_by_text("没有发现像个人信息的词。")).to_be_visible()
    to(head, path)
    head.get_by_role("button", name="发布").click()
    expect(head.get_by_role("heading", name="电梯停运投诉的处理")).to_be_visible()
    newer = a_case(house, text=LIFT.replace("501", "802").replace("王芳", "李强"), sender="李强 <l@example.com>")
    to(clerk, f"/cases/{newer.number}")
    clerk.get_by_role("link", name="电梯停运投诉的处理").click()
    expect(clerk.get_by_text("先告知，再维修。")).to_be_visible()
    to(clerk, "/typical-cases?q=電梯")
    clerk.get_by_label("选择“电梯停运投诉的处理”").check()
    with clerk.expect_download() as coming:
        clerk.get_by_role("button", name="所选印成 Word").click()
    assert coming.value.suggested_filename == "典型案例.docx"
