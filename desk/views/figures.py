"""What the pages of figures are asked for, by their addresses; a value that nothing has is left out of account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from domain.codes import Category, Channel, Department, Grade, Validity, VisitOutcome
from domain.rates import MONTHS, Dimension, Length, RateCount, span_of
from domain.said import N_
from domain.tasks import Count, Counts, Period, spans
from domain.work_codes import Cause, CauseSaid
from rules.rulebook import Rulebook
from store.complaint_ledger import LACKING, ClassFilter, LedgerFilter, Place, TaskFilter
from store.rates import RateFilter
from store.tasks import Among
from workers.figures.rates import COUNTS as RATE_COUNTS
from workers.figures.rates import RatesAsked
from workers.figures.statistics import HOUSE_SCHEME, UNCLASSED, Statistics, StatisticsAsked, schemes_of
from workers.figures.statistics_sheet import PERIODS

Code = TypeVar("Code", bound=StrEnum)
_LONGEST = 100
_LAST_ID = 2**31

COUNTS: Mapping[Count, str] = {
    Count.NEW: N_("新增"),
    Count.TASKS: N_("任务"),
    Count.ON_TIME: N_("按时完成"),
    Count.OVERDUE_DONE: N_("超期完成"),
}
SCHEMES: Mapping[str, str] = {
    HOUSE_SCHEME: N_("八类（本公司）"),
    "facility": N_("设施／服务／收费／突发"),
    "quality": N_("服务质量四类"),
    "desk": N_("前台四类"),
    "developer": N_("地产七类"),
}
"""What staff call the schemes that the shipped rulebook has; another bears the name it has in the rulebook."""


@dataclass(frozen=True)
class FormAsked:
    """The address of the statistics form."""

    month: str = ""
    scheme: str = ""
    project: str = ""
    area: str = ""

    def asked(self, book: Rulebook, today: date) -> StatisticsAsked:
        """What it asks for; the month of today if it names none."""
        return StatisticsAsked(
            month=month_of(self.month) or today.replace(day=1),
            scheme=self.scheme if self.scheme in schemes_of(book) else HOUSE_SCHEME,
            among=Among(project=name_of(self.project), area=name_of(self.area)),
        )


@dataclass(frozen=True)
class LedgerAsked:
    """The address of the ledger. month, scheme, of, period, count: one number of the statistics form;
    month, length, rate: one count of the rates. without: what is not known of a case, by the names of `Dimension`."""

    since: str = ""
    until: str = ""
    project: str = ""
    area: str = ""
    building: str = ""
    channel: str = ""
    category: str = ""
    department: str = ""
    grade: str = ""
    validity: str = ""
    visit: str = ""
    month: str = ""
    scheme: str = ""
    of: str = ""
    period: str = ""
    count: str = ""
    rate: str = ""
    length: str = ""
    owner: str = ""
    topic: str = ""
    cause: str = ""
    cause_said: str = ""
    without: str = ""
    after: str = ""

    def asked(self, book: Rulebook, zone: ZoneInfo) -> LedgerFilter:
        """What it asks for."""
        since, until = _day(self.since), _day(self.until)
        of_house = self.scheme in ("", HOUSE_SCHEME)
        return LedgerFilter(
            among=Among(project=name_of(self.project), area=name_of(self.area)),
            since=None if since is None else _begin(since, zone),
            before=None if until is None else _begin(until + timedelta(days=1), zone),
            building=name_of(self.building),
            channel=code_of(Channel, self.channel),
            category=code_of(Category, self.of if self.of and of_house else self.category),
            topics=self._topics(book),
            department=code_of(Department, self.department),
            grade=code_of(Grade, self.grade),
            validity=code_of(Validity, self.validity),
            visit=code_of(VisitOutcome, self.visit),
            task=self._task(zone),
            rate=self._rate(zone),
            owner=name_of(self.owner),
            cause=code_of(Cause, self.cause),
            cause_said=code_of(CauseSaid, self.cause_said),
            without=frozenset(one for text in self.without.split(",") if (one := code_of(Dimension, text)) in LACKING),
        )

    def _topics(self, book: Rulebook) -> ClassFilter | None:
        if self.topic:
            return ClassFilter(topics=(self.topic[:_LONGEST],))
        if not self.of or self.scheme in ("", HOUSE_SCHEME):
            return None
        return _class(book, self.scheme, self.of)

    def place(self) -> Place | None:
        """Where the page begins; None for the first, and for what is no place."""
        moment, _, rest = self.after.partition("~")
        try:
            id_, round_ = map(int, rest.split("~"))
            at = datetime.fromisoformat(moment)
        except ValueError:
            return None
        return (at, id_, round_) if at.tzinfo is not None and 0 <= id_ < _LAST_ID and 0 <= round_ < _LAST_ID else None

    def kept(self, **changed: str) -> str:
        """The address with some of it changed, empty ones left out."""
        return address("/ledger", {**vars(self), "after": "", **changed})

    def number(self) -> tuple[str, str, str] | None:
        """Month, period and count of the number of the form that it stands behind."""
        task = month_of(self.month), code_of(Period, self.period), code_of(Count, self.count)
        return None if None in task else (self.month, PERIODS[Period(self.period)], COUNTS[Count(self.count)])

    def counted(self) -> tuple[str, str] | None:
        """The period and the count of the rates that it stands behind."""
        month, length, count = month_of(self.month), code_of(Length, self.length), code_of(RateCount, self.rate)
        if month is None or length is None or count is None:
            return None
        return period_of(RatesAsked(month=month, length=length)), RATE_COUNTS[count]

    def _rate(self, zone: ZoneInfo) -> RateFilter | None:
        month, length, count = month_of(self.month), code_of(Length, self.length), code_of(RateCount, self.rate)
        if month is None or length is None or count is None:
            return None
        return RateFilter(count=count, span=span_of(month, length, zone))

    def _task(self, zone: ZoneInfo) -> TaskFilter | None:
        month, period, count = month_of(self.month), code_of(Period, self.period), code_of(Count, self.count)
        if month is None or period is None or count is None:
            return None
        return TaskFilter(count=count, period=period, span=spans(month, zone)[period])


def behind(form: Statistics, of: str, period: Period, count: Count) -> str:
    """The address of the tasks behind a number. of: a class, empty for the total."""
    among = form.asked.among
    values = {"month": f"{form.asked.month:%Y-%m}", "scheme": form.asked.scheme, "of": of}
    where = {"project": among.project or "", "area": among.area or ""}
    return address("/ledger", {**where, **values, "period": period.value, "count": count.value})


def address(path: str, values: Mapping[str, str]) -> str:
    """The path with the values that are not empty."""
    kept = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def place_text(place: Place) -> str:
    """A place as an address has it."""
    at, id_, round_ = place
    return f"{at.isoformat()}~{id_}~{round_}"


def period_of(asked: RatesAsked) -> str:
    """A period in any language: 2026-03, 2026 Q1, 2026."""
    if asked.length is Length.MONTH:
        return f"{asked.month:%Y-%m}"
    quarter = (asked.month.month - 1) // MONTHS[Length.QUARTER] + 1
    return f"{asked.month.year} Q{quarter}" if asked.length is Length.QUARTER else str(asked.month.year)


def numbers(counts: Counts) -> Iterable[tuple[Count, int, float | None]]:
    """The numbers of a block in the order of the form, each with its rate."""
    yield Count.NEW, counts.new, None
    yield Count.TASKS, counts.tasks, None
    yield Count.ON_TIME, counts.on_time, counts.on_time_rate
    yield Count.OVERDUE_DONE, counts.overdue_done, counts.overdue_rate


def _class(book: Rulebook, scheme: str, of: str) -> ClassFilter | None:
    if scheme not in book.schemes:
        return None
    if of == UNCLASSED:
        return ClassFilter(topics=tuple(one.id for one in book.topics if one.schemes.get(scheme)), none=True)
    return ClassFilter(topics=tuple(one.id for one in book.topics if one.schemes.get(scheme) == of))


def code_of(kind: type[Code], text: str) -> Code | None:
    """The code that the text is; None for any other."""
    return kind(text) if text in set(kind) else None


def name_of(text: str) -> str | None:
    """A name of an address; None for none."""
    return text.strip()[:_LONGEST] or None


def month_of(text: str) -> date | None:
    """The first day of a month such as 2026-03; None for what is no month."""
    return _day(f"{text}-01")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year < 2100 else None


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
