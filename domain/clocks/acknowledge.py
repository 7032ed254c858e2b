"""告知收悉: the resident is told that it arrived."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="告知收悉", english="Acknowledge", at_receipt=True, required=True)
