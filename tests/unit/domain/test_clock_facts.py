"""What every room must know of the clocks stands with each clock (TRADE 6).

Covers domain.clocks.
"""

import pytest

from domain.clocks import AT_RECEIPT, CLOCKS, REQUIRED, WANT_ANSWER, ClockFacts
from domain.codes import ClockName
from domain.labels import CLOCK


def test_every_clock_has_its_facts() -> None:
    assert set(CLOCKS) == set(ClockName)
    assert all(isinstance(facts, ClockFacts) for facts in CLOCKS.values())


def test_the_clocks_of_receipt_are_those_of_the_trade_in_their_order() -> None:
    assert AT_RECEIPT[:4] == (ClockName.REGISTER, ClockName.ACKNOWLEDGE, ClockName.REPLY, ClockName.HANDLE)


def test_what_a_rulebook_must_give_a_term_is_known_at_receipt_or_after() -> None:
    assert set(REQUIRED) <= set(CLOCKS)
    assert {ClockName.REGISTER, ClockName.ACKNOWLEDGE, ClockName.REPLY} <= set(REQUIRED)


def test_a_reply_a_promise_and_an_explanation_are_letters_to_write() -> None:
    assert {ClockName.REPLY, ClockName.PROMISE, ClockName.EXPLAIN} == set(WANT_ANSWER)


@pytest.mark.parametrize("clock", ClockName)
def test_a_clock_is_called_the_same_everywhere(clock: ClockName) -> None:
    assert CLOCK[clock] == CLOCKS[clock].label
    assert CLOCKS[clock].english.isascii()
