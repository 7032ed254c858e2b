"""A rulebook made ready to decide: words in one automaton, rules in the engine, days in a calendar."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.decision import DecisionInput
from rules.calendar import WorkCalendar
from rules.engine import CompiledRule, Engine
from rules.facts import KINDS, Fact, Situation
from rules.matcher import Heard, Matcher
from rules.model import Rule, Rulebook, SlotValue, Test, Topic
from rules.normal import Literal, alternatives, test_id
from rules.opinion import Opinion
from rules.stages import STAGES, readable_at
from rules.topics import TopicScorer


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What the rules ask at one stage. asked: kind → the values asked about. absent: tests under a `not`."""

    asked: Mapping[str, Collection[tuple[str, ...]]]
    absent: Sequence[tuple[str, Test]]

    def facts(self, situation: Situation) -> tuple[list[Fact], list[str]]:
        """The facts that answer, and the ids of the tests that are known not to hold."""
        answered: dict[tuple[str, str], int] = {}
        for kind, values in self.asked.items():
            for value, n in KINDS[kind].answers(situation, values):
                answered[kind, "|".join(value)] = n
        facts = [Fact(kind, key, n) for (kind, key), n in answered.items()]
        return facts, [name for name, test in self.absent if not _holds(test, answered.get((test.kind, test.key)))]


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A rulebook ready to decide; safe to share between threads (the engine has a lock)."""

    rulebook: Rulebook
    matcher: Matcher
    scorer: TopicScorer
    engine: Engine
    calendar: WorkCalendar
    questions: tuple[Questions, ...]
    """By stage; stage 0 is the letter itself."""
    literals: Mapping[int, tuple[tuple[Literal, ...], ...]]
    """Rule number → its alternatives."""
    topics: Mapping[str, Topic]
    opinion: Opinion | None = None

    @property
    def sha256(self) -> str:
        """The rulebook's hash, stored with each decision."""
        return self.rulebook.sha256

    def situation(self, given: DecisionInput, heard: Heard, settled: Mapping[str, SlotValue | None]) -> Situation:
        """What conditions may look at while a letter is decided."""
        return Situation(given=given, heard=heard, calendar=self.calendar, settled=settled, opinion=self.opinion)

    def rule(self, number: int) -> Rule:
        """The rule the engine knows by that number."""
        return self.rulebook.rules[number]

    def close(self) -> None:
        """Free the engine's memory."""
        self.engine.close()


def compile_rulebook(rulebook: Rulebook) -> Compiled:
    """Make a checked rulebook ready; raises EngineError where the engine refuses it."""
    literals = {number: alternatives(rule.when) for number, rule in enumerate(rulebook.rules)}
    said = {literal.test for rule in literals.values() for part in rule for literal in part}
    words = [key for topic in rulebook.topics for key, _ in topic.signals if not key.isascii()]
    words.extend(test.values[0] for test in said if test.kind.split(" in ")[0] == "word")
    return Compiled(
        rulebook=rulebook,
        matcher=Matcher(words, rulebook.signals, rulebook.language),
        scorer=TopicScorer(rulebook.topics, rulebook.scoring),
        engine=Engine([CompiledRule(number=number, alternatives=parts) for number, parts in literals.items()]),
        calendar=WorkCalendar(rulebook.calendar, ZoneInfo(rulebook.zone)),
        questions=_questions(literals),
        literals=literals,
        topics={topic.id: topic for topic in rulebook.topics},
        opinion=None if rulebook.learnt is None else Opinion(rulebook.learnt),
    )


def _questions(literals: Mapping[int, tuple[tuple[Literal, ...], ...]]) -> tuple[Questions, ...]:
    asked: list[dict[str, set[tuple[str, ...]]]] = [defaultdict(set) for _ in range(len(STAGES) + 1)]
    absent: list[dict[str, Test]] = [{} for _ in asked]
    for literal in (literal for rule in literals.values() for part in rule for literal in part):
        stage = readable_at(literal.test)
        asked[stage][literal.test.kind].add(literal.test.values)
        if literal.absent:
            absent[stage][test_id(literal.test)] = literal.test
    return tuple(
        Questions(
            asked={kind: frozenset(values) for kind, values in by_kind.items()}, absent=tuple(sorted(names.items()))
        )
        for by_kind, names in zip(asked, absent, strict=True)
    )


def _holds(test: Test, n: int | None) -> bool:
    if n is None:
        return False
    return (test.least is None or n >= test.least) and (test.below is None or n < test.below)
