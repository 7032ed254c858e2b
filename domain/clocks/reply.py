"""回函: the written answer."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(
    label="回函",
    english="Formal reply",
    stops="正式回函、说明函或阶段性回函发出或寄出",
    spoken="电话答复住户并记录，或书面回函发出",
    at_receipt=True,
    required=True,
    wants_answer=True,
)
