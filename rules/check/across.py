"""What a rulebook may not say although each piece of it is well written: checks across files, all reported at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from domain.clocks import AT_RECEIPT, REQUIRED
from language.folding import fold_word
from rules.check.glossary import check_glossary
from rules.check.reach import ADDING, check_reach
from rules.check.words import check_words
from rules.facts import KINDS
from rules.model import Finding, Place, Rule
from rules.normal import MOST_ALTERNATIVES, MOST_TESTS, Literal, TooManyAlternativesError, alternatives, tests_of
from rules.rulebook import Rulebook
from rules.stages import fills_too_much, reads_too_late

MOST_SPREAD = 20_000
"""Alternatives of all rules together; ten times what a large company writes."""


def check(book: Rulebook) -> Iterator[Finding]:
    """All findings on a rulebook whose files could be read."""
    yield from check_relied_on(book)
    yield from check_reach(book)
    yield from check_words(book)
    yield from check_glossary(book)


def check_relied_on(book: Rulebook) -> Iterator[Finding]:
    """What deciding relies on, quickly looked through: that what is named is there and what is asked can be told."""
    yield from _signals(book)
    yield from _topics(book)
    yield from _rules(book)
    yield from _contradictions(book)
    yield from _clocks(book)
    yield from _departments(book)


def _finding(place: Place, what: str, hint: str | None = None) -> Finding:
    return Finding(file=place.file, line=place.line, what=what, hint=hint)


def _warning(place: Place, what: str) -> Finding:
    return Finding(file=place.file, line=place.line, what=what, warning=True)


def _signals(book: Rulebook) -> Iterator[Finding]:
    used = {key for topic in book.topics for key, _ in topic.signals}
    used |= {
        test.values[0] for rule in book.rules for test in tests_of(rule.when) if test.kind.split(" in ")[0] == "signal"
    }
    for signal in book.signals:
        if signal.id not in used:
            yield _warning(signal.place, f"signal {signal.id} is used by no topic and no rule")
        words = [*signal.any, *signal.all, *signal.excluded]
        words.extend(word for group in (signal.near.words if signal.near else ()) for word in group)
        for word in words:
            if not fold_word(word):
                yield _finding(signal.place, f"signal {signal.id}: `{word}` has no character to look for")
        for word in sorted({*signal.any, *signal.all} & {*signal.excluded}):
            yield _finding(signal.place, f"signal {signal.id}: `{word}` stands under not and among the words")


def _topics(book: Rulebook) -> Iterator[Finding]:
    shown = {example.expect.get("topic") for example in book.examples}
    names: dict[str, str] = {}
    chosen = {rule.then.get("topic") for rule in book.rules}
    for topic in book.topics:
        if topic.id not in chosen and not any(weight > 0 for _, weight in topic.signals):
            yield _finding(topic.place, f"topic {topic.id} has no signal that speaks for it")
        if topic.id not in shown:
            yield _warning(topic.place, f"topic {topic.id} has no example that expects it")
        missing = [name for name in book.schemes if name not in topic.schemes]
        if missing:
            yield _warning(topic.place, f"topic {topic.id} has no class in the scheme {', '.join(missing)}")
        if topic.name in names:
            yield _warning(topic.place, f"topic {topic.id} has the name of topic {names[topic.name]}")
        names[topic.name] = topic.id
        folded = Counter(fold_word(key) for key, _ in topic.signals if not key.isascii())
        for word, times in folded.items():
            if times > 1 or not word:
                yield _finding(topic.place, f"topic {topic.id}: `{word}` stands {times} times once folded")


def _rules(book: Rulebook) -> Iterator[Finding]:
    spread = 0
    for rule in book.rules:
        for slot in reads_too_late(rule):
            filled = ", ".join(rule.then)
            yield _finding(rule.place, f"rule {rule.id} reads {slot}, which does not settle before it fills {filled}")
        for test in tests_of(rule.when):
            if test.least is not None and test.below is not None and test.least >= test.below:
                yield _finding(
                    rule.place, f"rule {rule.id}: at_least {test.least} and below {test.below} exclude each other"
                )
        try:
            parts = alternatives(rule.when)
        except TooManyAlternativesError:
            limit = f"{MOST_ALTERNATIVES} alternatives of {MOST_TESTS} tests"
            yield _finding(
                rule.place, f"rule {rule.id}: the condition spreads into more than {limit}", "split the rule"
            )
            continue
        spread += len(parts)
        yield from _asks_what_may_not_decide(rule, parts)
        if not parts:
            yield _finding(rule.place, f"rule {rule.id} can never fire: its condition contradicts itself")
    if spread > MOST_SPREAD:
        yield Finding(file="rules", line=1, what=f"{spread} alternatives of rules; at most {MOST_SPREAD} are supported")


def _asks_what_may_not_decide(rule: Rule, parts: Iterable[Iterable[Literal]]) -> Iterator[Finding]:
    """A rule that would decide by a kind of fact that may not, or by its absence."""
    for slot in fills_too_much(rule):
        what = f"rule {rule.id} fills {slot}, which what it asks for may not decide"
        yield _finding(rule.place, what, "it may fill needs_person")
    for kind in sorted({one.test.kind for part in parts for one in part if one.absent}):
        if KINDS[kind].fills is not None:
            yield _finding(rule.place, f"rule {rule.id}: {kind} cannot stand under not: its absence says nothing")


def _contradictions(book: Rulebook) -> Iterator[Finding]:
    """Two rules of equal priority and condition that fill one slot differently would doubt every such letter."""
    by_condition: dict[object, list[Rule]] = defaultdict(list)
    for rule in book.rules:
        try:
            by_condition[(rule.priority, alternatives(rule.when))].append(rule)
        except TooManyAlternativesError:
            continue
    for rules in by_condition.values():
        for at, rule in enumerate(rules):
            for other in rules[at + 1 :]:
                for slot in sorted(rule.then.keys() & other.then.keys() - ADDING):
                    if rule.then[slot] != other.then[slot]:
                        where = f"{rule.id} ({rule.place.file}:{rule.place.line})"
                        yield _finding(
                            other.place, f"rule {other.id} fills {slot} otherwise than {where} on the same condition"
                        )


def _clocks(book: Rulebook) -> Iterator[Finding]:
    have = {clock.clock: clock for clock in book.clocks}
    for name in REQUIRED:
        if name not in have:
            yield Finding(file="clocks.yaml", line=1, what=f"the clock {name} is missing")
        elif have[name].term is None or have[name].starts != "receipt":
            yield _finding(have[name].place, f"the clock {name} needs a term and starts with receipt")
    for rule in book.rules:
        for slot in rule.then:
            if slot.startswith("clock:") and slot.removeprefix("clock:") not in AT_RECEIPT:
                clock = slot.removeprefix("clock:")
                yield _finding(rule.place, f"rule {rule.id} sets {clock}, which does not start with receipt")


def _departments(book: Rulebook) -> Iterator[Finding]:
    have = {str(department.id) for department in book.departments}
    wanted = {str(name) for topic in book.topics for name in topic.departments}
    wanted |= {name for names in book.defaults.departments.values() for name in names} | set(book.defaults.fee)
    for name in sorted(wanted - have - {"none"}):
        yield Finding(file="departments.yaml", line=1, what=f"the department {name} is missing")
    always = {letter.kind for letter in book.letters if letter.always}
    if "acknowledgement" not in always:
        yield Finding(file="letters.yaml", line=1, what="the acknowledgement must stand under `when: always`")
