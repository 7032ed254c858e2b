"""处理: all measures are done."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="处理", english="Handling", at_receipt=True, required=True)
