"""Which of several values of one slot is the graver: it stands while rules of equal priority disagree."""

from domain.codes import Grade, Urgency
from rules.model import NO_CLOCK, SlotValue, Term, Unit

_SEVEREST: dict[str, tuple[str, ...]] = {"grade": tuple(Grade), "urgency": tuple(Urgency)}
"""The values of a slot, gravest first."""


def gravity(slot: str, value: SlotValue | None) -> tuple[float, float, str]:
    """Sorts what rules of equal priority say of one slot, whatever the order of the rules; the least stands.

    The graver value stands until a person has decided: the graver grade, the larger number, yes before no, the shorter
    term; where neither is graver, the first by name.
    """
    if slot in _SEVEREST:
        return _SEVEREST[slot].index(str(value)), 0, ""
    if isinstance(value, Term):
        return list(Unit).index(value.unit), value.amount, str(value)
    if value == NO_CLOCK:
        return len(Unit), 0, ""
    if isinstance(value, (bool, int)):
        return -value, 0, ""
    return 0, 0, str(value)
