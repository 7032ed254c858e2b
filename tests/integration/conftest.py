"""Servers that the integration tests share."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fixtures_mail import MemoryReceiver
from servers.dovecot import Dovecot, running_dovecot

from domain.settings import MailboxSettings, Security
from ingest.sources.mailbox import Mailbox
from ingest.sources.sweep import Bounds

START = datetime(2026, 11, 1, tzinfo=UTC)
"""Mail from before this is old in the tests of mailboxes."""


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


def settings_for(server: Dovecot, **changes: object) -> MailboxSettings:
    """Settings for a fresh user of a server."""
    settings = MailboxSettings(
        name="complaints",
        host="localhost",
        port=server.tls_port,
        security=Security.TLS,
        ca_file=server.ca_file,
        user=server.new_user(),
        password=server.password,
        start_from=START,
        no_letter_after=timedelta(days=100_000),
    )
    return replace(settings, **changes)  # type: ignore[arg-type]


@pytest.fixture
def mailbox(receiver: MemoryReceiver) -> Callable[..., Mailbox]:
    """Make a mailbox object for settings; `now` and bounds as given."""

    def make(
        settings: MailboxSettings, *, now: datetime | None = None, timeout: float = 20.0, **bounds: int
    ) -> Mailbox:
        limits = Bounds(**{"message_bytes": 1_000_000, **bounds})
        return Mailbox(settings, receiver, bounds=limits, now=lambda: now or datetime.now(UTC), timeout=timeout)

    return make
