"""投诉处理记录表: the record of a complaint for the file."""

from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(label="投诉处理记录表", english="Complaint record form", prefix="物记")
