"""无效说明: the explanation of an invalid complaint."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="无效说明", english="Explain invalidity", wants_answer=True)
