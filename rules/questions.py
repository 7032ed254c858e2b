"""What the rules ask before one step, and which of the answers can matter: no other facts are given to the engine.

A fact can matter if a rule asks for it all of whose other facts of the step are known as well. Whether that rule fires
is left to the engine: what numbers must be, what must not hold, and what other steps answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rules.fact import Fact, Situation
from rules.facts import KINDS
from rules.model import Test
from rules.normal import Literal, test_id
from rules.predicate import Asked
from rules.stages import STEPS, asked_before

_About = tuple[str, str]
"""Kind and key of a fact."""


class _Part(NamedTuple):
    """What one alternative of a rule asks before one step: facts, and tests that must not hold."""

    facts: frozenset[_About]
    absent: frozenset[str]


class Questions:
    """What the rules ask before one step. Immutable after construction."""

    def __init__(self, literals: Iterable[tuple[Literal, ...]]) -> None:
        """literals: of each alternative of each rule, those that are asked before this step."""
        asked: dict[str, dict[Test, None]] = defaultdict(dict)
        self._absent: dict[str, tuple[_About, Test]] = {}
        parts: dict[_Part, None] = {}
        for some in literals:
            for literal in some:
                asked[literal.test.kind][literal.test] = None
            absent = {test_id(one.test): one.test for one in some if one.absent}
            self._absent |= {name: ((test.kind, test.key), test) for name, test in absent.items()}
            facts = frozenset((one.test.kind, one.test.key) for one in some if not one.absent)
            parts[_Part(facts, frozenset(absent))] = None
        self._asked = [(kind, KINDS[kind].answers, Asked(tests)) for kind, tests in asked.items()]
        self._alone = {about for part in parts if len(part.facts) == 1 and not part.absent for about in part.facts}
        self._unasked = frozenset(name for part in parts if not part.facts for name in part.absent)
        self._joined = [part for part in parts if part.facts and (len(part.facts) > 1 or part.absent)]
        self._joins: dict[_About, list[int]] = defaultdict(list)
        for number, part in enumerate(self._joined):
            for about in part.facts:
                self._joins[about].append(number)

    def facts(self, situation: Situation) -> tuple[list[Fact], list[str]]:
        """The facts that answer, and the ids of the tests that are known not to hold; of both those that can matter."""
        known: dict[_About, Fact] = {}
        for kind, answers, asked in self._asked:
            for key, n in answers(situation, asked):
                known.setdefault((kind, key), Fact(kind, key, n))
        complete = self._complete(known)
        needed = self._alone.union(*(part.facts for part in complete))
        absent = self._unasked.union(*(part.absent for part in complete))
        return (
            [fact for about, fact in known.items() if about in needed],
            [name for name in sorted(absent) if not self._holds(name, known)],
        )

    def _complete(self, known: Mapping[_About, Fact]) -> list[_Part]:
        """The parts of several questions all of whose facts are known."""
        found: dict[int, int] = defaultdict(int)
        for about in known:
            for number in self._joins.get(about, ()):
                found[number] += 1
        return [self._joined[number] for number, n in found.items() if n == len(self._joined[number].facts)]

    def _holds(self, name: str, known: Mapping[_About, Fact]) -> bool:
        about, test = self._absent[name]
        fact = known.get(about)
        n = None if fact is None else fact.numbers.get(test.of)
        if n is None:
            return False
        return (test.least is None or n >= test.least) and (test.below is None or n < test.below)


def questions_of(rules: Iterable[tuple[tuple[Literal, ...], ...]]) -> tuple[Questions, ...]:
    """By step, what the alternatives of all rules ask before it."""
    asked: list[list[tuple[Literal, ...]]] = [[] for _ in STEPS]
    for alternative in (one for alternatives in rules for one in alternatives):
        by_step: dict[int, list[Literal]] = defaultdict(list)
        for literal in alternative:
            by_step[asked_before(literal.test)].append(literal)
        for step, literals in by_step.items():
            asked[step].append(tuple(literals))
    return tuple(map(Questions, asked))
