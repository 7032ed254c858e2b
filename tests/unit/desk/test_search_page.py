"""Finding a case by what stands in it.

Covers desk.routes.search.
"""

from servers.desk import Desk

from domain.codes import Role
from domain.staff import Grant, Person
from store import cases, letters


def test_any_word_of_the_letter_finds_its_case(desk: Desk, clerk: Person) -> None:
    desk.house.mail()
    desk.house.work()
    (case,) = desk.house.cases()
    client = desk.client(clerk)
    for words in ("停运", "王芳", "13800138000", "电梯 维修"):
        found = case.number in client.get("/search", params={"q": words}).text
        assert found == (words != "电梯 维修"), words
    assert "<mark>停运</mark>" in client.get("/search", params={"q": "停运"}).text


def test_a_number_leads_straight_to_its_case(desk: Desk, clerk: Person) -> None:
    desk.house.mail()
    desk.house.work()
    (case,) = desk.house.cases()
    answer = desk.client(clerk).get("/search", params={"q": f" {case.number.lower()} "})
    assert answer.headers["location"] == f"/cases/{case.number}"


def test_a_letters_number_leads_to_its_case_however_it_is_typed(desk: Desk, clerk: Person) -> None:
    desk.house.mail()
    desk.house.work()
    (case,) = desk.house.cases()
    (acknowledgement,) = desk.house.ask(lambda session: letters.of_case(session, case.id))
    assert acknowledgement.number is not None
    for typed in (acknowledgement.number, acknowledgement.number.replace("〔", "（").replace("〕", "） 第 ")):
        answer = desk.client(clerk).get("/search", params={"q": typed})
        assert answer.headers["location"] == f"/cases/{case.number}", typed


def test_what_is_not_theirs_is_not_found(desk: Desk) -> None:
    desk.house.mail(text="我是锦绣苑3栋501的王芳，电梯停运三天了。项目：锦绣苑")
    desk.house.work()
    with desk.house.services.database.transaction() as session:
        (case,) = desk.house.cases()
        cases.update_case(session, case.id, project="锦绣苑")
    other = desk.person("zhou", Grant(role=Role.CLERK, project="翠湖花园"))
    client = desk.client(other)
    assert case.number not in client.get("/search", params={"q": "停运"}).text
    assert client.get("/search", params={"q": case.number}).status_code == 200


def test_nothing_found_says_what_to_try(desk: Desk, clerk: Person) -> None:
    assert "没有找到" in desk.client(clerk).get("/search", params={"q": "不存在的词"}).text
    assert desk.client(clerk).get("/search").status_code == 200
