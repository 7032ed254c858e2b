"""回函: the answer to a complaint."""

from domain.codes import ClockName
from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(
    label="回函", english="Formal reply", to_resident=True, order=1, stops=(ClockName.REPLY, ClockName.PROMISE)
)
