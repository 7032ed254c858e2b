"""Finds out which rules decide in an instance, its folder's or others, without making or changing anything."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from domain.settings import Settings
from huihan.front import Front
from huihan.settings import settings_of
from store.database import Database, open_database
from workers.rulebooks.versions import live_instead_of, not_live, write_rulebook

T = TypeVar("T")


def changed_since(settings: Settings) -> str | None:
    """A sentence if the folder was changed and not made live; None where there is no database to ask."""
    return _asked(settings, not_live)


@contextmanager
def deciding_folder(front: Front) -> Iterator[Path]:
    """A folder with the rules that decide: the instance's (or the shipped one), or the live version written out."""
    folder = front.rulebook()
    files: Mapping[str, str] | None = _asked(settings_of(front), live_instead_of) if front.instance() else None
    if files is None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="huihan-rulebook-") as written:
        write_rulebook(Path(written), files)
        yield Path(written)


def _asked(settings: Settings, question: Callable[[Database, Path], T | None]) -> T | None:
    if settings.database_url.startswith("sqlite") and not (settings.root / "data" / "huihan.db").exists():
        return None
    database = open_database(settings.database_url)
    try:
        return question(database, settings.rulebook)
    except SQLAlchemyError:  # not there, or older than versions are; `doctor` says what is wrong with a database
        return None
    finally:
        database.dispose()
