"""Time as one clock counts it: business hours for a term of working days, else by the clock (TRADE 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.codes import ClockName
from domain.decision import Pause
from rules.calendar import WorkCalendar
from rules.compiled import Compiled
from rules.model import Unit
from rules.terms import ordinary_terms


@dataclass(frozen=True, kw_only=True)
class OwnTime:
    """How a clock counts. working_days: by business hours."""

    calendar: WorkCalendar
    working_days: bool

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of it lies between two moments; zero if `end` is not after `start`."""
        if self.working_days:
            return self.calendar.working_time(start, end)
        return max(timedelta(), end.astimezone(UTC) - start.astimezone(UTC))

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The moment by which so much of it has passed since `start`."""
        return self.calendar.working_time_after(start, length) if self.working_days else start + length

    def before(self, end: datetime, length: timedelta) -> datetime:
        """The moment after which so much of it lies before `end`."""
        return self.calendar.working_time_before(end, length) if self.working_days else end - length

    def due(self, due: datetime, pauses: Iterable[Pause]) -> datetime:
        """When a clock that was due at `due` is due after these pauses: each gives back what was left at its start.

        What was over when it paused stays over.
        """
        for pause in pauses:
            if left := self.between(pause.start, due):
                due = max(due, self.after(pause.end, left))
        return due

    def nearing(self, start: datetime, due: datetime, pauses: Iterable[Pause]) -> datetime:
        """When a quarter of the full term is left, the pauses not counted."""
        paused = sum((self.between(pause.start, min(pause.end, due)) for pause in pauses), timedelta())
        return self.before(due, (self.between(start, due) - paused) / 4)


def own_time(compiled: Compiled, clock: ClockName) -> OwnTime:
    """How a clock counts by the rulebook: by business hours if its ordinary term is one of working days."""
    term = ordinary_terms(compiled.rulebook).get(clock)
    return OwnTime(calendar=compiled.calendar, working_days=term is not None and term.unit is Unit.WORKING_DAYS)
