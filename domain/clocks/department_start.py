"""部门开工: the department begins."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="部门开工", english="Department starts", stops="报告开工")
