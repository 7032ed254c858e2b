"""Working days and deadlines as the law and the State Council's notices have them, each day shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.codes import ClockName
from domain.decision import Deadline, Step
from rules.model import CalendarRules, PublishedYear, Term, Unit

if TYPE_CHECKING:
    from holidays.countries.china import China

_DAY = timedelta(days=1)
_LENGTHS = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
_WEEKDAYS = "一二三四五六日"

RECEIPT_NOT_COUNTED = "收到当日不计入（《民法典》第二百零一条）"
_ROLLED = "期间最后一日为休息日，顺延（《民法典》第二百零三条）"
_FROM_OPENING = "只知收到日期，自当日上班时间起算"
_NOT_ANNOUNCED = "放假安排尚未公布"


@dataclass(frozen=True)
class DayKind:
    """Whether a day is worked, and why, in the words a letter could use. usual: as that day of every week is."""

    works: bool
    why: str
    usual: bool = False


class WorkCalendar:
    """The company's calendar in one zone: State Council notices, then the company's own days and hours."""

    def __init__(self, rules: CalendarRules, zone: ZoneInfo) -> None:
        self.zone = zone
        self.rules = rules
        self._years = {year.year: year for year in rules.published}
        self.day = lru_cache(maxsize=4096)(self._day)
        self._counted = lru_cache(maxsize=4096)(self._working_days)
        self._at = lru_cache(maxsize=4096)(self._moment)

    def published(self, year: int) -> bool:
        """Whether that year's notice is out: listed by the library or by the rulebook, never inferred (TRADE 6)."""
        return year in _listed() or year in self._years

    def works(self, day: date) -> bool:
        """Whether the company works that day."""
        return self.day(day).works

    def open_at(self, moment: datetime) -> bool:
        """Whether the moment lies within business hours."""
        local = moment.astimezone(self.zone)
        return self.works(local.date()) and self.rules.opens <= local.time().replace(tzinfo=None) < self.rules.closes

    def start_of(self, received: datetime, *, date_only: bool) -> datetime:
        """When clocks start: the moment of receipt, or the opening hour of a day of which only the date is known."""
        local = received.astimezone(self.zone)
        return self._at(local.date(), self.rules.opens) if date_only else local

    def calculate(self, clock: ClockName, term: Term, start: datetime, *, date_only: bool = False) -> Deadline:
        """When the term ends that starts at `start` (with an offset), in the calendar's zone, with every step.

        Hours run by the clock. Days: the day of receipt is not counted, the term ends at the close of business of its
        last day (民法典 201, 203); working days skip what the company does not work.
        """
        begin = self.start_of(start, date_only=date_only)
        steps = [Step(date=begin.date(), counts=False, why=_FROM_OPENING)] if date_only else []
        counted: Sequence[Step]
        if term.unit in (Unit.HOURS, Unit.MINUTES):
            due, counted = self._by_the_clock(term, begin)
        elif term.unit is Unit.DAILY:
            due, counted = self._daily(term, begin)
        elif term.unit is Unit.DAYS:
            due, counted = self._days(term.amount, begin)
        else:
            last, counted = self._counted(term.amount, begin.date())
            due = self._at(last, self.rules.closes)
        provisional = term.unit in (Unit.DAYS, Unit.WORKING_DAYS) and self.unannounced(begin, due)
        return Deadline(clock=clock, start=begin, due=due, provisional=provisional, steps=(*steps, *counted))

    def unannounced(self, start: datetime, end: datetime) -> bool:
        """Whether a year between two moments has no published notice."""
        first, last = (moment.astimezone(self.zone).year for moment in (start, end))
        return any(not self.published(year) for year in range(first, last + 1))

    def announced_since(self, deadline: Deadline) -> bool:
        """Whether a year that a deadline crosses has been published since it was calculated."""
        years = {step.date.year for step in deadline.steps if _NOT_ANNOUNCED in step.why}
        crossed = range(deadline.start.astimezone(self.zone).year, deadline.due.astimezone(self.zone).year + 1)
        return deadline.provisional and (any(map(self.published, years)) or all(map(self.published, crossed)))

    def recalculate(self, deadline: Deadline) -> Deadline | None:
        """The same term from the same start by the calendar as it is now, whatever the clock's term has become since.

        None for a deadline that is not the one its steps lead to (the clock was paused), or not one of days.
        """
        steps = deadline.steps
        date_only = bool(steps) and steps[0].why == _FROM_OPENING
        counted = [step for step in steps[date_only:] if step.counts and not step.why.startswith(_ROLLED)]
        local = deadline.due.astimezone(self.zone)
        if not counted or steps[-1].date != local.date() or not counted[0].why.startswith("第"):
            return None
        unit = Unit.WORKING_DAYS if self.in_working_days(deadline) else Unit.DAYS
        term = Term(amount=len(counted), unit=unit)
        return self.calculate(deadline.clock, term, deadline.start, date_only=date_only)

    def in_working_days(self, deadline: Deadline) -> bool:
        """Whether a deadline was calculated by working days, as its steps say."""
        return any("个工作日" in step.why for step in deadline.steps)

    def full_term(self, term: Term) -> timedelta:
        """The length of a term in its own time: a working day is as long as business hours are."""
        if term.unit is Unit.WORKING_DAYS:
            return term.amount * self._business_day()
        return term.amount * _LENGTHS.get(term.unit, _DAY)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Business hours between two moments; zero if `end` is not after `start`."""
        begin, until = start.astimezone(self.zone), end.astimezone(self.zone)
        first, last = begin.date(), until.date()
        if first >= last:
            return self._worked(first, begin, until)
        # Whole days by their number: an old overrun may span years.
        between = sum(self.works(first + step * _DAY) for step in range(1, (last - first).days))
        return self._worked(first, begin, until) + between * self._business_day() + self._worked(last, begin, until)

    def _worked(self, day: date, begin: datetime, until: datetime) -> timedelta:
        """The business hours of one day that lie between two moments."""
        if not self.works(day):
            return timedelta()
        opens, closes = self._at(day, self.rules.opens), self._at(day, self.rules.closes)
        return max(timedelta(), _between(max(opens, begin), min(closes, until)))

    def working_time_after(self, start: datetime, length: timedelta) -> datetime:
        """The moment by which so many business hours have passed since `start` (a paused clock resumes so)."""
        left, begin = length, start.astimezone(self.zone)
        for day in _days_from(begin.date()):
            if self.works(day):
                opens = max(self._at(day, self.rules.opens), begin)
                has = _between(opens, self._at(day, self.rules.closes))
                if timedelta() <= has and left <= has:
                    return self._local(opens.astimezone(UTC) + left)
                left -= max(timedelta(), has)
        raise OverflowError(length)

    def working_time_before(self, end: datetime, length: timedelta) -> datetime:
        """The moment after which so many business hours lie before `end`."""
        left, until = length, end.astimezone(self.zone)
        day = until.date()
        while True:
            if self.works(day):
                closes = min(self._at(day, self.rules.closes), until)
                has = _between(self._at(day, self.rules.opens), closes)
                if timedelta() <= has and left <= has:
                    return self._local(closes.astimezone(UTC) - left)
                left -= max(timedelta(), has)
            day -= _DAY

    def _by_the_clock(self, term: Term, begin: datetime) -> tuple[datetime, list[Step]]:
        length = self.full_term(term)
        due = self._local(begin.astimezone(UTC) + length)
        unit = "小时" if term.unit is Unit.HOURS else "分钟"
        why = f"自{begin.hour:02}:{begin.minute:02}起连续计算{term.amount}{unit}，昼夜和节假日不停"
        return due, [Step(date=begin.date(), counts=True, why=why)]

    def _daily(self, term: Term, begin: datetime) -> tuple[datetime, list[Step]]:
        at = term.at or self.rules.closes
        due = self._at(begin.date(), at)
        if due <= begin:
            due = self._at(begin.date() + _DAY, at)
        return due, [Step(date=due.date(), counts=True, why=f"每日{at:%H:%M}前")]

    def _days(self, amount: int, begin: datetime) -> tuple[datetime, list[Step]]:
        steps = [Step(date=begin.date(), counts=False, why=RECEIPT_NOT_COUNTED)]
        days = _days_from(begin.date() + _DAY)
        for number in range(1, amount + 1):
            last = next(days)
            steps.append(Step(date=last, counts=True, why=f"第{number}日"))
        while not self.works(last):
            last = next(days)
            kind = self.day(last)
            steps.append(Step(date=last, counts=kind.works, why=f"{_ROLLED}：{kind.why}"))
        return self._at(last, self.rules.closes), steps

    def _working_days(self, amount: int, begin: date) -> tuple[date, Sequence[Step]]:
        steps = [Step(date=begin, counts=False, why=RECEIPT_NOT_COUNTED)]
        number = 0
        for day in _days_from(begin + _DAY):
            kind = self.day(day)
            number += kind.works
            why = f"第{number}个工作日（{kind.why}）" if kind.works else kind.why
            steps.append(Step(date=day, counts=kind.works, why=why))
            if number == amount:
                return day, tuple(steps)
        raise OverflowError(amount)

    def _day(self, day: date) -> DayKind:
        """The company's own days first, then the notice of the year, then the week."""
        if day in self.rules.off:
            return DayKind(works=False, why="公司休息日")
        if day in self.rules.on:
            return DayKind(works=True, why="公司工作日")
        kind = self._of_notice(day)
        if kind is not None:
            return kind
        name = f"周{_WEEKDAYS[day.weekday()]}"
        unknown = "" if self.published(day.year) else f"，当年{_NOT_ANNOUNCED}，暂按"
        if day.weekday() in self.rules.days:
            return DayKind(works=True, why=f"{name}{unknown}{'工作日' if unknown else ''}", usual=True)
        return DayKind(works=False, why=f"{name}{unknown}休息", usual=True)

    def _of_notice(self, day: date) -> DayKind | None:
        own = self._years.get(day.year)
        if own is not None:
            return _of_own_notice(day, own)
        china = _china(day.year)
        if day in china.weekend_workdays:
            return DayKind(works=True, why="调休上班")
        if day not in china:
            return None
        name = china[day].split("（")[0].split("(")[0].strip()
        if self.published(day.year):
            return DayKind(works=False, why="调休放假" if name == "休息日" else f"{name}放假")
        if "（" in china[day]:
            return None  # the library's guess at days off that no one has announced
        return DayKind(works=False, why=f"{name}（法定节日；当年{_NOT_ANNOUNCED}）")

    def _business_day(self) -> timedelta:
        opens, closes = self.rules.opens, self.rules.closes
        return timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)

    def _moment(self, day: date, at: time) -> datetime:
        """That time of day; one that a clock change leaves out is moved to what the wall clock then shows."""
        return self._local(datetime.combine(day, at, self.zone))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(UTC).astimezone(self.zone)


def _of_own_notice(day: date, year: PublishedYear) -> DayKind | None:
    if day in year.on:
        return DayKind(works=True, why="调休上班")
    return DayKind(works=False, why="放假") if day in year.off else None


def _between(start: datetime, end: datetime) -> timedelta:
    """Real time between two moments (datetimes of one zone subtract by the wall clock)."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _DAY


@cache
def _listed() -> frozenset[int]:
    """The years whose State Council notice the library lists day by day; for any other it guesses (TRADE 6)."""
    from holidays.countries.china import ChinaStaticHolidays  # noqa: PLC0415  # slow: it imports all countries

    return frozenset(ChinaStaticHolidays.special_public_holidays)


@lru_cache(maxsize=64)
def _china(year: int) -> "China":
    """One year, with the next: its notice may turn days of this December into working days."""
    from holidays.countries.china import China  # noqa: PLC0415  # as above

    return China(years=(year, year + 1), language="zh_CN", expand=False)  # type: ignore[no-untyped-call]  # untyped
