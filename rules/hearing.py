"""What the signals of a rulebook listen for, and which of them are heard where their words stand."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from rules.letter import BREAK, Letter, Span, merged
from rules.model import Signal
from rules.patterns import Patterns

_ANY, _EXCLUDED, _ALL = -1, -2, -3
"""Roles a word may have in a signal; a list of `near` is a role from 0 up, a word of `all` one from _ALL down."""

Gathered = Mapping[int, Sequence[Sequence[Span]]]
"""Slot → where each of the words found for it stands, a list for each word. A slot is one role in one signal."""


class Use(NamedTuple):
    """The slot a word or pattern is listened to for; negatable: whether a negation takes the hit away."""

    slot: int
    negatable: bool


class Signals:
    """The signals of a rulebook, compiled once. Immutable after construction; safe to share between threads."""

    def __init__(self, signals: Sequence[Signal], as_heard: Callable[[str], str]) -> None:
        """as_heard: a word in the form that letters are folded to."""
        self._of_slot: list[_Asked] = []
        uses: dict[str, list[Use]] = defaultdict(list)
        patterns: list[tuple[str, Use]] = []
        for signal in signals:
            words = _words(signal, as_heard)
            first = len(self._of_slot)
            slots = {role: first + at for at, role in enumerate(dict.fromkeys([_ANY, *(role for role, _ in words)]))}
            self._of_slot += [_Asked.of(signal, slots)] * len(slots)
            for role, word in words:
                uses[word].append(Use(slots[role], signal.negatable and role != _EXCLUDED))
            if signal.regex:
                patterns.append((signal.regex, Use(slots[_ANY], signal.negatable)))
        self.uses: Mapping[str, Sequence[Use]] = uses
        """Word → what it is listened to for."""
        self._patterns = Patterns([pattern for pattern, _ in patterns])
        self._by_pattern = [use for _, use in patterns]

    def matched(self, text: str) -> Iterator[tuple[Use, Span]]:
        """What a pattern is listened to for, and a stretch that it matches."""
        for number, span in self._patterns.spans(text):
            yield self._by_pattern[number], span

    def heard(self, letter: Letter, gathered: Gathered) -> dict[str, tuple[Span, ...]]:
        """Signal → where it is heard, in the order of the rulebook; in order and never overlapping."""
        heard: dict[str, tuple[Span, ...]] = {}
        for first in self._possible(gathered):
            signal = self._of_slot[first]
            spans = _joined(gathered[first]) if signal.plain else signal.heard(letter, gathered)
            if spans:
                heard[signal.id] = spans
        return heard

    def _possible(self, gathered: Gathered) -> list[int]:
        """The first slots of the signals of which enough words stand in the letter, in the order of the rulebook.

        Most that listen for words near each other hear one list of them alone.
        """
        found = set[int]()
        near: dict[int, int] = {}
        for slot in gathered:
            signal = self._of_slot[slot]
            if slot not in signal.near:
                found.add(signal.any)
            else:
                near[signal.any] = lists = near.get(signal.any, 0) + 1
                if lists == len(signal.near):
                    found.add(signal.any)
        return sorted(found)


@dataclass(frozen=True)
class _Asked:
    """A signal as it is listened for: the slots of its words and patterns, of its `all`, of its lists of `near`."""

    id: str
    plain: bool
    """Whether any of its words is enough, as for most."""
    any: int
    excluded: int | None
    alls: frozenset[int]
    near: frozenset[int]
    within: int
    only_all: bool

    @classmethod
    def of(cls, signal: Signal, slots: Mapping[int, int]) -> "_Asked":
        """From the rulebook's signal. slots: role → slot."""
        return cls(
            id=signal.id,
            plain=len(slots) == 1,
            any=slots[_ANY],
            excluded=slots.get(_EXCLUDED),
            alls=frozenset(slot for role, slot in slots.items() if role <= _ALL),
            near=frozenset(slot for role, slot in slots.items() if role >= 0),
            within=signal.near.within if signal.near else 0,
            only_all=not (signal.any or signal.near or signal.regex),
        )

    def heard(self, letter: Letter, gathered: Gathered) -> tuple[Span, ...]:
        """Where it is heard, in order and never overlapping; empty if it is not."""
        if self.excluded in gathered or not self.alls <= gathered.keys():
            return ()
        near = bool(self.near) and self.near <= gathered.keys()
        if not near and not self.only_all and self.any not in gathered:
            return ()
        words = list(gathered.get(self.any, ()))
        if near:
            groups = [list(chain.from_iterable(gathered[slot])) for slot in self.near]
            stretches = _near(groups, self.within * letter.stretch)
            words.append([(start, end) for start, end in stretches if BREAK not in letter.text[start:end]])
        if self.only_all:
            words += [spans for slot in self.alls for spans in gathered[slot]]
        return merged(list(chain.from_iterable(words)))


def _words(signal: Signal, as_heard: Callable[[str], str]) -> tuple[tuple[int, str], ...]:
    """The signal's words, each with its role."""
    groups = signal.near.words if signal.near else ()
    words = [(_ANY, as_heard(word)) for word in signal.any]
    words += [(_EXCLUDED, as_heard(word)) for word in signal.excluded]
    words += [(_ALL - at, word) for at, word in enumerate(dict.fromkeys(map(as_heard, signal.all)))]
    words += [(at, as_heard(word)) for at, group in enumerate(groups) for word in group]
    return tuple(dict.fromkeys(words))


def _joined(words: Sequence[Sequence[Span]]) -> tuple[Span, ...]:
    """The places of several words, each in order, as one list."""
    return tuple(words[0]) if len(words) == 1 else merged(list(chain.from_iterable(words)))


def _near(groups: Sequence[Sequence[Span]], within: int) -> list[Span]:
    """One word of each list within the distance: the stretches from the first of them to the last."""
    ordered = [sorted(group) for group in groups]
    found = []
    latest = min(group[-1] for group in ordered)  # behind it a list has no further word
    for first in {span for group in ordered for span in group if span <= latest}:
        # Each list's next word at or after `first`; the list of `first` itself gives `first`.
        nearest = [group[bisect_left(group, first)] for group in ordered]
        if max(nearest)[0] - first[1] <= within:
            found.append((first[0], max(end for _, end in nearest)))
    return found
