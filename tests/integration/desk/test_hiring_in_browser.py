"""A list of people taken over in a real browser, at a desk and on a phone, in both languages.

Covers desk.routes.hiring.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from servers.browser import OFFICE, PHONE, visiting
from servers.desk import Desk, served
from servers.house import House, running_house
from servers.sheets import xlsx

from desk.access import COOKIE
from domain.codes import Role
from store import people

ROWS = (
    ("姓名", "登录名", "邮箱", "电话", "角色", "项目", "部门"),
    ("林秀英", "lin", "lin@wuye.example", "13800000000", "客服", "", ""),
    ("赵主任", "zhao", "", "", "主任", "", ""),
    ("张三", "zhang", "", "", "保洁", "", ""),
)


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        yield running


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_the_file_to_the_people(
    size: dict[str, int], language: str, desk: Desk, house: House, browser: Browser, tmp_path: Path
) -> None:
    words = {"zh": ("导入人员名册", "预览", "导入"), "en": ("Take over a list of people", "Preview", "Import")}[
        language
    ]
    admin = desk.person("guan", Role.ADMIN, language=language)
    file = tmp_path / "people.xlsx"
    file.write_bytes(xlsx(ROWS))
    with served(house) as address, visiting(browser, size=size) as context:
        context.add_cookies([{"name": COOKIE, "value": desk.client(admin).cookies[COOKIE], "url": address}])
        page = context.new_page()
        page.goto(f"{address}/people")
        page.get_by_role("link", name=words[0]).click()
        page.locator('input[type="file"]').set_input_files(str(file))
        page.get_by_role("button", name=words[1], exact=True).click()
        page.get_by_text("林秀英").wait_for()
        assert page.get_by_text("保洁").count() > 0
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
        page.get_by_role("button", name=words[2], exact=True).click()
        page.wait_for_url(f"{address}/people")
    assert house.ask(lambda session: people.by_login(session, "lin")) is not None
