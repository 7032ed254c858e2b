"""Rules that can never do anything, and rules that cannot both be right: found without any letter."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.facts import PREDICATES
from rules.implied import implied_rules
from rules.model import Finding, Rule
from rules.normal import Literal, TooManyAlternativesError, alternatives
from rules.rulebook import Rulebook

ADDING = frozenset({"also", "copy_to", "needs_person"})
"""Slots in which several rules add up and none overrides another."""

_ONE_VALUE: Mapping[str, Collection[str] | None] = {
    name: predicate.one_of for name, predicate in PREDICATES.items() if predicate.one_of is not None or predicate.single
}
"""Kinds of test of which a letter has exactly one value; the closed list, None where it is open."""

_NEVER_BELOW = frozenset(name for name, predicate in PREDICATES.items() if predicate.counts)
_SETTLED = ("category", "department", "kind", "grade", "urgency", "group", "fee")
"""Kinds of test on a slot of which it is known what may fill it."""

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
        sound = tuple(frozenset(part) for part in parts if _impossible(part) is None)
        yield from _never(rule, parts, len(sound))
        yield from _on_what_nothing_gives(rule, sound, given)
        if alive := tuple(part for part in sound if not _ungiven(part, given)):
            spread.append(_Spread(rule, alive))
    yield from _overridden(spread)


def _never(rule: Rule, parts: Sequence[Sequence[Literal]], sound: int) -> Iterator[Finding]:
    """Alternatives whose tests exclude each other; a condition without any is reported where it is read."""
    impossible = [why for part in parts if (why := _impossible(part))]
    if parts and not sound:
        yield _finding(rule, f"rule {rule.id} can never fire: {impossible[0]}")
    elif impossible:
        yield _finding(rule, f"rule {rule.id}: one of its alternatives can never hold: {impossible[0]}", warning=True)


def _on_what_nothing_gives(
    rule: Rule, sound: Sequence[frozenset[Literal]], given: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    dead = [_ungiven(part, given) for part in sound]
    never = "can never fire" if all(dead) else "has an alternative that can never hold"
    for why in sorted({why for why in dead if why}):
        yield _finding(rule, f"rule {rule.id} {never}: {why}", warning=True)


def _finding(rule: Rule, what: str, *, warning: bool = False) -> Finding:
    return Finding(file=rule.place.file, line=rule.place.line, what=what, warning=warning)


def _impossible(part: Sequence[Literal]) -> str | None:
    """Why tests that must all hold cannot, or None."""
    for kind, closed in _ONE_VALUE.items():
        wanted, refused = _wanted_and_refused(part, kind)
        if not wanted and not (closed is not None and refused):
            continue
        left = set.intersection(*wanted) if wanted else set(closed or ())
        if not left - refused:
            return f"no {kind} is left that its condition allows"
    return _impossible_number(part)


def _wanted_and_refused(part: Sequence[Literal], kind: str) -> tuple[list[set[str]], set[str]]:
    of_kind = [one for one in part if one.test.kind == kind]
    wanted = [set(one.test.values) for one in of_kind if not one.absent]
    return wanted, {value for one in of_kind if one.absent for value in one.test.values}


def _impossible_number(part: Sequence[Literal]) -> str | None:
    bounds: dict[tuple[str, str, str], tuple[int, int]] = {}
    for one in part:
        if one.absent:
            continue
        low, high = _bounds(one)
        at = _number(one)
        before = bounds.get(at, (-_MANY, _MANY))
        bounds[at] = (max(before[0], low), min(before[1], high))
        if bounds[at][0] >= bounds[at][1]:
            return f"the bounds of {one.test.kind} exclude each other"
        for other in part:
            if other.absent and _number(other) == at and _within(bounds[at], _bounds(other)):
                return f"it asks for {one.test.kind} and refuses it"
    return None


def _number(literal: Literal) -> tuple[str, str, str]:
    """Which number of which fact a test is on."""
    return literal.test.kind, literal.test.key, literal.test.of


def _bounds(literal: Literal) -> tuple[int, int]:
    test = literal.test
    floor = 0 if test.kind in _NEVER_BELOW else -_MANY
    return floor if test.least is None else test.least, _MANY if test.below is None else test.below


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _given(book: Rulebook) -> Mapping[str, Collection[str]]:
    """Kind of test → every value that authors' rules, topics and defaults can fill its slot with."""
    by_slot: dict[str, set[str]] = defaultdict(set)
    for rule in (*book.rules, *implied_rules(book)):
        for slot, value in rule.then.items():
            by_slot[slot].update(str(one) for one in (value if isinstance(value, tuple) else (value,)))
    return {kind: by_slot[PREDICATES[kind].reads or kind] for kind in _SETTLED}


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
        # Equal conditions are an error, reported by rules.check.across.
        equals = [o.rule for o in above if o.rule.priority == one.rule.priority and not _implies(o, one)]
        for other in equals:
            yield from _differing(one.rule, other)


def _differing(rule: Rule, other: Rule) -> Iterator[Finding]:
    for slot in sorted((rule.then.keys() & other.then.keys()) - ADDING):
        if rule.then[slot] != other.then[slot]:
            where = f"{other.id} ({other.place.file}:{other.place.line})"
            what = f"rule {rule.id} fills {slot} otherwise than {where}, which holds wherever it does"
            yield _finding(rule, f"{what}: give one of them a lower priority", warning=True)


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
