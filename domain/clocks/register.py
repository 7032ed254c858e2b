"""登记: the complaint is entered and given a number."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="登记", english="Register", stops="核对住户和事项并确认或更正", at_receipt=True, required=True)
