"""处理通知单: a department is told what to do."""

from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(label="处理通知单", english="Notice to department", per_department=True, prefix="物通")
