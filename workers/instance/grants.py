"""Keeps what a provider granted a mailbox: a file that only the service may read, changed whole, by one at a time.

It is the one place where the refresh token stands; nothing of it goes to the database, a log or a page.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from domain.oauth import OAuthSettings
from store import serialization
from store.private import open_private, private_folder

_TICK_SECONDS = 0.05


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """The provider gives no token for it. error: its code (RFC 6749, 5.2). by: a print of what application asked."""

    error: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What was granted. access: the token that was last given, None for none; to be renewed from renew_at on, worth
    nothing from ends_at on. refused: set while the provider gives none.
    """

    refresh: str = field(repr=False)
    access: str | None = field(default=None, repr=False)
    given_at: datetime | None = None
    renew_at: datetime | None = None
    ends_at: datetime | None = None
    refused: Refusal | None = None


class BusyError(Exception):
    """Another process holds the grant for too long."""


def read(path: Path) -> Grant | None:
    """What is kept; None for nothing that can be used. A bare refresh token that somebody put there counts as well."""
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    if not text.startswith("{"):
        return Grant(refresh=text) if text and text.isascii() and text.isprintable() else None
    with suppress(ValueError):
        return serialization.load(Grant, text)
    return None


def write(path: Path, grant: Grant) -> None:
    """Keep it: durable on return, and whole or not at all. Raises OSError."""
    private_folder(path.parent)
    part = path.with_name(f".{path.name}.part")
    with suppress(FileNotFoundError):
        part.unlink()
    with open(part, "x", encoding="utf-8", opener=open_private) as file:
        file.write(serialization.dump(Grant, grant))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def held(path: Path, *, wait: timedelta) -> Iterator[None]:
    """No other process or thread changes it meanwhile; one that dies lets go.

    Raises BusyError after `wait`, OSError.
    """
    private_folder(path.parent)
    end = time.monotonic() + wait.total_seconds()
    with open(_lock_of(path), "a", opener=open_private) as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise BusyError from None
                time.sleep(_TICK_SECONDS)
        yield  # closing it lets go


def forget(path: Path) -> None:
    """Remove the file and what lies beside it."""
    for one in (path, _lock_of(path), path.with_name(f".{path.name}.part")):
        one.unlink(missing_ok=True)


def application(oauth: OAuthSettings) -> str:
    """A print of the application: what it was refused with may be put right in the settings."""
    parts = (oauth.client_id, oauth.client_secret or "", oauth.token_url, oauth.scope)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _lock_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")
