"""张贴通知: what a group of households is told together, posted up where all of them read it."""

from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(label="张贴通知", english="Notice to post up", group_only=True, prefix="物告")
