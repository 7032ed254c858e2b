"""The doctor on a terminal and the admin's page say the same, for both are one command. Covers huihan.checks.working,
huihan.__main__ and huihan.commands.doctor.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from domain.health import Finding
from domain.settings import Settings
from huihan.app import app
from huihan.checks import CHECKS, Patient, examine
from huihan.settings import read_settings
from workers.health import examining

_MOVES = {"clock", "disk"}
"""What these say differs from minute to minute."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert CliRunner().invoke(app, ["init", str(tmp_path / "house")]).exit_code == 0
    return tmp_path / "house"


def test_they_say_the_same(root: Path) -> None:
    page = examining.examine(examining.doctor(root), at=datetime.now(UTC))
    assert page.stopped is None
    patient = Patient(settings=read_settings(root, secrets=False), now=datetime.now(ZoneInfo("Asia/Shanghai")))
    doctor = list(examine(patient))
    assert [one for one in page.findings if one.check not in _MOVES] == [
        one for one in doctor if one.check not in _MOVES
    ]
    assert {one.check for one in page.findings} >= CHECKS.keys() - {"queues", "evidence", "archive", "course"}


def _backup(root: Path) -> Finding:
    settings = Settings(root=root, database_url="sqlite://")
    (found,) = examine(Patient(settings=settings, now=datetime.now(UTC)), frozenset({"backup"}))
    return found


def test_the_last_backup_is_known_by_its_mark(tmp_path: Path) -> None:
    assert "touch data/last-backup" in _backup(tmp_path).mend
    (tmp_path / "data").mkdir()
    mark = tmp_path / "data" / "last-backup"
    mark.touch()
    assert (_backup(tmp_path).ok, _backup(tmp_path).mend) == (True, "")
    old = (datetime.now(UTC) - timedelta(days=4)).timestamp()
    os.utime(mark, (old, old))
    assert not _backup(tmp_path).ok
