"""A service works what waits while the rest of it is still imported, and refuses to start before or instead of that.

Covers workers.service.lanes, workers.service.run and workers.service.housekeeping.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from servers.house import House

from desk.server import PortTakenError
from domain.codes import IntakeState
from workers.instance.services import RulebookError, Services
from workers.instance.stages import DECIDE, DISPATCH, DRAFT, ISSUE, READ
from workers.rulebooks.live import LiveRulebook
from workers.service import housekeeping
from workers.service.housekeeping import TASKS
from workers.service.lanes import LANES, lanes
from workers.service.run import run

SECONDS = 60.0


def test_the_lanes_stand_in_the_order_of_the_road() -> None:
    stages = [stage.name for lane in lanes().values() for stage in lane]
    assert list(lanes()) == list(LANES)
    assert [name for name in stages if name in {READ, DECIDE, DRAFT, ISSUE, DISPATCH}] == [
        *(READ, READ),
        *(DECIDE, DRAFT, ISSUE, DISPATCH),
    ]


def test_the_desk_opens_when_the_letters_are_under_way_and_everything_ends_when_told(house: House) -> None:
    house.mail()
    stop, began = threading.Event(), []

    @contextmanager
    def beside() -> Iterator[Callable[[], None]]:
        began.append({thread.name for thread in threading.enumerate()} & LANES.keys())
        yield lambda: began.append({thread.name for thread in threading.enumerate()} & LANES.keys())
        began.append(stop.is_set())

    service = threading.Thread(target=run, args=(house.services, stop), kwargs={"beside": beside(), "poll": False})
    service.start()
    waited = threading.Event()
    for _ in range(int(SECONDS / 0.1)):
        if house.last().state is IntakeState.CASE and len(began) > 1:
            break
        waited.wait(0.1)
    named = {thread.name for thread in threading.enumerate()}
    stop.set()
    service.join(SECONDS)
    assert not service.is_alive()
    assert began == [set(), set(LANES), True]
    assert house.last().state is IntakeState.CASE
    assert {"clocks", *TASKS} - named <= {"search"}  # which is done at once


def test_where_the_port_is_taken_no_letter_is_worked(house: House) -> None:
    house.mail()

    @contextmanager
    def taken() -> Iterator[Callable[[], None]]:
        raise PortTakenError
        yield lambda: None

    with pytest.raises(PortTakenError):
        run(house.services, threading.Event(), beside=taken())
    assert house.last().state is IntakeState.RECEIVED


def test_a_rulebook_that_cannot_be_loaded_ends_the_service(house: House) -> None:
    stop = threading.Event()
    without = replace(house.services, live=LiveRulebook(house.services.database))
    with pytest.raises(RulebookError, match="没有保存这个版本"):
        run(without, stop, poll=False)
    assert stop.is_set()


def test_a_look_at_the_clocks_that_fails_is_made_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, looks = threading.Event(), []

    def failing(_: Services, __: str | None) -> None:
        looks.append(len(looks))
        if len(looks) == 2:
            stop.set()
        raise RuntimeError("boom")

    monkeypatch.setattr(housekeeping, "look_at_clocks", failing)
    monkeypatch.setattr(housekeeping, "_SWEEP_SECONDS", 0.01)
    housekeeping.sweeps(house.services, stop, alone=True)
    assert looks == [0, 1]
