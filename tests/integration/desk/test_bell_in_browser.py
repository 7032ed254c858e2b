"""The bell in a real browser: it counts without a reload; a department reports from a phone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import Desk, served
from servers.house import House, running_house
from servers.letters_day import COMPANY, approved

from desk.access import COOKIE
from domain.codes import ClockName, Department, LetterKind, Role
from domain.notices import NoticeKind
from domain.staff import Grant, Person
from store import notices
from store.notices import NewNotice


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        settings = replace(running.services.settings, company=COMPANY)
        running.services = replace(running.services, settings=settings)
        running.mail(found="dmarc=pass header.from=example.com")
        running.work()
        yield running


def tell(house: House, person: Person, key: str) -> None:
    (case,) = house.cases()
    new = NewNotice(
        person_id=person.id,
        key=key,
        kind=NoticeKind.APPROVE,
        presses=False,
        case_id=case.id,
        subject=case.number,
        about="plan",
        made_at=house.time[0],
    )
    with house.services.database.transaction() as session:
        notices.enter(session, new)


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
def test_the_bell_counts_while_one_looks(house: House, desk: Desk, browser: Browser, size) -> None:
    clerk = desk.person("chen", Role.CLERK)
    token = desk.client(clerk).cookies[COOKIE]
    (case,) = house.cases()
    with served(house) as address, visiting(browser, size=size) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/queue")
        badge = page.locator("[data-unread]")
        expect(badge).to_be_hidden()
        tell(house, clerk, "event:1")
        expect(badge).to_have_text("1")
        expect(badge).to_be_visible()
        tell(house, clerk, "event:2")
        expect(badge).to_have_text("2")
        page.locator("[data-bell]").click()
        page.get_by_role("link", name=case.number).first.click()
        page.wait_for_url(f"**/cases/{case.number}")
        expect(page.locator("[data-unread]")).to_have_text("1")


def test_a_department_reports_from_a_phone(house: House, desk: Desk, browser: Browser) -> None:
    (case,) = house.cases()
    approved(house, case, LetterKind.DEPARTMENT_NOTICE, body=("请在三个工作日内查明停梯原因并修复，修好后回报。",))
    fitter = desk.person("zhao", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))
    token = desk.client(fitter).cookies[COOKIE]
    with served(house) as address, visiting(browser, size=PHONE) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/department")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.get_by_label("进展").fill("门机已更换，试运行正常。")
        page.get_by_role("button", name="登记完工").click()
        expect(page.locator("body")).to_contain_text("已登记部门进展")
    assert house.clocks(case)[ClockName.DEPARTMENT_FINISH, 1].stopped_at is not None
