"""What doctor says of the calendar: the next year's notice is missed from December on, and not before.

Covers huihan.checks.writing.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.settings import Settings
from huihan.checks import Finding, Patient, examine
from rules.compiled import Compiled
from rules.shipped import shipped_rulebook


@pytest.fixture
def last(compiled: Compiled) -> int:
    """The last year whose notice the calendar library holds."""
    years = [year for year in range(2020, 2100) if compiled.calendar.published(year)]
    return years[-1]


def calendar_of(root: Path, now: datetime) -> Finding:
    if not (root / "rulebook").is_dir():
        shutil.copytree(shipped_rulebook(), root / "rulebook")
    patient = Patient(settings=Settings(root=root, database_url="sqlite://"), now=now)
    (found,) = (one for one in examine(patient, frozenset({"rulebook"})) if one.check == "calendar")
    return found


def test_until_december_the_next_year_is_provisional(tmp_path: Path, last: int) -> None:
    found = calendar_of(tmp_path, datetime(last, 11, 30, tzinfo=UTC))
    assert (found.ok, f"{last + 1} 年通知发布前，跨年期限为暂定" in found.what) == (True, True)


def test_from_december_its_notice_is_missed(tmp_path: Path, last: int) -> None:
    found = calendar_of(tmp_path, datetime(last, 12, 1, tzinfo=UTC))
    assert not found.ok
    assert found.what.startswith(f"{last + 1} 年的放假调休通知未录入")
    assert "rulebook/calendar.yaml" in found.mend


def test_once_it_is_entered_nothing_is_missed(tmp_path: Path, last: int) -> None:
    calendar_of(tmp_path, datetime(last, 12, 1, tzinfo=UTC))
    file = tmp_path / "rulebook" / "calendar.yaml"
    listed = f"published: [{{year: {last + 1}, off: [{last + 1}-01-01], on: []}}]"
    file.write_text(file.read_text("utf-8").replace("published: []", listed), "utf-8")
    found = calendar_of(tmp_path, datetime(last, 12, 1, tzinfo=UTC))
    assert (found.ok, found.what) == (True, f"{last} 年放假调休通知已录入")


def test_a_year_of_its_own_without_notice_is_missed_in_every_month(tmp_path: Path, last: int) -> None:
    assert not calendar_of(tmp_path, datetime(last + 1, 3, 1, tzinfo=UTC)).ok
