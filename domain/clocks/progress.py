"""每日进展: the daily report to the manager."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="每日进展", english="Daily progress", stops="当日的进展报告经批准交给经理，直到处理完毕")
