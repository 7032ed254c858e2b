"""A service in the foreground is told to stop by either signal, once or twice, and leaves the handlers as they were."""

import os
import signal

import pytest

from huihan.signals import stop_signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_either_signal_stops_it(number: signal.Signals) -> None:
    with stop_signals() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        assert stop.wait(5)
        os.kill(os.getpid(), number)
        assert stop.is_set(), "a second signal changes nothing"


def test_the_handlers_come_back_also_after_an_error() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    with pytest.raises(ZeroDivisionError), stop_signals():
        _ = 1 / (signal.getsignal(signal.SIGTERM) is before[signal.SIGTERM])
    assert {number: signal.getsignal(number) for number in before} == before
