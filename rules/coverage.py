"""Which rules no example holds to their word: a rule may be changed without fear only if one example shows it at work
and another shows it keeping away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.examples import ExampleResult
from rules.model import Rule
from rules.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The examples of one rule. hits: its condition held, and they state a slot that it fills. misses: the condition
    did not hold, and they state such a slot, so that the rule firing there too might be seen."""

    rule: Rule
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether there is one of each."""
        return bool(self.hits and self.misses)


def coverage(book: Rulebook, results: Sequence[ExampleResult]) -> tuple[Coverage, ...]:
    """For every rule, those of `clocks.yaml` and `letters.yaml` among them, the examples that hold it to its word."""
    return tuple(_of(rule, results) for rule in book.rules)


def _of(rule: Rule, results: Sequence[ExampleResult]) -> Coverage:
    stating = [result for result in results if _stated(result) & set(_filled(rule))]
    return Coverage(
        rule=rule,
        hits=tuple(result.example.id for result in stating if result.right and rule.id in result.held),
        misses=tuple(result.example.id for result in stating if result.right and rule.id not in result.held),
    )


def _stated(result: ExampleResult) -> set[str]:
    return {*result.example.expect, *result.example.refused}


def _filled(rule: Rule) -> Iterator[str]:
    """The slots as examples name them: who states the first department states the departments too."""
    for slot in rule.then:
        yield slot
        if slot == "departments":
            yield "department"
