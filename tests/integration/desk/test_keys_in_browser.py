"""Every act of the case page and of the queue by key alone, and photos dropped or pasted wherever files are taken.

A key's letters stand on the page itself (static/hints.js); files go by static/desk.js.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from servers.browser import PHONE, visiting
from servers.desk import Desk, served
from servers.house import House, running_house

from desk.access import COOKIE
from domain.codes import Role
from store import evidence

ACTS = "main :is(a[href], button, summary, select, textarea, input:not([type=hidden]))"
SHOWN = """
((acts) => [...document.querySelectorAll(acts)].filter((one) =>
  one.getClientRects().length && !one.disabled && one.tabIndex >= 0))
"""
PASTE = """
(where) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array([255, 216, 255, 224])], "门机.jpg", { type: "image/jpeg" }));
  document.querySelector(where).dispatchEvent(new ClipboardEvent("paste", { clipboardData: files, bubbles: true }));
}
"""
DROP = PASTE.replace(
    'new ClipboardEvent("paste", { clipboardData: files,',
    'new DragEvent("drop", { dataTransfer: files, cancelable: true,',
)


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        running.mail()
        running.work()
        yield running


@pytest.fixture
def address(house: House) -> Iterator[str]:
    with served(house) as found:
        yield found


@pytest.fixture
def page(desk: Desk, address: str, browser: Browser) -> Iterator[Page]:
    """A supervisor's window, who may do the most."""
    token = desk.client(desk.person("li", Role.SUPERVISOR, Role.CLERK, name="李敏")).cookies[COOKIE]
    with visiting(browser) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        opened = context.new_page()
        opened.goto(f"{address}/cases/TS-2026-000001")
        yield opened


def press(page: Page, selector: str) -> None:
    """Reach it by the letters that stand on it."""
    page.keyboard.press("v")
    at = page.evaluate(f"([acts, wanted]) => {SHOWN}(acts).indexOf(document.querySelector(wanted))", [ACTS, selector])
    assert at >= 0, selector
    letters = page.locator(".hints kbd").nth(at).inner_text()
    for letter in letters:
        page.keyboard.press(letter)


def test_every_act_has_its_letters_and_they_lead_there(house: House, page: Page, address: str) -> None:
    assert page.locator(".key-help").is_visible(), "the help stands on the page"
    for path in ("/cases/TS-2026-000001", "/queue?all=1"):
        page.goto(address + path)
        page.keyboard.press("v")
        letters = page.locator(".hints kbd").all_inner_texts()
        assert len(letters) == page.evaluate(f"(acts) => {SHOWN}(acts).length", ACTS) > 3, path
        assert len(set(letters)) == len(letters), path
        page.keyboard.press("Escape")
        assert page.locator(".hints").count() == 0

    page.goto(f"{address}/cases/TS-2026-000001")
    press(page, "details:has(> form[data-draft=act-call]) > summary")
    page.keyboard.type("已致电")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert house.events(house.cases()[0]).count("call_recorded") == 1


def test_photos_are_pasted_and_dropped_onto_a_case_and_a_complaint_by_phone(
    house: House, page: Page, address: str
) -> None:
    page.evaluate(PASTE, "body")
    chosen = page.locator("#add-evidence [data-chosen]")
    chosen.get_by_text("门机.jpg").wait_for()
    page.evaluate(DROP, "#original")
    assert chosen.inner_text() == "门机.jpg、门机.jpg"
    with page.expect_navigation():
        page.locator("#add-evidence").get_by_role("button", name="添加").click()
    (row,) = house.ask(lambda session: evidence.of_case(session, 1))
    assert (row.name, row.media_type) == ("门机.jpg", "image/jpeg")

    page.goto(f"{address}/register")
    page.evaluate(DROP, "[data-drop]")
    page.evaluate(PASTE, "textarea[name=facts]")
    assert page.locator("[data-chosen]").inner_text() == "门机.jpg、门机.jpg"


def test_a_phone_takes_photos_where_a_desk_does_not_offer_it(desk: Desk, address: str, browser: Browser) -> None:
    token = desk.client(desk.person("chen", Role.CLERK)).cookies[COOKIE]
    with visiting(browser, size=PHONE) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        opened = context.new_page()
        opened.goto(f"{address}/register")
        camera = opened.locator("input[capture]")
        assert camera.is_visible()
        assert camera.get_attribute("accept") == "image/*"
        assert opened.locator(".key-help").is_hidden()
