"""What the rules ask before one step, and which of the answers can matter: no other facts are given to the engine.

A fact can matter if an alternative of a rule asks for it, all other facts that it asks for by this step are known as
well, and none of its tests that must not hold does. Whether the rule fires is left to the engine: what numbers must be,
and what later steps answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rules.fact import Fact, Numbers, Situation
from rules.facts import KINDS
from rules.model import Test
from rules.normal import Literal, test_id
from rules.predicate import Asked
from rules.stages import STEPS, asked_before

_About = tuple[str, str]
"""Kind and key of a fact."""


class Part(NamedTuple):
    """What alternatives of rules ask before one step. after: the number of the part that they ask before an earlier
    step, None for their first."""

    after: int | None
    literals: tuple[Literal, ...]

    @property
    def facts(self) -> frozenset[_About]:
        """What it needs to know."""
        return frozenset((one.test.kind, one.test.key) for one in self.literals if not one.absent)

    @property
    def absent(self) -> tuple[Test, ...]:
        """The tests that must not hold."""
        return tuple(one.test for one in self.literals if one.absent)


class _Asking(NamedTuple):
    """A part as it is looked at: its number, the one it follows, the facts it needs to know, and the tests that must
    not hold, with their ids."""

    number: int
    after: int | None
    facts: frozenset[_About]
    absent: tuple[tuple[str, Test], ...]


class Questions:
    """What the rules ask before one step. Immutable after construction."""

    def __init__(self, parts: Mapping[int, Part]) -> None:
        """parts: by number, those that are asked before this step."""
        asked: dict[str, dict[Test, None]] = defaultdict(dict)
        for part in parts.values():
            for literal in part.literals:
                asked[literal.test.kind][literal.test] = None
        self._asked = [(kind, KINDS[kind].answers, Asked(tests)) for kind, tests in asked.items()]
        self._without_facts: list[_Asking] = []
        self._by_fact: dict[_About, list[_Asking]] = defaultdict(list)  # each part at one of its facts
        for number, part in parts.items():
            absent = tuple((test_id(test), test) for test in part.absent)
            asking = _Asking(number, part.after, part.facts, absent)
            if asking.facts:
                self._by_fact[min(asking.facts)].append(asking)
            else:
                self._without_facts.append(asking)

    def facts(self, situation: Situation, met: set[int]) -> tuple[list[Fact], list[str]]:
        """The facts that answer, and the ids of the tests that are known not to hold; of both those that can matter.

        met: the parts that were met before earlier steps; those that are met now are added.
        """
        known: dict[_About, Numbers] = {}
        for kind, answers, asked in self._asked:
            for key, n in answers(situation, asked):
                known.setdefault((kind, key), n)
        needed, absent = set[_About](), set[str]()
        for part in self._complete(known):
            if part.after is not None and part.after not in met:
                continue
            if part.absent:
                if any(_holds(test, known) for _, test in part.absent):
                    continue
                absent.update(name for name, _ in part.absent)
            met.add(part.number)
            needed |= part.facts
        return [Fact(*about, n) for about, n in known.items() if about in needed], sorted(absent)

    def _complete(self, known: Mapping[_About, Numbers]) -> list[_Asking]:
        """The parts all of whose facts are known."""
        found = list(self._without_facts)
        for about in known.keys() & self._by_fact.keys():
            found += [part for part in self._by_fact[about] if part.facts <= known.keys()]
        return found


def _holds(test: Test, known: Mapping[_About, Numbers]) -> bool:
    numbers = known.get((test.kind, test.key))
    n = numbers if numbers is None or isinstance(numbers, int) else numbers.get(test.of)
    if n is None:
        return False
    return (test.least is None or n >= test.least) and (test.below is None or n < test.below)


def questions_of(rules: Iterable[tuple[tuple[Literal, ...], ...]]) -> tuple[Questions, ...]:
    """By step, what the alternatives of all rules ask before it."""
    numbers: dict[Part, int] = {}
    parts: list[dict[int, Part]] = [{} for _ in STEPS]
    for alternative in (one for alternatives in rules for one in alternatives):
        by_step: dict[int, list[Literal]] = defaultdict(list)
        for literal in alternative:
            by_step[asked_before(literal.test)].append(literal)
        after: int | None = None
        for step, literals in sorted(by_step.items()):
            part = Part(after, tuple(literals))
            after = numbers.setdefault(part, len(numbers))
            parts[step][after] = part
    return tuple(map(Questions, parts))
