"""每日进展: the daily report to the manager."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="每日进展", english="Daily progress", stops="登记当日进展、报告经理，直到处理完毕")
