"""回访: the follow-up visit."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="回访", english="Follow-up visit")
