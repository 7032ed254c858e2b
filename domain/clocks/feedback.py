"""结果反馈: the result is told."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="结果反馈", english="Feedback of the result", stops="把处理结果告知住户并记录")
