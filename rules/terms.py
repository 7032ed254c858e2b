"""The ordinary term of each clock: the rulebook's, else the one by which a clock runs that came after the rulebook."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.codes import ClockName
from rules.model import Term, Unit
from rules.rulebook import Rulebook

BY_DEFAULT: Mapping[ClockName, Term] = MappingProxyType({ClockName.BLOCKED: Term(amount=1, unit=Unit.WORKING_DAYS)})
"""What stands in the way of work is before the supervisor with a term whatever the rulebook says (TRADE 2.6)."""


def ordinary_terms(book: Rulebook) -> dict[ClockName, Term]:
    """Clock → its ordinary term; one that has none, because it ends when somebody promised, is left out."""
    given = {rule.clock: rule.term for rule in book.clocks if rule.term is not None}
    return {**BY_DEFAULT, **given}


def defaulted(book: Rulebook) -> tuple[ClockName, ...]:
    """The clocks that run by a term which the rulebook does not give."""
    given = {rule.clock for rule in book.clocks if rule.term is not None}
    return tuple(clock for clock in BY_DEFAULT if clock not in given)
