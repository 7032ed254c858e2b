"""An office at work: the real service with its mailbox and mail server, and its staff, each before a browser."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from cli import COMMAND, run
from playwright.sync_api import Browser, Locator, Page, expect
from servers import preloaded
from servers.browser import visiting
from servers.dovecot import PASSWORD, Dovecot, free_port
from servers.smtp import SmtpServer

OURS = "tousu@wuye.example"
SETTINGS = """
[company]
name = "阳光物业服务有限公司"
office = "客户服务中心"
phone = "010-6655 8899"
contact = "陈静"
address = "湖滨市阳光路1号"

[[mailbox]]
name = "投诉邮箱"
host = "localhost"
port = {imap}
ca_file = "{ca}"
user = "{user}"
password_env = "MAIL_PASSWORD"
poll_every = "1 s"
start_from = {yesterday}

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "{ours}"

[desk]
port = {desk}

[limits]
letters_per_sender_and_day = 1000
letters_per_case_and_day = 1000
letters_per_domain_and_day = 10000
letters_per_hour = 10000
letters_per_day = 10000
"""
DIRECTORY = """项目,区域,楼栋,单元,房间,姓名,电话,邮箱,入住
翠湖花园,东区,3,2,1502,周明,13900000101,zhouming@example.com,是
翠湖花园,东区,5,1,801,吴桂芳,13900000102,wuguifang@example.com,是
翠湖花园,东区,6,1,903,林嘉慧,13900000103,linjiahui@example.com,是
翠湖花园,西区,7,1,301,邓玉珍,13900000104,dengyuzhen@example.com,是
翠湖花园,西区,8,2,1701,许国栋,13900000105,xuguodong@example.com,是
翠湖花园,西区,9,1,804,唐国强,13900000106,,是
翠湖花园,西区,9,2,102,丁雪梅,13900000108,dingxuemei@example.com,是
翠湖花园,西区,9,2,1103,何志强,13900000109,hezhiqiang@example.com,是
翠湖花园,西区,9,1,1203,沈玉兰,13900000111,shenyulan@example.com,是
金桂苑,北区,2,1,602,陈堃,13900000107,chenkun@example.com,是
"""
Found = TypeVar("Found")
LIFT = "您好：我是{place}的业主{name}。我们单元的电梯停运三天没有人修，老人出不了门，请尽快维修。电话{phone}"
FOUND = {
    "查明的情况": "经查，电梯停运的原因是门机部件损坏。",
    "处理结果": "工程部已更换门机部件，电梯已恢复运行。",
}
"""What the clerk knows when answering a complaint about the lift: the field of the composer → what is written there."""
STAFF_PASSWORD = "白日依山尽，黄河入海流。"


def until(found: Callable[[], Found], what: str, *, seconds: float = 60) -> Found:
    """What `found` gives as soon as it gives something; a failure that says what did not come."""
    end = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.1)
    return result


LINK = re.compile(r"http://\S+/welcome/[\w-]+")


@contextmanager
def running_office(root: Path, mail_server: Dovecot, smtp: SmtpServer, browser: Browser) -> Iterator["Office"]:
    """A new instance with its directory, and `huihan run` with its desk until the end."""
    user, port = mail_server.new_user(), free_port()
    root.mkdir()
    settings = SETTINGS.format(
        imap=mail_server.tls_port,
        ca=mail_server.ca_file,
        user=user,
        yesterday=(datetime.now(UTC) - timedelta(days=1)).isoformat(),
        smtp=smtp.port,
        ours=OURS,
        desk=port,
    )
    (root / "huihan.toml").write_text(settings, encoding="utf-8")
    (root / "名册.csv").write_text(DIRECTORY, encoding="utf-8")
    made = run("init", root, cwd=root, MAIL_PASSWORD=PASSWORD)
    assert made.code == 0, made.err
    assert run("directory", "import", root / "名册.csv", cwd=root, MAIL_PASSWORD=PASSWORD).code == 0
    (link,) = LINK.findall(made.out)
    with serving(root), ExitStack() as opened:
        yield Office(
            root=root,
            address=f"http://127.0.0.1:{port}",
            user=user,
            mail_server=mail_server,
            smtp=smtp,
            browser=browser,
            first_link=link,
            opened=opened,
        )


@contextmanager
def serving(root: Path) -> Iterator[None]:
    """The real `huihan run`, from when its desk is open until it has stopped as an operator stops it."""
    with (root / "run.log").open("wb") as log:
        service = preloaded.Popen([COMMAND, "run"], cwd=root, env=os.environ | {"MAIL_PASSWORD": PASSWORD}, stderr=log)
        try:
            until(
                lambda: "网页工作台" in (root / "run.log").read_text("utf-8") or service.poll() is not None, "the desk"
            )
            assert service.poll() is None, (root / "run.log").read_text("utf-8")
            yield
        finally:
            service.terminate()
            code = service.wait(timeout=60)
    assert code == 0, (root / "run.log").read_text("utf-8")


@dataclass(kw_only=True)
class Office:
    """A running instance as its staff and its residents meet it: by browser, by mail, by the scan folder."""

    root: Path
    address: str
    user: str
    mail_server: Dovecot
    smtp: SmtpServer
    browser: Browser
    first_link: str
    opened: ExitStack = field(default_factory=ExitStack)
    staff: dict[str, "Colleague"] = field(default_factory=dict)

    def resident_writes(self, name: str, sender: str, subject: str, text: str, **headers: str) -> EmailMessage:
        """A mail arrives in the mailbox."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"{name} <{sender}>"
        mail["To"] = OURS
        mail["Subject"] = subject
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = make_msgid(domain="example.com")
        for header, value in headers.items():
            mail[header.replace("_", "-")] = value
        mail.set_content(text)
        self.mail_server.deliver(self.user, [mail.as_bytes()])
        return mail

    def lift_complaint(self, name: str, sender: str, place: str, phone: str) -> EmailMessage:
        """The mail of a resident whose lift stands still; it has been acknowledged."""
        mail = self.resident_writes(name, sender, "电梯停运三天", LIFT.format(name=name, place=place, phone=phone))
        self.await_mail(sender, "收悉")
        return mail

    def mail_to(self, address: str, kind: str) -> list[EmailMessage]:
        """What the mail server has taken for that address with `kind` in its subject, so far."""
        mails = [one.message for one in self.smtp.accepted if address in one.recipients]
        return [mail for mail in mails if kind in mail["Subject"]]

    def await_mail(self, address: str, kind: str) -> EmailMessage:
        """The first such mail, once it has come."""
        return until(lambda: self.mail_to(address, kind), f"{kind} to {address}")[0]

    def bounces(self, mail: EmailMessage, reason: str) -> None:
        """The resident's server gives a mail of ours back (RFC 3464)."""
        to = mail["To"].addresses[0].addr_spec
        report = (
            f"From: MAILER-DAEMON <MAILER-DAEMON@example.com>\r\nTo: {OURS}\r\nReturn-Path: <>\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
            f"Date: {format_datetime(datetime.now(UTC))}\r\nMessage-ID: {make_msgid(domain='example.com')}\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="=r"\r\n\r\n'
            f"--=r\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n<{to}>: {reason}\r\n"
            "--=r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.com\r\n\r\n"
            f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; {reason}\r\n"
            f"--=r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['Message-ID']}\r\n--=r--\r\n"
        )
        self.mail_server.deliver(self.user, [report.encode()])

    def scanner_leaves(self, name: str, data: bytes, project: str) -> None:
        """A scan in the folder of its project, whole at once."""
        folder = self.root / "inbox" / project
        folder.mkdir(exist_ok=True)
        (folder / f".{name}").write_bytes(data)
        (folder / f".{name}").rename(folder / name)

    def enters_head(self, login: str, name: str, role: str, project: str | None) -> str:
        """On the command line of an office into which nobody has come yet, somebody who approves; their link."""
        where = ["--project", project] if project else []
        for arguments in (("add", login, "--name", name), ("grant", login, role, *where), ("link", login)):
            said = run("people", *arguments, cwd=self.root, MAIL_PASSWORD=PASSWORD)
            assert said.code == 0, said.err
        (link,) = LINK.findall(said.out)
        return str(link)

    def newcomer(self) -> "Colleague":
        """Somebody before a fresh browser, not signed in."""
        context = self.opened.enter_context(visiting(self.browser))
        return Colleague(context.new_page(), self)

    def __getitem__(self, login: str) -> "Colleague":
        """One of the staff, before a browser of their own."""
        return self.staff[login]


class Colleague:
    """One of the staff: what they do at the desk, in the words that stand on its buttons and fields."""

    def __init__(self, page: Page, office: Office) -> None:
        self.page = page
        self.office = office
        self.main = page.locator("main")
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())

    def opens(self, address: str) -> None:
        """Go to a page of the desk, or by a link that was handed over."""
        wanted = urlsplit(address)
        self.page.goto(f"{self.office.address}{wanted.path}?{wanted.query}".rstrip("?"))

    def presses(self, button: str, within: Locator | None = None) -> None:
        """Press the button of that name."""
        (within or self.main).get_by_role("button", name=button).first.click()

    def follows(self, link: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Follow the link of that name."""
        (within or self.main).get_by_role("link", name=link).first.click()

    def fills(self, within: Locator | None = None, /, **fields: str) -> None:
        """Type into the fields of those labels."""
        for label, text in fields.items():
            (within or self.main).get_by_label(label).first.fill(text)

    def chooses(self, within: Locator | None = None, /, **fields: str) -> None:
        """Choose from the lists of those labels."""
        for label, choice in fields.items():
            (within or self.main).get_by_role("combobox", name=label, exact=True).first.select_option(label=choice)

    def types(self, *keys: str) -> None:
        """Press these keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def walks_to(self, text: str) -> None:
        """Go down the list by its key to the row with that text, also one that is folded below another."""
        for _ in self.main.locator("[data-rows] > *, [data-rows] [data-row]").all():
            self.types("j")
            here = self.main.locator(".here")
            if text in here.inner_text() and not here.locator("[data-row]", has_text=text).count():
                return
        raise AssertionError(f"no row with {text}")

    def sees(self, *texts: str, within: Locator | None = None) -> None:
        """All of it stands on the page, or is about to."""
        for text in texts:
            expect(within or self.main).to_contain_text(text)

    def sees_not(self, *texts: str) -> None:
        """None of it stands on the page."""
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def part(self, heading: str) -> Locator:
        """The section under that heading."""
        return self.main.get_by_role("region", name=heading)

    def sets_password(self, link: str) -> None:
        """Open the one-time link and choose a password: signed in."""
        self.opens(link)
        self.fills(密码=STAFF_PASSWORD, 再输一次=STAFF_PASSWORD)
        self.presses("设定密码并登录")
        expect(self.page.locator("header.top")).to_be_visible()

    def signs_in(self, login: str, password: str = STAFF_PASSWORD) -> None:
        """By name and password."""
        self.opens("/signin")
        self.fills(用户名=login, 密码=password)
        self.presses("登录")

    def finds_case(self, resident: str) -> str:
        """Wait until the resident's case stands in the queue, also folded below another, and open it; its number."""

        def line() -> Locator | None:
            self.opens("/queue")
            for rows in ("[data-row]", "tbody tr"):
                found = self.main.locator(rows).filter(has_text=resident)
                if found.count():
                    return found.first
            return None

        number = until(line, f"{resident} in the queue").locator(".number").first.text_content() or ""
        self.opens(f"/cases/{number}")
        return number

    def sees_the_true_page(self) -> None:
        """A picture of the letter's page, as it will be printed, stands beside its text."""
        picture = self.main.locator("img.paper").first
        expect(picture).to_be_visible()
        until(lambda: picture.evaluate("image => image.complete && image.naturalWidth > 500"), "the page's picture")

    def opens_letter(self, number: str, kind: str = "回函") -> None:
        """The case's letter of that kind, drafted if there is none yet."""
        self.opens(f"/cases/{number}")
        self.main.get_by_role("button", name=re.compile(f"(起草|续写){kind}$")).click()
        self.page.wait_for_url(re.compile(r"/letters/\d+"))

    def composes(self, answer: dict[str, str]) -> None:
        """Say in the composer of each matter what was found and what came of it, and that the demand is met."""
        for label, words in answer.items():
            for box in self.main.get_by_label(label).all():
                box.fill(words)
        for choice in self.main.get_by_role("radio", name="已满足").all():
            choice.check()

    def saves(self) -> None:
        """Save the letter."""
        self.main.locator(".actions button[value=save]").first.click()
        self.sees("已保存")

    def submits(self) -> None:
        """Hand the letter in for approval, its last words with it."""
        self.presses("保存并送审")
        self.sees("已送审")

    def submits_in_vain(self, why: str) -> None:
        """The letter is not handed in, and the page says why."""
        self.presses("保存并送审")
        expect(self.main.get_by_role("alert")).to_contain_text(why)

    def counts_clicks(self) -> None:
        """From now on every press of the mouse is counted, on whatever page."""
        count = (
            "addEventListener('pointerdown', () => "
            "{ sessionStorage.presses = 1 + Number(sessionStorage.presses || 0); }, true)"
        )
        self.page.evaluate(f"sessionStorage.removeItem('presses'); {count}")
        self.page.add_init_script(count)

    def clicks(self) -> int:
        """How many there were."""
        return int(self.page.evaluate("Number(sessionStorage.presses || 0)"))

    def answers(self, number: str, answer: dict[str, str]) -> None:
        """Put the case's reply together and submit it."""
        self.opens_letter(number)
        self.composes(answer)
        self.submits()

    def approves(self, number: str) -> None:
        """Open what waits of that case, look at it, approve it."""
        self.looks_at(number)
        self.presses("批准")
        self.sees("已批准")

    def looks_at(self, number: str) -> None:
        """Open what waits for approval of that case."""
        self.opens("/approvals")
        self.main.locator("article").filter(has_text=number).get_by_role("heading").get_by_role("link").click()
