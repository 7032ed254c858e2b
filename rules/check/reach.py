"""Rules that can never do anything, and rules that cannot both be right: found without any letter."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.codes import Category, Channel, Department, Grade, Kind, Urgency
from rules.model import Finding, Rule, Rulebook
from rules.normal import Literal, TooManyAlternativesError, alternatives

ADDING = frozenset({"also", "needs_person"})
"""Slots in which several rules add up and none overrides another."""

_ONE_VALUE: Mapping[str, Collection[str] | None] = {
    "channel": tuple(Channel),
    "project": None,
    "topic": None,
    "category": tuple(Category),
    "kind": tuple(Kind),
    "grade": tuple(Grade),
    "urgency": tuple(Urgency),
}
"""Kinds of test of which a letter has exactly one value; the closed list, None where it is open."""

_NEVER_BELOW = frozenset({"repeat", "history_group", "households", "sum", "days", "model"})
_MANY = 10**12


@dataclass(frozen=True)
class _Spread:
    """A rule with its alternatives, those that can hold only."""

    rule: Rule
    parts: tuple[frozenset[Literal], ...]


def check_reach(book: Rulebook) -> Iterator[Finding]:
    """Findings on conditions that cannot hold, values nothing gives, rules that are always overridden or opposed."""
    given = _given(book)
    spread = []
    for rule in book.rules:
        try:
            parts = alternatives(rule.when)
        except TooManyAlternativesError:
            continue  # reported where it is read
        if not parts:
            continue  # as above
        sound = tuple(frozenset(part) for part in parts if _impossible(part) is None)
        if not sound:
            why = _impossible(parts[0])
            yield _finding(rule, f"rule {rule.id} can never fire: {why}")
        elif len(sound) < len(parts):
            why = next(why for part in parts if (why := _impossible(part)))
            yield _finding(rule, f"rule {rule.id}: one of its alternatives can never hold: {why}", warning=True)
        dead = {why for part in sound if (why := _ungiven(part, given))}
        alive = [part for part in sound if not _ungiven(part, given)]
        for why in sorted(dead):
            never = "can never fire" if not alive else "has an alternative that can never hold"
            yield _finding(rule, f"rule {rule.id} {never}: {why}", warning=True)
        if alive:
            spread.append(_Spread(rule, tuple(alive)))
    yield from _overridden(spread)


def _finding(rule: Rule, what: str, *, warning: bool = False) -> Finding:
    return Finding(file=rule.place.file, line=rule.place.line, what=what, warning=warning)


def _impossible(part: Sequence[Literal]) -> str | None:
    """Why tests that must all hold cannot, or None."""
    for kind, closed in _ONE_VALUE.items():
        wanted = [set(one.test.values) for one in part if one.test.kind == kind and not one.absent]
        refused = {value for one in part if one.test.kind == kind and one.absent for value in one.test.values}
        if not wanted and not (closed is not None and refused):
            continue
        left = set.intersection(*wanted) if wanted else set(closed or ())
        if not left - refused:
            return f"no {kind} is left that its condition allows"
    return _impossible_number(part)


def _impossible_number(part: Sequence[Literal]) -> str | None:
    bounds: dict[tuple[str, str], tuple[int, int]] = {}
    for one in part:
        if one.absent:
            continue
        low, high = _bounds(one)
        at = (one.test.kind, one.test.key)
        before = bounds.get(at, (-_MANY, _MANY))
        bounds[at] = (max(before[0], low), min(before[1], high))
        if bounds[at][0] >= bounds[at][1]:
            return f"the bounds of {one.test.kind} exclude each other"
        for other in part:
            if other.absent and (other.test.kind, other.test.key) == at and _within(bounds[at], _bounds(other)):
                return f"it asks for {one.test.kind} and refuses it"
    return None


def _bounds(literal: Literal) -> tuple[int, int]:
    test = literal.test
    floor = 0 if test.kind in _NEVER_BELOW else -_MANY
    return floor if test.least is None else test.least, _MANY if test.below is None else test.below


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _given(book: Rulebook) -> Mapping[str, Collection[str]]:
    """Slot → every value that topics, rules and defaults can fill it with; what is missing is given by nothing."""
    by_rule: dict[str, set[str]] = {}
    for rule in book.rules:
        for slot, value in rule.then.items():
            values = value if isinstance(value, tuple) else (value,)
            by_rule.setdefault(slot, set()).update(str(one) for one in values)
    grades = by_rule.get("grade", set()) | set(map(str, book.defaults.grade.values()))
    urgent = {str(Urgency.IMPORTANT)} if grades & {"A", "B"} else set()
    departments = {str(name) for topic in book.topics for name in topic.departments}
    departments |= {name for names in book.defaults.departments.values() for name in names} | set(book.defaults.fee)
    return {
        "category": {str(topic.category) for topic in book.topics} | by_rule.get("category", set()) | {"other"},
        "department": departments | by_rule.get("departments", set()) | {str(Department.NONE)},
        "kind": {str(Kind.COMPLAINT)} | by_rule.get("kind", set()),
        "grade": grades,
        "urgency": {str(Urgency.ORDINARY)} | urgent | by_rule.get("urgency", set()),
        "group": {"False"} | by_rule.get("group", set()),
        "fee": {str(topic.fee) for topic in book.topics} | {"False"} | by_rule.get("fee", set()),
    }


def _ungiven(part: Collection[Literal], given: Mapping[str, Collection[str]]) -> str | None:
    for one in part:
        kind = one.test.kind
        if one.absent or kind not in given:
            continue
        wanted = one.test.values or (("True",) if one.test.least else ("False",))
        if not set(wanted) & set(given[kind]):
            return f"nothing gives {kind} {', '.join(wanted).lower() if not one.test.values else ', '.join(wanted)}"
    return None


def _overridden(rules: Sequence[_Spread]) -> Iterator[Finding]:
    """Rules whose every slot a rule of lower priority fills wherever they hold, and equals that always differ."""
    for one in rules:
        above = [other for other in rules if other is not one and _implies(one, other)]
        stronger = [other.rule for other in above if other.rule.priority < one.rule.priority]
        if all(slot not in ADDING and any(slot in rule.then for rule in stronger) for slot in one.rule.then):
            names = ", ".join(f"{rule.id} ({rule.place.file}:{rule.place.line})" for rule in stronger)
            what = f"rule {one.rule.id} never decides anything: wherever it holds, {names} holds and stands before it"
            yield _finding(one.rule, what, warning=True)
        for other in above:
            if other.rule.priority != one.rule.priority or _implies(other, one):
                continue  # equal conditions are an error, reported by rules.check.across
            for slot in sorted((one.rule.then.keys() & other.rule.then.keys()) - ADDING):
                if one.rule.then[slot] != other.rule.then[slot]:
                    where = f"{other.rule.id} ({other.rule.place.file}:{other.rule.place.line})"
                    what = f"rule {one.rule.id} fills {slot} otherwise than {where}, which holds wherever it does"
                    yield _finding(one.rule, f"{what}: give one of them a lower priority", warning=True)


def _implies(one: _Spread, other: _Spread) -> bool:
    """Whether `other` holds wherever `one` does, as far as the conditions themselves show it."""
    return all(
        any(all(any(_entails(have, want) for have in part) for want in wanted) for wanted in other.parts)
        for part in one.parts
    )


def _entails(have: Literal, want: Literal) -> bool:
    if have.absent != want.absent:
        return False
    if have == want:
        return True
    if have.test.kind != want.test.kind:
        return False
    strong, weak = (want, have) if have.absent else (have, want)
    if strong.test.values != weak.test.values and weak.test.kind in _ONE_VALUE:
        return set(strong.test.values) <= set(weak.test.values)
    return strong.test.key == weak.test.key and _within(_bounds(strong), _bounds(weak))
