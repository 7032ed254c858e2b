"""承诺答复: the answer on the day that an interim letter promised."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(
    label="承诺答复",
    english="Promised answer",
    stops="正式回函或说明函发出或寄出，或上一级批准的下一封阶段性回函发出",
    wants_answer=True,
)
