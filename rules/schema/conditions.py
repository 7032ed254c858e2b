"""A `when` of the rulebook read into a condition: `all`, `any`, `not` and the predicates of rules/facts."""

from collections.abc import Iterable, Mapping

from rules.facts import MODIFIERS, PREDICATES
from rules.model import All, Any, Condition, Not
from rules.predicate import Names
from rules.schema.keys import known
from rules.schema.source import Item, Reader


def condition(reader: Reader, item: Item, names: Names) -> Condition | None:
    """A `when`: `all:`, `any:`, `not:` of predicates, nested; several keys beside each other must all hold."""
    parts = reader.mapping(item, "a condition", known("condition"))
    if not parts:
        if isinstance(item.value, dict) and not item.value:
            reader.wrong(item.line, "a condition is empty")
        return None
    beside = {key: part for key, part in parts.items() if key in MODIFIERS}
    _check_beside(reader, item, parts, beside)
    return _joined(_part(reader, key, part, beside, names) for key, part in parts.items() if key not in MODIFIERS)


def _check_beside(reader: Reader, item: Item, parts: Mapping[str, Item], beside: Mapping[str, Item]) -> None:
    for key in beside:
        bearers = [name for name, predicate in PREDICATES.items() if key in predicate.beside]
        if not any(name in parts for name in bearers):
            wanted = " or ".join(f"`{name}`" for name in bearers)
            reader.wrong(item.line, f"`{key}` stands without {wanted}")
            return


def _joined(parts: Iterable[Condition | None]) -> Condition | None:
    """All of them, of those that could be read."""
    sound = tuple(part for part in parts if part is not None)
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
    predicate = PREDICATES[key]
    if predicate.beside:
        own = {name: part for name, part in beside.items() if name in predicate.beside}
        item = Item({key: item, **own}, item.line)
    return predicate.parse(reader, item, names)
