"""A list of people on its page: looked at, mistakes by row, then taken over. Covers desk.routes.hiring."""

import html

from servers.desk import Desk
from servers.sheets import xlsx

from domain.codes import Role
from domain.staff import Person
from store import people

PATH = "/people/import"
HEAD = ("姓名", "登录名", "邮箱", "电话", "角色", "项目", "部门")
LIN = ("林秀英", "lin", "lin@wuye.example", "", "客服、主任", "", "")


def looked_at(desk: Desk, admin: Person, *rows: tuple[str, ...]) -> str:
    files = {"file": ("人员.xlsx", xlsx([HEAD, *rows]))}
    return desk.post(desk.client(admin), PATH, PATH, files=files).text


def field(page: str, name: str) -> str:
    return html.unescape(page.partition(f'name="{name}" value="')[2].partition('"')[0])


def test_a_list_is_looked_at_and_taken_over(desk: Desk, manager: Person) -> None:
    admin = desk.person("guan", Role.ADMIN)
    client = desk.client(admin)
    assert "导入人员名册" in client.get("/people").text
    shown = looked_at(desk, admin, LIN, ("张三", "zhang", "", "", "保洁", "", ""))
    assert "林秀英" in shown
    assert "待第二人确认" in shown
    assert "第 3 行 张三 zhang：没有“保洁”这个角色" in shown
    assert manager.name in shown, "is not in the list, and stays"
    form = {name: field(shown, name) for name in ("digest", "rows")}
    answer = desk.post(client, PATH, f"{PATH}/apply", form)
    assert answer.headers["location"] == "/people"
    assert "新增 1 人，更改 0 人，给出 2 个角色；其中 1 项待第二人确认" in client.get("/people").text
    assert desk.house.ask(lambda session: people.by_login(session, "lin")).name == "林秀英"
    assert desk.post(client, PATH, f"{PATH}/apply", form).status_code == 422, "it is no longer what was shown"


def test_what_cannot_be_read_is_said_on_the_page(desk: Desk) -> None:
    admin = desk.person("guan", Role.ADMIN)
    client = desk.client(admin)
    for files in (
        {"file": ("a.xlsx", b"PK\x03\x04x")},
        {"file": ("", b"")},
        {"file": ("a.csv", "甲,乙\n1,2".encode())},
    ):
        answer = desk.post(client, PATH, PATH, files=files)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert desk.post(client, PATH, f"{PATH}/apply", {"rows": "{", "digest": ""}).status_code == 303


def test_it_is_the_admins_alone(desk: Desk, clerk: Person) -> None:
    assert desk.client(clerk).get(PATH).status_code == 403
