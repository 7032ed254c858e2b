"""Six households, one matter, in a real browser, at a desk and on a phone: from the proposal to the approved letters.

Covers desk.routes.group_letters and desk.routes.groups.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from playwright.sync_api import Browser, Page
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import Desk, served
from servers.house import House, running_house
from servers.letters_day import furnished
from servers.one_matter import NAMES, six

from desk.access import COOKIE
from domain.codes import LetterKind, LetterState, Role
from domain.plan import Measure
from domain.staff import Person
from store import letters
from workers.casework.plans import approve_plan, save_plan, submit_plan

LEAD, GROUP, MEASURE = "TS-2026-000001", "QT-2026-000001", "更换2单元电梯门机"


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        made = furnished(running)
        six(made)
        yield made


@contextmanager
def window(desk: Desk, browser: Browser, person: Person, address: str, size: dict[str, int]) -> Iterator[Page]:
    with visiting(browser, size=size) as context:
        context.add_cookies([{"name": COOKIE, "value": desk.client(person).cookies[COOKIE], "url": address}])
        yield context.new_page()


def fits(page: Page) -> bool:
    """Whether nothing must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


def planned(house: House, clerk: Person, head: Person) -> None:
    measure = Measure(what=MEASURE, owner="张工", due=date(house.time[0].year, 12, 30))
    save_plan(house.services, LEAD, opinion="更换", measures=(measure,), actor=clerk, seen=None)
    submit_plan(house.services, LEAD, 1, actor=clerk)
    approve_plan(house.services, LEAD, 1, actor=head)


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["desk", "phone"])
def test_six_households_from_the_proposal_to_their_letters(size, desk: Desk, house: House, browser: Browser) -> None:
    clerk, head = desk.person("chen", Role.CLERK, name="陈晓"), desk.person("li", Role.SUPERVISOR, name="李敏")
    with served(house) as address:
        with window(desk, browser, clerk, address, size) as page:
            page.goto(f"{address}/cases/TS-2026-000002")
            page.get_by_text("6 户反映同一件事").wait_for()
            page.locator("#group").get_by_role("button", name="确认是同一件事").click()
            page.get_by_text("已确认为同一件事").wait_for()
            planned(house, clerk, head)
            page.goto(f"{address}/groups/{GROUP}")
            assert fits(page)
            page.get_by_role("link", name="各户函件").click()
            page.get_by_label("查明的情况").fill("门机部件磨损，造成电梯反复停运")
            page.get_by_label("处理结果").fill("电梯已恢复运行")
            page.get_by_label("已满足", exact=True).check()
            page.get_by_label("诉求（来信中没有写明时用）").fill("尽快恢复电梯运行")
            page.get_by_role("button", name="写入 6 户的函件").click()
            page.get_by_role("button", name="送审 6 封").click()
            page.get_by_text("已送审 6 封").wait_for()
            assert fits(page)
        with window(desk, browser, head, address, size) as page:
            page.goto(f"{address}/approvals")
            page.get_by_role("link", name="各户函件一次批准").first.click()
            for name in NAMES:
                page.get_by_role("heading", name=name).wait_for()
            page.locator("img.paper").first.wait_for()
            assert fits(page)
            page.get_by_label("以上 6 户的名单和函件已看过").check()
            page.get_by_role("button", name="批准 6 封").click()
            page.get_by_text("已批准 6 封").wait_for()
    found = house.ask(lambda session: letters.in_state(session, tuple(LetterState)))
    replies = [one for one in found if one.kind is LetterKind.REPLY]
    assert len(replies) == 6
    assert {one.state for one in replies} <= {LetterState.APPROVED, LetterState.QUEUED, LetterState.SENT}
