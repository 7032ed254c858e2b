"""The analysis as managers see it: each count leads to its cases, what rises stands first.

Covers desk.routes.analysis and desk.views.analysis.
"""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from servers.desk import Desk

from desk.views.analysis import AnalysisAddress, shade
from domain.codes import Role
from domain.staff import Person
from domain.work_codes import Cause
from workers.casework.recording import save_cause
from workers.figures.analysis import Trend

COUNT = re.compile(r'<td class="shade-\d[^"]*"><a href="(/ledger\?[^"]+)">(\d+)</a>')

CHIP = re.compile(r'<a class="chip[^"]*" href="(/ledger[^"]+)">(\w) <span class="small">(\w+)</span> (\d+)</a>')


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Complaints of the guards over months, and of one lift in June."""
    house = desk.house
    for month in range(4):
        house.mail("保安骂人", "阳光花园5栋1单元302，门岗保安骂人，要求道歉。", sender=f"住户 <a{month}@example.com>")
        house.work()
        house.time[0] += timedelta(days=31)
    house.time[0] -= timedelta(days=31)
    for number in range(3):
        text = f"阳光花园3栋2单元50{number}，电梯停运三天了，请马上修。"
        house.mail("电梯停运", text, sender=f"住户 <b{number}@example.com>")
        house.work()
    return desk


def test_every_count_leads_to_as_many_lines(office: Desk, manager: Person) -> None:
    client = office.client(manager)
    page = client.get("/analysis?month=2026-06").text
    found = dict(COUNT.findall(page))
    assert len(found) >= 9
    for link, number in found.items():
        assert f'<span class="dim count">{number}</span>' in client.get(unescape(link)).text, link
    for words in ("预警", "本月 3 件，月均 0.0 件，控制上限 0.0 件", "工程部", "阳光花园 3", "25-06"):
        assert words in page


def test_the_top_three_with_their_causes_lead_to_their_cases(office: Desk, manager: Person, clerk: Person) -> None:
    lift = next(one for one in office.house.cases() if one.topic == "lift_outage")
    save_cause(office.house.services, lift.number, Cause.METHOD, "", actor=clerk, seen=0)
    client = office.client(manager)
    page = client.get("/analysis?month=2026-06").text
    found = CHIP.findall(page)
    assert [tuple(said) for _, *said in found] == [("法", "已确认", "1"), ("机", "拟定", "2"), ("人", "拟定", "1")]
    for link, *_, number in found:
        shown = client.get(unescape(link)).text
        assert f'<span class="dim count">{number}</span>' in shown, link
    assert "75.0%" in page
    assert client.get("/ledger?cause=method").text.count('<a class="title" href="/cases/') == 1
    assert client.get("/ledger?cause=nonsense").status_code == 200


def test_a_quiet_month_and_another_language(office: Desk, clerk: Person) -> None:
    english = office.client(office.person("jo", Role.MANAGER, language="en"))
    assert "No matter, building or department is above its limit." in english.get("/analysis?month=2026-04").text
    assert "Early warning" in english.get("/analysis?month=2026-06").text
    assert office.client(clerk).get("/analysis").status_code == 403
    assert english.get("/analysis?project=没有的").status_code == 409
    assert english.get("/analysis?month=x").status_code == 200


def test_what_an_address_asks_for_and_how_dark_a_count_stands() -> None:
    assert AnalysisAddress(month="x").asked(date(2026, 5, 6)).month == date(2026, 5, 1)
    asked = AnalysisAddress(month="2026-03", area="城东").asked(date(2026, 5, 6))
    assert (asked.month, asked.among.area) == (date(2026, 3, 1), "城东")
    lines = (Trend(key=("a",), counts=(1, 50, 0), mean=None, limit=None, high=False),)
    assert [shade(count, lines) for count in (0, 1, 25, 50)] == [0, 1, 2, 5]
    assert shade(0, ()) == 0
