"""回函: the written answer."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="回函", english="Formal reply", at_receipt=True, required=True, wants_answer=True)
