"""Servers that the integration tests share."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from fixtures_mail import MemoryReceiver, settings_for
from servers.dovecot import Dovecot
from servers.house import House
from servers.letters_day import furnished, one_case

from domain.settings import MailboxSettings
from ingest.sources.mailbox import Mailbox
from ingest.sources.sweep import Bounds
from store.cases import CaseRow
from workers.staff import passwords


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


@pytest.fixture
def light_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes that cost next to nothing, for tests that set and try many; test_passwords.py has the real ones."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    monkeypatch.setattr(passwords, "_nobody", lambda: hasher.hash("nobody's"))


@pytest.fixture
def office(house: House) -> House:
    """A house with its people, letterhead and directory, ready for letters."""
    return furnished(house)


@pytest.fixture
def case(office: House) -> CaseRow:
    """The office's first case, as one letter opened it."""
    return one_case(office)
