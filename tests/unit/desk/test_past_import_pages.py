"""A head sends an older ledger, sees what would be taken and what not, takes it over, and looks at it afterwards.

Covers desk.routes.past_import and desk.views.past_import.
"""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from servers.desk import Desk
from servers.old_ledger import PROJECT, workbook

from domain.codes import Role
from domain.staff import Grant, Person
from store.directory import NewHousehold

PATH = "/ledger/import"


@pytest.fixture
def manager(desk: Desk) -> Person:
    desk.house.directory(NewHousehold(project=PROJECT, building="3栋", unit="2", room="501", name="王芳"))
    return desk.person("sun", Role.MANAGER)


def send(desk: Desk, person: Person, data: bytes) -> str:
    answer = desk.post(desk.client(person), PATH, PATH, files={"file": ("2025 台账.xlsx", data)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def digest(page: str) -> str:
    return page.partition('name="digest" value="')[2].partition('"')[0]


def test_a_ledger_is_looked_at_and_taken_over(desk: Desk, manager: Person) -> None:
    client = desk.client(manager)
    assert PATH in client.get("/ledger").text
    at = send(desk, manager, workbook())
    shown = client.get(at).text
    assert "3栋2单元电梯停运三天" in shown
    assert "导入 4 件；1 行不导入。" in shown
    doubtful = client.get(f"{at}?show=doubtful").text
    assert "业主档案里没有这一户" in doubtful
    assert "分类不认识，按规则判定" in doubtful
    assert "合计行" in client.get(f"{at}?show=left").text
    sheet = load_workbook(BytesIO(client.get(f"{at}/left-out.xlsx").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["8", "合计行或重复的表头，不是投诉"]
    desk.post(client, at, f"{at}/choices", {"project": "", "take": ["unknown_household"]})
    less = client.get(at).text
    assert "导入 3 件；2 行不导入。" in less
    assert desk.post(client, at, f"{at}/apply", {"digest": digest(shown)}).status_code == 303
    assert "再看一遍" in client.get(at).text
    desk.post(client, at, f"{at}/apply", {"digest": digest(less)})
    assert "正在导入" in client.get(at).text
    desk.house.work()
    done = client.get(at).text
    assert "导入结果" in done
    assert "已导入" in client.get(PATH).text
    ledger = client.get("/ledger").text
    assert "原编号 Q001" in ledger
    number = next(case.number for case in desk.house.cases() if case.resident_name == "王芳")
    page = client.get(f"/cases/{number}").text
    assert "第 3 行，原编号 Q001" in page
    assert number in client.get("/search?q=Q001").text


def test_a_case_without_a_term_has_a_page(desk: Desk, manager: Person) -> None:
    at = send(desk, manager, workbook())
    client = desk.client(manager)
    desk.post(client, at, f"{at}/apply", {"digest": digest(client.get(at).text)})
    desk.house.work()
    for case in desk.house.cases():
        page = client.get(f"/cases/{case.number}")
        assert page.status_code == 200
        assert "9999" not in page.text


def test_whoever_did_not_send_it_finds_no_such_page(desk: Desk, manager: Person) -> None:
    at = send(desk, manager, workbook())
    other = desk.client(desk.person("he", Grant(role=Role.SUPERVISOR, project="翠湖")))
    assert other.get(at).status_code == other.get(f"{PATH}/999").status_code == 404
    assert other.get(f"{at}/left-out.xlsx").status_code == 404
    for act in ("choices", "apply", "resume", "discard"):
        assert desk.post(other, PATH, f"{at}/{act}").status_code == 404
    assert "2025 台账.xlsx" not in other.get(PATH).text
    assert desk.client(desk.person("li", Role.CLERK)).get(PATH).status_code == 403


def test_what_is_no_ledger_is_refused(desk: Desk, manager: Person) -> None:
    client = desk.client(manager)
    for data, words in (
        (b"PK\x03\x04no zip", "打不开"),
        (b"\xd0\xcf\x11\xe0", "旧版 Excel"),
        (workbook(("1",), head=("甲",)), "缺少"),
    ):
        answer = desk.post(client, PATH, PATH, files={"file": ("x.xlsx", data)})
        assert answer.status_code == 422
        assert words in answer.text
    assert desk.post(client, PATH, PATH).status_code == 422


def test_a_ledger_is_given_up(desk: Desk, manager: Person) -> None:
    client = desk.client(manager)
    at = send(desk, manager, workbook())
    assert desk.post(client, at, f"{at}/discard").status_code == 303
    assert "已放弃" in client.get(PATH).text
    assert "重新上传" in client.get(at).text
    assert client.get(f"{at}/left-out.xlsx").status_code == 404
