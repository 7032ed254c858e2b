"""Which role is held where, by oneself or for another."""

from domain.codes import Department, Role
from domain.staff import Grant, Person


def _person(*grants: Grant) -> Person:
    return Person(id=1, login="li", name="李敏", grants=grants)


def test_a_role_for_one_project_covers_it_and_what_nobody_knows_yet() -> None:
    clerk = _person(Grant(role=Role.CLERK, project="翠湖花园"))
    assert clerk.grant(Role.CLERK, project="翠湖花园")
    assert clerk.grant(Role.CLERK, project=None)
    assert clerk.grant(Role.CLERK, project="锦绣苑") is None
    assert clerk.grant(Role.MANAGER, project="翠湖花园") is None


def test_ones_own_role_goes_before_a_deputys() -> None:
    own, other = Grant(role=Role.SUPERVISOR), Grant(role=Role.SUPERVISOR, deputy_of="wang")
    assert _person(other, own).grant(Role.SUPERVISOR, project="翠湖花园") == own
    assert _person(other).grant(Role.SUPERVISOR, project="翠湖花园") == other


def test_a_department_reads_its_own_cases_and_an_admin_none() -> None:
    engineer = _person(Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))
    assert engineer.sees("翠湖花园", (Department.FINANCE, Department.ENGINEERING))
    assert not engineer.sees("翠湖花园", (Department.FINANCE,))
    assert not _person(Grant(role=Role.ADMIN)).sees("翠湖花园", (Department.FINANCE,))
    assert _person(Grant(role=Role.MANAGER)).sees("翠湖花园", (Department.FINANCE,))
