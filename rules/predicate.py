"""What a predicate is: how an author writes it, what the facts answer, and what the checks may conclude from it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rules.fact import MOST, Numbers, Situation
from rules.model import Condition, Test
from rules.part import Parts
from rules.schema.key import Key
from rules.schema.source import Item, Reader


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names a rulebook defines and conditions may use. topics: id → category. alarms: its kinds of danger. learnt:
    categories of its model, None if it has none."""

    signals: Collection[str]
    topics: Mapping[str, str]
    alarms: Collection[str] = ()
    learnt: Collection[str] | None = None


class Asked:
    """What the rules ask of one kind of fact. keys: of all tests. naming: value → the keys that name it, alone or in a
    list; a key is the test's values joined, which names the fact that answers it. least: for each of the fact's numbers
    the lowest that any test on it asks for."""

    def __init__(self, tests: Iterable[Test]) -> None:
        tests = tuple(tests)
        self.keys: Mapping[str, tuple[str, ...]] = {test.key: test.values for test in tests}
        naming: dict[str, list[str]] = defaultdict(list)
        for key, names in self.keys.items():
            for name in names:
                naming[name].append(key)
        self.naming: Mapping[str, tuple[str, ...]] = {name: tuple(keys) for name, keys in naming.items()}
        self.least: dict[str, int] = {}
        for test in tests:
            self.least[test.of] = min(test.least or 0, self.least.get(test.of, MOST))


Answers = Iterable[tuple[str, Numbers]]
"""Pairs of an asked key and the number, or numbers, that the situation answers it with."""
Answer = Callable[[Situation, Asked], Answers]
Parse = Callable[[Reader, Item, Names], Condition | None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of fact. answers: for the keys asked about, those the situation answers. reads: the slot that must have
    settled before, None for the letter itself. fills: the only slots that a rule asking for it may fill, None: any; it
    then does not stand under `not` either, so that its absence decides nothing."""

    answers: Answer
    reads: str | None = None
    fills: Collection[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Predicate(Kind):
    """One word of the rule language.

    key: what it means. parse: from its YAML to a condition. parts: how that YAML is written, for forms; empty: as
    YAML alone. beside: keys that may stand beside it in one condition.
    one_of: the closed list of which a letter has exactly one value. single: a letter has exactly one value, of an open
    list. counts: its number is never below zero.
    """

    key: Key
    parse: Parse
    parts: Parts = field(default_factory=dict)
    beside: Mapping[str, Key] = field(default_factory=dict)
    one_of: Collection[str] | None = None
    single: bool = False
    counts: bool = False


def one_of(name: str, codes: Collection[str]) -> Parse:
    """Written `name: [code, …]`."""

    def parse(reader: Reader, item: Item, names: Names) -> Condition | None:
        del names
        values = reader.choices(item, name, tuple(codes), empty=False)
        return Test(kind=name, values=values) if values else None

    return parse


def texts(name: str) -> Parse:
    """Written `name: [text, …]`."""

    def parse(reader: Reader, item: Item, names: Names) -> Condition | None:
        del names
        values = reader.texts(Item([item], item.line) if isinstance(item.value, str) else item, name, empty=False)
        return Test(kind=name, values=tuple(dict.fromkeys(values))) if values else None

    return parse


def flag(name: str) -> Parse:
    """Written `name: true` or `name: false`."""

    def parse(reader: Reader, item: Item, names: Names) -> Condition | None:
        del names
        wanted = reader.flag(item, name, default=True)
        return Test(kind=name, least=1) if wanted else Test(kind=name, below=1)

    return parse


def bounds(name: str) -> Parse:
    """Written `name: {at_least: 3, below: 10}`, one of the two or both."""

    def parse(reader: Reader, item: Item, names: Names) -> Condition | None:
        del names
        parts = reader.mapping(item, name, ("at_least", "below"))
        if not parts:
            reader.wrong(item.line, f"{name} needs at_least or below")
            return None
        least = reader.whole(parts["at_least"], f"{name}: at_least", 0, MOST) if "at_least" in parts else None
        below = reader.whole(parts["below"], f"{name}: below", 1, MOST) if "below" in parts else None
        return Test(kind=name, least=least, below=below)

    return parse


def among(of: Callable[[Situation], Iterable[str]]) -> Answer:
    """Which of the asked lists name one of the values."""

    def answers(situation: Situation, asked: Asked) -> Answers:
        return [(key, 1) for value in of(situation) for key in asked.naming.get(value, ())]

    return answers


def amount(of: Callable[[Situation], int | None]) -> Answer:
    """One number, if there is one."""

    def answers(situation: Situation, asked: Asked) -> Answers:
        n = of(situation)
        return [] if n is None else [(key, max(-MOST, min(n, MOST))) for key in asked.keys]

    return answers
