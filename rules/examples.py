"""Runs a rulebook's own examples: what each expects against what is decided, with the words that did it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.codes import ClockName
from domain.decision import Decision, DecisionInput, DirectoryMatch, EarlierCase, Match
from domain.reading import Field
from domain.reading_codes import Source
from rules.case import Case
from rules.compiled import Compiled
from rules.decide import settled
from rules.explain import said_as
from rules.model import NO_CLOCK, Example, SlotValue, Term

_DEFAULT_RECEIPT = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001  # the rulebook's zone is added; a Monday morning


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One slot that was not decided as the example has it. refused: the value is one that must not be decided."""

    slot: str
    expected: str
    decided: str
    refused: bool = False
    matched: tuple[Match, ...] = ()
    said: tuple[str, ...] = ()
    """The words of `matched`, each once, with what the glossary took them for: 升降機→电梯."""


@dataclass(frozen=True, kw_only=True)
class ExampleResult:
    """How one example went; right if there are no differences. held: the ids of the rules whose condition held."""

    example: Example
    decision: Decision
    held: tuple[str, ...] = ()
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
    given = given_of(example, compiled.rulebook.zone)
    case = settled(compiled, given)
    decision, held = case.decision(), tuple(compiled.rule(number).id for number in case.fired.authors())
    found = []
    for slot, value in example.expect.items():
        expected = _expected(compiled, given, slot, value)
        if not _as_expected(decision, slot, expected):
            found.append(_difference(case, decision, slot, expected, refused=False))
    for slot, value in example.refused.items():
        refused = _expected(compiled, given, slot, value)
        if _as_expected(decision, slot, refused):
            found.append(_difference(case, decision, slot, refused, refused=True))
    return ExampleResult(example=example, decision=decision, held=held, differences=tuple(found))


def given_of(example: Example, zone: str) -> DecisionInput:
    """What an example is decided from. zone: where its letter came in."""
    received = example.received or _DEFAULT_RECEIPT.replace(tzinfo=ZoneInfo(zone))
    return DecisionInput(
        subject=example.subject,
        text=example.text,
        channel=example.channel,
        received=received,
        project=example.project,
        confidence=example.confidence,
        attachments=example.attachments,
        directory=DirectoryMatch(sender_known=example.sender_known),
        fields=tuple(
            Field(name=name, value=str(value), text="", source=Source.TEXT, start=0, end=0)
            for name, value in example.fields.items()
        ),
        history=tuple(
            EarlierCase(
                number=f"例-{number}",
                topic=past.topic,
                received=received - timedelta(days=past.days),
                same_household=past.same == "household",
                same_building=past.same != "project",
                same_project=True,
            )
            for number, past in enumerate(example.history, 1)
        ),
        second_opinion=example.second_opinion,
    )


def _expected(compiled: Compiled, given: DecisionInput, slot: str, value: SlotValue | None) -> SlotValue | None:
    """A clock's term as the moment it ends, None if it does not run; anything else as it is written."""
    if isinstance(value, Term):
        clock = ClockName(slot.removeprefix("clock:"))
        return compiled.calendar.calculate(clock, value, given.received).due.isoformat()
    if value == NO_CLOCK:
        return None
    if slot.startswith("clock:") and value is not None:
        return datetime.fromisoformat(str(value)).astimezone(ZoneInfo(compiled.rulebook.zone)).isoformat()
    return value


def _as_expected(decision: Decision, slot: str, expected: SlotValue | None) -> bool:
    """Of alarms those named are among the raised; none named: none is raised."""
    if slot == "alarms" and isinstance(expected, tuple) and expected:
        return {*expected} <= {one.kind for one in decision.alarms}
    return _shown(expected) == _decided(decision, slot)


def _difference(case: Case, decision: Decision, slot: str, expected: SlotValue | None, *, refused: bool) -> Difference:
    why = "letters" if slot.startswith("letter:") else slot
    matched = tuple(match for reason in decision.reasons if reason.slot == why for match in reason.matched)
    if slot == "alarms":
        matched = tuple(match for alarm in decision.alarms for match in alarm.matched)
    return Difference(
        slot=slot,
        expected=_shown(expected),
        decided=_decided(decision, slot),
        refused=refused,
        matched=matched,
        said=tuple(dict.fromkeys(said_as(case.heard.letter, match) for match in matched)),
    )


def _decided(decision: Decision, slot: str) -> str:
    if slot.startswith("clock:"):
        due = [one.due.isoformat() for one in decision.deadlines if one.clock == slot.removeprefix("clock:")]
        return _shown(due[0] if due else None)
    if slot.startswith("letter:"):
        return _shown(slot.removeprefix("letter:") in decision.letters)
    if slot == "alarms":
        return _shown(tuple(one.kind for one in decision.alarms))
    return _shown(getattr(decision, slot))


def _shown(value: object) -> str:
    """Lists are compared without order, except that no one expects an order of departments beyond the first."""
    if isinstance(value, tuple):
        return ", ".join(sorted(str(one) for one in value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
