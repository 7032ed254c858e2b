"""收悉告知书: the complaint has arrived, and when it will be answered."""

from domain.codes import ClockName
from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(label="收悉告知书", english="Acknowledgement", to_resident=True, stops=(ClockName.ACKNOWLEDGE,))
