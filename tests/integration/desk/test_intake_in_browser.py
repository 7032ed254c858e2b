"""What waits for a person, settled in a real browser by its keys: a bounce that names nobody, a follow-up proposed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from servers.bounces import plain
from servers.browser import visiting
from servers.desk import made_desk, served
from servers.house import House, running_house

from desk.access import COOKIE
from domain.codes import IgnoredReason, IntakeState, LetterState, Role


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool) -> Iterator[House]:
    """One complaint, acknowledged."""
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        running.mail(found="dmarc=pass header.from=example.com")
        running.work()
        yield running


@pytest.fixture
def page(house: House, browser: Browser) -> Iterator[Page]:
    """A clerk's window on the list of what waits."""
    desk = made_desk(house)
    token = desk.client(desk.person("chen", Role.CLERK)).cookies[COOKIE]
    with served(house) as address, visiting(browser) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        opened = context.new_page()
        opened.goto(f"{address}/intake")
        yield opened


def test_a_bounce_that_names_nobody_is_settled_by_a_person(house: House, page: Page) -> None:
    house.receive(plain("很抱歉，邮件被退回：wang@example.com 的邮箱不存在"))
    house.work()
    page.reload()
    page.get_by_role("link", name="系统退信").click()
    page.wait_for_url("**/intake/*")
    main = page.locator("main")
    expect(main).to_contain_text("退信没有写明退回的是哪封信")
    expect(main.get_by_role("radio", name="物函〔2026〕1号")).to_be_checked()
    page.keyboard.press("b")
    expect(page.locator("body")).to_contain_text("已记为退回")
    (case,) = house.cases()
    assert house.letters(case)[0].state is LetterState.BOUNCED
    assert house.last().ignored_reason is IgnoredReason.BOUNCE


def test_a_follow_up_that_only_shows_a_known_address_is_joined_by_a_key(house: House, page: Page) -> None:
    (case,) = house.cases()
    house.mail(f"补充 {case.number}", "还是没有人来，请尽快答复。")
    house.work()
    page.reload()
    page.get_by_role("link", name=f"补充 {case.number}").click()
    page.wait_for_url("**/intake/*")
    expect(page.locator("main")).to_contain_text("发件人未经验证")
    page.keyboard.press("m")
    expect(page.locator("body")).to_contain_text("人工并入本案")
    assert house.last().state is IntakeState.FOLLOW_UP
