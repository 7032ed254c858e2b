"""部门完工: the department is done."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="部门完工", english="Department finishes", stops="报告完工")
