"""告知收悉: the resident is told that it arrived."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(
    label="告知收悉", english="Acknowledge", stops="告知书发出或寄出，或电话告知并记录", at_receipt=True, required=True
)
