"""What rules, clocks and letters may say: the files that use the names the others define."""

from collections.abc import Mapping

from domain.codes import Category, ClockName, Department, Grade, Kind, LetterKind, Urgency
from domain.work_codes import Cause
from rules.model import NO_CLOCK, ClockRule, Condition, LetterRule, Place, Rule, SlotValue, Term
from rules.predicate import Names
from rules.schema.conditions import condition
from rules.schema.files import Book, is_new, unique_id
from rules.schema.keys import known
from rules.schema.source import Item, Reader

STARTS = (
    "receipt",
    "notice",
    "measures_done",
    "result_told",
    "found_invalid",
    "blocked",
    "grade_confirmed",
    "interim_sent",
)
"""What a clock may start with (TRADE 6)."""

ROLES = ("clerk", "supervisor", "service_department", "manager")
"""Who may approve a letter (TRADE 1)."""

WHEN = ("always", "on_request")
"""A letter of every case, or one that staff or a rule ask for."""

LOWEST_PRIORITY = 1000
IMPLIED_PRIORITY = 900
"""Priority of the rules that stand as `when` in clocks.yaml and letters.yaml."""


def read_rules(book: Book, reader: Reader, item: Item, seen: dict[str, int]) -> None:
    """One file of rules/; `seen` holds the ids of those read before."""
    for entry in reader.sequence(item, reader.file):
        parts = reader.mapping(entry, "a rule", known("rules/*.yaml"))
        rule_id = unique_id(reader, parts, entry, seen)
        because = reader.text(parts.get("because"), "because", entry.line)
        when = _when(book, reader, parts.get("when"), entry)
        then = read_then(book.names, reader, parts["then"]) if "then" in parts else {}
        if "then" not in parts:
            reader.wrong(entry.line, "then is missing")
        if rule_id and because and when and then:
            priority = reader.whole(parts.get("priority"), "priority", 0, LOWEST_PRIORITY, 100)
            place = Place(file=reader.file, line=entry.line)
            book.rules.append(Rule(id=rule_id, because=because, priority=priority, when=when, then=then, place=place))


def _when(book: Book, reader: Reader, item: Item | None, entry: Item) -> Condition | None:
    if item is None:
        reader.wrong(entry.line, "when is missing")
        return None
    return condition(reader, item, book.names)


def read_then(names: Names, reader: Reader, item: Item) -> dict[str, SlotValue]:
    """A `then`: slot → value, clocks and letters spread into `clock:NAME` and `letter:KIND`."""
    parts = reader.mapping(item, "then", known("then"))
    if not parts and isinstance(item.value, dict) and not item.value:
        reader.wrong(item.line, "then is empty")
    found: dict[str, SlotValue | None] = {}
    for slot, part in parts.items():
        if slot == "clocks":
            for name, term in reader.mapping(part, "clocks", tuple(ClockName)).items():
                found[f"clock:{name}"] = term_or_none(reader, term, f"clocks: {name}")
        elif slot == "letters":
            for name, flag in reader.mapping(part, "letters", tuple(LetterKind)).items():
                found[f"letter:{name}"] = reader.flag(flag, f"letters: {name}", default=True)
        else:
            found[slot] = slot_value(names, reader, slot, part)
    return {slot: value for slot, value in found.items() if value is not None}


def term_or_none(reader: Reader, item: Item, what: str) -> Term | str | None:
    """What a rule gives a clock: a term, or NO_CLOCK; None with a finding if it is neither."""
    return NO_CLOCK if item.value == NO_CLOCK else reader.term(item, what)


_CLOSED: Mapping[str, tuple[str, ...]] = {
    "category": tuple(Category),
    "grade": tuple(Grade),
    "urgency": tuple(Urgency),
    "kind": tuple(Kind),
    "cause": tuple(Cause),
}
_CLOSED_LISTS: Mapping[str, tuple[str, ...]] = {
    "departments": tuple(Department),
    "copy_to": tuple(Department),
    "also": tuple(Category),
}


def slot_value(names: Names, reader: Reader, slot: str, item: Item) -> SlotValue | None:
    """What one slot of a `then` is given; None with a finding if it cannot be."""
    if slot in _CLOSED or slot == "topic":
        return reader.choice(item, slot, _CLOSED.get(slot) or tuple(names.topics))
    if slot in _CLOSED_LISTS:
        return reader.choices(item, slot, _CLOSED_LISTS[slot], empty=False)
    if slot in ("group", "fee"):
        return reader.flag(item, slot, default=True)
    if slot == "households":
        return reader.whole(item, slot, 1, 1_000_000)
    return reader.text(item, slot)


def read_clocks(book: Book, reader: Reader, item: Item) -> None:
    """clocks.yaml: the ordinary terms, and terms under a condition."""
    for entry in reader.sequence(item, "clocks.yaml", empty=False):
        parts = reader.mapping(entry, "a clock", known("clocks.yaml"))
        name = reader.choice(parts.get("clock"), "clock", tuple(ClockName), entry.line)
        because = reader.text(parts.get("because"), "because", entry.line)
        term_item = parts.get("term")
        given = term_item if term_item and term_item.value is not None else None
        starts = reader.choice(parts.get("starts"), "starts", STARTS, entry.line)
        if name is None or because is None or starts is None:
            continue
        place = Place(file=reader.file, line=entry.line)
        if "when" in parts:
            when = condition(reader, parts["when"], book.names)
            value = term_or_none(reader, given, "term") if given else None
            if when is not None and value is not None:
                then: dict[str, SlotValue] = {f"clock:{name}": value}
                book.rules.append(_implied(f"clock-{name}-{entry.line}", because, when, then, place))
        elif is_new(reader, entry, name, [str(one.clock) for one in book.clocks]):
            term = reader.term(given, "term") if given else None
            book.clocks.append(ClockRule(clock=ClockName(name), term=term, starts=starts, because=because, place=place))


def _implied(rule_id: str, because: str, when: Condition, then: dict[str, SlotValue], place: Place) -> Rule:
    return Rule(id=rule_id, because=because, priority=IMPLIED_PRIORITY, when=when, then=then, place=place)


def read_letters(book: Book, reader: Reader, item: Item) -> None:
    """letters.yaml."""
    for entry in reader.sequence(item, "letters.yaml", empty=False):
        parts = reader.mapping(entry, "a letter", known("letters.yaml"))
        kind = reader.choice(parts.get("kind"), "kind", tuple(LetterKind), entry.line)
        if kind is None or not is_new(reader, entry, kind, [str(one.kind) for one in book.letters]):
            continue
        place = Place(file=reader.file, line=entry.line)
        always = _letter_when(book, reader, parts, kind, place)
        approve = reader.choices(parts.get("approve"), "approve", ROLES)
        approve_ab = reader.choices(parts.get("approve_ab"), "approve_ab", ROLES)
        book.letters.append(
            LetterRule(
                kind=LetterKind(kind),
                always=always,
                approve=approve,
                approve_ab=approve_ab or approve,
                automatic=reader.flag(parts.get("automatic"), "automatic", default=False),
                place=place,
            )
        )


def _letter_when(book: Book, reader: Reader, parts: Mapping[str, Item], kind: str, place: Place) -> bool:
    """Whether every case has the letter; a condition under `when` becomes a rule."""
    item = parts.get("when")
    if item is not None and isinstance(item.value, dict):
        when = condition(reader, item, book.names)
        because = reader.text(parts["because"], "because") if "because" in parts else "letters.yaml"
        if when is not None:
            book.rules.append(_implied(f"letter-{kind}", because or "", when, {f"letter:{kind}": True}, place))
        return False
    return reader.choice(item, "when", WHEN, place.line) == "always"
