"""What an instance holds is its own user's alone, from the first file on; what is wider is named and closed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from huihan.checks import examine
from huihan.checks.finding import Finding, Patient
from huihan.commands.init import first_admin, make_instance
from huihan.log import log_to, record_crash
from huihan.modes import close, too_wide
from huihan.settings import read_settings, secret_files
from ingest.sources.filing import move
from store.archive import Archive
from workers.instance.services import utc_now


@pytest.fixture(autouse=True)
def careless_umask() -> Iterator[None]:
    """What must be private is so whatever the umask is."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "a"
    make_instance(folder)
    first_admin(folder)
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def found(root: Path) -> list[Finding]:
    patient = Patient(settings=read_settings(root, secrets=False), now=utc_now())
    return list(examine(patient, frozenset({"permissions"})))


def test_a_new_instance_is_closed(root: Path) -> None:
    open_ones = [path for path in (root, *root.rglob("*")) if mode(path) & 0o077]
    assert open_ones == []
    assert (root / "data" / "huihan.db").is_file()


def test_what_sqlite_keeps_beside_its_file_is_closed_too(tmp_path: Path) -> None:
    from store.database import migrate, open_database  # noqa: PLC0415 - only here

    url = f"sqlite:///{tmp_path}/data/huihan.db"
    migrate(url)
    database = open_database(url)
    with database.transaction() as session:
        session.connection().exec_driver_sql("CREATE TABLE more (id INTEGER)")
        beside = sorted((tmp_path / "data").iterdir())
        assert [path.name for path in beside] == ["huihan.db", "huihan.db-shm", "huihan.db-wal"]
        assert {mode(path) for path in beside} == {0o600}
    database.dispose()


def test_the_archive_and_its_folders_are_closed(tmp_path: Path) -> None:
    Archive(tmp_path / "data" / "archive").put(b"a letter")
    for path in (tmp_path / "data").rglob("*"):
        assert mode(path) == (0o700 if path.is_dir() else 0o600)


def test_the_log_and_the_trace_of_a_crash_are_closed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIHAN_INSTANCE", str(root))
    log_to(root)
    record_crash(RuntimeError())
    assert mode(root / "data" / "huihan.log") == 0o600


def test_a_scan_that_was_taken_in_is_closed_and_the_inbox_stays_the_scanners(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    inbox.chmod(0o2770)
    scan = inbox / "scan.pdf"
    scan.write_bytes(b"%PDF-")
    moved = move(scan, tmp_path / "done" / "2026")
    assert (mode(moved), mode(moved.parent), mode(inbox)) == (0o600, 0o700, 0o2770)


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        ("data/huihan.db", 0o644),
        ("data", 0o755),
        ("huihan.toml", 0o666),
        ("rulebook/topics.yaml", 0o664),
        ("templates", 0o777),
        (".", 0o755),
    ],
)
def test_what_is_wider_is_named_and_closed(root: Path, name: str, opened: int) -> None:
    (root / name).chmod(opened)
    (finding,) = found(root)
    assert not finding.ok
    assert str((root / name).resolve()) in finding.what
    assert f"{opened:04o}" in finding.what
    assert "doctor --mend" in finding.mend
    assert all(close(one) for one in too_wide(root, ()))
    (finding,) = found(root)
    assert finding.ok
    assert os.access(root / name, os.R_OK | os.W_OK)


def test_the_inbox_and_a_way_to_it_are_the_admins(root: Path) -> None:
    root.chmod(0o711)
    (root / "inbox").chmod(0o2770)
    assert [one.ok for one in found(root)] == [True]


def test_a_file_with_a_password_that_others_may_read_is_named(root: Path) -> None:
    secret = root / "mail-password"
    secret.write_text("geheim")
    secret.chmod(0o644)
    lines = ("[[mailbox]]", 'name = "a"', 'host = "127.0.0.1"', 'user = "a"', 'password_file = "mail-password"')
    (root / "huihan.toml").write_text("\n".join(lines))
    assert secret_files(root) == (("mailbox[1].password_file", secret),)
    (finding,) = found(root)
    assert (finding.ok, str(secret) in finding.what) == (False, True)
    secret.chmod(0o640)
    assert [one.ok for one in found(root)] == [True]
