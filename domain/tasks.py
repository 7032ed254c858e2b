"""What the statistics form counts: a task is one round of handling a case, and each period says which are its own.

Source: TRADE 8 (客户投诉处理统计报表). A case that is opened again is a task again, by the term of its new round.
A round that is void is none: the letter proved to be no complaint.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import reduce
from operator import add


class Period(StrEnum):
    """The three blocks of the form: the month, the year up to that month's end, everything up to then."""

    MONTH = "month"
    YEAR = "year"
    LIFE = "life"


class Count(StrEnum):
    """The numbers of a block that count tasks; the rates are quotients of these."""

    NEW = "new"
    TASKS = "tasks"
    ON_TIME = "on_time"
    OVERDUE_DONE = "overdue_done"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One round of handling. due_at: by when it was to be finished, as the pauses have moved it.

    told: False for one of an older ledger that does not say when it was due or done: it counts as new, and no more.
    """

    round: int
    started_at: datetime
    due_at: datetime
    finished_at: datetime | None = None
    told: bool = True


@dataclass(frozen=True, kw_only=True)
class Span:
    """From `begins` to before `ends`; no begin: since ever."""

    begins: datetime | None
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies within it."""
        return moment < self.ends and (self.begins is None or moment >= self.begins)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """One block of one line of the form. Rates are 0-1, None where there are no tasks."""

    new: int = 0
    tasks: int = 0
    on_time: int = 0
    overdue_done: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    @property
    def on_time_rate(self) -> float | None:
        """按时完成率: finished by their term, early ones counted, of all tasks."""
        return _rate(self.on_time, self.tasks)

    @property
    def overdue_rate(self) -> float | None:
        """超期完成率: finished past their term, of all tasks."""
        return _rate(self.overdue_done, self.tasks)

    @property
    def done_rate(self) -> float | None:
        """完成率: both together, of all tasks."""
        return _rate(self.on_time + self.overdue_done, self.tasks)


NOTHING = Counts()


def spans(month: date, zone: tzinfo) -> Mapping[Period, Span]:
    """The three periods of the form of a month, by the calendar of the house. month: any day of it."""
    ends = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone)
    return {
        Period.MONTH: Span(begins=datetime(month.year, month.month, 1, tzinfo=zone), ends=ends),
        Period.YEAR: Span(begins=datetime(month.year, 1, 1, tzinfo=zone), ends=ends),
        Period.LIFE: Span(begins=None, ends=ends),
    }


def counted(task: Task, period: Period, span: Span) -> frozenset[Count]:
    """Which numbers of the period the task is counted in.

    A month's tasks: new and due in it, carried over and due in it, and others that were finished in it before their
    term; what was finished in an earlier month before its term was that month's. A year's or a life's tasks: all that
    came in it or were carried into it. Finished counts up to the end of the period, so that a closed month stays.
    """
    found = set()
    if task.round == 1 and span.holds(task.started_at):
        found.add(Count.NEW)
    if _is_task(task, period, span):
        found.add(Count.TASKS)
        if task.finished_at is not None and task.finished_at < span.ends:
            found.add(Count.ON_TIME if task.finished_at <= task.due_at else Count.OVERDUE_DONE)
    return frozenset(found)


def tally(tasks: Iterable[Task], period: Period, span: Span) -> Counts:
    """The block of all these tasks."""
    return reduce(add, (_as_counts(counted(task, period, span)) for task in tasks), NOTHING)


def _is_task(task: Task, period: Period, span: Span) -> bool:
    finished = task.finished_at
    if not task.told:
        return False
    if finished is not None and span.begins is not None and finished < span.begins:
        return False
    if task.started_at >= span.ends:
        return False
    if period is not Period.MONTH or span.holds(task.due_at):
        return True
    return task.due_at >= span.ends and finished is not None and finished < span.ends


def _as_counts(found: frozenset[Count]) -> Counts:
    return Counts(**{name.value: int(name in found) for name in Count})


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
