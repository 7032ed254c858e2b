"""The case page in a real browser: keys, words that light up, a mail that may do nothing, households while typing.

Covers desk.routes.house and desk.views.searching.
"""

import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page
from servers.browser import visiting
from servers.desk import Desk, served
from servers.house import LIFT, House, running_house

from desk.access import COOKIE
from domain.codes import Role
from store.directory import NewHousehold

HOME = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")
CLOSE = "我们全体业主强烈要求解决：电梯停运没人修，高空抛物也没人管。"


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        running.directory(HOME)
        yield running


@pytest.fixture
def page(desk: Desk, house: House, browser: Browser) -> Iterator[Page]:
    """A clerk's window on the desk."""
    token = desk.client(desk.person("chen", Role.CLERK)).cookies[COOKIE]
    with served(house) as address, visiting(browser) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        opened = context.new_page()
        opened.goto(f"{address}/register")
        yield opened


@pytest.fixture
def fetched() -> Iterator[tuple[str, list[str]]]:
    """A server that nothing should ask: its address, and what was asked."""
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def to(page: Page, path: str) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)


def test_one_key_chooses_and_the_doubt_is_gone(house, page):
    house.mail("小区停车与噪音", CLOSE)
    house.work()
    (case,) = house.cases()
    to(page, f"/cases/{case.number}")
    with page.expect_navigation():
        page.keyboard.press("2")
    page.get_by_text("已选定").wait_for()
    assert page.get_by_text("请您判断").count() == 0
    assert house.cases()[0].topic != case.topic


def test_a_reason_lights_up_the_words_it_rests_on(house, page):
    house.mail()
    house.work()
    to(page, "/cases/TS-2026-000001")
    page.get_by_text("主题", exact=True).click()
    page.locator("[data-words]").first.hover()
    assert "电梯又停运" in page.locator("mark.lit").all_inner_texts()


def test_a_mail_does_nothing_and_fetches_nothing(house, page, fetched):
    address, asked = fetched
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = (
        "王芳 <wang@example.com>",
        "电梯停运",
        "<x@example.com>",
    )
    message.set_content(LIFT)
    message.add_alternative(
        f"<html><head><link rel=stylesheet href={address}/css><script>fetch('{address}/js')</script></head>"
        f"<body background={address}/back><p>电梯<b>又停运</b>了</p><img src={address}/picture>"
        f"<p style='background:url({address}/style)'>x</p><iframe src={address}/frame></iframe>"
        f"<form action={address}/form><button>登录</button></form><a href={address}/link>请点这里</a></body></html>",
        subtype="html",
    )
    house.receive(message.as_bytes())
    house.work()
    to(page, "/cases/TS-2026-000001")
    page.get_by_text("邮件原貌").first.click()
    frame = page.frame_locator("iframe.mail")
    frame.get_by_text("又停运").wait_for()
    assert frame.locator("a, button, form, script, iframe, link, [style]").count() == 0
    frame.get_by_text("请点这里").click()
    assert f"〔{address}/link〕" in frame.locator("body").inner_text()
    assert asked == []


def test_households_appear_while_one_types_and_nothing_is_sent(house, page):
    page.get_by_label("按房号、电话或姓名查找").press_sequentially("3-2-501")
    page.get_by_label("阳光花园3栋2单元501室").check()
    assert page.url.endswith("/register")
    page.get_by_label("事实经过").fill("电梯停运三天，没有人来修")
    with page.expect_navigation():
        page.get_by_role("button", name="登记立案").click()
    page.get_by_text("已登记为 TS-2026-000001").wait_for()
    assert house.cases()[0].household_id == 1
