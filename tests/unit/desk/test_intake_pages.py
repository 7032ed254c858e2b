"""What waits to become a case: the list, and each of them settled.

Covers desk.routes.intake and desk.views.waiting_intake.
"""

import html
import re

import pytest
from fastapi.testclient import TestClient
from servers.bounces import plain
from servers.desk import Desk
from servers.house import House

from desk.views.waiting_intake import PAGE
from domain.codes import ClockName, ClockState, IgnoredReason, IntakeState, LetterState, Role
from domain.staff import Grant, Person
from store import events, intake

SPAM = {"X_Spam_Flag": "YES"}


@pytest.fixture
def client(desk: Desk, clerk: Person) -> TestClient:
    return desk.client(clerk)


@pytest.fixture
def page(house: House) -> str:
    """A mail that its server took for spam."""
    house.mail(**SPAM)
    house.work()
    return "/intake/1"


def send(desk: Desk, client: TestClient, page: str, action: str, **typed: str):
    return desk.post(client, page, f"{page}/{action}", typed)


def test_the_list_says_what_waits_why_and_how_long(client, page):
    shown = client.get("/intake").text
    for words in ("电梯停运", "疑似垃圾邮件", "还剩 1 天", 'href="/intake/1"'):
        assert words in shown


def test_an_empty_list_says_so(client):
    assert "没有等待立案的来件" in client.get("/intake").text


def test_the_page_shows_the_original_and_what_was_read(client, page):
    shown = client.get(page).text
    for words in ("电梯又停运了", "疑似垃圾邮件", 'value="王芳"', 'value="13800138000"', "下载原件"):
        assert words in shown
    assert client.get(f"{page}/original/raw").content.startswith(b"From:")
    assert "电梯又停运了" in client.get(f"{page}/original/mail").text


def test_it_becomes_a_case_and_its_page_leads_there(desk, house, client, page):
    answer = send(desk, client, page, "accept", do="save")
    (case,) = house.cases()
    assert answer.headers["location"] == f"/cases/{case.number}"
    assert "人工立案" in client.get(f"/cases/{case.number}").text
    assert client.get(page).headers["location"] == f"/cases/{case.number}"
    assert client.get(f"{page}/original/raw").status_code == 404  # from here on the case's own pages keep the log


def test_what_could_not_be_read_is_transcribed(desk, house, client):
    house.receive(b"\x00\x01\x02 no format", name="来信.dat")
    house.work()
    assert "隔离" in client.get("/intake").text
    refused = send(desk, client, "/intake/1", "accept", do="save", name="王芳")
    assert refused.status_code == 422
    assert "没有可读的文字" in refused.text
    assert 'value="王芳"' in refused.text
    text = "我是阳光花园3栋2单元501的业主王芳，电梯又停运了，已经三天，没有人来修。"
    send(desk, client, "/intake/1", "accept", do="save", name="王芳", text=text, channel="letter")
    (case,) = house.cases()
    assert (case.topic, case.resident_name, case.channel) == ("lift_outage", "王芳", "letter")


def test_it_joins_a_case(desk, house, client):
    house.mail()
    house.work()
    (case,) = house.cases()
    house.mail("Re: 电梯停运", "还是没修好，请尽快答复", In_Reply_To="<m1@example.com>", sender="x@example.org")
    house.work()
    answer = send(desk, client, "/intake/2", "join", number=case.number.lower())
    assert answer.headers["location"] == f"/cases/{case.number}"
    assert house.last().state is IntakeState.FOLLOW_UP
    assert "后续来信 1" in client.get(f"/cases/{case.number}").text


def test_a_case_that_there_is_not_is_said(desk, client, page):
    answer = send(desk, client, page, "join", number="TS-2026-009999")
    assert answer.status_code == 422
    assert "没有编号为 TS-2026-009999 的案件" in answer.text


def test_it_is_set_aside_with_a_reason_and_may_be_taken_up_again(desk, house, client, page):
    assert send(desk, client, page, "aside", why=" ").status_code == 422
    assert send(desk, client, page, "aside", why="广告").headers["location"] == "/intake"
    assert "电梯停运" not in client.get("/intake").text
    assert "广告" in client.get(page).text
    send(desk, client, page, "accept", do="save")
    (case,) = house.cases()
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].state is ClockState.RUNNING


def test_what_the_service_ignored_has_a_page_and_may_be_made_a_case(desk, house, client):
    house.mail("本周团购", "本周团购优惠。", List_Id="<news.example.com>")
    house.work()
    shown = client.get("/intake/1").text
    for words in ("已忽略", "群发邮件", "List-Id", "取回"):
        assert words in shown
    send(desk, client, "/intake/1", "accept", do="save")
    assert len(house.cases()) == 1


def test_only_the_office_of_the_project_settles_it(desk, house, page):
    assert desk.client(desk.person("zhao", Role.DEPARTMENT)).get("/intake").status_code == 403
    assert desk.client(desk.person("wang", Role.MANAGER)).get(page).status_code == 403
    elsewhere = desk.client(desk.person("qian", Grant(role=Role.CLERK, project="月亮湾")))
    assert elsewhere.get(page).status_code == 200  # nobody knows its project yet


def test_a_proposed_follow_up_is_joined_by_one_key(desk, house, client):
    house.mail()
    house.work()
    (case,) = house.cases()
    house.mail(f"Re: {case.number}", "还是没修好，请尽快答复")
    house.work()
    shown = client.get("/intake/2").text
    assert f"并入 {case.number}" in shown
    assert 'data-key="m"' in shown
    assert "发件人未经验证" in shown
    answer = send(desk, client, "/intake/2", "join", number=case.number)
    assert answer.headers["location"] == f"/cases/{case.number}"


def test_a_bounce_that_names_nobody_is_settled_by_a_person(desk, house, client):
    house.mail()
    house.work()
    (case,) = house.cases()
    (letter,) = house.letters(case)
    house.receive(plain("很抱歉，邮件被退回：收件人 wang@example.com 的邮箱不存在"))
    house.work()
    page = client.get("/intake/2").text
    for words in ("退信：退回的是哪封函件", letter.number, "没有写明退回的是哪封信"):
        assert words in page
    assert send(desk, client, "/intake/2", "returned").status_code == 422
    assert send(desk, client, "/intake/2", "returned", number="物函〔2026〕99号").status_code == 422
    answer = send(desk, client, "/intake/2", "returned", letter=str(letter.id))
    assert answer.headers["location"] == "/intake"
    assert house.letters(case)[0].state is LetterState.BOUNCED
    assert (house.last().ignored_reason, house.last().note) == (
        IgnoredReason.BOUNCE,
        "退回的是 物函〔2026〕1号（chen）",
    )
    told = [one for one in house.ask(lambda session: events.history(session, case.id)) if one.what == "letter_bounced"]
    assert [one.who for one in told] == ["chen"]
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].state is ClockState.RUNNING


def test_one_bounce_ends_one_letter_whoever_says_so(desk, house, client):
    for sender in ("王芳 <wang@example.com>", "李明 <li@example.com>"):
        house.mail(sender=sender)
    house.work()
    first, second = (house.letters(case)[0] for case in house.cases())
    house.receive(plain("邮件被退回：wang@example.com li@example.com"))
    house.work()
    assert send(desk, client, "/intake/3", "returned", number=first.number).status_code == 303
    send(desk, client, "/intake/3", "up")
    assert "退信：退回的是哪封函件" not in client.get("/intake/3").text
    assert send(desk, client, "/intake/3", "returned", letter=str(second.id)).status_code == 422
    assert house.letters(house.cases()[1])[0].state is LetterState.SENT


def test_a_bounce_that_is_a_complaint_after_all_becomes_a_case(desk, house, client):
    house.receive(plain("我是阳光花园3栋2单元501的业主王芳，电梯又停运了，已经三天，没有人来修。"))
    house.work()
    assert house.last().state is IntakeState.AWAITING_PERSON
    send(desk, client, "/intake/1", "accept", do="save")
    assert [case.topic for case in house.cases()] == ["lift_outage"]


def test_what_failed_the_servers_check_says_so(house, client):
    house.mail(found="dmarc=fail")
    house.work()
    assert "发件人未通过收件服务器的验证，可能是冒名" in client.get("/intake/1").text


def test_what_was_proved_says_so_on_the_case(house, client):
    house.mail(found="dmarc=pass header.from=example.com")
    house.work()
    (case,) = house.cases()
    assert "发件人已由收件服务器验证" in client.get(f"/cases/{case.number}").text


@pytest.fixture
def ignored(house: House) -> str:
    """A newsletter that the service ended by itself, and one that came before it."""
    house.mail("上周团购", "上周团购优惠。", sender="older@example.com", List_Id="<news.example.com>")
    house.mail("本周团购", "本周团购优惠。", sender="newer@example.com", List_Id="<news.example.com>")
    house.work()
    assert [row.ignored_reason for row in house.rows()] == ["list", "list"]
    return "/intake/2"


def test_what_was_ignored_has_a_page_newest_first_with_the_reason(client, ignored):
    shown = client.get("/intake/ignored").text
    assert shown.index("本周团购") < shown.index("上周团购")
    for words in ("群发邮件", "List-Id: &lt;news.example.com&gt;", "newer@example.com", 'href="/intake/2"'):
        assert words in shown
    assert 'href="/intake/ignored"' in client.get("/intake").text


def test_the_page_of_what_was_ignored_is_filtered(client, ignored):
    assert "本周团购" not in client.get("/intake/ignored?reason=bounce").text
    assert "本周团购" in client.get("/intake/ignored?reason=list").text
    found = client.get("/intake/ignored", params={"q": "本周"}).text
    assert "上周团购" not in found
    assert "本周团购" in found
    assert "没有符合条件" in client.get("/intake/ignored", params={"q": "查无此词"}).text
    assert client.get("/intake/ignored?reason=x&before=99999999999").status_code == 200


def test_what_was_ignored_is_turned_page_by_page(client, ignored, monkeypatch):
    monkeypatch.setattr("desk.views.waiting_intake.PAGE", 1)
    shown = client.get("/intake/ignored?reason=list").text
    assert "上周团购" not in shown
    assert "/intake/ignored?reason=list&amp;before=2" in shown
    assert "上周团购" in client.get("/intake/ignored?reason=list&before=2").text


def test_one_button_takes_it_up(desk, house, client, ignored):
    answer = desk.post(client, "/intake/ignored", "/intake/2/up", {})
    assert answer.headers["location"] == "/intake/2"
    assert house.last().state is IntakeState.AWAITING_PERSON
    assert "本周团购" in client.get("/intake").text
    assert "本周团购" not in client.get("/intake/ignored").text


def test_search_finds_what_was_ignored_until_it_is_a_case(desk, client, ignored):
    assert "没有立案的来件" in client.get("/search", params={"q": "本周团购"}).text
    send(desk, client, ignored, "accept", do="save")
    assert "没有立案的来件" not in client.get("/search", params={"q": "本周团购"}).text


def test_what_was_ignored_is_for_the_office_of_its_project_alone(desk, house, ignored):
    with house.services.database.transaction() as session:
        intake.advance(session, 2, IntakeState.IGNORED, IntakeState.IGNORED, project="阳光花园")
    elsewhere = desk.client(desk.person("qian", Grant(role=Role.CLERK, project="月亮湾")))
    assert "本周团购" not in elsewhere.get("/intake/ignored").text
    assert "没有立案的来件" not in elsewhere.get("/search", params={"q": "本周团购"}).text
    assert elsewhere.get(ignored).status_code == 404
    manager = desk.client(desk.person("wang", Role.MANAGER))
    assert "没有立案的来件" not in manager.get("/search", params={"q": "本周团购"}).text


def test_whom_a_group_names_is_shown_as_a_proposal_and_gets_no_letter_by_itself(desk, house, client):
    house.mail(
        sender="'王芳' via 客服 <group@corp.example>",
        Reply_To="王芳 <wang@example.com>",
        List_Id="<group.corp.example>",
    )
    house.work()
    shown = client.get("/intake/1").text
    assert "王芳 &lt;wang@example.com&gt;" in shown
    assert "未经核实" in shown
    send(desk, client, "/intake/1", "accept", do="save")
    house.work()
    (case,) = house.cases()
    assert (case.resident_name, case.email, case.reply_to_email) == ("王芳", "wang@example.com", None)
    assert not house.smtp.accepted


def test_danger_stands_first_among_what_waits(house, client, page):
    house.mail("紧急", "有人被困在电梯里，还没出来！", **SPAM)
    house.work()
    shown = client.get("/intake").text
    assert shown.index('href="/intake/2"') < shown.index('href="/intake/1"')
    assert '<span class="chip alarm">有人被困</span>' in shown
    assert "请立即处置" in client.get("/intake/2").text
    assert "请立即处置" not in client.get(page).text


def test_the_list_is_filtered_by_the_address_and_read_page_by_page(desk: Desk, clerk: Person) -> None:
    for number in range(PAGE + 2):
        desk.house.mail(f"来件{number:02}", sender=f"a{number}@example.com", X_Spam_Flag="YES")
    desk.house.work()
    client = desk.client(clerk)
    first = client.get("/intake").text
    assert f'<span class="dim count">{PAGE + 2}</span>' in first
    (following,) = re.findall(r'href="(/intake\?after=[^"]+)"', first)
    second = client.get(html.unescape(following)).text
    titles = re.findall(r"来件\d\d(?=</a>)", first + second)
    assert titles == [f"来件{number:02}" for number in range(PAGE + 2)]
    found = client.get("/intake?q=来件07&state=awaiting_person&channel=email").text
    assert re.findall(r"来件\d\d(?=</a>)", found) == ["来件07"]
    assert "没有符合条件的来件" in client.get("/intake?state=quarantined").text
    assert client.get("/intake?state=nonsense&channel=x&after=y").text.count("</a>") == first.count("</a>")
