"""The report of a month on a page: its sentences, its charts with the numbers behind them, and both files.

Covers desk.routes.reports and desk.views.reports.
"""

import re
from base64 import b64decode
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from servers.desk import Desk

from desk.views.reports import ReportAddress
from domain.codes import Role
from domain.rates import Length
from domain.staff import Person

CHART = re.compile(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)">')


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Two complaints in March."""
    for number, text in enumerate(("阳光花园3栋2单元501，电梯停运三天了。", "阳光花园5栋1单元302，保安骂人。")):
        desk.house.mail("投诉", text, sender=f"住户 <a{number}@example.com>")
        desk.house.work()
    return desk


def test_sentences_charts_and_the_numbers_behind_them(office: Desk, manager: Person) -> None:
    page = office.client(manager).get("/reports?month=2026-03").text
    for words in ("共收到客户投诉 2 件", "本期尚未结账", "上月没有投诉。", "图中的数字", "投诉最多的事项"):
        assert words in page
    charts = CHART.findall(page)
    assert [name for _, name in charts] == ["十二个月收到投诉与完成及时率", "各类投诉新增件数"]
    assert all(b"<svg" in b64decode(drawn) for drawn, _ in charts)
    assert '<th scope="row">26-03</th><td>2</td>' in page


def test_both_files(office: Desk, manager: Person) -> None:
    client = office.client(manager)
    docx = client.get("/reports/word?month=2026-03")
    assert docx.headers["content-type"].endswith("wordprocessingml.document")
    assert Document(BytesIO(docx.content)).paragraphs[0].text == "2026年3月客户投诉处理月度报告"
    xlsx = client.get("/reports/excel?month=2026-03&length=quarter")
    assert load_workbook(BytesIO(xlsx.content))["总体情况"]["A1"].value == "2026年1季度客户投诉处理季度报告"


def test_in_another_language_and_for_whom_it_is(office: Desk, clerk: Person) -> None:
    english = office.client(office.person("jo", Role.MANAGER, language="en"))
    page = english.get("/reports?month=2026-03").text
    assert "This period is not closed yet" in page
    assert "received complaints: 2." in page
    assert english.get("/reports?project=没有的").status_code == 409
    assert office.client(clerk).get("/reports").status_code == 403


def test_what_an_address_asks_for() -> None:
    asked = ReportAddress().asked(date(2026, 1, 6))
    assert (asked.month, asked.length) == (date(2025, 12, 1), Length.MONTH)
    asked = ReportAddress(month="2026-03", length="year", area="城东").asked(date(2026, 1, 6))
    assert (asked.month, asked.length, asked.among.area) == (date(2026, 3, 1), Length.YEAR, "城东")
