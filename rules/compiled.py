"""A rulebook made ready to decide: words in one automaton, rules in the engine, days in a calendar."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.decision import DecisionInput, Match, Reason
from rules.alarms import AlarmBell
from rules.calendar import WorkCalendar
from rules.engine import CompiledRule, Engine
from rules.fact import Fact, Situation
from rules.facts import KINDS
from rules.glossary import Glossary
from rules.implied import ImpliedRule, Quotes, implied_rules
from rules.matcher import Matcher
from rules.model import Rule, Rulebook, SlotValue, Test, Topic
from rules.normal import Literal, alternatives, test_id
from rules.opinion import Opinion
from rules.predicate import Asked
from rules.stages import STEPS, asked_before
from rules.topics import NOTHING_HELD, TopicScorer


class Questions:
    """What the rules ask before one step. asked: kind → its tests; absent: tests under a `not`, by id."""

    def __init__(self, asked: Mapping[str, Iterable[Test]], absent: Mapping[str, Test]) -> None:
        self._asked = [(kind, KINDS[kind].answers, Asked(tests)) for kind, tests in asked.items()]
        self._absent = [(name, (test.kind, test.key), test) for name, test in sorted(absent.items())]

    def facts(self, situation: Situation) -> tuple[list[Fact], list[str]]:
        """The facts that answer, and the ids of the tests that are known not to hold."""
        facts = [Fact(kind, key, n) for kind, answers, asked in self._asked for key, n in answers(situation, asked)]
        if not self._absent:
            return facts, []
        known = {fact[:2]: fact for fact in facts}
        return facts, [name for name, about, test in self._absent if not _holds(test, known.get(about))]


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A rulebook ready to decide; safe to share between threads (the engine has a lock)."""

    rulebook: Rulebook
    rules: tuple[Rule, ...]
    """Those of the authors, then those that the rulebook implies."""
    matcher: Matcher
    scorer: TopicScorer
    alarms: AlarmBell
    engine: Engine
    calendar: WorkCalendar
    questions: tuple[Questions, ...]
    """By step; before step 0 the letter itself is asked."""
    literals: Mapping[int, tuple[tuple[Literal, ...], ...]]
    """Rule number → its alternatives."""
    fills: tuple[tuple[tuple[str, tuple[int, int]], ...], ...]
    """By rule number: each slot it fills, with its priority and number."""
    reasons: Mapping[tuple[int, str], Reason]
    """(rule number, slot) → the reason that is the same for every letter."""
    topics: Mapping[str, Topic]
    opinion: Opinion | None = None

    @property
    def sha256(self) -> str:
        """The rulebook's hash, stored with each decision."""
        return self.rulebook.sha256

    def situation(self, given: DecisionInput, settled: Mapping[str, SlotValue | None]) -> Situation:
        """What a letter says, before any rule looks at it. settled: follows what the rules settle."""
        heard = self.matcher.hear(given)
        held = self.opinion.of(heard.letter.text) if self.opinion else NOTHING_HELD
        return Situation(
            given=given,
            heard=heard,
            calendar=self.calendar,
            settled=settled,
            ranked=self.scorer.rank(heard, held),
            alarms=self.alarms.raised(heard, given.received),
            held=held,
        )

    def rule(self, number: int) -> Rule:
        """The rule the engine knows by that number."""
        return self.rules[number]

    def close(self) -> None:
        """Free the engine's memory."""
        self.engine.close()


def compile_rulebook(rulebook: Rulebook) -> Compiled:
    """Make a checked rulebook ready; raises EngineError where the engine refuses it."""
    rules = (*rulebook.rules, *implied_rules(rulebook))
    literals = {number: alternatives(rule.when) for number, rule in enumerate(rules)}
    glossary = Glossary(rulebook.glossary, rulebook.kept)
    alarms = AlarmBell(rulebook.alarms, glossary)
    return Compiled(
        rulebook=rulebook,
        rules=rules,
        matcher=Matcher(
            _words(rulebook, literals),
            (*rulebook.signals, *alarms.signals),
            rulebook.language,
            glossary,
        ),
        scorer=TopicScorer(rulebook.topics, rulebook.scoring, rulebook.language.bare),
        alarms=alarms,
        engine=Engine([CompiledRule(number=number, alternatives=parts) for number, parts in literals.items()]),
        calendar=WorkCalendar(rulebook.calendar, ZoneInfo(rulebook.zone)),
        questions=_questions(literals),
        literals=literals,
        fills=tuple(tuple((slot, (rule.priority, at)) for slot in rule.then) for at, rule in enumerate(rules)),
        reasons=dict(_reasons(rules)),
        topics={topic.id: topic for topic in rulebook.topics},
        opinion=None if rulebook.learnt is None else Opinion(rulebook.learnt),
    )


def reason_of(slot: str, rule: Rule, because: str, matched: tuple[Match, ...] = ()) -> Reason:
    """The reason by which a rule fills a slot; all letters stand in one."""
    name = "letters" if slot.startswith("letter:") else slot
    place = rule.place
    return Reason(slot=name, rule=rule.id, file=place.file, line=place.line, because=because, matched=matched)


def _reasons(rules: Sequence[Rule]) -> Iterator[tuple[tuple[int, str], Reason]]:
    for number, rule in enumerate(rules):
        if isinstance(rule, ImpliedRule) and rule.quotes is Quotes.NOTHING:
            for slot in rule.then:
                yield (number, slot), reason_of(slot, rule, rule.because)


def _words(rulebook: Rulebook, literals: Mapping[int, tuple[tuple[Literal, ...], ...]]) -> list[str]:
    """The single words that topics and rules listen for."""
    words = [key for topic in rulebook.topics for key, _ in topic.signals if not key.isascii()]
    asked = {literal.test for rule in literals.values() for part in rule for literal in part}
    words.extend(test.values[0] for test in asked if test.kind.split(" in ")[0] == "word")
    return words


def _questions(literals: Mapping[int, tuple[tuple[Literal, ...], ...]]) -> tuple[Questions, ...]:
    asked: list[dict[str, dict[Test, None]]] = [defaultdict(dict) for _ in STEPS]
    absent: list[dict[str, Test]] = [{} for _ in STEPS]
    for literal in (literal for rule in literals.values() for part in rule for literal in part):
        step = asked_before(literal.test)
        asked[step][literal.test.kind][literal.test] = None
        if literal.absent:
            absent[step][test_id(literal.test)] = literal.test
    return tuple(Questions(by_kind, names) for by_kind, names in zip(asked, absent, strict=True))


def _holds(test: Test, fact: Fact | None) -> bool:
    n = None if fact is None else fact.numbers.get(test.of)
    if n is None:
        return False
    return (test.least is None or n >= test.least) and (test.below is None or n < test.below)
