"""Originals are kept by their content: once, whole, and checked when read."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.archive import Archive, DamagedError


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def test_what_is_put_is_got_under_its_sha256(archive: Archive) -> None:
    sha = archive.put(b"letter")
    assert sha == hashlib.sha256(b"letter").hexdigest()
    assert archive.path(sha) == archive.root / sha[:2] / sha[2:4] / sha
    assert archive.get(sha) == b"letter"
    assert archive.exists(sha)
    assert not archive.exists("0" * 64)


@settings(max_examples=25, deadline=None, database=None)
@given(items=st.lists(st.binary(max_size=100), max_size=8))
def test_the_same_bytes_are_kept_once(tmp_path_factory: pytest.TempPathFactory, items: list[bytes]) -> None:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    names = archive.put_many(items + items)
    assert names[: len(items)] == names[len(items) :]
    assert [archive.get(sha) for sha in names] == items + items
    kept = [path for path in archive.root.rglob("*") if path.is_file()]
    assert len(kept) == len(set(items))


@pytest.mark.parametrize("damaged", [b"lettex", b"let", b""])
def test_an_altered_or_cut_file_is_reported_and_mended_by_putting_again(archive: Archive, damaged: bytes) -> None:
    sha = archive.put(b"letter")
    archive.path(sha).write_bytes(damaged)
    with pytest.raises(DamagedError, match="altered or cut short: restore it from a backup"):
        archive.get(sha)
    if len(damaged) != len(b"letter"):
        archive.put(b"letter")
        assert archive.get(sha) == b"letter"


def test_a_missing_file_is_reported(archive: Archive) -> None:
    with pytest.raises(DamagedError, match="has no file 000"):
        archive.get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_name_that_is_no_hash_never_becomes_a_path(archive: Archive, name: str) -> None:
    with pytest.raises(ValueError, match="Not a sha256"):
        archive.path(name)


def test_a_write_that_fails_leaves_nothing_half_done(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        archive.put(b"letter")
    assert [path for path in archive.root.rglob("*") if path.is_file()] == []


def test_file_is_flushed_before_its_folder_and_each_folder_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    flush = os.fsync

    def recording(handle: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{handle}").readlink())
        flush(handle)

    monkeypatch.setattr(os, "fsync", recording)
    archive.put_many([b"one", b"two", b"three"])
    folders = [path for path in flushed if path.is_dir()]
    assert all(path.name.startswith(".") for path in flushed[:3])
    assert flushed[3:] == folders
    assert len(folders) == len(set(folders)) == 7
