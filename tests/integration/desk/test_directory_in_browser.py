"""The admin takes over 9 000 households with mistakes in a real browser: seen, mended, entered, found, moved out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import Desk, served
from servers.house import House, running_house
from servers.sheets import households, xlsx

from desk.access import COOKIE
from domain.codes import Role
from rules.compiled import Compiled
from store import directory, occupants
from store.directory import NewHousehold
from workers.instance.pool import ProcessPool

PROJECT = "阳光花园"
COUNT = 9_000
_WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        running.directory(
            NewHousehold(project=PROJECT, building="1栋", unit="1", room="101", name="王芳", phone="13800138000"),
            NewHousehold(project=PROJECT, building="99栋", unit="1", room="101", name="老邻居", phone="13800138009"),
        )
        yield running


def workbook() -> bytes:
    """A register as companies keep it: a title above, a head that nobody could guess, mistakes here and there."""
    rows = households(COUNT)
    rows[10] = (*rows[10][:4], "", *rows[10][5:])
    rows[11] = (*rows[11][:6], "123", *rows[11][7:])
    rows[12] = ("陽光花园二期", *rows[12][1:])
    rows[13] = (*rows[13][:6], rows[14][6], *rows[13][7:])
    title = ("阳光花园业主登记表", *[""] * 8)
    return xlsx([title, ("小区", "区域", "楼栋", "单元", "号", "业主", "手机", "邮箱", "是否入住"), *rows])


def fits(page: Page) -> None:
    """Open to everybody by WCAG 2.1 AA, and no wider than the screen."""
    found = Axe().run(page, options=_WCAG).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_admin_takes_over_a_directory(house: House, desk: Desk, browser: Browser) -> None:
    admin = desk.person("guan", Role.ADMIN)
    token = desk.client(admin).cookies[COOKIE]
    expect.set_options(timeout=60_000)  # a preview of 9 000 rows on a busy machine
    with served(house) as address, visiting(browser, size=OFFICE) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/directory/import")
        file = {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
        page.get_by_label("Excel（.xlsx）或 CSV 文件").set_input_files(file)
        page.get_by_role("button", name="上传并预览").click()
        expect(page.get_by_role("alert")).to_contain_text("房间")
        page.locator("select[name=column-room]").select_option("4")
        page.get_by_role("button", name="更新预览").click()
        expect(page.get_by_text(f"新增 {COUNT - 6} 户")).to_be_visible()
        for part in ("更改", "新增", "存疑", "文件里没有"):
            page.get_by_role("navigation", name="预览").get_by_role("link", name=part).click()
            fits(page)
        expect(page.get_by_text("老邻居")).to_be_visible()
        page.get_by_label("电话不足 7 位数字").check()
        page.get_by_role("button", name="更新预览").click()
        expect(page.get_by_text(f"新增 {COUNT - 5} 户")).to_be_visible()
        page.get_by_role("button", name="导入", exact=True).click()
        expect(page.get_by_role("heading", name="导入结果")).to_be_visible(timeout=60_000)
        with page.expect_download() as download:
            page.get_by_role("link", name="下载未导入的行").click()
        assert download.value.suggested_filename == "未导入的行.xlsx"
        finds_and_moves_out(house, page, address)


def finds_and_moves_out(house: House, page: Page, address: str) -> None:
    page.goto(f"{address}/directory")
    page.get_by_role("searchbox", name="查找住户").fill("139 0000 7777")
    page.get_by_role("button", name="查找").click()
    assert "7777" not in page.url
    page.locator("main table a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("住户7777")
    home = int(page.url.rpartition("/")[2])
    page.get_by_label("希望").fill("晚上七点后联系")
    page.get_by_role("region", name="本户情况").get_by_role("button", name="保存").click()
    expect(page.get_by_role("main")).to_contain_text("住户希望：")
    page.get_by_text("修改或登记迁出").click()
    fits(page)
    page.get_by_role("button", name="登记迁出").click()
    expect(page.get_by_role("heading", name="以前的住户")).to_be_visible()
    (person,) = house.ask(lambda session: occupants.of_household(session, home))
    assert not person.present
    assert house.ask(lambda session: directory.find_by_phone(session, "13900007777")) == []
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("heading", name="以前的住户")).to_be_hidden()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_pages_are_open_to_everybody_on_a_phone(house: House, desk: Desk, browser: Browser, language: str) -> None:
    admin = desk.person("guan", Role.ADMIN, language=language)
    token = desk.client(admin).cookies[COOKIE]
    upload = desk.post(
        desk.client(admin), "/directory/import", "/directory/import", files={"file": ("名册.xlsx", workbook())}
    ).headers["location"]
    home = house.ask(lambda session: directory.find_by_phone(session, "13800138000"))[0].id
    paths = (
        "/directory",
        "/directory/projects/1",
        "/directory/projects/1/flats?building=1",
        f"/directory/households/{home}",
    )
    with served(house) as address, visiting(browser, size=PHONE) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        for path in (*paths, "/directory/import", upload):
            page.goto(f"{address}{path}")
            fits(page)
