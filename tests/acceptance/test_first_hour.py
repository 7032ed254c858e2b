"""The first hour of an instance in a real browser: from `huihan init` to a letter to oneself; doctor says the same.

It is the installed script that makes the instance and runs it, with nothing preloaded.

Covers huihan.checks.setting_up.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cli import COMMAND, run, run_script
from desk_office import LINK, Colleague, until
from playwright.sync_api import Browser, expect
from servers.browser import OFFICE, PHONE, visiting
from servers.dovecot import PASSWORD, Dovecot, free_port
from servers.sheets import xlsx
from servers.smtp import SmtpServer, running_smtp

SETTINGS = """
[desk]
port = {desk}
"""
ME = "guan@cuihu.example"
HOUSEHOLDS = [
    ("项目", "楼栋", "单元", "房间", "姓名", "电话", "邮箱", "入住"),
    ("翠湖花园", "3", "2", "1502", "周明", "13900000101", "zhouming@example.com", "是"),
    ("翠湖花园", "5", "1", "801", "吴桂芳", "13900000102", "", "是"),
]
_WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


class House:
    """A new instance with its service, before anybody has come in."""

    def __init__(self, root: Path, smtp: SmtpServer, port: int, link: str) -> None:
        self.root, self.smtp, self.link = root, smtp, link
        self.address = f"http://127.0.0.1:{port}"

    def mails(self) -> list[EmailMessage]:
        return [one.message for one in self.smtp.accepted]

    def doctor(self) -> list[str]:
        """What doctor says of the steps, its advice included."""
        said = run("doctor", "--only", "setup", "--json", cwd=self.root)
        assert said.code == 0, said.err
        return [text for one in said.json for text in (one["what"], one["mend"]) if text]


@pytest.fixture
def house(tmp_path: Path, mail_server: Dovecot) -> Iterator[House]:
    root, port = tmp_path / "huihan", free_port()
    root.mkdir()
    with running_smtp(tmp_path, starttls=True, auth=True) as smtp:
        (root / "huihan.toml").write_text(SETTINGS.format(desk=port), encoding="utf-8")
        (root / "smtp-ca.pem").write_bytes(smtp.ca_file.read_bytes())
        (root / "ca.pem").write_bytes(mail_server.ca_file.read_bytes())
        made = run_script("init", root, cwd=tmp_path)
        assert made.code == 0, made.err
        (link,) = LINK.findall(made.out)
        log = tmp_path / "run.log"
        with log.open("wb") as errors:
            service = subprocess.Popen([COMMAND, "run"], cwd=root, env=dict(os.environ), stderr=errors)
            try:
                until(lambda: "网页工作台" in log.read_text("utf-8") or service.poll() is not None, "the desk")
                yield House(root, smtp, port, link)
            finally:
                service.terminate()
                service.wait(timeout=60)
        assert "Traceback" not in log.read_text("utf-8")


def step(admin: Colleague, name: str):
    """A step of the page, by its name."""
    return admin.main.get_by_role("listitem").filter(has=admin.page.get_by_role("heading", name=name))


def looks_well(admin: Colleague) -> None:
    """Open to everybody by WCAG 2.1 AA and no wider than the screen, in the office and on a telephone."""
    for size in (PHONE, OFFICE):
        admin.page.set_viewport_size(size)
        found = Axe().run(admin.page, options=_WCAG).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert admin.page.evaluate(wide) <= 0


def hires(admin: Colleague, login: str, name: str, role: str) -> None:
    admin.opens("/people")
    admin.fills(姓名=name, 用户名=login)
    admin.presses("加入")
    admin.chooses(岗位=role, 项目="全部项目")
    admin.presses("给出")


def sends_by(admin: Colleague, smtp: SmtpServer) -> None:
    """The way out is set up: a wrong password is explained, the right one taken, and no restart is needed."""
    step(admin, "给自己的测试信").get_by_role("link", name="设置发信服务器").click()
    looks_well(admin)
    admin.fills(**{"SMTP 服务器": "localhost", "发件地址": "tousu@cuihu.example", "登录名": "tousu"})
    admin.main.get_by_label("端口", exact=True).fill(str(smtp.port))
    admin.chooses(连接保护="STARTTLS（587 端口）")
    admin.main.get_by_text("更多", exact=True).click()
    admin.fills(**{"自建服务器的 CA": "smtp-ca.pem", "密码或授权码": "wrong"})
    admin.presses("先试连")
    admin.sees("不让登录", "授权码")
    looks_well(admin)
    admin.fills(密码或授权码=smtp.password)
    admin.presses("先试连")
    admin.sees("可以发信", "没有发出任何邮件")
    admin.fills(密码或授权码=smtp.password)
    admin.presses("保存")
    admin.sees("已保存", "现在用的是这里设置的发信服务器")
    assert smtp.accepted == []


def signs_out(admin: Colleague) -> None:
    admin.page.locator("form[action='/signout']").evaluate("form => form.requestSubmit()")
    admin.page.wait_for_url("**/signin*")


def test_the_first_hour(house: House, mail_server: Dovecot, browser: Browser) -> None:
    with visiting(browser, size=OFFICE) as context:
        admin = Colleague(context.new_page(), house)  # type: ignore[arg-type]  # it needs an address alone
        admin.sets_password(house.link)
        admin.sees("首次设置", "还没有项目", "没有设置邮箱", "自带的规则")
        looks_well(admin)
        admin.opens("/people")
        admin.sees("首次设置还没有做完", "还有 8 步待办")
        looks_well(admin)
        admin.follows("接着设置")

        admin.follows("填写公司信息")
        admin.fills(
            公司全称="翠湖物业服务有限公司", 联系电话="0755-8600 1234", 联系人="林晓梅", 公司地址="深圳市和安路8号"
        )
        admin.presses("保存")
        admin.opens("/setup")
        admin.sees("翠湖物业服务有限公司，电话 0755-8600 1234", within=step(admin, "公司信息"))

        admin.follows("新增项目")
        new = admin.main.locator("details", has_text="新增项目")
        new.locator("summary").click()
        new.locator("input[name=name]").fill("翠湖花园")
        admin.presses("新增项目", new)
        admin.opens("/setup")
        admin.sees("1 个项目：翠湖花园", within=step(admin, "第一个项目"))
        admin.follows("导入名册")
        file = {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(HOUSEHOLDS)}
        admin.main.get_by_label("Excel（.xlsx）或 CSV 文件").set_input_files(file)
        admin.presses("上传并预览")
        admin.main.get_by_role("button", name="导入", exact=True).click()
        expect(admin.main.get_by_role("heading", name="导入结果")).to_be_visible()
        admin.opens("/setup")
        admin.sees("1 个项目共 2 户", within=step(admin, "业主名册"))

        admin.follows("设置邮箱")
        admin.follows("加入邮箱")
        admin.fills(名称="投诉邮箱", 邮箱地址=mail_server.new_user())
        admin.fills(**{"IMAP 服务器": "localhost", "密码或授权码": PASSWORD})
        admin.main.get_by_label("端口", exact=True).fill(str(mail_server.tls_port))
        admin.main.get_by_text("更多", exact=True).click()
        admin.fills(**{"自建服务器的 CA": "ca.pem"})
        admin.presses("保存")
        admin.sees("已保存 投诉邮箱")
        admin.presses("试连 投诉邮箱")
        admin.sees("可以收信")
        admin.opens("/setup")
        admin.sees("投诉邮箱 连得上", within=step(admin, "收信的邮箱"))

        admin.opens("/company")
        admin.fills(颜色="#14566b")
        admin.presses("看看样信")
        admin.presses("启用")
        admin.sees("信头已启用")
        admin.opens("/setup")
        admin.sees("种信函用自己的信头或模板；没有印章", within=step(admin, "信头与印章"))

        hires(admin, "chen", "陈晓", "客服")
        hires(admin, "li", "李敏", "主任")
        admin.opens("/setup")
        admin.sees("1 项岗位变更等第二个人确认", within=step(admin, "人员与岗位"))
        admin.presses("看过了，合用")

        sends_by(admin, house.smtp)
        admin.opens("/setup")
        letter = step(admin, "给自己的测试信")
        admin.fills(letter, 您自己的邮箱=ME)
        letter.get_by_role("button", name="给自己发一封").dblclick()
        admin.sees(f"请到 {ME} 查看")
        (mail,) = house.mails()
        assert (mail["To"], "翠湖物业服务有限公司" in mail["Subject"], "测试" in mail["Subject"]) == (ME, True, True)
        assert [part.get_content_type().rpartition(".")[2] for part in mail.iter_attachments()] == [
            "document",
            "application/pdf",
        ]

        admin.presses("留待以后", step(admin, "人员与岗位"))
        admin.sees("可以收第一封来信了")
        signs_out(admin)
        admin.signs_in("admin")
        admin.opens("/people")
        admin.sees_not("首次设置还没有做完")
        admin.opens("/setup")
        admin.sees("admin 于", within=step(admin, "人员与岗位"))
        looks_well(admin)
        page = admin.main.inner_text()
        assert any("（admin 留待以后）" in said for said in house.doctor())
        admin.presses("现在接着办", step(admin, "人员与岗位"))
        expect(step(admin, "人员与岗位")).to_contain_text("待办")
        page = re.sub(r"\s+", " ", admin.main.inner_text())
        for said in house.doctor():
            assert said.partition("：")[2] in page or said in page, said
        assert len(house.mails()) == 1
        assert admin.wrong == []
