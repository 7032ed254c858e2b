"""One module a clock: what every room must know of it. The file's name is the clock's code (TRADE 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from domain.codes import ClockName


@dataclass(frozen=True, kw_only=True)
class ClockFacts:
    """One clock, as the CLOCK of its module says it; its term stands in the rulebook (clocks.yaml).

    label, english: what staff call it. at_receipt: it starts when a complaint is received, if the rulebook gives it a
    term. required: no rulebook goes live without it. wants_answer: while it runs, the office has a letter to write.
    stops: what stops it, as the beginning of a sentence; spoken: the same of a spoken complaint, if it differs.
    """

    label: str
    english: str
    stops: str = "办理完毕并记录"
    spoken: str = ""
    at_receipt: bool = False
    required: bool = False
    wants_answer: bool = False


def _facts(clock: ClockName) -> ClockFacts:
    facts = import_module(f"{__name__}.{clock.value}").CLOCK
    if not isinstance(facts, ClockFacts):
        raise TypeError(f"domain/clocks/{clock.value}.py: CLOCK is no ClockFacts")
    return facts


CLOCKS: Mapping[ClockName, ClockFacts] = MappingProxyType({clock: _facts(clock) for clock in ClockName})
AT_RECEIPT = tuple(clock for clock, facts in CLOCKS.items() if facts.at_receipt)
"""The clocks that start when a complaint is received, in the order they are shown."""
REQUIRED = tuple(clock for clock, facts in CLOCKS.items() if facts.required)
"""The clocks that every rulebook gives a term."""
WANT_ANSWER = tuple(clock for clock, facts in CLOCKS.items() if facts.wants_answer)
"""While one of these runs, a letter is to be written."""
