"""Whom of the staff a letter names, by name or by surname and title."""

import pytest

from domain.codes import Department, Role
from domain.staff import Grant, Person
from workers.deciding.named_staff import named_staff

TITLES = {Role.SUPERVISOR: ("主任",), Role.MANAGER: ("经理",), Role.CLERK: ("客服", "前台"), Role.DEPARTMENT: ("师傅",)}
CLERK = Person(id=1, login="zhou", name="周丽华", grants=(Grant(role=Role.CLERK, project="云锦苑"),))
HEAD = Person(id=2, login="ouyang", name="欧阳锋", grants=(Grant(role=Role.SUPERVISOR),))
FITTER = Person(
    id=3, login="tan", name="谭勇", grants=(Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING),)
)
SHORT = Person(id=4, login="x", name="李", grants=(Grant(role=Role.CLERK),))
STAFF = (CLERK, HEAD, FITTER, SHORT)


def named(text: str, **values: str | None) -> tuple[str, ...]:
    return named_staff(text, STAFF, TITLES, project=values.get("project", "云锦苑"), writer=values.get("writer"))


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("周丽华接电话时一直在骂人", ("zhou",)),
        ("周麗華接電話時很不耐煩", ("zhou",)),
        ("欧阳主任说了不算", ("ouyang",)),
        ("姓周的前台说不归她管", ("zhou",)),
        ("客服小周把电话挂了", ("zhou",)),
        ("前台的小周不理人", ("zhou",)),
        ("谭师傅上门后收了钱，欧阳锋也知道", ("ouyang", "tan")),
        ("周末门岗没有人", ()),
        ("谭主任是谁我不认识", ()),
        ("客服态度恶劣", ()),
        ("李客服", ()),
    ],
)
def test_a_letter_names_the_staff_it_complains_of(text: str, logins: tuple[str, ...]) -> None:
    assert named(text) == logins


def test_a_title_is_theirs_in_their_project_alone() -> None:
    assert named("周客服态度差", project="别处") == ()
    assert named("周丽华态度差", project="别处") == ("zhou",)


def test_who_writes_and_bears_the_same_name_names_nobody_of_the_staff() -> None:
    assert named("我是3栋的周丽华，楼道灯不亮", writer="周丽华") == ()
