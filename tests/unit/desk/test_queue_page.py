"""The queue as each person sees it.

Covers desk.routes.queue.
"""

from servers.desk import PROJECT, Desk
from servers.house import House

from domain.codes import Department, LetterKind, LetterState, Role
from domain.staff import Grant, Person
from store import letters
from store.directory import NewHousehold
from store.letters import NewLetter


def _one_case(house: House) -> str:
    house.directory(NewHousehold(project=PROJECT, building="3", unit="2", room="501", name="王芳", phone="13800138000"))
    house.mail()
    house.work()
    (case,) = house.cases()
    return case.number


def test_a_clerk_sees_what_waits_with_the_time_that_is_left(desk: Desk, clerk: Person) -> None:
    number = _one_case(desk.house)
    page = desk.client(clerk).get("/queue").text
    assert number in page
    assert "还剩" in page
    assert "待拟函" in page
    assert f'href="/cases/{number}"' in page


def test_in_english_too(desk: Desk) -> None:
    _one_case(desk.house)
    english = desk.person("smith", Role.CLERK, language="en")
    page = desk.client(english).get("/queue").text
    assert 'lang="en"' in page


def test_nobody_sees_another_projects_cases(desk: Desk) -> None:
    number = _one_case(desk.house)
    other = desk.person("zhou", Grant(role=Role.CLERK, project="锦绣苑"))
    engineer = desk.person("gong", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))
    finance = desk.person("cai", Grant(role=Role.DEPARTMENT, department=Department.FINANCE))
    assert number not in desk.client(other).get("/queue?all=1").text
    assert number not in desk.client(engineer).get("/queue?all=1").text, "without a notice it is not theirs yet"
    with desk.house.services.database.transaction() as session:
        case = desk.house.cases()[0]
        notice = {"kind": LetterKind.DEPARTMENT_NOTICE, "department": Department.ENGINEERING}
        new = NewLetter(case_id=case.id, intake_id=case.intake_id, state=LetterState.APPROVED, **notice)
        letters.create(session, new)
    assert number in desk.client(engineer).get("/queue?all=1").text
    assert number not in desk.client(finance).get("/queue?all=1").text


def test_filters_narrow_and_a_misspelt_one_hides_nothing(desk: Desk, clerk: Person) -> None:
    number = _one_case(desk.house)
    client = desk.client(clerk)
    assert number in client.get("/queue?all=1&category=equipment").text
    assert number not in client.get("/queue?all=1&category=neighbour").text
    assert number not in client.get("/queue?all=1&overdue=1").text
    assert number in client.get("/queue?all=1&category=nonsense&after=nonsense").text


def test_danger_stands_first_and_in_red_for_office_and_manager(desk: Desk, clerk: Person) -> None:
    calm = _one_case(desk.house)
    desk.house.mail("紧急", "有个男的拿着菜刀在楼道里追人，你们快来！")
    desk.house.work()
    urgent = desk.house.cases()[-1].number
    for person in (clerk, desk.person("ma", Role.MANAGER)):
        page = desk.client(person).get("/queue").text
        assert '<span class="chip alarm">暴力、凶器</span>' in page
        assert "眼前有危险" in page
    page = desk.client(clerk).get("/queue").text
    assert page.index(urgent) < page.index(calm)
