"""The desk of one instance on SQLite, for what a browser shows; a file whose house has a history of its own says it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.desk import Desk, made_desk
from servers.house import House, running_house

from rules.compiled import Compiled
from workers.instance.pool import ProcessPool


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    """An instance with nothing in it."""
    with running_house(tmp_path, sqlite_url, compiled, pool) as running:
        yield running


@pytest.fixture
def desk(house: House) -> Desk:
    return made_desk(house)
