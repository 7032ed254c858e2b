"""The home of those who answer for the house.

Covers desk.routes.overview and workers.queue.overview.
"""

import re
from datetime import timedelta
from html import unescape

from servers.desk import Desk

from domain.codes import Role
from domain.staff import Person
from domain.waiting import Figure

GRAVE = "地下室漏水致老人滑倒骨折，要求赔偿，已联系媒体曝光。我是阳光花园3栋2单元501的王芳，电话13800138000"


def test_a_head_begins_with_the_state_of_the_house(desk: Desk, supervisor: Person, manager: Person) -> None:
    desk.house.mail("漏水伤人", GRAVE)
    desk.house.work()
    for person in (supervisor, manager):
        client = desk.client(person)
        assert client.get("/").headers["location"] == "/overview"
        page = client.get("/overview").text
        assert "A、B 级案件" in page
        assert f'href="/cases/{desk.house.cases()[0].number}"' in page
    page = desk.client(supervisor).get("/overview").text
    assert "/queue?waiting=grade" in page
    assert '<span class="chip">待确认级别</span>' in page.split('id="grave"')[0], "what waits for them is listed"


def test_each_figure_leads_to_the_cases_that_it_counts(desk: Desk, supervisor: Person) -> None:
    """In the queue, one row each: those of a group too."""
    for at, text in enumerate(
        (GRAVE, "电梯困人，快来救人！我是阳光花园3栋2单元502的赵六。", "建议多种花。", "停车费怎么算？")
    ):
        desk.house.mail(f"来信{at}", text)
    desk.house.work()
    desk.house.time[0] += timedelta(hours=9)
    client = desk.client(supervisor)
    found = re.findall(r'class="figure [^"]*" href="([^"]+)"><strong>(\d+)', client.get("/overview").text)
    cells = re.findall(r'<td[^>]*><a href="([^"]+)">(\d+)', client.get("/overview").text)
    assert len(found) == len(Figure)
    assert cells
    for link, number in (*found, *cells):
        page = client.get(unescape(link)).text
        assert len(re.findall(r'<a class="title" href="/cases/', page)) == int(number), link
        assert f'name="figure" value="{link.partition("figure=")[2].partition("&")[0]}"' in page or number == "0"
    assert sum(int(number) for _, number in found) > len(Figure), "something is counted"


def test_an_empty_house_says_so_in_words(desk: Desk, manager: Person) -> None:
    page = desk.client(manager).get("/overview").text
    for words in ("没有 A、B 级案件", "没有逾期的案件", "没有等您处理的事"):
        assert words in page


def test_it_is_not_for_clerks_and_departments(desk: Desk, clerk: Person) -> None:
    assert desk.client(clerk).get("/").headers["location"] == "/queue"
    assert desk.client(clerk).get("/overview").status_code == 403
    fitter = desk.person("gong", Role.DEPARTMENT)
    assert desk.client(fitter).get("/overview").status_code == 403
