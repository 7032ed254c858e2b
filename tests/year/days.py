"""Days and hours as the reckoning has them: written by hand from the State Council's notice, nothing of the product."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

OPENS, CLOSES = time(9), time(18)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def _run(first: str, last: str) -> frozenset[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return frozenset(start + DAY * number for number in range((end - start).days + 1))


OFF_2026 = (
    _run("2026-01-01", "2026-01-03")  # 元旦
    | _run("2026-02-15", "2026-02-23")  # 春节
    | _run("2026-04-04", "2026-04-06")  # 清明节
    | _run("2026-05-01", "2026-05-05")  # 劳动节
    | _run("2026-06-19", "2026-06-21")  # 端午节
    | _run("2026-09-25", "2026-09-27")  # 中秋节
    | _run("2026-10-01", "2026-10-07")  # 国庆节
)
ON_2026 = frozenset(
    map(date.fromisoformat, ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"))
)
"""国务院办公厅关于2026年部分节假日安排的通知: days off, and weekend days that are worked."""
OFF_2027 = _run("2027-01-01", "2027-01-05")
ON_2027 = frozenset({date(2027, 1, 9), date(2027, 1, 10)})
"""The notice of the year after, made up for the simulation, and published there when its first days are upon it."""
STATUTORY_2027 = frozenset({date(2027, 1, 1)})
"""Off by law whatever a notice says; all that is known of that year before."""


@dataclass
class Days:
    """Which days are worked, as far as it is known. announced: whether the notice of 2027 is out."""

    announced: bool = False

    def works(self, day: date) -> bool:
        off, on = OFF_2026, ON_2026
        if day.year == 2027:
            off, on = (OFF_2027, ON_2027) if self.announced else (STATUTORY_2027, frozenset())
        return day in on or (day.weekday() < 5 and day not in off)

    def after(self, day: date) -> Iterator[date]:
        """The working days after a day."""
        while True:
            day += DAY
            if self.works(day):
                yield day

    def close_of(self, count: int, start: datetime) -> datetime:
        """The close of business of the last of so many working days; that of the start is not counted."""
        days = self.after(start.date())
        for _ in range(count - 1):
            next(days)
        return datetime.combine(next(days), CLOSES)

    def opening_after(self, moment: datetime) -> datetime:
        """When the company opens on the first working day after that of a moment."""
        return datetime.combine(next(self.after(moment.date())), OPENS)

    def hours(self, start: datetime, end: datetime) -> timedelta:
        """Business hours between two moments."""
        total, day = timedelta(), start.date()
        while day <= end.date():
            if self.works(day):
                begins, ends = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
                total += max(timedelta(), min(ends, end) - max(begins, start))
            day += DAY
        return total

    def later(self, start: datetime, left: timedelta) -> datetime:
        """The moment by which so many business hours have passed since `start`."""
        day = start.date()
        while True:
            if self.works(day):
                begins, ends = max(datetime.combine(day, OPENS), start), datetime.combine(day, CLOSES)
                if begins <= ends and left <= ends - begins:
                    return begins + left
                left -= max(timedelta(), ends - begins)
            day += DAY

    def earlier(self, end: datetime, left: timedelta) -> datetime:
        """The moment after which so many business hours lie before `end`."""
        day = end.date()
        while True:
            if self.works(day):
                begins, ends = datetime.combine(day, OPENS), min(datetime.combine(day, CLOSES), end)
                if begins <= ends and left <= ends - begins:
                    return ends - left
                left -= max(timedelta(), ends - begins)
            day -= DAY

    def open_at(self, moment: datetime) -> bool:
        return self.works(moment.date()) and OPENS <= moment.time() < CLOSES
