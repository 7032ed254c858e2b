"""Calculates clocks outside a decision: what waits for a person has clocks, and a new letter opens a reply round."""

from datetime import datetime

from domain.codes import ClockName
from domain.decision import Deadline
from rules.compiled import Compiled
from rules.terms import ordinary_terms

UNREAD = (ClockName.REGISTER, ClockName.ACKNOWLEDGE)
"""What waits for a person or lies in quarantine carries these (DESIGN 2)."""


def ordinary(
    compiled: Compiled, clocks: tuple[ClockName, ...], start: datetime, *, date_only: bool = False
) -> tuple[Deadline, ...]:
    """The deadlines of `clocks` by their ordinary terms; a clock without an ordinary term has none."""
    terms = ordinary_terms(compiled.rulebook)
    return tuple(
        compiled.calendar.calculate(clock, terms[clock], start, date_only=date_only)
        for clock in clocks
        if clock in terms
    )
