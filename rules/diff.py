"""What differs between two rulebooks, said in their own terms (topics, signals, rules, clocks) instead of in lines."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from rules.learnt import Learnt
from rules.model import All, Not, Test
from rules.model import Any as AnyOf
from rules.owner_model import OwnerRule
from rules.rulebook import Rulebook

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field of one thing; old or new is None where it did not or does not stand there."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing of a rulebook, added, removed or changed. kind: topic, signal, rule …; name: as people see it."""

    kind: str
    id: str
    name: str
    change: str
    fields: tuple[FieldChange, ...]


def diff(old: Rulebook, new: Rulebook) -> tuple[Change, ...]:
    """Every difference in meaning, by kind, in the order of the newer rulebook; comments and order make none."""
    before, after = _things(old), _things(new)
    found = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key, {}), after.get(key, {})
        changes = tuple(_fields(was, now))
        if changes:
            kind, id_ = key
            change = CHANGED if key in before and key in after else ADDED if key in after else REMOVED
            name = (now or was).get("name", "")
            found.append(Change(kind=kind, id=id_, name=name, change=change, fields=changes))
    order = list(_KINDS)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[FieldChange]:
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield FieldChange(field=name, old=old.get(name), new=new.get(name))


def _things(book: Rulebook) -> dict[tuple[str, str], dict[str, str]]:
    """Everything a rulebook says: (kind, id) → field → text. A word has the field `signals.WORD`."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for kind, things in _KINDS.items():
        for id_, thing in things(book):
            flat = dict(_flat(thing, ""))
            found[kind, id_] = flat
    return found


def _flat(value: object, path: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, (Test, All, AnyOf, Not)):
        yield path, shown(value)
    elif is_dataclass(value) and not isinstance(value, type) and type(value).__str__ is object.__str__:
        for field in fields(value):
            if field.name not in ("place", "id"):
                yield from _flat(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, tuple) and value and all(isinstance(one, tuple) and len(one) == 2 for one in value):
        yield from _flat(dict(value), path)
    elif value not in (None, ()):
        yield path, _text(value)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        between = " + " if value and isinstance(value[0], tuple) else "、"  # `near` wants a word of each list
        return between.join(_text(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def shown(condition: Test | All | AnyOf | Not) -> str:
    """A condition as one line that a person can read."""
    if isinstance(condition, Not):
        return f"not({shown(condition.part)})"
    if isinstance(condition, Test):
        least = "" if condition.least is None else f" ≥ {condition.least}"
        below = "" if condition.below is None else f" < {condition.below}"
        return f"{condition.kind} {'|'.join(condition.values)}{least}{below}".replace("  ", " ").strip()
    joined = "all" if isinstance(condition, All) else "any"
    return f"{joined}({', '.join(shown(part) for part in condition.parts)})"


def _told(learnt: Learnt) -> Mapping[str, object]:
    """A model in short: its weights are no thing to read one by one."""
    figures = {name: getattr(learnt, name) for name in ("letters", "tried", "right", "sure", "sure_right")}
    return {**figures, "topics": tuple(learnt.topics), "grams": len(learnt.grams)}


def _numbered(things: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    """A clock may have several ordinary terms: the second is `reply 2`."""
    seen: Counter[str] = Counter()
    for id_, thing in things:
        seen[id_] += 1
        yield (id_ if seen[id_] == 1 else f"{id_} {seen[id_]}"), thing


def _whose(rule: OwnerRule) -> str:
    """A rule of owners.yaml has no id: it is known by the cases that it is for."""
    named = (*rule.projects, *rule.departments, *rule.categories, *rule.topics)
    return " ".join(map(str, named)) or "all"


_KINDS: Mapping[str, Callable[[Rulebook], Iterable[tuple[str, object]]]] = {
    "rulebook": lambda book: [("rulebook", {"name": book.name, "zone": book.zone, "schemes": book.schemes})],
    "scoring": lambda book: [("scoring", book.scoring)],
    "language": lambda book: [("language", book.language)],
    "defaults": lambda book: [("defaults", book.defaults)],
    "likeness": lambda book: [("likeness", book.likeness)],
    "department": lambda book: [(str(one.id), one) for one in book.departments],
    "topic": lambda book: [(one.id, one) for one in book.topics],
    "signal": lambda book: [(one.id, one) for one in book.signals],
    "alarm": lambda book: [(one.id, one) for one in book.alarms.kinds],
    "mood": lambda book: [(one.id, one) for one in book.alarms.moods],
    "times": lambda book: [(name, {"words": words}) for name, words in book.alarms.times.items()],
    "rule": lambda book: [(one.id, one) for one in book.rules],
    "clock": lambda book: _numbered((str(one.clock), one) for one in book.clocks),
    "calendar": lambda book: [("calendar", book.calendar)],
    "letter": lambda book: [(str(one.kind), one) for one in book.letters],
    "owner": lambda book: _numbered((_whose(one), one) for one in book.owners.rules),
    "titles": lambda book: [(role.value, {"titles": titles}) for role, titles in book.owners.titles.items()],
    "phrase": lambda book: [(one.text, one) for one in book.phrases],
    "glossary": lambda book: [
        *((f"{one.region} {one.term}", one) for one in book.glossary),
        *((f"keep {word}", {"keep": word}) for word in book.kept),
    ],
    "model": lambda book: [("model", _told(book.learnt))] if book.learnt else [],
    "example": lambda book: [(one.id, one) for one in book.examples],
}
