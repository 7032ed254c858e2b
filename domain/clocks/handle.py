"""处理: all measures are done."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="处理", english="Handling", stops="措施全部完成并记录", at_receipt=True, required=True)
