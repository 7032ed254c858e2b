"""A year day by day: what is worked, what is a holiday, a make-up day, or a day of the company's own."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from desk.messages import N_
from rules.calendar import WorkCalendar

KINDS = {
    "work": N_("上班"),
    "rest": N_("休息"),
    "holiday": N_("放假"),
    "makeup": N_("调休上班"),
    "company_off": N_("公司休息日"),
    "company_on": N_("公司工作日"),
}
_OFF, _ON = N_("休"), N_("班")
_MARKS = {"holiday": _OFF, "makeup": _ON, "company_off": _OFF, "company_on": _ON}


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day. mark: what stands beside its number where it is not as its weekday is. why: as deadlines say it."""

    day: date
    kind: str
    mark: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Month:
    """first: its first day. weeks: Monday first, None before and after it."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, kw_only=True)
class YearView:
    """counts: days of each kind of KINDS. published: whether the notice of the year is there."""

    year: int
    published: bool
    months: tuple[Month, ...]
    counts: dict[str, int]


def year_view(calendar: WorkCalendar, year: int) -> YearView:
    """The whole year by this calendar."""
    months = tuple(_month(calendar, year, number) for number in range(1, 13))
    counts = Counter(day.kind for month in months for week in month.weeks for day in week if day)
    return YearView(year=year, published=calendar.published(year), months=months, counts=dict(counts))


def _month(calendar: WorkCalendar, year: int, number: int) -> Month:
    first = date(year, number, 1)
    cells: list[Day | None] = [None] * first.weekday()
    day = first
    while day.month == number:
        cells.append(_day(calendar, day))
        day += timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    return Month(first=first, weeks=tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)))


def _day(calendar: WorkCalendar, day: date) -> Day:
    kind, found = "work", calendar.day(day)
    if day in calendar.rules.off:
        kind = "company_off"
    elif day in calendar.rules.on:
        kind = "company_on"
    elif found.works:
        kind = "work" if day.weekday() in calendar.rules.days else "makeup"
    else:
        kind = "rest" if found.usual else "holiday"
    return Day(day=day, kind=kind, mark=_MARKS.get(kind, ""), why=found.why)
