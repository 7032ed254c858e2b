"""每日进展: the daily report to the manager."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="每日进展", english="Daily progress")
