"""The corrections of a closed period in words: what was kept, what it is now, and since when that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.said import N_
from rules.calendar import WorkCalendar
from workers.figures.closing import closing_day
from workers.instance.sheets import Value

TOTAL = N_("合计")
TITLE = "结账后更正"
COLUMNS = ("类别", "统计期", "数字", "结账时", "现在", "发现日期")


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """One number. of, number, period: as staff call them; period: empty where there is one alone. seen_at: None: just
    now."""

    of: str
    number: str
    period: str = ""
    kept: int
    now: int
    seen_at: datetime | None


def rows(corrected: Sequence[Corrected]) -> Iterable[list[Value]]:
    """As the lines of a sheet."""
    for one in corrected:
        seen = "刚刚" if one.seen_at is None else f"{one.seen_at:%Y-%m-%d}"
        yield [one.of, one.period, one.number, one.kept, one.now, seen]


def is_late(calendar: WorkCalendar, month: date, closed_at: datetime) -> bool:
    """Whether a month was closed after its first working day: its figures are those of the later day."""
    return closed_at.astimezone(calendar.zone).date() > closing_day(calendar, month)
