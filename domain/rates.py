"""The rates beside the statistics form: what is counted of a period, and what is a share of what (TRADE 8)."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from domain.codes import ClockName
from domain.tasks import Span


class Length(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.YEAR: 12}


class Dimension(StrEnum):
    """By what the figures are told apart."""

    PROJECT = "project"
    AREA = "area"
    BUILDING = "building"
    DEPARTMENT = "department"
    OWNER = "owner"
    CHANNEL = "channel"
    GRADE = "grade"
    CATEGORY = "category"
    TOPIC = "topic"
    CAUSE = "cause"


class RateCount(StrEnum):
    """What is counted. The first seven are of the cases received in the period, by their first round of handling; the
    next two of the rounds due in it; the last two of the cases visited for the first time in it."""

    RECEIVED = "received"
    VALID = "valid"
    ASSISTED = "assisted"
    INVALID = "invalid"
    UNDECIDED = "undecided"
    REPEATED = "repeated"
    HANDLED = "handled"
    DUE = "due"
    IN_TIME = "in_time"
    VISITED = "visited"
    SATISFIED = "satisfied"


@dataclass(frozen=True, kw_only=True)
class RateCounts:
    """The figures of a period. households: occupied ones of what is counted, None where they cannot be told apart.

    Rates are 0-1, None where there is nothing that they could be a share of.
    """

    received: int = 0
    valid: int = 0
    assisted: int = 0
    invalid: int = 0
    undecided: int = 0
    repeated: int = 0
    handled: int = 0
    due: int = 0
    in_time: int = 0
    visited: int = 0
    satisfied: int = 0
    households: int | None = None

    def __add__(self, other: "RateCounts") -> "RateCounts":
        """Both together; households only where both have them."""
        counts = {one.value: getattr(self, one) + getattr(other, one) for one in RateCount}
        homes = (self.households, other.households)
        return RateCounts(**counts, households=None if None in homes else sum(one or 0 for one in homes))

    @property
    def in_time_rate(self) -> float | None:
        """完成及时率: finished by their term, of the rounds due."""
        return _share(self.in_time, self.due)

    @property
    def first_visit_rate(self) -> float | None:
        """一次回访满意率: satisfied at the first visit, of those visited."""
        return _share(self.satisfied, self.visited)

    @property
    def handled_rate(self) -> float | None:
        """处理率: handled by the end of the period, of those received in it."""
        return _share(self.handled, self.received)

    @property
    def repeated_rate(self) -> float | None:
        """重复投诉率: those that raise an earlier case of their household again, of those received."""
        return _share(self.repeated, self.received)

    @property
    def complaint_rate(self) -> float | None:
        """投诉率: valid complaints, of the occupied households."""
        return _share(self.valid, self.households or 0)


RATES = ("in_time_rate", "first_visit_rate", "handled_rate", "complaint_rate", "repeated_rate")
"""The rates of `RateCounts`, the four of the trade first."""
NONE = RateCounts()


@dataclass(frozen=True, kw_only=True)
class ClockShare:
    """One clock in a period. ended: its rounds that stopped in it; met: of these in time; median: seconds from start to
    stop, pauses counted, None if none ended."""

    clock: ClockName
    ended: int
    met: int
    median: float | None

    @property
    def met_rate(self) -> float | None:
        """The share that was met."""
        return _share(self.met, self.ended)


def span_of(month: date, length: Length, zone: tzinfo) -> Span:
    """The month, quarter or year that the month lies in, by the calendar of the house. month: any day of it."""
    months = MONTHS[length]
    first = (month.month - 1) // months * months
    return Span(begins=_first_of(month.year, first, zone), ends=_first_of(month.year, first + months, zone))


def month_before(month: date, length: Length) -> date:
    """The first day of the period before that of the month."""
    months = MONTHS[length]
    at = month.year * 12 + (month.month - 1) // months * months - months
    return date(at // 12, at % 12 + 1, 1)


def _first_of(year: int, month: int, zone: tzinfo) -> datetime:
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
