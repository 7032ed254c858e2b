"""Everything between a household and us, and the places that a form offers from the directory.

Covers desk.routes.between_us and desk.views.between_us.
"""

from servers.desk import PROJECT, Desk

from domain.codes import Role
from domain.staff import Grant, Person
from store.directory import NewHousehold
from workers.casework import case_work

HOME = NewHousehold(project=PROJECT, building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")


def test_letters_and_calls_of_all_its_cases_stand_on_one_page(desk: Desk, clerk: Person) -> None:
    house = desk.house
    house.directory(HOME)
    house.mail()
    house.mail("噪音", "我是阳光花园3栋2单元501的王芳，楼上装修噪音太大。电话13800138000")
    house.work()
    first, second = house.cases()
    case_work.record_call(house.services, second.number, "已告知装修时间", actor=clerk, reached=True)
    page = desk.client(clerk).get(f"/cases/{first.number}/between-us").text
    assert "已告知装修时间" in page
    assert f'href="/cases/{first.number}"' in page
    assert f'href="/cases/{second.number}"' in page
    other = desk.client(desk.person("zhou", Grant(role=Role.CLERK, project="锦绣苑")))
    assert other.get(f"/cases/{first.number}/between-us").status_code == 404


def test_places_are_offered_as_people_count_and_of_ones_own_projects_alone(desk: Desk, clerk: Person) -> None:
    rooms = ("1001", "201", "1101")
    desk.house.directory(
        *(NewHousehold(project=PROJECT, building=building, room=room) for building in ("10栋", "2栋") for room in rooms)
    )
    client = desk.client(clerk)
    assert client.get(f"/register/places?project={PROJECT}").json()["buildings"] == ["2栋", "10栋"]
    found = client.get(f"/register/places?project={PROJECT}&building=2").json()
    assert (found["units"], found["rooms"]) == ([], ["201", "1001", "1101"])
    other = desk.client(desk.person("zhou", Grant(role=Role.CLERK, project="锦绣苑")))
    assert other.get(f"/register/places?project={PROJECT}").json()["buildings"] == []


def test_the_record_of_a_case_offers_places_of_its_project(desk: Desk, clerk: Person) -> None:
    desk.house.directory(HOME)
    desk.house.mail()
    desk.house.work()
    (case,) = desk.house.cases()
    client = desk.client(clerk)
    path = f"/register/offers?of={case.number}"
    assert path in client.get(f"/cases/{case.number}/record").text
    assert client.get(f"{path}&typed=3栋2单元501").json() == [[f"{PROJECT}3栋2单元501室", "王芳"]]
    other = desk.client(desk.person("zhou", Grant(role=Role.CLERK, project="锦绣苑")))
    assert other.get(path).status_code == 404
