"""kill -9 while months are closed: each is closed once and whole, with its entry, or not at all and then later."""

import signal
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cli import Huihan
from sqlalchemy import update

from domain.codes import ClockName
from domain.events import HouseEvent
from store import closed, house_log
from store.case_tables import clock
from store.database import open_database
from workers.instance.crash_points import FIGURES

LETTER = "阳光花园3栋2单元501的林小雨，电话13812345678。电梯停运三天了，请马上修。"


def instance(anywhere: Huihan, root: Path) -> str:
    """One with a complaint of long ago; the address of its database."""
    anywhere("init", root)
    (root / "inbox" / "信.txt").write_text(LETTER, "utf-8")
    assert anywhere("--instance", root, "poll", "--once").code == 0
    url = f"sqlite:///{root / 'data' / 'huihan.db'}"
    database = open_database(url)
    with database.transaction() as session:
        of_handling = update(clock).where(clock.c.clock == ClockName.HANDLE)
        session.execute(of_handling.values(started_at=datetime(2026, 1, 10, tzinfo=UTC)))
    database.dispose()
    return url


def kept(url: str) -> tuple[list[date], list[str]]:
    """The months that are closed, and those that the log says so of."""
    database = open_database(url)
    with database.reading() as session:
        months = [one.month for one in closed.every(session)]
        assert all(closed.figures_of(session, month) for month in months)
        told = house_log.page(session, house_log.Wanted(what=[HouseEvent.MONTH_CLOSED]), limit=100)
    database.dispose()
    return months, sorted(str(one.payload and one.payload["month"]) for one in told)


@pytest.mark.parametrize("point", FIGURES)
def test_a_kill_here_closes_no_month_by_half_and_none_twice(anywhere: Huihan, tmp_path: Path, point: str) -> None:
    root = tmp_path / "a"
    url = instance(anywhere, root)
    assert anywhere("--instance", root, "report", "close", HUIHAN_CRASH_AT=f"{point}:2").code == -signal.SIGKILL
    months, told = kept(url)
    assert len(months) == (1 if point == "closing.kept" else 2)
    assert told == [f"{month:%Y-%m}" for month in months]
    done = anywhere("--instance", root, "report", "close")
    assert done.code == 0, done.err
    assert "2026-01 已结账" not in done.err
    months, told = kept(url)
    assert months[:3] == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    assert told == [f"{month:%Y-%m}" for month in months]
    assert "没有要结账的月份" in anywhere("--instance", root, "report", "close").err
    assert kept(url) == (months, told)
