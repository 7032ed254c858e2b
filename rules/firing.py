"""Which rules fired in one decision and by which words, and which of them fills a slot: the lowest priority."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.decision import DecisionInput, Match
from rules.alarms import Raised
from rules.compiled import Compiled
from rules.engine import Firing
from rules.gravity import gravity
from rules.implied import Priority
from rules.letter import Span
from rules.matcher import Heard
from rules.model import Rule, SlotValue


class Won(NamedTuple):
    """How the rules that fired fill one slot: with what, by which of them, and which rules of authors lost."""

    value: SlotValue | None
    rules: tuple[int, ...]
    others: tuple[int, ...] = ()


class Fired:
    """The rules that fired so far, by the slots they fill."""

    def __init__(self, compiled: Compiled, given: DecisionInput, heard: Heard, alarms: Sequence[Raised] = ()) -> None:
        self._rules = compiled.rules
        self._written = len(compiled.rulebook.rules)
        self._fills = compiled.fills
        self._literals = compiled.literals
        self._given = given
        self._heard = heard
        self._alarms = {one.kind.id: one.spans for one in alarms}
        self._spans: dict[int, list[Span]] = {}
        self._filling: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def add(self, firings: Sequence[Firing]) -> None:
        """Take note of rules that fired, with the words that met them."""
        for firing in firings:
            number = firing.number
            if number not in self._spans:
                self._spans[number] = []
                for slot, filler in self._fills[number]:
                    self._filling[slot].append(filler)
            if number < self._written:
                self._spans[number].extend(self._met(firing))

    def _met(self, firing: Firing) -> list[Span]:
        """The words that met the alternative by which a rule fired."""
        heard, spans = self._heard, list[Span]()
        for literal in self._literals[firing.number][firing.alternative]:
            said = literal.test.kind.split(" in ")
            if said[0] == "alarm" and not literal.absent:
                spans.extend(span for name in literal.test.values for span in self._alarms.get(name, ()))
            if literal.absent or said[0] not in ("signal", "word"):
                continue
            source = heard.signals if said[0] == "signal" else heard.words
            places = source.get(literal.test.values[0], ())
            spans.extend(s for s in places if len(said) == 1 or said[1] in heard.letter.places(s))
        return spans

    def authors(self) -> list[int]:
        """The rules that fired of those which the rulebook's authors wrote as such, in the order of the rulebook."""
        return sorted(number for number in self._spans if number < self._written)

    def quote(self, numbers: Sequence[int]) -> tuple[Match, ...]:
        """The words that met these rules."""
        spans = (span for number in numbers for span in self._spans[number])
        return self._heard.letter.quote(spans, self._given)

    def rule(self, number: int) -> Rule:
        """The rule of that number."""
        return self._rules[number]

    def implied(self, number: int) -> bool:
        """Whether no author wrote the rule as one."""
        return number >= self._written

    def fillers(self, slot: str) -> list[int]:
        """The rules that fired and fill the slot, in the order of the rulebook; one that stands alone shuts out all."""
        found = self._filling.get(slot, ())
        first = min((priority for priority, _ in found), default=Priority.LAST)
        return sorted(number for priority, number in found if first > Priority.ALONE or priority == first)

    def won(self, slot: str) -> Won | None:
        """The lowest priority wins; among equals the graver value, else the first written."""
        found = self._filling.get(slot)
        if found is None:
            return None
        if len(found) == 1:
            number = found[0][1]
            return Won(self._rules[number].then[slot], (number,))
        found.sort()
        least, first = found[0]
        value, won = self._rules[first].then[slot], [first]
        if found[1][0] == least:
            top = [number for priority, number in found if priority == least]
            value = min((self._rules[number].then[slot] for number in top), key=lambda one: gravity(slot, one))
            won = [number for number in top if self._rules[number].then[slot] == value]
        if least <= Priority.ALONE:
            return Won(value, tuple(won))
        return Won(value, tuple(won), self._lost(found, won))

    def _lost(self, found: Iterable[tuple[int, int]], won: Sequence[int]) -> tuple[int, ...]:
        """The authors' rules among these that did not win."""
        return tuple(sorted(number for _, number in found if number < self._written and number not in won))
