"""The small facts the engine reasons over, and the situation they are taken from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.decision import DecisionInput
from domain.reading_codes import FieldName
from rules.alarms import Raised
from rules.calendar import WorkCalendar
from rules.matcher import Heard
from rules.model import SlotValue
from rules.topics import Ranked

MOST = 1_000_000_000
"""The largest number a fact may carry (the engine reads larger ones wrongly)."""

Numbers = int | Mapping[str, int]
"""What a fact carries: one number, or several by name, `n` among them."""


class Fact(NamedTuple):
    """One small fact: `key` is what it is about, `n` how much or how often, or several numbers by name."""

    kind: str
    key: str
    n: Numbers = 1

    @property
    def numbers(self) -> Mapping[str, int]:
        """Its numbers by name."""
        return {"n": self.n} if isinstance(self.n, int) else self.n


@dataclass(frozen=True, kw_only=True)
class Situation:
    """All that a condition may look at.

    ranked: the topics that were heard, best first. settled: slot → value, of the slots that have settled so far.
    alarms: the dangers that the letter says are there. held: category → how probable the trained model holds it, empty
    without one. danger: how probable it holds that danger is there.
    """

    given: DecisionInput
    heard: Heard
    calendar: WorkCalendar
    settled: Mapping[str, SlotValue | None]
    ranked: Sequence[Ranked] = ()
    alarms: Sequence[Raised] = ()
    held: Mapping[str, float] = field(default_factory=dict)
    danger: float = 0.0

    def values(self, slot: str) -> tuple[str, ...]:
        """What a slot settled as, as texts; empty where nothing filled it."""
        found = self.settled.get(slot)
        if found is None:
            return ()
        return found if isinstance(found, tuple) else (str(found),)

    def flag(self, slot: str) -> int:
        """1 where the slot settled as true, else 0."""
        return int(bool(self.settled.get(slot)))

    def largest(self, name: FieldName) -> int | None:
        """The largest value that reading found for a field (whole yuan, days, households); None if there is none."""
        found = []
        for one in self.given.fields:
            if one.name is name:
                try:
                    found.append(int(float(one.value)))
                except (ValueError, OverflowError):  # a value that reading could not normalise says nothing
                    continue
        return max(found, default=None)

    def named_households(self) -> int | None:
        """The largest number of households that the letter itself names; None if it names none."""
        return self.largest(FieldName.HOUSEHOLDS)

    def found(self, name: FieldName) -> int | None:
        """The largest value for a field; of households also how many are known to have written."""
        known = self.given.households_known if name is FieldName.HOUSEHOLDS else None
        return max(filter(None, (self.largest(name), known)), default=None)
