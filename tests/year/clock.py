"""One clock of the reckoning: when it is due, near, passed, and whom it has told so far. Nothing of the product."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from year.days import DAY, MINUTE, Days

RUNGS = ("supervisor", "service_department", "manager")
WORKING = frozenset({"reply", "handle", "visit", "department_finish", "blocked"})
"""Clocks that count business hours; the others go by the clock on the wall."""


@dataclass(frozen=True)
class Word:
    """One thing that a clock says: of which due moment or day, when, to whom."""

    kind: str
    of: datetime
    moment: datetime
    rung: str | None = None

    @property
    def key(self) -> tuple[str, str | None, datetime]:
        return self.kind, self.rung, self.of


@dataclass
class Clock:
    """One round. term: working days or hours, None for a day that was promised or committed."""

    name: str
    round: int
    start: datetime
    due: datetime
    term: int | None = None
    department: str | None = None
    opened_by: int | None = None
    spoken: bool = False
    """Whether a call answers it."""
    state: str = "running"
    stopped: datetime | None = None
    stopped_by: int | None = None
    paused: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    said: set[tuple[str, str | None, datetime]] = field(default_factory=set)
    announced: bool = False
    """Whether the due moment was reckoned by the notice of 2027."""
    _words: list[Word] = field(default_factory=list)
    _made_of: object = None
    _row: int = 0

    @property
    def open(self) -> bool:
        return self.state in ("running", "paused")

    def stop(self, at: datetime, letter: int | None = None) -> None:
        if self.open:
            self.state = "met" if at <= self.due else "late"
            self.stopped, self.stopped_by = at, letter

    def void(self, at: datetime) -> None:
        if self.open:
            self.state, self.stopped = "void", at

    def run_on(self) -> None:
        """As if it had never stopped."""
        self.state, self.stopped, self.stopped_by = "running", None, None

    def resume(self, days: Days, at: datetime) -> None:
        assert self.paused is not None
        self.pauses.append((self.paused, at))
        self.due = self._after(days, self.due, self.pauses[-1:])
        self.state, self.paused, self.announced = "running", None, days.announced

    def reckon(self, days: Days) -> None:
        """The due moment again, from the start, by the days as they are known now."""
        if self.term is not None and self.name in WORKING:
            self.announced = days.announced
            self.due = self._after(days, days.close_of(self.term, self.start), self.pauses)

    def behind(self, days: Days) -> bool:
        """Whether it is open, and the notice of a year into which it reaches came after it was reckoned."""
        by_days = self.term is not None and self.name in WORKING
        return self.open and by_days and days.announced and not self.announced and self.due.year == 2027

    def nearing(self, days: Days) -> datetime:
        """When a quarter of the whole term is left, in its own time; what it stood still is no part of the term."""
        if self.name not in WORKING:
            return self.due - (self.due - self.start) / 4
        stood = sum((days.hours(start, min(end, self.due)) for start, end in self.pauses), timedelta())
        return days.earlier(self.due, (days.hours(self.start, self.due) - stood) / 4)

    def next_word(self, days: Days) -> datetime | None:
        """The first moment of which it has not told yet: as long as it runs there is one."""
        if self.state != "running":
            return None
        first, second = (self._word(days, number).moment for number in (self._told(days), self._told(days) + 1))
        return min(first, second)  # what is near late is over by then

    def tell(self, days: Days, look: datetime) -> list[tuple[str, str | None]]:
        """What it says at a look: all that it has not told yet, each rung once; not that it is near when it is over."""
        told: list[tuple[str, str | None]] = []
        number = self._told(days)
        while (word := self._word(days, number)).moment <= look:
            number += 1
            if word.key in self.said:
                continue
            self.said.add(word.key)
            if (word.kind, word.rung) not in told and not (word.kind == "nearing" and look >= self.due):
                told.append((word.kind, word.rung))
        return told

    def _told(self, days: Days) -> int:
        """How many words in a row it has told."""
        while self._word(days, self._row).key in self.said:
            self._row += 1
        return self._row

    def _word(self, days: Days, number: int) -> "Word":
        """What it tells of as long as it runs, in order: that it is near, over, and each opening after that."""
        made_of = (self.start, self.due, len(self.pauses), days.announced)
        if made_of != self._made_of:
            near, over = Word("nearing", self.due, self.nearing(days)), Word("passed", self.due, self.due, RUNGS[0])
            self._made_of, self._words, self._row = made_of, [near, over], 0
        while number >= len(self._words):
            opening = days.opening_after(self._words[-1].moment)
            self._words.append(Word("passed", opening, opening, RUNGS[min(len(self._words) - 1, 2)]))
        return self._words[number]

    def _after(self, days: Days, due: datetime, pauses: list[tuple[datetime, datetime]]) -> datetime:
        for start, end in pauses:
            left = days.hours(start, due) if start < due else timedelta()
            if left:
                due = max(due, days.later(end, left))
        return due


def to_the_minute(moment: datetime) -> datetime:
    """The first whole minute that is not before it: the clocks are looked at once a minute."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE


def close_of_day(text: str) -> datetime:
    """The close of business of a day that was promised."""
    return datetime.fromisoformat(text) + timedelta(hours=18)


def daily(at: datetime) -> datetime:
    """The next 18:00."""
    due = at.replace(hour=18, minute=0, second=0, microsecond=0)
    return due if due > at else due + DAY
