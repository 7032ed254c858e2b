"""The desk of one instance, on SQLite: what the databases do differently is tested in store/ and workers/."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.desk import Desk, made_desk
from servers.house import House, running_house

from domain.codes import Role
from domain.staff import Person
from rules.compiled import Compiled
from workers.instance.pool import ProcessPool


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    """An instance whose mail goes to a real listener."""
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        yield running


@pytest.fixture
def desk(house: House) -> Desk:
    return made_desk(house)


@pytest.fixture
def clerk(desk: Desk) -> Person:
    return desk.person("chen", Role.CLERK, name="陈晓")


@pytest.fixture
def supervisor(desk: Desk) -> Person:
    return desk.person("li", Role.SUPERVISOR, name="李敏")


@pytest.fixture
def manager(desk: Desk) -> Person:
    return desk.person("wang", Role.MANAGER, name="王强")
