"""The page of rates as managers see it: every count leads to exactly its cases, beside the period before.

Covers desk.routes.rates and desk.views.rates.
"""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from figures_at_hand import LETTERS, NUMBER
from openpyxl import load_workbook
from servers.desk import Desk
from servers.letters_day import SUPERVISOR

from desk.views.rates import RatesAddress, behind, earlier
from domain.codes import Role, Validity
from domain.course import Act
from domain.directory_codes import ProjectKind
from domain.rates import Dimension, Length, RateCount
from domain.staff import Grant, Person
from store import projects
from store.directory import NewHousehold
from store.projects import ProjectFacts
from store.tasks import Among
from workers.casework.case_work import measures_done, set_validity, take


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Three complaints, the first of them valid and handled in time."""
    for number, (subject, text) in enumerate(LETTERS):
        desk.house.mail(subject, text, Message_ID=f"<{number}@example.com>")
        desk.house.work()
    lift = desk.house.cases()[0]
    desk.house.time[0] += timedelta(days=1)
    services = desk.house.services
    take(services, lift.number, Act.ACCEPT, actor=SUPERVISOR)
    set_validity(services, lift.number, Validity.VALID, "属实", actor=SUPERVISOR)
    take(services, lift.number, Act.INVESTIGATE, actor=SUPERVISOR)
    measures_done(services, lift.number, "已处理", actor=SUPERVISOR)
    return desk


def test_every_count_leads_to_as_many_lines(office: Desk, manager: Person) -> None:
    client = office.client(manager)
    links: dict[str, str] = {}
    for by in Dimension:
        found = NUMBER.findall(client.get(f"/rates?month=2026-03&by={by}").text)
        assert len(found) > 8, by
        links |= dict(found)  # those of the total are the same on each
    for link, number in links.items():
        page = client.get(unescape(link)).text
        assert f'<span class="dim count">{number}</span>' in page, link
        assert len(re.findall(r'<a class="title" href="/cases/', page)) == int(number), link
        assert "回到指标" in page


def test_the_rates_stand_beside_those_of_the_period_before(office: Desk, manager: Person) -> None:
    page = office.client(manager).get("/rates?month=2026-03").text
    for words in ("完成及时率", "一次回访满意率", "处理率", "33.3%", "2026-02：—", "用时中位数", "不详"):
        assert words in page
    quarter = office.client(manager).get("/rates?month=2026-03&length=quarter&by=department").text
    assert "2025 Q4" in quarter
    assert "工程部" in quarter
    assert NUMBER.findall(office.client(manager).get("/rates?month=2025-12").text) == []


def test_the_rates_as_excel(office: Desk, manager: Person) -> None:
    answer = office.client(manager).get("/rates/file?month=2026-03&by=category&length=year")
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("投诉分类（2026年）", "收到", "有效")
    total = next(row for row in rows if row[0] == "合计")
    assert total[1:3] == (3, 1)
    assert next(row for row in rows if row[0] == "上期合计")[1] == 0
    assert any(str(row[0]).startswith("完成及时率：") for row in rows)


def test_who_reads_it_and_of_what(office: Desk, clerk: Person) -> None:
    assert office.client(clerk).get("/rates").status_code == 403
    own = office.client(office.person("he", Grant(role=Role.SUPERVISOR, project="月亮湾花园")))
    assert len(NUMBER.findall(own.get("/rates?month=2026-03").text)) > 0, "what is of no known project is everybody's"
    assert "阳光花园" not in own.get("/rates?month=2026-03").text
    for name in ("阳光花园", "没有的花园"):
        assert own.get(f"/rates?project={name}").status_code == 409


def test_the_page_is_in_english_too(office: Desk) -> None:
    page = office.client(office.person("jo", Role.MANAGER, language="en")).get("/rates?month=2026-03").text
    assert "Satisfied at the first visit" in page


def test_what_an_address_asks_for() -> None:
    today = date(2026, 5, 6)
    assert RatesAddress().asked(today).month == date(2026, 5, 1)
    odd = RatesAddress(month="x", length="week", by="colour").asked(today)
    assert (odd.month, odd.length, odd.by) == (date(2026, 5, 1), Length.MONTH, Dimension.PROJECT)
    asked = RatesAddress(month="2026-01", length="quarter", by="building", area="城东").asked(today)
    assert (asked.length, asked.by, asked.among) == (Length.QUARTER, Dimension.BUILDING, Among(area="城东"))
    assert earlier(asked).month == date(2025, 10, 1)
    link = behind(asked, RateCount.DUE, ("阳光花园", None))
    for part in ("month=2026-01", "rate=due", "length=quarter", "without=building", "project=%E9%98%B3"):
        assert part in link
    assert "without" not in behind(asked, RateCount.DUE)


def test_projects_stand_beside_their_like_and_the_worst_first(office: Desk, manager: Person) -> None:
    facts = ProjectFacts(kind=ProjectKind.FLATS, area_m2=50_000)
    with office.house.services.database.transaction() as session:
        for name in ("阳光花园", "一号苑", "二号苑"):
            projects.add(session, name, facts)
        projects.add(session, "别墅区", ProjectFacts(kind=ProjectKind.VILLAS, area_m2=200_000))
        projects.add(session, "新接项目", ProjectFacts())
    rows = [NewHousehold(project=name, building="1", room="101") for name in ("一号苑", "二号苑", "别墅区", "新接项目")]
    office.house.directory(*rows, NewHousehold(project="阳光花园", building="9", room="901"))
    client = office.client(manager)
    page = client.get("/rates?month=2026-03&worst=complaint_rate").text
    for words in (
        "多层与高层住宅，100,000 平方米及以下，共 3 个项目",
        "不比较：同类项目太少",
        "不比较：类型或面积不详",
        "同类 0.0%",
        "不足 3 个的，不比较",
    ):
        assert words in page
    names = re.findall(r'<th scope="row">([^<]+)<span', page)
    assert names[0] == "阳光花园"
    assert set(names[1:3]) == {"一号苑", "二号苑"}
    assert "同类中最差在前" not in client.get("/rates?month=2026-03&by=grade").text
    answer = client.get("/rates/file?month=2026-03")
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    head, *lines = sheet.iter_rows(values_only=True)
    first = dict(zip(head, next(row for row in lines if row[0] == "一号苑"), strict=True))
    assert first["同类"] == "多层与高层住宅，100,000 平方米及以下，共 3 个项目"
    assert (first["投诉率（同类中位数）"], first["处理率（同类中位数）"]) == ("0.0%", "—")
