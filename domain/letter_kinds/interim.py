"""阶段性回函: what was done so far, and the day of the next answer."""

from domain.codes import ClockName
from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(
    label="阶段性回函", english="Interim letter", to_resident=True, order=2, stops=(ClockName.REPLY, ClockName.PROMISE)
)
