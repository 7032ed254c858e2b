"""受阻: work cannot go on, and the supervisor clears the way or hands the case up (TRADE 2.6)."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="受阻排除", english="Clearing what blocks", stops="登记障碍已排除")
