"""Clocks belong to an intake, then to its case; they stop once and fire once."""

from datetime import timedelta

from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_deadline, an_intake, at_once

from domain.codes import ClockName, ClockState
from domain.decision import Pause
from store import cases, clocks
from store.database import Database

HOUR = timedelta(hours=1)
BOTH = (a_deadline(ClockName.ACKNOWLEDGE, 24), a_deadline(ClockName.REPLY, 72))


def test_clocks_start_once_a_round_with_the_steps_of_their_calculation(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        clocks.start(session, row.id, None, 1, BOTH)
        started = clocks.of_intake(session, row.id)
        assert [(one.clock, one.due_at, one.steps) for one in started] == [
            (deadline.clock, deadline.due, deadline.steps) for deadline in BOTH
        ]
        clocks.start(session, row.id, None, 1, BOTH)
        assert clocks.of_intake(session, row.id) == started
        clocks.start(session, row.id, None, 2, BOTH[1:])
        assert [one.round for one in clocks.of_intake(session, row.id)] == [1, 1, 2]


def test_an_intakes_clocks_are_handed_to_its_case(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        clocks.start(session, case.intake_id, None, 1, BOTH)
        assert clocks.of_case(session, case.id) == []
        assert clocks.attach(session, case.intake_id, case.id) == 2
        assert clocks.attach(session, case.intake_id, case.id) == 0
        assert len(clocks.of_case(session, case.id)) == 2


def test_stopping_stops_every_round_in_time_or_late(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        second = an_intake(session, "1:2")
        clocks.start(session, case.intake_id, case.id, 1, [a_deadline(ClockName.REPLY, 1), BOTH[0]])
        clocks.start(session, second.id, case.id, 2, [a_deadline(ClockName.REPLY, 3)])
        stopped = clocks.stop(session, case.id, ClockName.REPLY, NOW + 2 * HOUR, "李主任")
        assert [(one.round, one.state, one.stopped_by) for one in stopped] == [
            (1, ClockState.LATE, "李主任"),
            (2, ClockState.MET, "李主任"),
        ]
        assert stopped[0].stopped_at == NOW + 2 * HOUR
        assert clocks.stop(session, case.id, ClockName.REPLY, NOW, "again") == []
        assert [one.state for one in clocks.of_case(session, case.id)].count(ClockState.RUNNING) == 1


def test_a_clock_stopped_at_its_very_moment_is_met(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        clocks.start(session, case.intake_id, case.id, 1, [a_deadline(ClockName.REPLY, 1)])
        assert clocks.stop(session, case.id, ClockName.REPLY, NOW + HOUR, "x")[0].state is ClockState.MET


def test_running_clocks_are_awake_until_they_are_let_be_and_whenever_they_change(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        clocks.start(session, case.intake_id, case.id, 1, BOTH)
        awake = clocks.waking(session, NOW)
        assert [one.clock for one in awake] == [ClockName.ACKNOWLEDGE, ClockName.REPLY]
        clocks.sleep(session, [(awake[0], NOW + HOUR), (awake[1], NOW + 2 * HOUR)])
        assert clocks.waking(session, NOW) == []
        assert [one.clock for one in clocks.waking(session, NOW + HOUR)] == [ClockName.ACKNOWLEDGE]
        clocks.stop(session, case.id, ClockName.ACKNOWLEDGE, NOW, "x")
        assert clocks.waking(session, NOW + HOUR) == []
        assert clocks.change(session, awake[1].id, ClockState.RUNNING, due_at=NOW + 80 * HOUR)
        assert [one.clock for one in clocks.waking(session, NOW)] == [ClockName.REPLY]
        clocks.sleep(session, [(awake[1], NOW + 2 * HOUR)])  # as it was before it changed
        assert [one.clock for one in clocks.waking(session, NOW)] == [ClockName.REPLY]


def test_a_clock_keeps_its_pauses(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        clocks.start(session, case.intake_id, case.id, 1, BOTH)
        row = clocks.of_case(session, case.id)[0]
        pauses = (Pause(start=NOW, end=NOW + HOUR), Pause(start=NOW + 2 * HOUR, end=NOW + 3 * HOUR))
        assert clocks.change(session, row.id, ClockState.RUNNING, pauses=pauses)
        assert clocks.of_case(session, case.id)[0].pauses == pauses


def test_a_clock_fires_each_kind_once_for_each_due_moment(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        case = a_case(session)
        cases.update_case(session, case.id, needs_person=True)
        clocks.start(session, case.intake_id, case.id, 1, BOTH)
        clock = clocks.of_case(session, case.id)[0]

    def fire(session: Session, _: int) -> bool:
        return clocks.fire(session, clock.id, clock.due_at, "passed", NOW)

    assert sum(at_once(database_url, 4, fire, times=3)) == 1
    with database.transaction() as session:
        assert clocks.fire(session, clock.id, clock.due_at, "nearing", NOW)
        assert clocks.fire(session, clock.id, clock.due_at + HOUR, "passed", NOW)


def test_what_has_fired_is_known_of_the_clocks_of_an_intake_and_of_those_that_wake(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        clocks.start(session, case.intake_id, case.id, 1, BOTH)
        awake, asleep = clocks.of_case(session, case.id)
        for one in (awake, asleep):
            clocks.fire(session, one.id, one.due_at, "passed", NOW)
        clocks.sleep(session, [(asleep, NOW + HOUR)])
        fired = {(one.id, one.due_at, "passed") for one in (awake, asleep)}
        assert clocks.fired_of_intake(session, case.intake_id) == fired
        assert clocks.fired_of_intake(session, case.intake_id + 1) == set()
        assert clocks.fired_of_waking(session, NOW) == {(awake.id, awake.due_at, "passed")}
        assert clocks.fired_of_waking(session, NOW + HOUR) == fired
