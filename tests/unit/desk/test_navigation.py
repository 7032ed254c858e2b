"""The links at the head of a page come from the page groups themselves, for whom they are."""

from types import ModuleType

import pytest

from desk.app import page_groups
from desk.navigation import Link, links_of
from domain.codes import Department, Role
from domain.staff import Grant, Person


def group(**values: object) -> ModuleType:
    module = ModuleType("group")
    vars(module).update(values)
    return module


LATER = Link(path="/later", label="后", roles=frozenset({Role.CLERK}), order=20)
SOONER = Link(path="/sooner", label="先", roles=frozenset({Role.MANAGER}), order=10)
BESIDE = Link(path="/beside", label="旁", roles=frozenset({Role.CLERK}), order=20)


def test_links_stand_by_their_order_then_by_their_path() -> None:
    groups = [group(NAVIGATION=LATER), group(), group(NAVIGATION=SOONER), group(NAVIGATION=BESIDE)]
    assert links_of(groups) == (SOONER, BESIDE, LATER)


def test_what_is_no_link_stands_nowhere() -> None:
    assert links_of([group(NAVIGATION="/x")]) == ()


def test_a_link_is_for_those_who_hold_one_of_its_roles_anywhere() -> None:
    clerk = Person(id=1, login="li", name="李敏", grants=(Grant(role=Role.CLERK, project="阳光花园"),))
    assert LATER.is_for(clerk)
    assert not SOONER.is_for(clerk)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (
            Role.CLERK,
            [
                *("/queue", "/intake", "/groups", "/register", "/ledger", "/surveys", "/typical-cases"),
                *("/directory", "/outgoing"),
            ],
        ),
        (Role.DEPARTMENT, ["/queue", "/department", "/typical-cases"]),
        (
            Role.SUPERVISOR,
            [
                *(
                    "/overview",
                    "/queue",
                    "/intake",
                    "/groups",
                    "/register",
                    "/approvals",
                    "/ledger",
                    "/statistics",
                    "/rates",
                    "/analysis",
                    "/reports",
                    "/surveys",
                    "/typical-cases",
                ),
                *("/directory", "/outgoing"),
            ],
        ),
        (
            Role.SERVICE_DEPARTMENT,
            [
                "/overview",
                "/queue",
                "/intake",
                "/groups",
                "/register",
                "/approvals",
                "/ledger",
                "/statistics",
                "/rates",
                "/analysis",
                "/reports",
                "/surveys",
                "/typical-cases",
                "/directory",
                "/outgoing",
                "/rulebook",
            ],
        ),
        (
            Role.MANAGER,
            [
                "/overview",
                "/queue",
                "/approvals",
                "/ledger",
                "/statistics",
                "/rates",
                "/analysis",
                "/reports",
                "/surveys",
                "/typical-cases",
                "/outgoing",
                "/rulebook",
                "/log",
            ],
        ),
        (
            Role.ADMIN,
            [
                "/directory",
                "/calendar",
                "/people",
                "/mailboxes",
                "/programs",
                "/system",
                "/templates",
                "/rulebook",
                "/log",
            ],
        ),
    ],
)
def test_each_role_finds_the_pages_that_are_for_it(role: Role, seen: list[str]) -> None:
    department = Department.ENGINEERING if role is Role.DEPARTMENT else None
    person = Person(id=1, login="li", name="李敏", grants=(Grant(role=role, department=department),))
    assert [link.path for link in links_of(page_groups()) if link.is_for(person)] == seen
