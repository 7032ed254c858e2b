"""The statistics form and the ledger as managers see them: every number leads to exactly its cases.

Covers desk.routes.statistics, desk.routes.complaint_ledger and desk.views.figures.
"""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from figures_at_hand import LETTERS, NUMBER
from openpyxl import load_workbook
from servers.desk import Desk
from servers.letters_day import SUPERVISOR

from desk.views.figures import FormAsked, LedgerAsked, place_text
from domain.codes import Category, Channel, Grade, Role
from domain.course import Act
from domain.staff import Grant, Person
from domain.tasks import Count, Period
from store.complaint_ledger import ClassFilter
from workers.casework.case_work import measures_done, take
from workers.figures.statistics import HOUSE_SCHEME, UNCLASSED, schemes_of

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Three complaints, the first of them handled in time, the second too late."""
    for number, (subject, text) in enumerate(LETTERS):
        desk.house.mail(subject, text, Message_ID=f"<{number}@example.com>")
        desk.house.work()
    for case, days in zip(desk.house.cases()[:2], (1, 20), strict=True):
        desk.house.time[0] += timedelta(days=days)
        for act in (Act.ACCEPT, Act.INVESTIGATE):
            take(desk.house.services, case.number, act, actor=SUPERVISOR)
        measures_done(desk.house.services, case.number, "已处理", actor=SUPERVISOR)
    return desk


@pytest.mark.parametrize("scheme", ["category", "desk", "developer"])
def test_every_number_leads_to_as_many_lines(office: Desk, manager: Person, scheme: str) -> None:
    client = office.client(manager)
    links = NUMBER.findall(client.get(f"/statistics?month=2026-03&scheme={scheme}").text)
    assert len(links) > 20
    for link, number in links:
        page = client.get(unescape(link)).text
        assert f'<span class="dim count">{number}</span>' in page, link
        assert len(re.findall(r'<a class="title" href="/cases/', page)) == int(number), link
        assert "回到报表" in page


def test_the_form_says_its_classes_its_rates_and_how_they_are_reckoned(office: Desk, manager: Person) -> None:
    page = office.client(manager).get("/statistics?month=2026-03").text
    for words in ("设备管理", "非物业类", "合计", "33.3%", "上月已提前完成的计入上月"):
        assert words in page
    assert "报修" in office.client(manager).get("/statistics?month=2026-03&scheme=desk").text
    empty = office.client(manager).get("/statistics?month=2025-12").text
    assert NUMBER.findall(empty) == []
    assert "—" in empty


@pytest.mark.parametrize("query", ["month=2026-99", "month=x&scheme=none", "month=9999-12"])
def test_an_address_that_says_nothing_is_the_form_of_this_month(office: Desk, manager: Person, query: str) -> None:
    answer = office.client(manager).get(f"/statistics?{query}")
    assert answer.status_code == 200
    assert 'value="2026-03"' in answer.text


def test_the_form_as_excel(office: Desk, manager: Person) -> None:
    answer = office.client(manager).get("/statistics/file?month=2026-03")
    assert "2026-03.xlsx" in answer.headers["content-disposition"]
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet[sheet.max_row - 5]][:3] == ["合计", 3, 3]


def test_the_ledger_shows_who_where_what_and_when(office: Desk, manager: Person) -> None:
    page = office.client(manager).get("/ledger").text
    for words in ("TS-2026-000001", "13812345678", "阳光花园", "电梯停运三天了", "工程部", "03-09 18:00"):
        assert words in page
    assert re.findall(r'href="/cases/(TS-2026-\d+)"', page) == [f"TS-2026-00000{n}" for n in (3, 2, 1)]
    assert 'class="number late"' in page, "the second was handled late"
    by_phone = office.client(manager).get("/ledger?channel=phone").text
    assert "没有符合条件的案件" in by_phone


def test_heads_take_it_out_and_clerks_read_it(office: Desk, manager: Person, clerk: Person) -> None:
    client = office.client(manager)
    shown = client.get("/ledger?grade=C").text
    (path,) = re.findall(r'action="(/ledger/file[^"]*)"', shown)
    taken = office.post(client, "/ledger", unescape(path))
    assert taken.status_code == 200
    assert load_workbook(BytesIO(taken.content)).worksheets[0].max_row == shown.count('class="title" href="/cases/') + 1
    assert "导出投诉台账" in client.get("/log").text
    page = office.client(clerk).get("/ledger").text
    assert "TS-2026-000001" in page
    assert "/ledger/file" not in page
    assert office.client(clerk).get("/statistics").status_code == 403


def test_of_another_project_nothing_stands_there(office: Desk) -> None:
    own = office.client(office.person("he", Grant(role=Role.SUPERVISOR, project="月亮湾花园")))
    assert "TS-2026-000001" not in own.get("/ledger").text
    for name in ("阳光花园", "没有的花园"):
        assert own.get(f"/statistics?project={name}").status_code == 409


def test_the_pages_are_in_english_too(office: Desk) -> None:
    client = office.client(office.person("jo", Role.MANAGER, language="en"))
    assert "Statistics form" in client.get("/statistics").text
    assert "Complaint ledger" in client.get("/ledger").text


def test_what_an_address_asks_for(office: Desk) -> None:
    book = office.house.services.compiled.rulebook
    asked = LedgerAsked(
        since="2026-03-01",
        until="2026-03-31",
        channel="phone",
        grade="A",
        month="2026-03",
        scheme="desk",
        of="报修",
        period="year",
        count="on_time",
    ).asked(book, ZONE)
    assert asked.since == datetime(2026, 3, 1, tzinfo=ZONE)
    assert asked.before == datetime(2026, 4, 1, tzinfo=ZONE)
    assert (asked.channel, asked.grade) == (Channel.PHONE, Grade.A)
    assert asked.task is not None
    assert (asked.task.period, asked.task.count, asked.task.span.ends) == (
        *(Period.YEAR, Count.ON_TIME),
        datetime(2026, 4, 1, tzinfo=ZONE),
    )
    assert asked.topics is not None
    assert {one.schemes["desk"] for one in book.topics if one.id in asked.topics.topics} == {"报修"}


def test_what_has_no_class_is_asked_for_as_such(office: Desk) -> None:
    book = office.house.services.compiled.rulebook
    asked = LedgerAsked(scheme="desk", of=UNCLASSED).asked(book, ZONE).topics
    classed = tuple(one.id for one in book.topics if one.schemes.get("desk"))
    assert asked == ClassFilter(topics=classed, none=True)
    assert LedgerAsked(scheme="gone", of="x").asked(book, ZONE).topics is None
    assert LedgerAsked(of="service").asked(book, ZONE).category is Category.SERVICE


@pytest.mark.parametrize("after", ["", "x", "2026-03-02~1~1", "2026-03-02T00:00:00+00:00~-1~0", "~~", "9~9"])
def test_no_place_is_the_first_page(after: str) -> None:
    assert LedgerAsked(after=after).place() is None


def test_a_place_goes_through_an_address() -> None:
    place = (datetime(2026, 3, 2, 1, 2, 3, 456, tzinfo=UTC), 7, 2)
    assert LedgerAsked(after=place_text(place)).place() == place


def test_the_month_of_today_unless_one_is_named(office: Desk) -> None:
    book = office.house.services.compiled.rulebook
    asked = FormAsked().asked(book, date(2026, 3, 17))
    assert (asked.month, asked.scheme, asked.among.project) == (date(2026, 3, 1), HOUSE_SCHEME, None)
    assert FormAsked(scheme=schemes_of(book)[-1]).asked(book, date(2026, 3, 17)).scheme == schemes_of(book)[-1]
