"""Quiet hours. Covers workers.telling.quiet."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.settings import NoticeSettings
from workers.telling.quiet import due

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = NoticeSettings(quiet_from=time(22), quiet_until=time(7))
NOON = NoticeSettings(quiet_from=time(12), quiet_until=time(13, 30))


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("settings", "now", "then"),
    [
        (NIGHT, at(2, 21, 59), at(2, 21, 59)),
        (NIGHT, at(2, 22), at(3, 7)),
        (NIGHT, at(3, 3), at(3, 7)),
        (NIGHT, at(3, 7), at(3, 7)),
        (NOON, at(2, 12, 30), at(2, 13, 30)),
        (NOON, at(2, 13, 30), at(2, 13, 30)),
        (NoticeSettings(), at(2, 3), at(2, 3)),
        (NoticeSettings(quiet_from=time(7), quiet_until=time(7)), at(2, 3), at(2, 3)),
    ],
)
def test_what_does_not_press_waits_for_the_end(settings, now, then):
    assert due(settings, ZONE, now, presses=False) == then


def test_what_presses_goes_out_at_once():
    assert due(NIGHT, ZONE, at(3, 3), presses=True) == at(3, 3)
