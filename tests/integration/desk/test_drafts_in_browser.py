"""Drafts in a real browser: saved while typing, offered after all that ends a page, and taken up again."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, Route
from servers.browser import visiting
from servers.desk import Desk, served
from servers.house import House

from desk.access import COOKIE
from domain.codes import Role
from store import form_drafts

NOTE = "已致电王女士，门机待修，明天上午到场"


@pytest.fixture
def address(desk: Desk, house: House) -> Iterator[str]:
    house.mail()
    house.work()
    with served(house) as found:
        yield found


@pytest.fixture
def opened(desk: Desk, address: str, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A page of the desk in a browser of its own each time, as on another machine; the one before is closed."""
    token = desk.client(desk.person("chen", Role.CLERK)).cookies[COOKIE]
    with ExitStack() as machines:

        def at(path: str) -> Page:
            machines.close()
            context = machines.enter_context(visiting(browser))
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
            page = context.new_page()
            page.goto(address + path)
            return page

        yield at


def offered(page: Page) -> Locator:
    return page.locator(".draft-offer:visible")


def kept(house: House) -> int:
    return house.ask(form_drafts.kept).drafts


def until(true: Callable[[], bool]) -> None:
    """Wait for it, a few seconds at most."""
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_is_typed_survives_the_browser_and_goes_with_the_form(house: House, opened: Callable[[str], Page]) -> None:
    path = "/cases/TS-2026-000001"
    page = opened(path)
    assert offered(page).count() == 0
    page.locator("details:has(form[data-draft=act-set_validity]) > summary").click()
    page.locator("form[data-draft=act-set_validity] textarea").fill(NOTE)
    page.get_by_text("草稿已保存 10:00").wait_for()

    page = opened(path)
    bar = offered(page).filter(has_text="草稿保存于 10:00")
    bar.wait_for()
    assert page.get_by_text("此后案件有变动").is_hidden()
    bar.get_by_role("button", name="继续").click()
    note = page.locator("form[data-draft=act-set_validity] textarea")
    assert note.input_value() == NOTE
    note.press_sequentially("。")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    page.get_by_text("已认定").first.wait_for()
    assert kept(house) == 0
    assert offered(page).count() == 0
    assert house.events(house.cases()[0]).count("validity_set") == 1


def test_what_is_typed_before_the_script_stands_is_saved_too(house: House, opened: Callable[[str], Page]) -> None:
    page = opened("/cases/TS-2026-000001/record")
    held: list[Route] = []
    page.route("**/static/drafts.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    page.reload(wait_until="commit")
    note = page.locator("#facts textarea")
    note.press_sequentially(NOTE)
    until(lambda: bool(held))
    held[0].continue_()
    page.get_by_text("草稿已保存 10:00").wait_for()
    assert kept(house) == 1


def test_what_is_typed_last_is_saved_on_leaving_and_discarded_by_a_click(
    house: House, opened: Callable[[str], Page]
) -> None:
    path = "/cases/TS-2026-000001/record"
    page = opened(path)
    page.locator("#facts textarea").fill(NOTE)
    page.goto("about:blank")
    until(lambda: kept(house) == 1)
    page.go_back()
    page.goto(page.url.removesuffix("/record"))
    elsewhere = offered(page)
    elsewhere.get_by_role("link", name="打开").click()
    page.wait_for_url("**/record")
    offered(page).get_by_role("button", name="丢弃").click()
    offered(page).wait_for(state="hidden")
    assert kept(house) == 0
    page.reload()
    page.wait_for_load_state("networkidle")
    assert offered(page).count() == 0


def test_a_letter_with_a_row_more_comes_back_with_it(house: House, opened: Callable[[str], Page]) -> None:
    page = opened("/cases/TS-2026-000001")
    page.locator("button[data-key=r]").click()
    page.wait_for_url("**/letters/**")
    page.get_by_role("button", name="自由修改文字").click()
    page.wait_for_url(lambda url: not url.endswith("/compose"))
    at = "/" + page.url.split("/", 3)[3]
    rows = page.locator("#letter textarea[name=text]")
    many = rows.count()
    page.locator("button[value^='add:']").first.click()
    page.locator("textarea[autofocus]").press_sequentially(NOTE)
    page.get_by_text("草稿已保存").wait_for()

    page = opened(at)
    rows = page.locator("#letter textarea[name=text]")
    assert rows.count() == many
    with page.expect_navigation():
        offered(page).get_by_role("button", name="继续").click()
    assert rows.count() == many + 1
    assert NOTE in [one.input_value() for one in rows.all()]
    assert offered(page).count() == 0, "what the page shows already is not offered beside itself"
    with page.expect_navigation():
        page.locator("button[data-key=s]").click()
    assert kept(house) == 0
