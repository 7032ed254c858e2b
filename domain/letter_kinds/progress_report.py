"""每日进展报告: the daily report on a case of grade A or B."""

from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(label="每日进展报告", english="Daily progress report", grave_only=True, order=1, prefix="物报")
