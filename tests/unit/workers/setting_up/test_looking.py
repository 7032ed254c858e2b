"""What is found of each step of setting up, from rows and files alone. Covers workers.setting_up.staffing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from servers.desk import PROJECT
from servers.house import NOW
from sqlalchemy.orm import Session

from domain.codes import Department, Role
from domain.events import HouseEvent
from domain.reading import Problem
from domain.settings import CompanySettings, MailboxSettings, Settings, SmtpSettings
from domain.staff import HOUSE, Grant
from letters.templating.render import SHIPPED
from store import cases, contacts, house_log, people, projects, rulebooks
from store.database import open_database
from store.people import NewPerson
from store.projects import ProjectFacts
from workers.setting_up import looking
from workers.setting_up.staffing import staffing

BOX = MailboxSettings(name="投诉邮箱", host="imap.example.com", port=993, user="a@example.com")
SMTP = SmtpSettings(host="smtp.example.com", port=465, from_address="a@example.com")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    database = open_database(sqlite_url)
    with database.transaction() as opened:
        yield opened
    database.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "templates").mkdir()
    return Settings(root=tmp_path, database_url="sqlite://")


def log(session: Session, what: HouseEvent, at=NOW, who: str = "guan", **payload: object) -> None:
    house_log.append(session, at=at, who=who, what=what, payload=payload)


def enters(session: Session, login: str, *grants: Grant | Role) -> None:
    row = people.create(session, NewPerson(login=login, name=login, made_at=NOW, made_by=HOUSE))
    assert row is not None
    for grant in grants:
        people.grant(session, row.id, grant if isinstance(grant, Grant) else Grant(role=grant))


def test_the_company_lacks_what_still_shows_its_place(session: Session, settings: Settings) -> None:
    named = replace(settings, company=CompanySettings(name="翠湖物业", phone="1", contact="林"))
    assert str(looking.company(session, named).found) == "还没有填：公司地址"
    assert looking.company(session, replace(named, company=replace(named.company, address="深圳"))).mend is None


def test_a_mailbox_counts_once_it_has_answered(session: Session, settings: Settings) -> None:
    assert str(looking.mailbox(session, settings).found) == "没有设置邮箱，只收 inbox/ 目录"
    with_box = replace(settings, mailboxes=(BOX,))
    assert str(looking.mailbox(session, with_box).found) == "投诉邮箱 还没有连上过"
    log(session, HouseEvent.MAILBOX_TRIED, mailbox=BOX.name, works=True)
    assert looking.mailbox(session, with_box).mend is None


def test_a_mailbox_that_was_changed_since_its_trial_counts_no_more(session: Session, settings: Settings) -> None:
    with_box = replace(settings, mailboxes=(BOX,))
    log(session, HouseEvent.MAILBOX_TRIED, mailbox=BOX.name, works=True)
    log(session, HouseEvent.MAILBOX_SAVED, at=LATER, mailbox=BOX.name, changed=["host"])
    assert looking.mailbox(session, with_box).mend is not None
    contacts.worked(session, BOX.name, LATER + timedelta(minutes=1))
    assert looking.mailbox(session, with_box).mend is None


def test_a_mailbox_that_fails_says_why(session: Session, settings: Settings) -> None:
    log(session, HouseEvent.MAILBOX_TRIED, mailbox=BOX.name, works=True)
    contacts.failed(session, BOX.name, LATER, Problem(where="投诉邮箱", what="登录被拒绝", mend="核对密码"))
    found = looking.mailbox(session, replace(settings, mailboxes=(BOX,)))
    assert str(found.found) == "投诉邮箱 连不上：登录被拒绝"
    assert str(found.mend).startswith("核对密码")


def test_the_letterhead_counts_once_a_template_is_the_companys_own(session: Session, settings: Settings) -> None:
    own = settings.templates / "reply.docx"
    own.write_bytes((SHIPPED / "reply.docx").read_bytes())
    assert str(looking.letterhead(session, settings).found) == "用自带的信头，没有印章"
    own.write_bytes(b"another")
    (settings.templates / "seal.png").write_bytes(b"png")
    found = looking.letterhead(session, settings)
    assert (str(found.found), found.mend) == ("1 种信函用自己的信头或模板，有印章", None)


def test_the_rules_are_somebodys_once_looked_through_and_no_longer_when_others_are_live(
    session: Session, settings: Settings
) -> None:
    def live(sha: str, who: str) -> None:
        cases.keep_rulebook(session, sha, "规则", {}, NOW)
        rulebooks.add_version(session, sha=sha, at=NOW, who=who, note="", active=True)

    assert str(looking.rulebook(session, settings).found) == "还没有启用规则"
    live("a" * 64, HOUSE)
    assert looking.rulebook(session, settings).mend is not None
    log(session, HouseEvent.RULES_LOOKED_THROUGH, sha="a" * 64)
    assert str(looking.rulebook(session, settings).found) == "自带的规则 aaaaaaaa，guan 于 2026-03-02 10:00 看过"
    live("b" * 64, HOUSE)
    assert looking.rulebook(session, settings).mend is not None
    live("c" * 64, "guan")
    assert looking.rulebook(session, settings).mend is None


def test_a_test_letter_tells_of_the_way_out_it_went_by(session: Session, settings: Settings) -> None:
    sends = replace(settings, smtp=SMTP)
    assert str(looking.test_letter(session, settings).found) == "没有设置发信服务器，信件只生成、不发送"
    assert str(looking.test_letter(session, sends).found) == "还没有发过"
    log(session, HouseEvent.TEST_LETTER, how="mail", outcome="refused", way=looking.way_out(sends))
    assert str(looking.test_letter(session, sends).found).endswith("没有发成")
    log(session, HouseEvent.TEST_LETTER, how="mail", outcome="accepted", way=looking.way_out(sends))
    assert looking.test_letter(session, sends).mend is None
    moved = replace(sends, smtp=replace(SMTP, host="other.example.com"))
    assert str(looking.test_letter(session, moved).found).endswith("发信设置在那之后改了")


@pytest.mark.parametrize(
    ("staff", "done"),
    [
        ({}, False),
        ({"chen": (Role.CLERK,)}, False),
        ({"li": (Role.SUPERVISOR,)}, False),
        ({"li": (Role.CLERK, Role.SUPERVISOR)}, False),
        ({"chen": (Role.CLERK,), "wang": (Role.MANAGER,)}, False),
        ({"chen": (Role.CLERK,), "li": (Role.SUPERVISOR,)}, True),
        ({"chen": (Role.CLERK,), "fang": (Role.SERVICE_DEPARTMENT,)}, True),
        ({"chen": (Role.CLERK,), "li": (Grant(role=Role.SUPERVISOR, project=PROJECT),)}, True),
        ({"chen": (Role.CLERK,), "li": (Grant(role=Role.SUPERVISOR, project="金桂苑"),)}, False),
        ({"chen": (Role.CLERK,), "zhao": (Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING),)}, False),
    ],
)
def test_who_writes_and_who_approves_are_two(
    session: Session, settings: Settings, staff: dict[str, tuple[Grant | Role, ...]], done: bool
) -> None:
    projects.add(session, PROJECT, ProjectFacts())
    for login, grants in staff.items():
        enters(session, login, *grants)
    assert (staffing(session, settings, NOW).mend is None) is done


def test_who_never_came_in_is_named(session: Session, settings: Settings) -> None:
    enters(session, "chen", Role.CLERK)
    enters(session, "li", Role.SUPERVISOR)
    assert str(staffing(session, settings, NOW).found).endswith("还没有进来过：chen、li")
