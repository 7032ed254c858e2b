"""The home of those who answer for the house.

Covers desk.routes.overview and workers.queue.overview.
"""

from servers.desk import Desk

from domain.codes import Role
from domain.staff import Person

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


def test_an_empty_house_says_so_in_words(desk: Desk, manager: Person) -> None:
    page = desk.client(manager).get("/overview").text
    for words in ("没有 A、B 级案件", "没有逾期的案件", "没有等您处理的事"):
        assert words in page


def test_it_is_not_for_clerks_and_departments(desk: Desk, clerk: Person) -> None:
    assert desk.client(clerk).get("/").headers["location"] == "/queue"
    assert desk.client(clerk).get("/overview").status_code == 403
    fitter = desk.person("gong", Role.DEPARTMENT)
    assert desk.client(fitter).get("/overview").status_code == 403
