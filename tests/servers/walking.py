"""A case led through the real pages in a real browser: each of the staff does what the page proposes as the next step.

Mail goes to a real listener; the clock of the house stands still until a test moves it.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from playwright.sync_api import Browser, Locator, Page, expect
from servers.browser import PHONE, visiting
from servers.desk import Desk, made_desk, served
from servers.house import House
from servers.letters_day import COMPANY

from desk.access import COOKIE
from domain.codes import OPEN_CLOCKS, Department, Role
from domain.settings import DeskSettings, NoticeSettings
from domain.staff import Grant
from store import cases
from store.cases import CaseRow
from store.directory import NewHousehold

DESKTOP = {"width": 1280, "height": 800}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
STAFF = {
    "clerk": ("陈晓", Grant(role=Role.CLERK)),
    "department": ("赵建国", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING)),
    "supervisor": ("李敏", Grant(role=Role.SUPERVISOR)),
    "service": ("方慧", Grant(role=Role.SERVICE_DEPARTMENT)),
    "manager": ("王强", Grant(role=Role.MANAGER)),
}
"""login → name and what they hold, in all projects."""
FOUND = {"查明的情况": "经查，门机部件损坏。", "处理结果": "工程部已更换门机部件，现已恢复正常。"}
"""What the clerk knows when answering: the field of the composer → what is written there."""
WORKSHOP = "gongcheng@wuye.example"
"""The mailbox of the engineering department."""
PROVED = "dmarc=pass header.from=example.com"
_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_SIGNED_IN = timedelta(days=60)


def household(room: str, name: str, phone: str, email: str) -> NewHousehold:
    """A household of 阳光花园. room: such as `3-2-501`."""
    building, unit, number = room.split("-")
    return NewHousehold(
        project="阳光花园",
        building=f"{building}栋",
        unit=f"{unit}单元",
        room=number,
        name=name,
        phone=phone,
        email=email,
    )


@dataclass(kw_only=True)
class Walks:
    """The desk of a house with its staff, each before a browser of that size."""

    house: House
    desk: Desk
    staff: dict[str, "Walker"] = field(default_factory=dict)

    def __getitem__(self, login: str) -> "Walker":
        return self.staff[login]

    def passes(self, **time: float) -> None:
        """Time goes by; what is due by then is done."""
        self.house.time[0] += timedelta(**time)
        self.house.work()

    def writes(self, home: NewHousehold, subject: str, text: str, **headers: str) -> CaseRow:
        """A mail of that household, proved by its server, is received and decided; its case."""
        sender = f"{home.name} <{home.email}>"
        signed = f"{text}{home.project}{home.building}{home.unit}{home.room}室 {home.name} {home.phone}"
        self.house.mail(subject, signed, sender=sender, found=PROVED, **headers)
        self.house.work()
        return next(one for one in reversed(self.house.cases()) if one.resident_name == home.name)

    def sent(self, address: str) -> list[str]:
        """The subjects of what the mail server took for that address."""
        return [one.message["Subject"] for one in self.house.smtp.accepted if address in one.recipients]

    def now(self, case: CaseRow) -> CaseRow:
        """The case as it stands in the database."""
        found = self.house.ask(lambda session: cases.get_case(session, case.id))
        assert found is not None
        return found

    def running(self, case: CaseRow) -> list[str]:
        """The clocks of the case that run or are paused."""
        return [str(one.clock) for one in self.house.clocks(case).values() if one.state in OPEN_CLOCKS]


class Walker:
    """One of the staff. wrong: what the browser complained about."""

    def __init__(self, page: Page, address: str, house: House) -> None:
        self.page = page
        self.address = address
        self.house = house
        self.main = page.locator("main")
        self.next = page.locator("section.next")
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())

    def opens(self, path: str) -> None:
        """Go to a page; it fits the screen."""
        self.page.goto(self.address + path)
        self.looks()

    def looks(self) -> None:
        """The page is whole: it does not scroll sideways."""
        assert not self.page.evaluate(_SIDEWAYS), self.page.url

    def finds(self, case: CaseRow, *, first: bool = False) -> None:
        """The case stands among what waits for them, on top of it if `first`, and is opened from there."""
        self.opens("/queue")
        rows = self.main.locator("[data-rows] > *")
        row = rows.first if first else rows.filter(has_text=case.number)
        expect(row).to_contain_text(case.number)
        row.get_by_role("link").first.click()
        self.page.wait_for_url(f"**/cases/{case.number}")

    def waits(self, case: CaseRow, title: str, whom: str) -> None:
        """The page of the case says that it waits for others, and for whom."""
        self.opens(f"/cases/{case.number}")
        expect(self.next).to_contain_text("现在等待")
        expect(self.next.get_by_role("heading").first).to_contain_text(title)
        expect(self.next).to_contain_text(whom)

    def takes(self, case: CaseRow, title: str, words: str = "", **choices: str) -> None:
        """Do what the page of the case proposes as the next step, if it is `title`. choices: by the label of a list."""
        self.opens(f"/cases/{case.number}")
        expect(self.next.get_by_role("heading").first).to_contain_text(title)
        self.needs_no_scrolling(self.next.locator(".primary").first)
        for label, choice in choices.items():
            self.next.get_by_label(label).first.select_option(label=choice)
        if words:
            self.next.locator("textarea").first.fill(words)
        self.presses(self.next.locator(".primary").first)

    def needs_no_scrolling(self, button: Locator) -> None:
        """It stands on the screen as the page opens, under nothing else."""
        covers = "one => { const box = one.getBoundingClientRect(); return document.elementFromPoint("
        covers += "box.left + box.width / 2, box.top + box.height / 2)?.closest('button, a') !== one; }"
        assert not button.evaluate(covers), f"{self.page.url}: {button.inner_text()} is not in sight"

    def presses(self, button: Locator) -> None:
        """Press it, and see the house carry out what follows."""
        with self.page.expect_navigation():
            button.click()
        self.house.work()
        self.looks()

    def counts_clicks(self) -> None:
        """From now on every press of the mouse is counted, on whatever page."""
        count = (
            "addEventListener('pointerdown', () => "
            "{ sessionStorage.presses = 1 + Number(sessionStorage.presses || 0); }, true)"
        )
        self.page.evaluate(count)
        self.page.add_init_script(count)

    def clicks(self) -> int:
        """How many there were."""
        return int(self.page.evaluate("Number(sessionStorage.presses || 0)"))

    def says(self, text: str) -> None:
        """The page confirms it."""
        expect(self.main).to_contain_text(text)

    def answers(self, case: CaseRow, title: str = "写回函", found: dict[str, str] | None = None) -> None:
        """Put the letter together that the page proposes, and submit it."""
        self.takes(case, title)
        for label, words in (found or FOUND).items():
            for box in self.main.get_by_label(label).all():
                box.fill(words)
        for choice in self.main.get_by_role("radio", name="已满足").all():
            choice.check()
        self.presses(self.main.get_by_role("button", name="保存并送审").first)
        self.says("已送审")

    def plans(self, case: CaseRow, what: str, due: str, *, proposed: bool = True) -> None:
        """Write the plan, which the page proposes of grades A and B, and submit it."""
        if proposed:
            self.takes(case, "制定处理方案")
        else:
            self.opens(f"/cases/{case.number}/plan")
        for label, words in (
            ("处理意见", "属实，立即处理。"),
            ("做什么", what),
            ("责任人", "赵建国"),
            ("完成日期", due),
        ):
            self.main.get_by_label(label).first.fill(words)
        self.presses(self.main.get_by_role("button", name="保存并送审"))
        self.says("方案已送审")

    def approves(self, case: CaseRow) -> None:
        """Approve what the page proposes to look at."""
        self.takes(case, "审批")
        self.presses(self.main.get_by_role("button", name=re.compile("^批准")).first)
        self.says("已批准")

    def records(self, case: CaseRow, demand: str) -> None:
        """Put down what the resident asks for; every paper takes it from there."""
        self.opens(f"/cases/{case.number}/record")
        self.main.get_by_label("诉求").first.fill(demand)
        self.presses(self.main.locator("button.primary[value=save]").first)
        self.says("已保存")

    def notifies(self, case: CaseRow, department: str) -> None:
        """Write the notice to a department that stands beside the next step, and submit it as it is worded."""
        self.opens(f"/cases/{case.number}")
        self.presses(self.next.get_by_role("button", name=f"给{department}的处理通知单"))
        self.presses(self.main.get_by_role("button", name="保存并送审").first)
        self.says("已送审")

    def hands_up(self, case: CaseRow, why: str) -> None:
        """What cannot be settled here goes one rung up."""
        self.opens(f"/cases/{case.number}")
        self.main.get_by_text("上交上一级").click()
        self.main.get_by_label("为何须上级决定").fill(why)
        self.presses(self.main.get_by_role("button", name="上交", exact=True))


@contextmanager
def walking(house: House, browser: Browser, size: dict[str, int], *homes: NewHousehold) -> Iterator[Walks]:
    """The house with its staff at work; whoever saw a script fail says so at the end."""
    desk_settings = DeskSettings(base_url="http://desk.test", idle=_SIGNED_IN, lasts=_SIGNED_IN)
    notices = NoticeSettings(departments={Department.ENGINEERING: WORKSHOP})
    settings = replace(house.services.settings, company=COMPANY, desk=desk_settings, notices=notices)
    house.services = replace(house.services, settings=settings)
    house.directory(*homes)
    desk = made_desk(house)
    walks = Walks(house=house, desk=desk)
    with ExitStack() as opened:
        for login, (name, grant) in STAFF.items():
            token = desk.client(desk.person(login, grant, name=name)).cookies[COOKIE]
            context = opened.enter_context(visiting(browser, size=size))
            address = opened.enter_context(served(house)) if not walks.staff else walks.staff["clerk"].address
            context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
            walks.staff[login] = Walker(context.new_page(), address, house)
        yield walks
        assert [one.wrong for one in walks.staff.values() if one.wrong] == []
