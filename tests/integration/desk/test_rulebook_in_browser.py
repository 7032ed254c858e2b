"""A rule changed in a real browser by somebody who has never seen YAML: effect previewed, made live, taken back; and a
mistake in the file itself marked beside its line while it is typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from servers.browser import PHONE, visiting
from servers.desk import made_desk, served
from servers.house import House, running_house
from servers.small_rulebook import live_small

from desk.access import COOKIE
from domain.codes import Role
from store import rulebooks

DATED = "- {id: dated, text: 电梯坏了, expect: {topic: lift_outage, clocks: {reply: 3 working days}}}\n"
PAGES = (
    *("", "/clocks", "/topics", "/topics/rubbish", "/departments", "/rules", "/calendar", "/phrases", "/files"),
    *("/files/clocks.yaml", "/try", "/history", "/diff", "/moved"),
)
_WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Office:
    """An admin's window."""

    house: House
    page: Page
    address: str

    def opens(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=60_000)

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def live(self, name: str = "clocks.yaml") -> str:
        def asked(session) -> str:
            found = rulebooks.kept(session, rulebooks.active_sha(session) or "")
            assert found is not None
            return found.files[name]

        return self.house.ask(asked)


@pytest.fixture
def office(tmp_path, sqlite_url, compiled, pool, browser: Browser) -> Iterator[Office]:
    """One letter has come and been decided; a small rulebook is live from now on."""
    with running_house(tmp_path, sqlite_url, compiled, pool) as house:
        live_small(house.services, examples__dated=DATED, phrases="[]\n")
        house.mail(text="我是阳光花园3栋2单元501的业主王芳，垃圾没有清运")
        house.work()
        desk = made_desk(house)
        token = desk.client(desk.person("guan", Role.ADMIN, Role.CLERK, name="管理员")).cookies[COOKIE]
        with served(house) as address, visiting(browser) as context:
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
            yield Office(house=house, page=context.new_page(), address=address)


def test_a_term_is_changed_previewed_made_live_and_taken_back_without_yaml(office: Office) -> None:
    office.opens("/rulebook")
    office.page.get_by_role("link", name="时限", exact=True).click()
    reply = office.page.locator("li.term", has_text="回函").first
    reply.get_by_label("数目").fill("2")
    reply.get_by_role("button", name="存入草稿").click()
    office.sees("以下 1 处例信写明的期限")
    office.presses("把这些例信的期限一并改过去")
    office.sees("已把 1 处例信的期限改过去")
    assert "reply, term: 3 working days" in office.live()

    office.page.get_by_role("link", name="试算", exact=True).click()
    office.presses("试跑例信")
    office.sees("全部符合")
    office.presses("重判")
    office.sees("结论不同 1 次")
    office.sees("提前")

    office.page.get_by_role("link", name="概况", exact=True).click()
    office.page.get_by_label("说明：为什么改").fill("业主希望更快得到答复")
    office.presses("启用")
    office.sees("已启用版本")
    assert "reply, term: 2 working days" in office.live()
    first = office.page.locator("tbody tr").last
    first.get_by_text("退回到这一版").click()
    first.get_by_label("说明：为什么退回").fill("人手不够")
    first.get_by_role("button", name="退回", exact=True).click()
    office.sees("已退回版本")
    assert "reply, term: 3 working days" in office.live()


def test_a_mistake_is_marked_beside_its_line_while_one_types(office: Office) -> None:
    office.opens("/rulebook/files/clocks.yaml")
    text = office.page.get_by_label("内容（YAML）")
    text.fill(text.input_value().replace("3 working days", "3 working dayz"))
    expect(office.page.locator("[data-gutter] mark.late")).to_have_text("4 ●", timeout=60_000)
    office.sees("不是期限")
    text.fill(text.input_value().replace("dayz", "days"))
    expect(office.page.locator("[data-gutter] mark")).to_have_count(0, timeout=60_000)
    office.sees("检查通过")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_the_rulebook_is_open_to_everybody_and_fits(
    office: Office, language: str, browser: Browser
) -> None:
    office.opens("/me")
    office.page.locator("select[name=language]").select_option(language)
    office.page.locator("form[action='/me/choices'] button").click()
    cookies = office.page.context.cookies()
    with visiting(browser, size=PHONE) as phone:
        phone.add_cookies(cookies)
        wrong = {}
        for page in (office.page, phone.new_page()):
            for path in PAGES:
                page.goto(f"{office.address}/rulebook{path}")
                found = [one["id"] for one in Axe().run(page, options=_WCAG).response["violations"]]
                wrong[path] = found + (["sideways"] if page.evaluate(_SIDEWAYS) else [])
    assert {path: found for path, found in wrong.items() if found} == {}
