"""What the pages of figures are asked for, by their addresses; a value that nothing has is left out of account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from domain.codes import Category, Channel, Department, Grade, Validity, VisitOutcome
from domain.said import N_
from domain.tasks import Count, Counts, Period, spans
from rules.rulebook import Rulebook
from store.complaint_ledger import ClassFilter, LedgerFilter, Place, TaskFilter
from store.tasks import Among
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
            month=_month(self.month) or today.replace(day=1),
            scheme=self.scheme if self.scheme in schemes_of(book) else HOUSE_SCHEME,
            among=Among(project=_name(self.project), area=_name(self.area)),
        )


@dataclass(frozen=True)
class LedgerAsked:
    """The address of the ledger. month, scheme, of, period, count: one number of the statistics form."""

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
    after: str = ""

    def asked(self, book: Rulebook, zone: ZoneInfo) -> LedgerFilter:
        """What it asks for."""
        since, until = _day(self.since), _day(self.until)
        of_house = self.scheme in ("", HOUSE_SCHEME)
        return LedgerFilter(
            among=Among(project=_name(self.project), area=_name(self.area)),
            since=None if since is None else _begin(since, zone),
            before=None if until is None else _begin(until + timedelta(days=1), zone),
            building=_name(self.building),
            channel=_code(Channel, self.channel),
            category=_code(Category, self.of if self.of and of_house else self.category),
            topics=None if of_house or not self.of else _class(book, self.scheme, self.of),
            department=_code(Department, self.department),
            grade=_code(Grade, self.grade),
            validity=_code(Validity, self.validity),
            visit=_code(VisitOutcome, self.visit),
            task=self._task(zone),
        )

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
        task = _month(self.month), _code(Period, self.period), _code(Count, self.count)
        return None if None in task else (self.month, PERIODS[Period(self.period)], COUNTS[Count(self.count)])

    def _task(self, zone: ZoneInfo) -> TaskFilter | None:
        month, period, count = _month(self.month), _code(Period, self.period), _code(Count, self.count)
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


def _code(kind: type[Code], text: str) -> Code | None:
    return kind(text) if text in set(kind) else None


def _name(text: str) -> str | None:
    return text.strip()[:_LONGEST] or None


def _month(text: str) -> date | None:
    return _day(f"{text}-01")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year < 2100 else None


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
