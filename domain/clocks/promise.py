"""承诺答复: the answer on the day that an interim letter promised."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="承诺答复", english="Promised answer", wants_answer=True)
