"""说明函: why a complaint was found invalid."""

from domain.codes import ClockName
from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(
    label="说明函",
    english="Explanation",
    to_resident=True,
    order=3,
    stops=(ClockName.REPLY, ClockName.PROMISE, ClockName.EXPLAIN),
)
