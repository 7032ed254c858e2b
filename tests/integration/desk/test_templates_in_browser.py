"""An admin makes the letters the company's own in a real browser: name, head, a template whose mistake is mended."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from servers.browser import visiting
from servers.desk import Desk, served
from servers.house import House
from servers.template_files import with_words

from desk.access import COOKIE
from domain.codes import LetterKind, Role
from domain.reading_codes import Script
from letters.templating.render import SHIPPED
from letters.word.document import plain_text
from workers.correspondence.draft import draft_letter
from workers.stationery.standing import in_force

REPLY = (SHIPPED / "reply.docx").read_bytes()


@pytest.fixture
def page(desk: Desk, house: House, browser: Browser) -> Iterator[Page]:
    """The admin's browser."""
    token = desk.client(desk.person("guan", Role.ADMIN)).cookies[COOKIE]
    with served(house) as address, visiting(browser) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.goto(address + "/people")
        yield page


@pytest.fixture
def reply(house: House) -> Callable[[], str]:
    """The text of a reply that is drafted now."""
    house.mail()
    house.work()

    def drafted() -> str:
        letter = draft_letter(house.services, house.cases()[0].number, LetterKind.REPLY)
        return plain_text(house.services.archive.get(letter.docx_sha or ""))

    return drafted


def follow(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def test_name_and_head_are_the_companys_own(house: House, page: Page, tmp_path: Path, reply: Callable[[], str]) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "#14566b").save(picture, "PNG")
    page.get_by_role("link", name="信函", exact=True).click()
    page.get_by_role("link", name="公司信息、信头和印章").click()
    page.get_by_label("公司全称").fill("永安物业管理有限公司")
    page.get_by_label("联系电话").fill("020-8888 0000")
    follow(page, "保存")
    page.get_by_text("已保存").wait_for()
    mark = {"name": "标志.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    page.get_by_label("标志（PNG 或 JPEG，可不用）").set_input_files(mark)
    page.get_by_label("颜色").fill("#14566b")
    page.get_by_label("页脚一行").fill("永安物业 · 用心服务")
    follow(page, "看看样信")
    seen = page.locator("img.paper").first
    seen.wait_for()
    assert seen.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    assert in_force(house.services, LetterKind.REPLY, Script.HANS) == REPLY, "nothing is taken by looking"
    follow(page, "启用")
    assert page.get_by_text("本公司第 1 版").count() == 5
    text = reply()
    assert "永安物业管理有限公司" in text
    assert "020-8888 0000" in text


def test_a_template_with_a_mistake_is_mended_taken_and_rolled_back(
    house: House, page: Page, reply: Callable[[], str]
) -> None:
    def bring(data: bytes) -> None:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        page.locator("input[type=file]").set_input_files({"name": "复函.docx", "mimeType": kind, "buffer": data})
        follow(page, "上传并检查")

    page.goto(page.url.replace("/people", "/templates/reply"))
    bring(with_words(REPLY, "特此函复", "{{联系人电话}}敬复"))
    page.get_by_text("有 1 处要改正").wait_for()
    page.get_by_text("没有名为“联系人电话”的变量，是不是“联系电话”？").wait_for()
    page.get_by_text("{{联系人电话}}敬复").wait_for()
    assert page.get_by_role("button", name="启用").count() == 0
    page.get_by_role("link", name="← 回函").click()
    bring(with_words(REPLY, "特此函复", "{{联系电话}}敬复"))
    page.get_by_text("检查通过").wait_for()
    page.locator("img.paper").first.wait_for()
    page.get_by_label("改了什么").fill("结语")
    follow(page, "启用")
    page.get_by_text("已启用第 2 版").wait_for()
    assert "敬复" in reply()
    page.on("dialog", lambda dialog: dialog.accept())
    follow(page, "恢复")
    page.get_by_text("已恢复自带的模板").wait_for()
    assert in_force(house.services, LetterKind.REPLY, Script.HANS) == REPLY
