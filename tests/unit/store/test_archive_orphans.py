"""A file whose writer died before its row is set aside, comes back if a row names it, and goes after weeks."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from store_samples import NOW, an_intake

from store import archive_orphans, blobs, printing
from store.archive import Archive
from store.archive_orphans import KEPT_ASIDE, LEAST_AGE, Swept, aside_of, sweep, unnamed
from store.database import Database


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "data" / "archive")


def aged(path: Path, by: timedelta) -> None:
    at = time.time() - by.total_seconds() - 60
    os.utime(path, (at, at))


def left(archive: Archive, data: bytes, by: timedelta = LEAST_AGE) -> str:
    """A file without a row, so old."""
    sha = archive.put(data)
    aged(archive.path(sha), by)
    return sha


def test_only_what_no_row_names_and_no_one_is_writing_goes_aside(database: Database, archive: Archive) -> None:
    mine, young, orphan = left(archive, b"named"), archive.put(b"being written"), left(archive, b"orphan")
    half = archive.path(orphan).parent / ".half"
    half.write_bytes(b"or")
    aged(half, LEAST_AGE)
    with database.transaction() as session:
        an_intake(session, sha256=mine)
    with database.reading() as session:
        assert vars(unnamed(session, archive)) == {"files": 1, "aside": 0, "size": 6}
    assert sweep(database, archive) == Swept(aside=1, gone=1)
    assert [archive.exists(one) for one in (mine, young, orphan)] == [True, True, False]
    assert (aside_of(archive) / orphan).read_bytes() == b"orphan"
    assert sweep(database, archive) == Swept()


def test_what_a_restored_database_names_comes_back_and_the_rest_goes_after_weeks(
    database: Database, archive: Archive
) -> None:
    wanted, orphan = left(archive, b"wanted"), left(archive, b"orphan")
    sweep(database, archive)
    with database.transaction() as session:
        an_intake(session, sha256=wanted)
    assert sweep(database, archive) == Swept(back=1)
    assert archive.get(wanted) == b"wanted"
    aged(aside_of(archive) / orphan, KEPT_ASIDE)
    assert sweep(database, archive) == Swept(gone=1)
    with database.reading() as session:
        assert unnamed(session, archive).aside == 0


def test_a_file_that_is_put_again_counts_as_written_now(database: Database, archive: Archive) -> None:
    sha = left(archive, b"again")
    assert archive.put(b"again") == sha
    assert sweep(database, archive) == Swept()
    assert archive.exists(sha)


@pytest.mark.parametrize("meanwhile", ["row", "written"])
def test_a_writer_that_comes_between_the_look_and_the_move_keeps_its_file(
    database: Database, archive: Archive, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    sha = left(archive, b"just in time")
    look = archive_orphans.private_folder

    def before_the_move(path: Path) -> None:
        monkeypatch.setattr(archive_orphans, "private_folder", look)
        look(path)
        if meanwhile == "written":
            archive.put(b"just in time")
        else:
            with database.transaction() as session:
                an_intake(session, sha256=sha)

    monkeypatch.setattr(archive_orphans, "private_folder", before_the_move)
    assert sweep(database, archive) == Swept()
    assert archive.get(sha) == b"just in time"


def test_a_day_s_print_file_stays_though_it_is_not_needed_and_an_archive_that_is_not_there_holds_nothing(
    database: Database, archive: Archive
) -> None:
    sha = left(archive, b"%PDF of a day")
    with database.transaction() as session:
        printing.add(session, pdf_sha=sha, letters=1, pages=1, at=NOW, by="li")
        assert blobs.referenced(session, [sha]) == frozenset()
    assert sweep(database, archive) == Swept()
    assert sweep(database, Archive(archive.root.parent / "none")) == Swept()
