"""The set-up page: what it says of each step, that doctor says the same, and the letter to oneself.

Covers desk.routes.setting_up, desk.views.setting_up, workers.setting_up.steps, workers.setting_up.standing,
workers.setting_up.trial_letter and workers.setting_up.trial_sending.
"""

import html
import re
import time
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage

import pytest
from servers.desk import PROJECT, Desk, made_desk
from servers.house import NOW
from servers.smtp import Stage, Step

from domain.codes import LetterState, Role
from domain.staff import HOUSE, Person
from store import cases, letters, people, projects, rulebooks
from store.directory import NewHousehold
from store.projects import ProjectFacts
from workers.setting_up import steps, trial_letter
from workers.setting_up.standing import STEP, State
from workers.setting_up.standing import Step as SetupStep

ME = "guan@wuye.example"


@pytest.fixture
def admin(desk: Desk) -> Person:
    made = desk.person("guan", Role.ADMIN, name="关山")
    with desk.house.services.database.transaction() as session:
        people.change(session, made.id, email=ME)
    return replace(made, email=ME)


@pytest.fixture
def unmailed(desk: Desk) -> Person:
    """An admin whose address nobody knows."""
    return desk.person("wu", Role.ADMIN)


def text_of(page: str) -> str:
    """What is read on a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def said_by_doctor(desk: Desk) -> list[str]:
    with desk.house.services.database.reading() as session:
        found = steps.findings(steps.standing_of(desk.house.services, session))
    return [one.what for one in found] + [one.mend for one in found if one.mend]


def send(desk: Desk, who: Person, **fields: str):
    return desk.post(desk.client(who), "/setup", "/setup/letter", fields)


def arrived(desk: Desk) -> list[EmailMessage]:
    return [one.message for one in desk.house.smtp.accepted]


def test_every_step_stands_on_the_page_with_what_was_found_of_it(desk: Desk, admin: Person) -> None:
    page = text_of(desk.client(admin).get("/setup").text)
    assert all(name in page for name in STEP.values())
    assert "还没有项目" in page
    assert "还没有填：公司全称、联系电话、联系人、公司地址" in page


def test_the_page_and_doctor_say_the_same(desk: Desk, admin: Person) -> None:
    steps.leave(desk.house.services, SetupStep.LETTERHEAD, actor=admin)
    page = text_of(desk.client(admin).get("/setup").text)
    for said in said_by_doctor(desk):
        step, mark, found = said.partition("：")
        words = [step, found.removesuffix("（guan 留待以后）")] if mark and step in STEP.values() else [said]
        assert all(one in page for one in words), said


def test_what_is_entered_is_seen_at_once(desk: Desk, admin: Person) -> None:
    with desk.house.services.database.transaction() as session:
        projects.add(session, PROJECT, ProjectFacts())
    assert "1 个项目：阳光花园" in desk.client(admin).get("/setup").text
    desk.house.directory(NewHousehold(project=PROJECT, building="1", unit="1", room="101", name="王芳"))
    assert "1 个项目共 1 户" in desk.client(admin).get("/setup").text


def test_a_step_is_put_off_and_taken_up_again(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    answer = desk.post(client, "/setup", "/setup/later", {"step": "people"})
    assert answer.headers["location"] == "/setup#people"
    page = client.get("/setup").text
    assert "guan 于 2026年3月2日（一） 10:00 留待以后" in page
    assert "（guan 留待以后）" in said_by_doctor(desk)[5]
    desk.post(client, "/setup", "/setup/again", {"step": "people"})
    assert "留待以后 0 步" in client.get("/setup").text


def test_putting_off_twice_is_noted_once(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    for _ in range(2):
        desk.post(client, "/setup", "/setup/later", {"step": "people"})
    assert client.get("/log").text.count("留待以后：人员与岗位") == 1


def test_what_is_no_step_is_not_there(desk: Desk, admin: Person) -> None:
    assert desk.post(desk.client(admin), "/setup", "/setup/later", {"step": "coffee"}).status_code == 404


@pytest.mark.parametrize("path", ["/setup"])
def test_it_is_for_admins_alone(desk: Desk, manager: Person, clerk: Person, path: str) -> None:
    for person in (manager, clerk):
        assert desk.client(person).get(path).status_code == 403


def test_the_bar_leads_an_admin_there_and_goes_when_nothing_is_open(desk: Desk, admin: Person, manager: Person) -> None:
    assert 'href="/setup">接着设置' in desk.client(admin).get("/people").text
    assert "接着设置" not in desk.client(manager).get("/overview").text
    with desk.house.services.database.reading() as session:
        standing = steps.standing_of(desk.house.services, session)
    for one in standing:
        if one.state is State.OPEN:
            steps.leave(desk.house.services, one.step, actor=admin)
    assert "接着设置" not in desk.client(admin).get("/people").text
    assert "可以收第一封来信了" in desk.client(admin).get("/setup").text


def test_an_admin_of_an_instance_with_nothing_in_it_begins_here(desk: Desk) -> None:
    settings = replace(desk.house.services.settings, mailboxes=())
    empty = made_desk(replace(desk.house, services=replace(desk.house.services, settings=settings)))
    client = empty.client(empty.person("guan", Role.ADMIN))
    assert client.get("/").headers["location"] == "/setup"
    with empty.house.services.database.transaction() as session:
        projects.add(session, PROJECT, ProjectFacts())
    assert client.get("/").headers["location"] == "/people"


def test_the_rules_count_as_looked_through_when_an_admin_says_so(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    with desk.house.services.database.transaction() as session:
        cases.keep_rulebook(session, "a" * 64, "规则", {}, NOW)
        rulebooks.add_version(session, sha="a" * 64, at=NOW, who=HOUSE, note="", active=True)
    desk.post(client, "/setup", "/setup/rules")
    assert "guan 于 2026-03-02 10:00 看过" in client.get("/setup").text


def test_a_test_letter_arrives_once_on_the_companys_paper(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    company = {"name": "翠湖物业服务有限公司", "phone": "0755-1", "contact": "林", "address": "深圳"}
    desk.post(client, "/company", "/company", company)
    first, again = send(desk, admin), send(desk, admin)
    assert f"请到 {ME} 查看" in text_of(first.text)
    assert (again.status_code, "一分钟内刚发过" in again.text) == (422, True)
    (mail,) = arrived(desk)
    assert mail["To"] == ME
    assert mail["Subject"] == "【测试信】翠湖物业服务有限公司 收悉告知样信"
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == ["测试信.docx", "测试信.pdf"]
    assert "翠湖物业服务有限公司" in mail.get_body().get_content()
    assert "TS-2026" not in mail.get_body().get_content()
    assert "guan 于 2026-03-02 10:00 发出，发信服务器已收下" in client.get("/setup").text


def test_it_makes_no_case_no_letter_and_no_number(desk: Desk, admin: Person) -> None:
    send(desk, admin)
    assert desk.house.ask(cases.list_cases) == []
    assert [desk.house.ask(lambda session, one=one: letters.in_state(session, one)) for one in LetterState] == [
        [] for _ in LetterState
    ]
    (mail,) = arrived(desk)
    desk.house.receive(mail.as_bytes(policy=policy.SMTP))
    desk.house.work()
    assert desk.house.ask(cases.list_cases) == []


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(stage=Stage.RCPT, reply="550 no such user"), "不接受收件邮箱（550 no such user）"),
        (Step(stage=Stage.ACCEPTED, drop=True), "信也可能已经发出"),
    ],
)
def test_a_refusal_of_the_server_is_a_sentence_and_the_step_stays_open(
    desk: Desk, admin: Person, step: Step, said: str
) -> None:
    desk.house.smtp.plan(step)
    page = text_of(send(desk, admin).text)
    assert said in page
    assert "没有发成" in page


def test_after_a_failure_it_may_be_sent_again_at_once(desk: Desk, admin: Person) -> None:
    desk.house.smtp.plan(Step(stage=Stage.RCPT, reply="550 no such user"))
    send(desk, admin)
    assert f"请到 {ME} 查看" in text_of(send(desk, admin).text)


def test_after_a_minute_it_may_be_sent_again(desk: Desk, admin: Person) -> None:
    send(desk, admin)
    desk.house.time[0] += timedelta(minutes=2)
    send(desk, admin)
    assert len(arrived(desk)) == 2


def test_without_an_address_one_is_asked_for(desk: Desk, unmailed: Person) -> None:
    assert 'name="address"' in desk.client(unmailed).get("/setup").text
    assert "请写明您自己的邮箱" in send(desk, unmailed, address="nobody").text
    assert "请到 wu@wuye.example 查看" in text_of(send(desk, unmailed, address="wu@wuye.example").text)


def test_an_address_in_a_form_does_not_take_the_place_of_ones_own(desk: Desk, admin: Person) -> None:
    send(desk, admin, address="else@example.com")
    assert [mail["To"] for mail in arrived(desk)] == [ME]


def test_without_a_mail_server_it_is_a_pdf(desk: Desk) -> None:
    services = desk.house.services
    without = replace(services, settings=replace(services.settings, smtp=None), post=None)
    alone = made_desk(replace(desk.house, services=without))
    guan = alone.person("guan", Role.ADMIN)
    client = alone.client(guan)
    assert "给自己发一封</button>" not in client.get("/setup").text
    assert "没有设置发信服务器" in send(alone, guan, address=ME).text
    pdf = alone.post(client, "/setup", "/setup/letter/pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "下载；没有设置发信服务器，信件只能打印寄出" in client.get("/setup").text


def test_a_server_that_never_answers_is_ended_with_a_sentence(
    desk: Desk, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_letter, "LIMIT", timedelta(seconds=2))
    desk.house.smtp.plan(Step(stage=Stage.RCPT, stall=4.0))
    begun = time.monotonic()
    assert "没有及时应答" in text_of(send(desk, admin).text)
    assert time.monotonic() - begun < 60
    assert not list((desk.house.services.settings.root / "data" / "cache" / "samples").glob("*.eml"))


def test_it_is_read_in_english(desk: Desk) -> None:
    page = desk.client(desk.person("eve", Role.ADMIN, language="en")).get("/setup").text
    assert "First set-up" in page
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"<title>.*?</title>|函</span>", "", page.partition("<main")[2]))
