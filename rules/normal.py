"""Conditions as alternatives of plain tests (disjunctive normal form), the only form the engine is given."""

from dataclasses import dataclass
from itertools import product

from rules.model import Any, Condition, Not, Test

MOST_ALTERNATIVES = 64
"""More than this from one rule is refused: it would be unreadable, and slow."""

MOST_TESTS = 12
"""Tests in one alternative; the engine joins at most 16 facts (notes on durable_rules)."""


@dataclass(frozen=True)
class Literal:
    """A test that must hold, or (absent) must not."""

    test_id: str
    test: Test
    absent: bool = False


class TooManyAlternativesError(ValueError):
    """The condition spreads into more alternatives, or an alternative into more tests, than is allowed."""


def test_id(test: Test) -> str:
    """A name for a test: equal for equal tests."""
    least = "" if test.least is None else f">={test.least}"
    below = "" if test.below is None else f"<{test.below}"
    of = "" if test.of == "n" else f" {test.of}"
    return f"{test.kind}:{test.key}{of}{least}{below}"


def alternatives(condition: Condition) -> tuple[tuple[Literal, ...], ...]:
    """The condition as alternatives, each a set of literals in order, none twice, none that contradicts itself.

    Empty: the condition can never hold. Raises TooManyAlternativesError.
    """
    found = {frozenset(literals) for literals in _spread(condition, absent=False)}
    sound = [literals for literals in found if not _contradicts(literals)]
    shortest = [literals for literals in sound if not any(other < literals for other in sound)]
    if len(shortest) > MOST_ALTERNATIVES or any(len(literals) > MOST_TESTS for literals in shortest):
        raise TooManyAlternativesError
    ordered = (tuple(sorted(literals, key=_order)) for literals in shortest)
    return tuple(sorted(ordered, key=lambda literals: [_order(literal) for literal in literals]))


def tests_of(condition: Condition) -> tuple[Test, ...]:
    """Every test of a condition, in the order written."""
    if isinstance(condition, Test):
        return (condition,)
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return tuple(test for part in parts for test in tests_of(part))


def _spread(condition: Condition, *, absent: bool) -> list[tuple[Literal, ...]]:
    if isinstance(condition, Test):
        return [(Literal(test_id(condition), condition, absent),)]
    if isinstance(condition, Not):
        return _spread(condition.part, absent=not absent)
    spread = [_spread(part, absent=absent) for part in condition.parts]
    if isinstance(condition, Any) != absent:  # an `any`, or an `all` under `not`
        found = [one for part in spread for one in part]
    else:
        size = 1
        for part in spread:
            size *= len(part)
        if size > 8 * MOST_ALTERNATIVES:
            raise TooManyAlternativesError
        found = [tuple(literal for part in chosen for literal in part) for chosen in product(*spread)]
    if len(found) > 8 * MOST_ALTERNATIVES:
        raise TooManyAlternativesError
    return found


def _contradicts(literals: frozenset[Literal]) -> bool:
    wanted = {literal.test_id for literal in literals if not literal.absent}
    return any(literal.absent and literal.test_id in wanted for literal in literals)


def _order(literal: Literal) -> tuple[bool, str]:
    """What must be there before what must not: the engine then joins less."""
    return literal.absent, literal.test_id
