"""回访: the follow-up visit."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="回访", english="Follow-up visit", stops="回访并记录结果，或主任签字说明无法回访")
