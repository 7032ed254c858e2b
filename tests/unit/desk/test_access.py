"""Every route is walked: it asks who is there and which roles they hold, or stands on the short list of open doors."""

import re

import pytest
from fastapi.routing import APIRoute
from servers.desk import Desk

from desk.access import ActingGuard, Guard
from desk.app import routers
from domain.codes import Department, Role
from domain.staff import Grant

OPEN = {("GET", "/signin"), ("POST", "/signin"), ("GET", "/welcome/{token}"), ("POST", "/welcome/{token}")} | {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/signin/company"),
    ("GET", "/signin/callback"),
    ("GET", "/signin/company/out"),
    ("GET", "/calendar/{token}.ics"),
    ("GET", "/api/v1/docs"),
    ("GET", "/public"),
    ("POST", "/public"),
    ("GET", "/public/received"),
    ("GET", "/public/state"),
    ("POST", "/public/state"),
}
HERE = {"origin": "http://desk.test"}


def _routes() -> list[APIRoute]:
    """Of the routers themselves: the application holds them folded, and would show none."""
    found = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
    assert {"/queue", "/cases/{number}"} <= {route.path for route in found}
    return found


def _guard(route: APIRoute) -> Guard | None:
    found = [one.call for one in route.dependant.dependencies if isinstance(one.call, Guard)]
    assert len(found) <= 1, f"{route.path} has two guards"
    return found[0] if found else None


def _path(route: APIRoute) -> str:
    """The route's path with something in each place."""
    return re.sub(r"\{[^}]+\}", "1", route.path)


def test_every_route_has_a_guard_and_every_form_a_token() -> None:
    for route in _routes():
        guard = _guard(route)
        for method in route.methods:
            if guard is None:
                assert (method, route.path) in OPEN, f"{method} {route.path} asks nobody who they are"
            else:
                assert isinstance(guard, ActingGuard) == (method == "POST"), f"{method} {route.path}"


def test_nobody_gets_in_unknown(desk: Desk) -> None:
    for route in _routes():
        if _guard(route) is None:
            continue
        if "GET" in route.methods:
            assert desk.visitor().get(_path(route)).headers["location"].startswith("/signin"), route.path
        else:
            assert desk.visitor().post(_path(route), headers=HERE).status_code == 401, route.path


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_in_where_it_may_and_nowhere_else(desk: Desk, role: Role) -> None:
    department = Department.ENGINEERING if role is Role.DEPARTMENT else None
    client = desk.client(desk.person("who", Grant(role=role, department=department)))
    for route in _routes():
        guard = _guard(route)
        if guard is None or "GET" not in route.methods:
            continue
        answer = client.get(_path(route))
        if role in guard.roles:
            assert answer.status_code not in (401, 403, 500), f"{role} {route.path}: {answer.status_code}"
        else:
            assert answer.status_code == 403, f"{role} {route.path}: {answer.status_code}"


@pytest.mark.parametrize("role", list(Role))
def test_no_form_acts_for_a_role_it_is_not_for_or_without_its_token(desk: Desk, role: Role) -> None:
    department = Department.ENGINEERING if role is Role.DEPARTMENT else None
    client = desk.client(desk.person("who", Grant(role=role, department=department)))
    for route in _routes():
        if "POST" in route.methods and _guard(route) is not None:
            assert client.post(_path(route), data={"csrf": "guessed"}, headers=HERE).status_code == 403, route.path
            assert client.post(_path(route), headers=HERE).status_code == 403, route.path
