"""无效说明: the explanation of an invalid complaint."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(
    label="无效说明", english="Explain invalidity", stops="说明函发出或寄出，或电话说明并记录", wants_answer=True
)
