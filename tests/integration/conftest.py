"""Servers that the integration tests share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fixtures_mail import MemoryReceiver, settings_for
from servers.dovecot import Dovecot, running_dovecot
from servers.house import House, running_house
from servers.instance import SHIPPED

from domain.settings import MailboxSettings
from ingest.sources.mailbox import Mailbox
from ingest.sources.sweep import Bounds
from rules.compiled import Compiled, compile_rulebook
from rules.load import load_rulebook
from workers.pool import ProcessPool


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real IMAP server with all the extensions that we use."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def receiver() -> MemoryReceiver:
    return MemoryReceiver()


@pytest.fixture
def settings(dovecot: Dovecot) -> MailboxSettings:
    """A fresh mailbox over TLS, taking everything since START, moving what it took to `Huihan`."""
    return settings_for(dovecot)


@pytest.fixture
def mailbox(receiver: MemoryReceiver) -> Callable[..., Mailbox]:
    """Make a mailbox object for settings; `now` and bounds as given."""

    def make(
        settings: MailboxSettings, *, now: datetime | None = None, timeout: float = 20.0, **bounds: int
    ) -> Mailbox:
        limits = Bounds(**{"message_bytes": 1_000_000, **bounds})
        return Mailbox(settings, receiver, bounds=limits, now=lambda: now or datetime.now(UTC), timeout=timeout)

    return make


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    """The shipped rulebook."""
    loaded = load_rulebook(SHIPPED)
    assert loaded.rulebook is not None, loaded.findings
    return compile_rulebook(loaded.rulebook)


@pytest.fixture(scope="session")
def pool() -> Iterator[ProcessPool]:
    """One reader process for all tests."""
    pool = ProcessPool(size=1, seconds=30, memory=1_500_000_000)
    yield pool
    pool.close()


@pytest.fixture
def house(tmp_path: Path, database_url: str, compiled: Compiled, pool: ProcessPool) -> Iterator[House]:
    """An instance whose mail goes to a real listener."""
    with running_house(tmp_path, database_url, compiled, pool) as running:
        yield running
