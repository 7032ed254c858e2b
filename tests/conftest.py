"""What every room's tests may ask for: a fresh database of either kind, and an instance on it."""

import gc
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from servers import postgres, shared
from servers.browser import running_browser
from servers.dovecot import Dovecot, shared_dovecot
from servers.house import House, running_house
from servers.instance import SHIPPED
from servers.postgres import Postgres, Reused

from rules.compiled import Compiled, compile_rulebook
from rules.load import load_rulebook
from store.database import Database, migrate, open_database
from workers.instance.pool import ProcessPool
from workers.instance.sandbox import Walls

gc.set_threshold(50_000)  # as `huihan` does: most that is made while tests are collected stays
# A change is judged on the same examples each time; on a developer's machine every run looks for new ones.
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """The session's PostgreSQL server with a migrated database named `migrated` to copy from."""

    def make() -> dict[str, object]:
        server = postgres.start()
        assert server.process is not None
        shared.keep(server.process, postgres.AT_ONCE, server.folder)
        migrate(server.create("migrated"))
        return {"port": server.port, "folder": str(server.folder)}

    said = shared.once(shared.folder_of(tmp_path_factory), "postgresql", make)
    return Postgres(port=said["port"], folder=Path(said["folder"]))


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: Postgres) -> Reused:
    """A database of this worker, which each test is given emptied."""
    return Reused(postgresql_server, f"test_{shared.WORKER}", "migrated")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session's migrated SQLite file to copy from."""
    path = shared.folder_of(tmp_path_factory) / "migrated.db"

    def make() -> dict[str, object]:
        migrate(f"sqlite:///{path}")
        return {}

    shared.once(path.parent, "sqlite", make)
    return path


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Dovecot:
    """The session's IMAP server, a real one with all the extensions that we use."""
    return shared_dovecot(shared.folder_of(tmp_path_factory))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this worker; each visits with a profile of its own."""
    with running_browser() as running:
        yield running


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """The URL of a fresh, migrated SQLite database."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'huihan.db')}"


@pytest.fixture
def postgresql_url(postgresql_database: Reused) -> str:
    """The URL of a fresh, migrated PostgreSQL database."""
    return postgresql_database.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database, opened; the test runs once on each kind."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    """The shipped rulebook."""
    loaded = load_rulebook(SHIPPED)
    assert loaded.rulebook is not None, loaded.findings
    return compile_rulebook(loaded.rulebook)


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessPool]:
    """One reader process for all tests; it sees the templates of each."""
    walls = Walls(shown=(tmp_path_factory.getbasetemp(),))
    pool = ProcessPool(size=1, seconds=30, memory=1_500_000_000, walls=walls)
    yield pool
    pool.close()


@pytest.fixture
def house(tmp_path: Path, database_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    """An instance whose mail goes to a real listener."""
    with running_house(tmp_path, database_url, compiled, pool) as running:
        yield running


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """What a test does to logging is undone."""
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    for handler in logging.getLogger().handlers:
        handler.close()
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()
