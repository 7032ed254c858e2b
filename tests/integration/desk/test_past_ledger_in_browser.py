"""A manager takes an older ledger of 1 200 lines over in a real browser: seen, narrowed, taken, found in the ledger."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import Desk, served
from servers.house import House, running_house
from servers.old_ledger import LINES, PROJECT, workbook

from desk.access import COOKIE
from domain.codes import Role
from rules.compiled import Compiled
from store.directory import NewHousehold
from workers.instance.pool import ProcessPool

COUNT = 1_200
_WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        running.directory(
            NewHousehold(project=PROJECT, building="3栋", unit="2", room="501", name="王芳", phone="13800138000")
        )
        yield running


def ledger() -> bytes:
    """Two years of complaints, with the lines of servers/old_ledger.py above them."""
    words = ("电梯停运", "水管漏水", "楼道垃圾没人清", "停车费涨价", "保安态度差")
    more = (
        (
            *(
                f"H{n:04d}",
                date(2023, 1, 2) + timedelta(days=n % 700),
                f"住户{n}",
                "",
                PROJECT,
                f"{n % 9 + 1}-1-{n + 100}",
            ),
            *("来电", "", f"{words[n % len(words)]}，第{n}件", "工程部", "C", "", "", "满意"),
        )
        for n in range(COUNT)
    )
    return workbook(*LINES, *more)


def fits(page: Page) -> None:
    """Open to everybody by WCAG 2.1 AA, and no wider than the screen."""
    found = Axe().run(page, options=_WCAG).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
def test_a_manager_takes_over_an_older_ledger(
    house: House, desk: Desk, browser: Browser, size: dict[str, int], tmp_path: Path
) -> None:
    manager = desk.person("sun", Role.MANAGER)
    token = desk.client(manager).cookies[COOKIE]
    expect.set_options(timeout=60_000)
    with served(house) as address, visiting(browser, size=size) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/ledger")
        page.get_by_role("link", name="导入旧台账").click()
        fits(page)
        file = {"name": "旧台账.xlsx", "mimeType": "application/octet-stream", "buffer": ledger()}
        page.get_by_label("Excel（.xlsx）或 CSV 文件").set_input_files(file)
        page.get_by_role("button", name="上传并预览").click()
        for part in ("会导入", "存疑也导入", "不导入"):
            page.get_by_role("navigation", name="预览").get_by_role("link", name=part, exact=False).first.click()
            fits(page)
        expect(page.get_by_text("合计行或重复的表头，不是投诉").first).to_be_visible()
        page.get_by_label("分类不认识，按规则判定").uncheck()
        page.get_by_role("button", name="更新预览").click()
        expect(page.get_by_text(f"导入 {COUNT + 3} 件；2 行不导入。")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="下载不导入的行").click()
        sheet = load_workbook(BytesIO(download.value.path().read_bytes())).active
        assert sheet is not None
        assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["7", "8"]
        page.get_by_role("button", name="导入", exact=True).click()
        expect(page.get_by_role("heading", name="正在导入")).to_be_visible()
        fits(page)
        house.work()
        page.get_by_role("link", name="刷新").click()
        expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
        fits(page)
        page.goto(f"{address}/search?q=H0007")
        expect(page.get_by_role("main")).to_contain_text("住户7")
        page.goto(f"{address}/ledger")
        expect(page.get_by_text("原编号 Q003")).to_be_visible()
        fits(page)
