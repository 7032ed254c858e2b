"""Runs a rulebook's own examples: what each expects against what is decided, with the words that did it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.decision import Decision, DecisionInput, Match
from rules.compiled import Compiled
from rules.decide import decide
from rules.model import Example, SlotValue

_DEFAULT_RECEIPT = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001  # the rulebook's zone is added; a Monday morning


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One slot that was not decided as the example has it. refused: the value is one that must not be decided."""

    slot: str
    expected: str
    decided: str
    refused: bool = False
    matched: tuple[Match, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ExampleResult:
    """How one example went; right if there are no differences."""

    example: Example
    decision: Decision
    differences: tuple[Difference, ...]

    @property
    def right(self) -> bool:
        """Whether all was decided as expected."""
        return not self.differences


def run_examples(compiled: Compiled) -> tuple[ExampleResult, ...]:
    """Every example of the rulebook, in the order written."""
    return tuple(run_example(compiled, example) for example in compiled.rulebook.examples)


def run_example(compiled: Compiled, example: Example) -> ExampleResult:
    """Decide one example as the live code would and compare."""
    received = example.received or _DEFAULT_RECEIPT.replace(tzinfo=ZoneInfo(compiled.rulebook.zone))
    decision = decide(
        compiled,
        DecisionInput(
            subject=example.subject,
            text=example.text,
            channel=example.channel,
            received=received,
            project=example.project,
            confidence=example.confidence,
        ),
    )
    found = []
    for slot, expected in example.expect.items():
        if _shown(expected) != _decided(decision, slot):
            found.append(_difference(decision, slot, expected, refused=False))
    for slot, refused in example.refused.items():
        if _shown(refused) == _decided(decision, slot):
            found.append(_difference(decision, slot, refused, refused=True))
    return ExampleResult(example=example, decision=decision, differences=tuple(found))


def _difference(decision: Decision, slot: str, expected: SlotValue | None, *, refused: bool) -> Difference:
    matched = tuple(match for reason in decision.reasons if reason.slot == slot for match in reason.matched)
    return Difference(
        slot=slot, expected=_shown(expected), decided=_decided(decision, slot), refused=refused, matched=matched
    )


def _decided(decision: Decision, slot: str) -> str:
    return _shown(getattr(decision, slot))


def _shown(value: object) -> str:
    """Lists are compared without order, except that nobody expects an order of departments beyond the first."""
    if isinstance(value, tuple):
        return ", ".join(sorted(str(one) for one in value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
