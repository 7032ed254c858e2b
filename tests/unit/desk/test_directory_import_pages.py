"""The admin sends a list, sees what it changes, mends the columns, takes it over; and hands the directory out.

Covers desk.routes.directory_import and desk.views.directory_import.
"""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from servers.desk import Desk
from servers.sheets import HEAD, xlsx

from domain.codes import Role
from domain.staff import Person
from store import directory
from store.directory import NewHousehold

PROJECT = "阳光花园"
PATH = "/directory/import"
WANG = NewHousehold(project=PROJECT, building="3栋", unit="2", room="501", name="王芳", phone="13800138000")


@pytest.fixture
def admin(desk: Desk) -> Person:
    desk.house.directory(WANG, NewHousehold(project=PROJECT, building="9栋", room="1", name="老李"))
    return desk.person("guan", Role.ADMIN)


def row(room: str, name: str = "", phone: str = "", project: str = PROJECT) -> tuple[str, ...]:
    return (project, "", "3栋", "2", room, name, phone, "", "是")


def send(desk: Desk, admin: Person, *rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> str:
    files = {"file": ("业主 名册.xlsx", xlsx([head, *rows]))}
    answer = desk.post(desk.client(admin), PATH, PATH, files=files)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def digest(page: str) -> str:
    return page.partition('name="digest" value="')[2].partition('"')[0]


def test_a_list_is_looked_at_and_taken_over(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    at = send(desk, admin, row("501", "王芳", "13800138001"), row("601", "新人"), row("", "谁"))
    shown = client.get(at).text
    assert "<del>13800138000</del> → <ins>13800138001</ins>" in shown
    assert "新人" in client.get(f"{at}?show=new").text
    assert "没有房间号" in client.get(f"{at}?show=doubtful").text
    assert "老李" in client.get(f"{at}?show=gone").text
    assert "业主 名册.xlsx" in client.get(PATH).text
    assert desk.post(client, at, f"{at}/apply", {"digest": "another"}).status_code == 303
    assert "再看一遍" in client.get(at).text
    desk.post(client, at, f"{at}/apply", {"digest": digest(shown)})
    done = client.get(at).text
    assert "名册已导入" in done
    assert "导入结果" in done
    sheet = load_workbook(BytesIO(client.get(f"{at}/left-out.xlsx").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["4", "没有房间号"]
    assert desk.house.ask(lambda session: directory.find_by_phone(session, "13800138001"))


def test_columns_are_mended_and_doubts_taken(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    at = send(desk, admin, ("1", "甲", "3-2-601", "13600136000"), ("2", "乙", "3-2-602", "13600136000"),
              head=("编号", "姓名", "住处", "手机"))  # fmt: skip
    assert "还不知道哪一列是" in client.get(at).text
    form = {"header": "1", "column-name": "1", "column-room": "2", "column-phone": "3", "project": PROJECT}
    desk.post(client, at, f"{at}/choices", form)
    mended = client.get(at).text
    assert "一个电话属于几户，姓名不同" in mended
    assert "新增 0 户" in mended
    desk.post(client, at, f"{at}/choices", {**form, "take": "shared_phone", "move_out": "1"})
    taken = client.get(f"{at}?show=new").text
    assert "新增 2 户" in taken
    desk.post(client, at, f"{at}/apply", {"digest": digest(taken)})
    assert desk.house.ask(lambda session: directory.find_by_phone(session, "13800138000")) == []


def test_projects_that_are_new_are_entered_when_the_admin_says_so(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    at = send(desk, admin, row("1", "甲", project="灵湖"))
    assert 'name="new_project" value="灵湖"' in client.get(at).text
    columns = {
        f"column-{name}": str(number)
        for number, name in enumerate(("project", "area", "building", "unit", "room", "name"))
    }
    desk.post(client, at, f"{at}/choices", {"header": "1", **columns, "new_project": "灵湖"})
    assert "新增 1 户" in client.get(at).text


def test_another_row_as_head_guesses_again_and_pages_go_on(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    at = send(desk, admin, HEAD, *(row(str(n), f"住户{n}") for n in range(1, 61)), head=("第一行",))
    desk.post(client, at, f"{at}/choices", {"header": "1"})
    assert "还不知道哪一列是" in client.get(at).text
    desk.post(client, at, f"{at}/choices", {"header": "2"})
    first = client.get(f"{at}?show=new").text
    assert "住户50<" in first
    assert "住户51<" not in first
    assert "住户51<" in client.get(f"{at}?show=new&after=50").text


def test_what_is_no_list_is_refused_and_a_list_can_be_given_up(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    assert "请选择" in desk.post(client, PATH, PATH).text
    refused = desk.post(client, PATH, PATH, files={"file": ("a.xlsx", b"PK\x03\x04broken")})
    assert refused.status_code == 422
    assert "打不开" in refused.text
    at = send(desk, admin, row("1", "甲"))
    assert desk.post(client, at, f"{at}/discard").headers["location"] == PATH
    assert client.get(at).status_code == 404


def test_only_admins_come_here(desk: Desk, admin: Person, clerk: Person) -> None:
    at = send(desk, admin, row("1", "甲"))
    for path in (PATH, at, f"{at}/left-out.xlsx"):
        assert desk.client(clerk).get(path).status_code == 403
    assert desk.post(desk.client(clerk), "/directory", "/directory/export").status_code == 403


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_the_directory_is_handed_out(desk: Desk, admin: Person, kind: str, begins: bytes) -> None:
    answer = desk.post(desk.client(admin), PATH, "/directory/export", {"as": kind})
    assert answer.content.startswith(begins)
    assert "attachment" in answer.headers["content-disposition"]
