"""Moments as people and programs write them: ISO 8601, in the instance's zone when they name none."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """An aware moment in `zone` from ISO 8601.

    Raises:
        ValueError: not ISO 8601, or outside 1990-2099 (no calendar reaches further).
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"时间“{text[:40]}”应写成 2026-03-02T10:00:00+08:00 的样子") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    if not calculable(moment):
        raise ValueError(f"时间“{text[:40]}”不在 1990 年到 2099 年之间")
    return moment.astimezone(zone)


def names_a_day_only(text: str) -> bool:
    """Whether an ISO 8601 text is a date without a time: its clocks count from the opening hour (TRADE 6)."""
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def calculable(moment: datetime) -> bool:
    """Whether an aware moment lies where deadlines can be calculated: a mail's Date may be any nonsense."""
    return _FIRST <= moment < _LAST
