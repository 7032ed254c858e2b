"""What is kept of a month when it is closed, so that its figures stay as they were reported (TRADE 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.codes import Category
from domain.rates import ClockShare, Dimension, Length, RateCounts
from domain.tasks import Counts, Period

Key = tuple[str | None, ...]
"""What a line of the rates is told apart by, as `store.rates` has it."""


@dataclass(frozen=True, kw_only=True)
class KeptTasks:
    """The tasks of one matter. classes: scheme → the class that the matter had in it on that day."""

    category: Category
    topic: str | None
    classes: Mapping[str, str]
    blocks: Mapping[Period, Counts]


@dataclass(frozen=True, kw_only=True)
class KeptLine:
    """One line of the rates."""

    key: Key
    counts: RateCounts


@dataclass(frozen=True, kw_only=True)
class KeptRates:
    """The rates of one project in a period. total.households: its occupied ones on that day."""

    length: Length
    total: RateCounts
    lines: Mapping[Dimension, tuple[KeptLine, ...]]
    clocks: tuple[ClockShare, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KeptFigures:
    """One project's figures. rates: of the month, and of the quarter and the year that end with it."""

    tasks: tuple[KeptTasks, ...]
    rates: tuple[KeptRates, ...]


@dataclass(frozen=True, kw_only=True)
class KeptClocks:
    """The clocks of all projects together, or of those of an area: medians do not add up."""

    length: Length
    area: str | None
    clocks: tuple[ClockShare, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A number of a closed month that is reckoned otherwise since. of: the class, or the key of a line; empty: the
    total. seen_at: when the difference was first found, None if that was just now."""

    of: Key
    count: str
    period: Period | None = None
    kept: int
    now: int
    seen_at: datetime | None = None
