"""The order in which slots settle: a rule reads only what has settled before all it fills, so no order of facts or
rules can change a decision."""

from collections.abc import Mapping

from rules.facts import KINDS
from rules.model import Rule, Test
from rules.normal import tests_of

STAGES: tuple[tuple[str, ...], ...] = (
    ("topic",),
    ("category", "departments", "copy_to", "also"),
    ("households",),
    ("kind", "fee", "group", "cause"),
    ("urgency",),
    ("grade",),
    ("clocks", "letters", "needs_person"),
)
"""As an author sees it."""

STEPS: tuple[tuple[str, ...], ...] = (
    ("topic",),
    ("category", "also", "fee so far"),
    ("departments", "copy_to"),
    ("households",),
    ("kind", "group", "fee", "cause"),
    ("grade so far",),
    ("urgency",),
    ("grade",),
    ("clocks", "letters", "needs_person"),
)
"""The same as the engine is asked: before each step it is given the facts about what settled in the one before. Rules
that a rulebook implies may read the category before the departments settle, and what stands so far of a slot that
settles later."""

_STAGE: Mapping[str, int] = {slot: stage for stage, slots in enumerate(STAGES) for slot in slots}


def stage_of(slot: str) -> int:
    """The stage in which a slot settles; `clock:NAME` and `letter:KIND` in the last."""
    return _STAGE.get(slot, len(STAGES) - 1)


def readable_at(test: Test) -> int:
    """The first stage in which a test has an answer: 0 for what the letter itself says."""
    slot = KINDS[test.kind].reads
    return 0 if slot is None else stage_of(slot) + 1


def asked_before(test: Test) -> int:
    """The step before which the facts that answer a test are given to the engine."""
    slot = KINDS[test.kind].reads
    return 0 if slot is None else next(at for at, slots in enumerate(STEPS) if slot in slots) + 1


def fills_too_much(rule: Rule) -> tuple[str, ...]:
    """The slots a rule fills although a kind of fact that it asks for may not decide them."""
    kinds = (KINDS[test.kind] for test in tests_of(rule.when))
    allowed = [kind.fills for kind in kinds if kind.fills is not None]
    return tuple(slot for slot in rule.then if any(slot not in slots for slots in allowed))


def reads_too_late(rule: Rule) -> tuple[str, ...]:
    """The slots a rule reads that do not settle before all those it fills; none, if the rule is in order."""
    first = min(stage_of(slot) for slot in rule.then)
    late = (test for test in tests_of(rule.when) if readable_at(test) > first)
    return tuple(dict.fromkeys(KINDS[test.kind].reads or "" for test in late))
