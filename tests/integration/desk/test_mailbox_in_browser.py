"""An admin sets a mailbox up in a real browser: what fails is explained, and once it is mended it works."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect
from servers.browser import visiting
from servers.desk import made_desk, served
from servers.dovecot import PASSWORD, Dovecot
from servers.house import House, running_house

from desk.access import COOKIE
from domain.codes import Role
from huihan.mailbox_file import MailboxFile
from workers.instance.mailbox_file import LiveMailboxes


@pytest.fixture
def house(tmp_path, sqlite_url, compiled, pool, dovecot: Dovecot) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        (tmp_path / "huihan.toml").write_text("", encoding="utf-8")
        (tmp_path / "ca.pem").write_bytes(dovecot.ca_file.read_bytes())
        boxes = LiveMailboxes(tmp_path, MailboxFile(tmp_path), (), look_seconds=0)
        running.services = replace(running.services, boxes=boxes)
        yield running


@pytest.fixture
def page(house: House, browser: Browser) -> Iterator[Page]:
    desk = made_desk(house)
    token = desk.client(desk.person("guan", Role.ADMIN)).cookies[COOKIE]
    with served(house) as address, visiting(browser) as context:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        opened = context.new_page()
        opened.goto(f"{address}/mailboxes")
        yield opened


def test_a_mailbox_that_fails_is_explained_until_it_works(house: House, page: Page, dovecot: Dovecot) -> None:
    page.get_by_role("link", name="加入邮箱").click()

    def tried(password: str) -> None:
        page.get_by_label("密码或授权码").fill(password)
        page.get_by_role("button", name="先试连").click()

    page.get_by_label("名称").fill("翠湖客服")
    page.get_by_label("邮箱地址").fill(dovecot.new_user())
    page.get_by_label("IMAP 服务器").fill("localhost")
    page.get_by_label("端口", exact=True).fill(str(dovecot.tls_port))
    trial = page.get_by_role("region", name="试连结果")
    tried("wrong")
    expect(trial).to_contain_text("服务器证书不可信")
    expect(trial).to_contain_text("自建服务器请用 ca_file 指定签发证书的 CA")
    page.get_by_text("更多", exact=True).click()
    page.get_by_label("自建服务器的 CA").fill("ca.pem")
    tried("wrong")
    expect(trial).to_contain_text("登录被拒绝")
    expect(trial).to_contain_text("网易、QQ 邮箱须使用授权码")
    page.get_by_label("收哪个文件夹").fill("Tousu")
    tried(PASSWORD)
    expect(trial).to_contain_text("打不开文件夹「Tousu」")
    page.get_by_label("收哪个文件夹").fill("INBOX")
    tried(PASSWORD)
    expect(trial).to_contain_text("可以收信：文件夹里有 0 封")
    page.get_by_label("密码或授权码").fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已保存 翠湖客服")
    assert [box.password for box in house.services.mailboxes] == [PASSWORD]
    page.get_by_role("button", name="试连 翠湖客服").click()
    expect(page.get_by_role("region", name="试连结果")).to_contain_text("可以收信")
