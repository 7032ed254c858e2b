"""Whose turn it is: each reason for waiting has somebody, and an approval waits for the role of its step."""

import pytest

from domain.approval import STEP_ROLES
from domain.codes import Role
from domain.waiting import WAITS_FOR, Waiting


def test_nothing_waits_for_nobody():
    assert set(WAITS_FOR) == set(Waiting)
    assert all(WAITS_FOR.values())


def test_nothing_of_a_case_waits_for_an_admin():
    assert not any(Role.ADMIN in roles for roles in WAITS_FOR.values())


@pytest.mark.parametrize(
    "one", [Waiting.INTAKE, Waiting.DOUBT, Waiting.DRAFT, Waiting.PRINT, Waiting.POST, Waiting.VISIT]
)
def test_the_offices_work_waits_for_clerks_alone(one):
    assert WAITS_FOR[one] == {Role.CLERK}


def test_a_department_sees_only_what_is_its_own_to_do():
    assert {one for one, roles in WAITS_FOR.items() if Role.DEPARTMENT in roles} == {Waiting.DEPARTMENT}


def test_each_step_of_an_approval_has_those_who_may_take_it():
    assert Role.SUPERVISOR in STEP_ROLES[Role.SUPERVISOR]
    assert STEP_ROLES[Role.MANAGER] == {Role.MANAGER}
    for waits in (Waiting.APPROVE_LETTER, Waiting.APPROVE_PLAN):
        assert {role for roles in STEP_ROLES.values() for role in roles} <= WAITS_FOR[waits]
