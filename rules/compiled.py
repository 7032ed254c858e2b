"""A rulebook made ready to decide: words in one automaton, rules in the engine, days in a calendar."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.decision import DecisionInput, Match, Reason
from language.folding import fold
from language.forms import own_words
from rules.alarms import AlarmBell
from rules.calendar import WorkCalendar
from rules.engine import CompiledRule, Engine
from rules.fact import Situation
from rules.glossary import Glossary
from rules.implied import ImpliedRule, Quotes, implied_rules
from rules.matcher import Heard, Matcher
from rules.model import Rule, SlotValue, Topic
from rules.normal import Literal, alternatives
from rules.opinion import Opinion
from rules.questions import Questions, questions_of
from rules.rulebook import Rulebook
from rules.topics import NOTHING_HELD, TopicScorer


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
        # Of a letter in English the glossary leaves single words, from which the model cannot tell.
        opinion = None if heard.letter.english else self.opinion
        held, danger = opinion.of(_own_words(given, heard)) if opinion else (NOTHING_HELD, 0.0)
        return Situation(
            given=given,
            heard=heard,
            calendar=self.calendar,
            settled=settled,
            ranked=self.scorer.rank(heard, held),
            alarms=self.alarms.raised(heard, given.received),
            held=held,
            danger=danger,
        )

    def rule(self, number: int) -> Rule:
        """The rule the engine knows by that number."""
        return self.rules[number]

    def close(self) -> None:
        """Free the engine's memory."""
        self.engine.close()


def _own_words(given: DecisionInput, heard: Heard) -> str:
    """The folded letter; of a form what stands behind its labels for the matter, for the model knows letters alone."""
    words = own_words(given.text)
    return heard.letter.text if words == given.text else f"{heard.letter.subject.text}\0{fold(words).text}"


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
        questions=questions_of(literals.values()),
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
