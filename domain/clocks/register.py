"""登记: the complaint is entered and given a number."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="登记", english="Register", at_receipt=True, required=True)
