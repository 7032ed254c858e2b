"""The vocabulary of conditions: one entry a predicate, saying how it is written and what the facts answer.

A new predicate is a new entry in `PREDICATES`, here and nowhere else. The engine sees only small facts: a kind, what it
is about, and a whole number.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.codes import Category, Channel, Department, FieldName, Grade, Kind, Urgency
from domain.decision import DecisionInput, EarlierCase
from language.folding import fold_word
from rules.calendar import WorkCalendar
from rules.matcher import PLACES, Heard
from rules.model import All, Any, Condition, Not, SlotValue, Test
from rules.opinion import Opinion
from rules.schema.keys import known
from rules.schema.source import Item, Reader

MOST = 1_000_000_000
"""The largest number a fact may carry (the engine reads larger ones wrongly)."""


@dataclass(frozen=True)
class Fact:
    """One small fact: `key` is what it is about, `n` how much or how often."""

    kind: str
    key: str
    n: int = 1


@dataclass(frozen=True, kw_only=True)
class Situation:
    """All that a condition may look at. settled: slot → value, of the slots that have settled so far; opinion: the
    trained model's, if there is one."""

    given: DecisionInput
    heard: Heard
    calendar: WorkCalendar
    settled: Mapping[str, SlotValue | None]
    opinion: Opinion | None = None


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names a rulebook defines and conditions may use. learnt: topics of its model, None if it has none."""

    signals: Collection[str]
    topics: Collection[str]
    learnt: Collection[str] | None = None


Answers = Iterable[tuple[tuple[str, ...], int]]


@dataclass(frozen=True, kw_only=True)
class Predicate:
    """One word of the rule language.

    parse: from its YAML to a condition. answers: for the values asked about, those the situation answers, each with a
    number. reads: the slot that must have settled before, None for the letter itself.
    """

    parse: Callable[[Reader, Item, Names], Condition | None]
    answers: Callable[[Situation, Collection[tuple[str, ...]]], Answers]
    reads: str | None = None


def _one_of(name: str, codes: Collection[str]) -> Callable[[Reader, Item, Names], Condition | None]:
    def parse(reader: Reader, item: Item, names: Names) -> Condition | None:
        del names
        values = reader.choices(item, name, tuple(codes), empty=False)
        return Test(kind=name, values=values) if values else None

    return parse


def _topics(reader: Reader, item: Item, names: Names) -> Condition | None:
    values = reader.choices(item, "topic", tuple(names.topics), empty=False)
    return Test(kind="topic", values=values) if values else None


def _texts(name: str) -> Callable[[Reader, Item, Names], Condition | None]:
    def parse(reader: Reader, item: Item, names: Names) -> Condition | None:
        del names
        values = reader.texts(Item([item], item.line) if isinstance(item.value, str) else item, name, empty=False)
        return Test(kind=name, values=tuple(dict.fromkeys(values))) if values else None

    return parse


def _flag(name: str) -> Callable[[Reader, Item, Names], Condition | None]:
    def parse(reader: Reader, item: Item, names: Names) -> Condition | None:
        del names
        wanted = reader.flag(item, name, default=True)
        return Test(kind=name, least=1) if wanted else Test(kind=name, below=1)

    return parse


def _at_least(name: str) -> Callable[[Reader, Item, Names], Condition | None]:
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


def _signal(reader: Reader, item: Item, names: Names) -> Condition | None:
    parts = reader.mapping(item, "signal", ("signal", "at_least", "in"))
    signals = reader.choices(parts.get("signal"), "signal", tuple(names.signals), empty=False)
    return _heard_tests(reader, parts, "signal", signals)


def _word(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "word", ("word", "at_least", "in"))
    given = parts.get("word")
    words = reader.texts(Item([given], item.line) if given and isinstance(given.value, str) else given, "word")
    return _heard_tests(reader, parts, "word", tuple(folded for word in words if (folded := fold_word(word))))


def _heard_tests(reader: Reader, parts: Mapping[str, Item], kind: str, keys: tuple[str, ...]) -> Condition | None:
    place = reader.choice(parts["in"], "in", PLACES) if "in" in parts else None
    least = reader.whole(parts.get("at_least"), "at_least", 1, 1000, 1)
    tests = tuple(Test(kind=f"{kind} in {place}" if place else kind, values=(key,), least=least) for key in keys)
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else Any(parts=tests)


def _repeat(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "repeat", ("within_days",))
    return Test(kind="repeat", below=reader.whole(parts.get("within_days"), "repeat: within_days", 1, 3650) + 1)


def _history_group(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "history_group", ("at_least", "within_days"))
    least = reader.whole(parts.get("at_least"), "history_group: at_least", 1, 100_000)
    days = reader.whole(parts.get("within_days"), "history_group: within_days", 1, 3650)
    return Test(kind="history_group", values=(str(days),), least=least)


def _confidence(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "confidence", ("below",))
    below = reader.number(parts.get("below"), "confidence: below", 0, 1)
    return Test(kind="confidence", below=max(1, round(below * 1000)))


def _model(reader: Reader, item: Item, names: Names) -> Condition | None:
    parts = reader.mapping(item, "model", ("topic", "at_least"))
    topic = reader.choice(parts.get("topic"), "model: topic", tuple(names.topics), item.line)
    least = max(1, round(reader.number(parts.get("at_least"), "model: at_least", 0, 1) * 1000))
    if topic is None:
        return None
    if names.learnt is None or topic not in names.learnt:
        what = "no model.json stands in the folder" if names.learnt is None else f"the model has not learnt {topic}"
        reader.wrong(item.line, f"model: {what}", "rules suggest --model")
    return Test(kind="model", values=(topic,), least=least)


def _opinions(situation: Situation, asked: Collection[tuple[str, ...]]) -> Answers:
    """How probable the trained model holds each asked topic, in thousandths."""
    opinion, given = situation.opinion, situation.given
    held = opinion.of(given.subject, given.text) if opinion else {}
    return [((topic,), round(held[topic] * 1000)) for (topic,) in asked if topic in held]


def _said(kind: str, place: str | None) -> Callable[[Situation, Collection[tuple[str, ...]]], Answers]:
    """How often each signal or word was heard (in a place)."""

    def answers(situation: Situation, asked: Collection[tuple[str, ...]]) -> Answers:
        heard = situation.heard
        for key, spans in (heard.signals if kind == "signal" else heard.words).items():
            if (key,) in asked:
                n = len(spans) if place is None else sum(place in heard.letter.places(span) for span in spans)
                yield (key,), n

    return answers


def _among(of: Callable[[Situation], Collection[str]]) -> Callable[[Situation, Collection[tuple[str, ...]]], Answers]:
    """Which of the asked lists name one of the values."""

    def answers(situation: Situation, asked: Collection[tuple[str, ...]]) -> Answers:
        values = of(situation)
        return [(wanted, 1) for wanted in asked if any(value in values for value in wanted)]

    return answers


def _amount(of: Callable[[Situation], int | None]) -> Callable[[Situation, Collection[tuple[str, ...]]], Answers]:
    """One number, if there is one."""

    def answers(situation: Situation, asked: Collection[tuple[str, ...]]) -> Answers:
        n = of(situation)
        return [] if n is None else [(wanted, max(-MOST, min(n, MOST))) for wanted in asked]

    return answers


def _slot(name: str) -> Callable[[Situation], Collection[str]]:
    def values(situation: Situation) -> Collection[str]:
        found = situation.settled.get(name)
        return found if isinstance(found, tuple) else (str(found),)

    return values


def _slot_flag(name: str) -> Callable[[Situation], int]:
    return lambda situation: int(bool(situation.settled.get(name)))


def _largest(name: FieldName) -> Callable[[Situation], int | None]:
    """The largest value of a field, rounded down."""
    return lambda situation: largest_field(situation.given, name)


def largest_field(given: DecisionInput, name: FieldName) -> int | None:
    """The largest value that reading found for a field (whole yuan, days, households); None if there is none."""
    found = []
    for field in given.fields:
        if field.name is name:
            try:
                found.append(int(float(field.value)))
            except (ValueError, OverflowError):  # a value that reading could not normalise says nothing
                continue
    return max(found, default=None)


def _households(situation: Situation) -> int | None:
    found = situation.settled.get("households")
    return found if isinstance(found, int) else None


def _hour(situation: Situation) -> int | None:
    """The hour at which it was received; None where the date alone is known."""
    given = situation.given
    return None if given.received_date_only else given.received.astimezone(situation.calendar.zone).hour


def _days_ago(situation: Situation, case: EarlierCase) -> int | None:
    """How many whole days ago a case about the settled topic came in; None for another topic or a later case."""
    if case.topic is None or case.topic != situation.settled.get("topic"):
        return None
    passed = situation.given.received - case.received
    return passed // timedelta(days=1) if passed >= timedelta() else None


def _last_same(situation: Situation) -> int | None:
    days = [_days_ago(situation, case) for case in situation.given.history if case.same_household]
    return min((day for day in days if day is not None), default=None)


def _neighbours(situation: Situation, asked: Collection[tuple[str, ...]]) -> Answers:
    """How many other households of the building or project wrote about the topic, within each asked time."""
    history = situation.given.history
    own = {_household(case) for case in history if case.same_household}
    last: dict[int | str, int] = {}
    for case in history:
        ago, who = _days_ago(situation, case), _household(case)
        if ago is not None and who not in own and (case.same_building or case.same_project):
            last[who] = min(ago, last.get(who, ago))
    for wanted in asked:
        yield wanted, sum(ago <= int(wanted[0]) for ago in last.values())


def _household(case: EarlierCase) -> int | str:
    """What tells the household of a case from others; one that is not known is its own."""
    return case.number if case.household is None else case.household


def _media_types(situation: Situation, asked: Collection[tuple[str, ...]]) -> Answers:
    """`image/png` or `image/*`."""
    types = {kind.lower() for kind in situation.given.attachments}
    types |= {f"{kind.split('/')[0]}/*" for kind in types}
    return [(wanted, 1) for wanted in asked if any(value.lower() in types for value in wanted)]


PREDICATES: Mapping[str, Predicate] = {
    "channel": Predicate(
        parse=_one_of("channel", tuple(Channel)), answers=_among(lambda situation: (situation.given.channel,))
    ),
    "project": Predicate(parse=_texts("project"), answers=_among(lambda situation: (situation.given.project or "",))),
    "topic": Predicate(parse=_topics, answers=_among(_slot("topic")), reads="topic"),
    "category": Predicate(
        parse=_one_of("category", tuple(Category)), answers=_among(_slot("category")), reads="category"
    ),
    "department": Predicate(
        parse=_one_of("department", tuple(Department)), answers=_among(_slot("departments")), reads="departments"
    ),
    "kind": Predicate(parse=_one_of("kind", tuple(Kind)), answers=_among(_slot("kind")), reads="kind"),
    "grade": Predicate(parse=_one_of("grade", tuple(Grade)), answers=_among(_slot("grade")), reads="grade"),
    "urgency": Predicate(parse=_one_of("urgency", tuple(Urgency)), answers=_among(_slot("urgency")), reads="urgency"),
    "group": Predicate(parse=_flag("group"), answers=_amount(_slot_flag("group")), reads="group"),
    "fee": Predicate(parse=_flag("fee"), answers=_amount(_slot_flag("fee")), reads="fee"),
    "households": Predicate(parse=_at_least("households"), answers=_amount(_households), reads="households"),
    "sum": Predicate(parse=_at_least("sum"), answers=_amount(_largest(FieldName.SUM))),
    "days": Predicate(parse=_at_least("days"), answers=_amount(_largest(FieldName.DURATION))),
    "hour": Predicate(parse=_at_least("hour"), answers=_amount(_hour)),
    "sender_known": Predicate(
        parse=_flag("sender_known"), answers=_amount(lambda situation: int(situation.given.directory.sender_known))
    ),
    "repeat": Predicate(parse=_repeat, answers=_amount(_last_same), reads="topic"),
    "history_group": Predicate(parse=_history_group, answers=_neighbours, reads="topic"),
    "out_of_hours": Predicate(
        parse=_flag("out_of_hours"),
        answers=_amount(lambda situation: int(not situation.calendar.open_at(situation.given.received))),
    ),
    "attachment": Predicate(parse=_texts("attachment"), answers=_media_types),
    "confidence": Predicate(
        parse=_confidence, answers=_amount(lambda situation: round(situation.given.confidence * 1000))
    ),
    "model": Predicate(parse=_model, answers=_opinions),
    "signal": Predicate(parse=_signal, answers=_said("signal", None)),
    "word": Predicate(parse=_word, answers=_said("word", None)),
}

_SAID_IN = {
    f"{kind} in {place}": Predicate(parse=PREDICATES[kind].parse, answers=_said(kind, place))
    for kind in ("signal", "word")
    for place in PLACES
}
KINDS: Mapping[str, Predicate] = {**PREDICATES, **_SAID_IN}
"""Fact kind → the predicate that answers it; a signal or word in a place is a kind of its own."""

MODIFIERS = frozenset({"at_least", "in"})
"""Keys that stand beside `signal` or `word`."""


def condition(reader: Reader, item: Item, names: Names) -> Condition | None:
    """A `when`: `all:`, `any:`, `not:` of predicates, nested; several keys beside each other must all hold."""
    parts = reader.mapping(item, "a condition", known("condition"))
    if not parts:
        if isinstance(item.value, dict) and not item.value:
            reader.wrong(item.line, "a condition is empty")
        return None
    beside = {key: part for key, part in parts.items() if key in MODIFIERS}
    if beside and not parts.keys() & {"signal", "word"}:
        reader.wrong(item.line, f"`{next(iter(beside))}` stands without `signal` or `word`")
    found = [_part(reader, key, part, beside, names) for key, part in parts.items() if key not in MODIFIERS]
    sound = tuple(one for one in found if one is not None)
    if not sound:
        return None
    return sound[0] if len(sound) == 1 else All(parts=sound)


def _part(reader: Reader, key: str, item: Item, beside: Mapping[str, Item], names: Names) -> Condition | None:
    if key in ("all", "any"):
        parts = [condition(reader, part, names) for part in reader.sequence(item, key, empty=False)]
        sound = tuple(part for part in parts if part is not None)
        if not sound:
            return None
        return All(parts=sound) if key == "all" else Any(parts=sound)
    if key == "not":
        part = condition(reader, item, names)
        return None if part is None else Not(part=part)
    if key in ("signal", "word"):
        item = Item({key: item, **beside}, item.line)
    return PREDICATES[key].parse(reader, item, names)
