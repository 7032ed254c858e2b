"""The directory answers to whatever a person types."""

import pytest

from domain.codes import Role
from domain.staff import Grant, Person
from store.directory import NewHousehold
from workers.casework import households

HOMES = (
    NewHousehold(
        project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳、李强", phone="13800138000",
        email="wang@example.com",
    ),
    NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="502", name="赵六", phone="0755-26001234"),
    NewHousehold(project="月亮湾", building="3栋", unit="2单元", room="501", name="钱七", phone="13700137000"),
)  # fmt: skip
CLERK = Person(id=0, login="chen", name="陈晓", grants=(Grant(role=Role.CLERK),))


@pytest.fixture(autouse=True)
def _directory(house):
    house.directory(*HOMES)


def rooms(house, wanted, person=CLERK):
    found = house.ask(lambda session: households.find(session, wanted, person=person))
    return [(row.project, row.room) for row in found]


SIX = ("3-2-502", "3栋2单元502", "三号楼 2单元 502室", "502", "502室", "赵六", "0755-26001234", "阳光花园 3-502")


@pytest.mark.parametrize("typed", SIX)
def test_a_flat_a_phone_or_a_name_finds_the_household(house, typed):
    assert rooms(house, typed) == [("阳光花园", "502")]


FIVE = ("13800138000", "138 0013 8000", "138-0013-8000", "wang@example.com", "李强", "阳光花园3栋2单元501")


@pytest.mark.parametrize("typed", FIVE)
def test_one_of_several_names_and_however_a_number_is_written(house, typed):
    assert rooms(house, typed) == [("阳光花园", "501")]


def test_a_flat_of_which_there_are_several_gives_them_all(house):
    assert rooms(house, "3-2-501") == [("阳光花园", "501"), ("月亮湾", "501")]


def test_only_households_of_ones_own_projects_are_told(house):
    person = Person(id=0, login="qian", name="钱", grants=(Grant(role=Role.CLERK, project="月亮湾"),))
    assert rooms(house, "3-2-501", person) == [("月亮湾", "501")]
    assert rooms(house, "王芳", person) == []


@pytest.mark.parametrize("typed", ["", "   ", "9-9-999", "100%", "_", "不存在的人", "x" * 300])
def test_what_is_not_there_finds_nothing(house, typed):
    assert rooms(house, typed) == []
