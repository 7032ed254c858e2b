"""Examples that say when a clock runs out: which of them a changed term has moved, and what they would say then."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.codes import ClockName
from rules.compiled import Compiled
from rules.decide import settled
from rules.examples import given_of, run_example
from rules.model import NO_CLOCK, Example, Term

_SLOT = "clock:"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One clock of an example that runs out otherwise than its author wrote.

    written: the term or moment that stands there; expected, decided: the moment by it and the new one, `null` for a
    clock that does not run. new: what would stand there instead, as the author wrote it: a term or a moment.
    """

    id: str
    file: str
    line: int
    subject: str
    clock: ClockName
    written: str
    expected: str
    decided: str
    new: str


def moved(compiled: Compiled) -> tuple[Moved, ...]:
    """All of them, in the order of the rulebook. Raises as `rules.decide.decide`."""
    return tuple(one for example in compiled.rulebook.examples for one in _of(compiled, example))


def _of(compiled: Compiled, example: Example) -> Iterator[Moved]:
    slots = [slot for slot in example.expect if slot.startswith(_SLOT)]
    if not slots:
        return
    result = run_example(compiled, example)
    for difference in result.differences:
        if difference.slot not in slots or difference.refused:
            continue
        written = example.expect[difference.slot]
        term = _term(compiled, example, difference.slot)
        as_term = isinstance(written, Term) or written == NO_CLOCK
        yield Moved(
            id=example.id,
            file=example.place.file,
            line=example.place.line,
            subject=example.subject,
            clock=ClockName(difference.slot.removeprefix(_SLOT)),
            written=str(written),
            expected=difference.expected,
            decided=difference.decided,
            new=term if as_term or difference.decided == "null" else difference.decided,
        )


def _term(compiled: Compiled, example: Example, slot: str) -> str:
    """The term that the rules give the clock now."""
    case = settled(compiled, given_of(example, compiled.rulebook.zone))
    case.decision()
    won = case.fired.won(slot)
    return NO_CLOCK if won is None or won.value is None else str(won.value)
