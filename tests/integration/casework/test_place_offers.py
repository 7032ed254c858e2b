"""The places that a record offers while somebody types.

Covers workers.casework.place_offers.
"""

import pytest

from domain.codes import Role
from domain.staff import Grant, Person
from store.directory import NewHousehold
from workers.casework.place_offers import MOST, PlaceOffer, place_offers

GARDEN, BAY = "阳光花园", "月亮湾"
CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))
OF_THE_BAY = Person(id=0, login="qian", name="钱", grants=(Grant(role=Role.CLERK, project=BAY),))


@pytest.fixture(autouse=True)
def _directory(house):
    flats = [NewHousehold(project=GARDEN, building=f"{at}栋", unit="2单元", room="501") for at in (10, 2)]
    house.directory(
        *flats,
        NewHousehold(project=GARDEN, building="2栋", unit="1单元", room="301", name="王芳", phone="13800138000"),
        NewHousehold(project=BAY, building="A座", room="1203室", name="赵六"),
    )


def offered(house, typed, project=GARDEN, person=CLERK):
    found = house.ask(lambda session: place_offers(session, typed, project=project, person=person))
    return [one.place for one in found]


def test_a_place_is_offered_level_by_level(house):
    assert offered(house, "") == [f"{GARDEN}2栋", f"{GARDEN}10栋"]
    assert offered(house, "1") == [f"{GARDEN}10栋"]
    assert offered(house, "2栋") == [f"{GARDEN}2栋1单元", f"{GARDEN}2栋2单元"]
    assert offered(house, f"{GARDEN}2栋1单元") == [f"{GARDEN}2栋1单元301室"]
    assert offered(house, "2栋1单元地库入口") == []


def test_another_project_is_taken_by_its_name_and_one_without_units_has_its_rooms(house):
    assert BAY in offered(house, "月")
    assert offered(house, f"{BAY}A座") == [f"{BAY}A座1203室"]
    assert offered(house, "", project=None) == []


@pytest.mark.parametrize("typed", ["王芳", "13800138000", "2-1-301"])
def test_a_household_is_found_by_its_name_its_telephone_or_its_flat(house, typed):
    found = house.ask(lambda session: place_offers(session, typed, project=BAY, person=CLERK))
    assert found == (PlaceOffer(place=f"{GARDEN}2栋1单元301室", who="王芳"),)


def test_nothing_of_another_s_projects_is_offered(house):
    assert offered(house, "", person=OF_THE_BAY) == []
    assert offered(house, "阳", project=None, person=OF_THE_BAY) == []
    assert offered(house, "王芳", person=OF_THE_BAY) == []


def test_there_are_never_too_many(house):
    house.directory(*(NewHousehold(project=GARDEN, building=f"{at}栋", room="101") for at in range(1, 90)))
    assert len(offered(house, "")) == MOST
