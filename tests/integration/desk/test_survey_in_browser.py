"""A survey in a real browser, from its plan over sample, answers and a visit to its results: two sizes, whole and open
to everybody by WCAG 2.1 AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import Desk, served

from desk.access import COOKIE
from domain.codes import Role
from domain.staff import Person
from domain.surveys import QUESTIONS
from store.directory import NewHousehold

_WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
OWN = "阳光花园"


def sound(page: Page) -> None:
    """The page is as wide as its window, and nobody is shut out."""
    assert Axe().run(page, options=_WCAG).response["violations"] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url


def signed_in(desk: Desk, context: BrowserContext, person: Person, address: str) -> Page:
    context.clear_cookies()
    context.add_cookies([{"name": COOKIE, "value": desk.client(person).cookies[COOKIE], "url": address}])
    return context.new_page()


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
def test_from_the_plan_to_the_results(desk: Desk, browser: Browser, size: dict[str, int]) -> None:
    desk.house.directory(
        *(NewHousehold(project=OWN, building=f"{1 + n % 2}栋", room=str(101 + n), name=f"住户{n}") for n in range(40))
    )
    planner, starter = desk.person("fang", Role.SERVICE_DEPARTMENT), desk.person("sun", Role.MANAGER)
    clerk = desk.person("chen", Role.CLERK)
    window = visiting(browser, size=size)
    with served(desk.house) as address, window as context:
        page = signed_in(desk, context, planner, address)
        page.goto(f"{address}/surveys")
        sound(page)
        page.get_by_role("button", name="计划，看抽样").click()
        expect(page.get_by_role("heading", name="抽样预览")).to_be_visible()
        sound(page)
        at = page.url
        page = signed_in(desk, context, starter, address)
        page.goto(at)
        page.get_by_role("button", name="开始，抽定住户").click()
        expect(page.get_by_text("调查已开始")).to_be_visible()
        page = signed_in(desk, context, clerk, address)
        page.goto(at)
        sound(page)
        page.get_by_role("link", name="录入答卷").click()
        sound(page)
        for mark in ("非常满意", "非常不满意"):
            page.locator("tbody a.title").first.click()
            for question in QUESTIONS[:2]:
                page.get_by_role("group", name=question).get_by_role("radio", name=mark, exact=True).check()
            sound(page)
            page.get_by_role("button", name="录入", exact=True).click()
            expect(page.get_by_text("已录入")).to_be_visible()
        page.goto(f"{at}/follow-ups")
        sound(page)
        page.get_by_label("结果").select_option("resolved")
        page.get_by_label("回访情况").fill("门禁已修好")
        page.get_by_role("button", name="登记回访").click()
        expect(page.get_by_text("已登记回访")).to_be_visible()
        page = signed_in(desk, context, starter, address)
        page.goto(at)
        sound(page)
        page.get_by_role("button", name="结束调查").click()
        page.get_by_role("link", name="看结果").click()
        expect(page.get_by_text("2 份，抽中 8 户")).to_be_visible()
        expect(page.get_by_text("50.0%").first).to_be_visible()
        sound(page)
