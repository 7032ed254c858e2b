"""Decides one letter: pure, the same for live work, dry run and replay. Slots settle step by step (rules.stages)."""

from collections.abc import Mapping

from domain.decision import Deadline, Decision, DecisionInput
from rules.case import Case
from rules.compiled import Compiled
from rules.model import SlotValue
from rules.stages import STEPS

YEARS = range(1950, 2200)
"""The years of receipt that can be calculated with."""


def decide(compiled: Compiled, given: DecisionInput) -> Decision:
    """The decision on one letter. Equal input and rulebook give an equal decision.

    Raises as `decide_naming` does.
    """
    return settled(compiled, given).decision()


def decide_naming(compiled: Compiled, given: DecisionInput) -> tuple[Decision, tuple[str, ...]]:
    """The decision, and the ids of all rules whose condition held, whether they won or not, as the rulebook has them.

    Raises ValueError where the time of receipt lies outside the years a calendar can calculate with, or has no offset;
    EngineError on a bug.
    """
    case = settled(compiled, given)
    return case.decision(), tuple(compiled.rule(number).id for number in case.fired.authors())


def deadlines_with(
    compiled: Compiled, given: DecisionInput, slots: Mapping[str, SlotValue | None]
) -> tuple[Deadline, ...]:
    """The deadlines of receipt where these slots stand as given, whatever the rules say of them.

    Raises as `decide_naming`.
    """
    return settled(compiled, given, slots).deadlines()


def settled(compiled: Compiled, given: DecisionInput, fixed: Mapping[str, SlotValue | None] | None = None) -> Case:
    """A letter's slots settled, with all that was heard and fired; fixed: slots that stand as a person set them.

    Raises as `decide_naming`.
    """
    if given.received.tzinfo is None or given.received.year not in YEARS:
        raise ValueError(f"the time of receipt {given.received} must have an offset and lie in {YEARS[0]}–{YEARS[-1]}")
    case = Case(compiled, given, fixed or {})
    met: set[int] = set()
    with compiled.engine.session() as session:
        for slots, questions in zip(STEPS, compiled.questions, strict=True):
            facts, absent = questions.facts(case.situation, met)
            if facts or absent:
                case.fired.add(session.put(facts, absent))
            case.settle(slots)
    return case
