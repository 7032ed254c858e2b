"""Tokens of the API: made by an admin, told once, kept as a hash, limited in time, scope and project.

Covers domain.scopes, store.api_tokens and workers.staff.tokens.
"""

from datetime import timedelta

import pytest
from servers.audited import HOME
from servers.house import House
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.scopes import Scope
from domain.staff import Grant, Person
from store import api_tokens, house_log
from store.house_log import Entry
from workers.instance.refusals import Refused
from workers.staff import tokens

ADMIN = Person(id=0, login="shell:root", name="root", grants=(Grant(role=Role.ADMIN),))
READ = (Scope.CASES_READ,)


def test_a_token_is_told_once_and_kept_as_its_hash(house: House) -> None:
    made = tokens.create(house.services, name="app", scopes=[Scope.LETTERS_READ, Scope.CASES_READ], actor=ADMIN)
    assert made.token.startswith(tokens.PREFIX)
    (row,) = house.ask(api_tokens.list_tokens)
    assert made.token not in repr((made, row))
    assert row.token_hash not in repr(row)
    assert (row.name, row.scopes, row.made_by) == ("app", (Scope.CASES_READ, Scope.LETTERS_READ), "shell:root")
    caller = tokens.caller_of(house.services, made.token)
    assert caller is not None
    assert (caller.person.login, caller.may(Scope.CASES_READ), caller.may(Scope.CASES_WRITE)) == (
        "api:app",
        True,
        False,
    )


@pytest.mark.parametrize("token", ["", "x", "huihan_", "huihan_x", "HUIHAN_X"])
def test_what_is_no_token_is_no_caller(house: House, token: str) -> None:
    tokens.create(house.services, name="app", scopes=READ, actor=ADMIN)
    assert tokens.caller_of(house.services, token) is None


def test_its_last_use_is_noted_to_the_minute(house: House) -> None:
    made = tokens.create(house.services, name="app", scopes=READ, actor=ADMIN)
    used = []
    for seconds in (0, 30, 45):
        house.time[0] += timedelta(seconds=seconds)
        tokens.caller_of(house.services, made.token)
        (row,) = house.ask(api_tokens.list_tokens)
        used.append(row.used_at)
    assert used[0] == used[1] < used[2] == house.services.now()


def test_it_ends_when_it_is_revoked_or_expires(house: House) -> None:
    services = house.services
    made = tokens.create(services, name="short", scopes=READ, expires=services.now() + timedelta(days=1), actor=ADMIN)
    lasting = tokens.create(services, name="lasting", scopes=READ, actor=ADMIN)
    house.time[0] += timedelta(days=1)
    assert tokens.caller_of(services, made.token) is None
    assert tokens.caller_of(services, lasting.token) is not None
    tokens.revoke(services, name="lasting", actor=ADMIN)
    assert tokens.caller_of(services, lasting.token) is None


def test_making_and_revoking_stand_in_the_log_of_the_house(house: House) -> None:
    tokens.create(house.services, name="app", scopes=READ, actor=ADMIN)
    tokens.revoke(house.services, name="app", actor=ADMIN)
    told = [(one.what, one.who, one.payload) for one in house.ask(_entries) if "token" in one.what]
    assert told == [
        (HouseEvent.TOKEN_REVOKED, "shell:root", {"token": "app"}),
        (HouseEvent.TOKEN_MADE, "shell:root", {"token": "app", "scopes": ["cases:read"], "project": ""}),
    ]


def _entries(session: Session) -> list[Entry]:
    return house_log.page(session, house_log.Wanted())


def test_a_token_of_a_project_acts_there_alone(house: House) -> None:
    house.directory(HOME)
    made = tokens.create(house.services, name="app", scopes=READ, project=HOME.project, actor=ADMIN)
    caller = tokens.caller_of(house.services, made.token)
    assert caller is not None
    assert caller.person.grant(Role.CLERK, project=HOME.project) is not None
    assert caller.person.grant(Role.CLERK, project="翠湖") is None
    assert not caller.person.holds(Role.SUPERVISOR, Role.MANAGER, Role.ADMIN)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "名字"),
        ({"name": "a b"}, "名字"),
        ({"name": "x" * 61}, "名字"),
        ({"name": "taken"}, "已有"),
        ({"scopes": ()}, "权限"),
        ({"project": "翠湖"}, "没有项目"),
        ({"expires": 0}, "失效"),
        ({"actor": Person(id=0, login="li", name="li", grants=(Grant(role=Role.MANAGER),))}, "管理员"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(house: House, changed: dict[str, object], said: str) -> None:
    tokens.create(house.services, name="taken", scopes=READ, actor=ADMIN)
    if "expires" in changed:
        changed = {"expires": house.services.now()}
    with pytest.raises(Refused, match=said):
        tokens.create(house.services, **{"name": "app", "scopes": READ, "actor": ADMIN, **changed})


def test_a_token_is_revoked_once(house: House) -> None:
    with pytest.raises(Refused, match="没有名为"):
        tokens.revoke(house.services, name="app", actor=ADMIN)
    tokens.create(house.services, name="app", scopes=READ, actor=ADMIN)
    tokens.revoke(house.services, name="app", actor=ADMIN)
    with pytest.raises(Refused, match="早已收回"):
        tokens.revoke(house.services, name="app", actor=ADMIN)
