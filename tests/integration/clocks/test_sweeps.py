"""A look at the clocks that comes twice, at once with another, late, after sleep or after a kill says everything once.

Covers workers.clocks.clock_watch, workers.clocks.pausing, workers.service.housekeeping.
"""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from servers import preloaded
from servers.instance import SHIPPED
from servers.letters_day import CLERK, MANAGER, one_case

from domain.codes import CaseState, Channel, ClockName, ClockState
from domain.correction import Correction
from domain.decision import Deadline
from store import cases, clocks, events
from store.clocks import fire
from workers.casework.case_work import resume, wait_for_resident
from workers.casework.correcting import correct
from workers.clocks.clock_watch import sweep
from workers.instance.crash_points import CLOCKS
from workers.queue.waiting import digest_of
from workers.service.housekeeping import look_at_clocks

ZONE = ZoneInfo("Asia/Shanghai")
TESTS = Path(__file__).parents[2]
SWEEP = """
import sys
from datetime import datetime
from pathlib import Path
from domain.settings import Settings
from workers.clocks.clock_watch import sweep
from workers.instance.services import Services
settings = Settings(root=Path(sys.argv[1]), database_url=sys.argv[2])
services = Services.open(settings, now=lambda: datetime.fromisoformat(sys.argv[3]))
sweep(services)
services.close()
"""


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def case(house):
    """A complaint of Monday 2 March, 10:00, that nobody has touched; its acknowledgement is held."""
    opened = one_case(house, no_letter=True)
    with house.services.database.transaction() as session:
        cases.update_case(session, opened.id, state=CaseState.ACCEPTED)
    return opened


def look(house, when):
    house.time[0] = at(when)
    return sweep(house.services)


def said(house, case):
    """What clocks said: when, what, which, to whom."""
    history = house.ask(lambda session: events.history(session, case.id))
    return [
        (event.at.astimezone(ZONE).isoformat(timespec="minutes")[:16], event.what, event.payload["clock"], rung)
        for event in history
        if event.what in ("clock_nearing", "clock_passed")
        for rung in [event.payload["rung"]]
    ]


def of(house, case, name):
    return [(when, what.removeprefix("clock_"), rung) for when, what, clock, rung in said(house, case) if clock == name]


def test_each_is_said_at_its_minute_and_not_one_before(house, case):
    for when in ("2026-03-05T09:14", "2026-03-05T09:15", "2026-03-05T17:59", "2026-03-05T18:00", "2026-03-06T08:59"):
        look(house, when)
    for when in ("2026-03-06T09:00", "2026-03-08T12:00", "2026-03-09T09:00"):
        look(house, when)
    assert of(house, case, "reply") == [
        ("2026-03-05T09:15", "nearing", None),
        ("2026-03-05T18:00", "passed", "supervisor"),
        ("2026-03-06T09:00", "passed", "service_department"),
        ("2026-03-09T09:00", "passed", "manager"),
    ]


def test_a_second_look_of_the_same_moment_says_nothing(house, case):
    assert look(house, "2026-03-05T18:00") > 0
    before = said(house, case)
    assert sweep(house.services) == 0
    assert said(house, case) == before


def test_after_sleep_each_rung_hears_once_and_nothing_over_is_said_to_be_near(house, case):
    look(house, "2026-03-19T11:00")
    late = "2026-03-19T11:00"
    rungs = [(late, "passed", rung) for rung in ("supervisor", "service_department", "manager")]
    assert of(house, case, "reply") == rungs
    assert of(house, case, "handle") == rungs
    look(house, "2026-03-19T18:00")
    look(house, "2026-03-20T09:00")
    assert of(house, case, "reply") == [*rungs, ("2026-03-20T09:00", "passed", "manager")]


EACH_IN_TIME = ["2026-03-04T22:00", "2026-03-05T09:15", "2026-03-05T18:00", "2026-03-06T09:00", "2026-03-09T09:00"]
BY_DAYS = {ClockName.REPLY, ClockName.HANDLE, ClockName.VISIT, ClockName.DEPARTMENT_FINISH, ClockName.BLOCKED}
RUNGS = ("supervisor", "service_department", "manager")
WAYS = {  # when it is looked at, and when then each of nearing and the three rungs is said
    "in time": (EACH_IN_TIME, [None, *EACH_IN_TIME[2:]]),
    "each twice": ([one for one in EACH_IN_TIME for _ in range(2)], [None, *EACH_IN_TIME[2:]]),
    "late": (
        ["2026-03-05T17:30", "2026-03-06T08:00", "2026-03-09T11:00"],
        ["2026-03-05T17:30", "2026-03-06T08:00", "2026-03-09T11:00", "2026-03-09T11:00"],
    ),
    "after sleep": (["2026-03-19T11:00", "2026-03-19T11:20"], ["", *["2026-03-19T11:00"] * 3]),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_clock_of_every_kind_acts_once_however_it_is_looked_at(house, case, way):
    whole = Deadline(clock=ClockName.REPLY, start=at("2026-03-02T10:00"), due=at("2026-03-05T18:00"), steps=())
    with house.services.database.transaction() as session:
        for name in ClockName:
            clocks.stop(session, case.id, name, house.time[0], "li")
        all_ = [replace(whole, clock=name) for name in ClockName]
        clocks.start(session, case.intake_id, case.id, 9, all_)
        clocks.start(session, case.intake_id, case.id, 10, all_)
        for row in clocks.of_case(session, case.id):
            if row.round == 10:
                clocks.change(session, row.id, ClockState.RUNNING, state=ClockState.PAUSED, paused_at=house.time[0])
    looks, (near, *passed) = WAYS[way]
    for when in looks:
        look(house, when)
    for name in ClockName:
        nears = EACH_IN_TIME[name in BY_DAYS] if near is None else near
        wanted = [(nears, "nearing", None)] if nears else []
        wanted += [(when, "passed", rung) for when, rung in zip(passed, RUNGS, strict=True)]
        assert of(house, case, name) == wanted, name
    history = house.ask(lambda session: events.history(session, case.id))
    assert {one.payload["round"] for one in history if one.what.startswith("clock_")} == {9}, (
        "the paused ones are silent"
    )


def test_an_overrun_is_never_silent_and_after_a_long_sleep_no_flood(house, case):
    look(house, "2026-03-19T11:00")
    for when in ("2026-12-01T11:00", "2026-12-01T18:00", "2026-12-02T08:59", "2026-12-02T09:00", "2026-12-03T09:00"):
        look(house, when)
    assert of(house, case, "reply")[3:] == [
        (when, "passed", "manager") for when in ("2026-12-01T11:00", "2026-12-02T09:00", "2026-12-03T09:00")
    ]
    (line,) = house.ask(lambda s: digest_of(house.services, s, MANAGER, house.time[0].date())).overdue
    assert line.item.number == case.number


def test_an_overrun_of_weeks_enters_only_what_it_did_not_say_yet(house, case, monkeypatch):
    look(house, "2026-03-30T10:00")
    entered = []
    monkeypatch.setattr(clocks, "fire", lambda session, *one: entered.append(one) or fire(session, *one))
    assert look(house, "2026-03-30T17:00") == 0
    assert entered == []
    assert look(house, "2026-03-31T09:00") == len(entered) > 0
    assert len({clock_id for clock_id, *_ in entered}) == len(entered)


def test_a_clock_that_was_moved_says_again_when_it_is_near(house, case):
    look(house, "2026-03-09T17:00")
    assert of(house, case, "handle")[-1] == ("2026-03-09T17:00", "nearing", None)
    wait_for_resident(house.services, case.number, "等住户回家", actor=CLERK)
    look(house, "2026-03-16T12:00")
    assert len(of(house, case, "handle")) == 1
    house.time[0] = at("2026-03-17T10:00")
    resume(house.services, case.number, actor=CLERK)
    handle = house.clocks(case)[ClockName.HANDLE, 1]
    assert (handle.state, handle.due_at) == (ClockState.RUNNING, at("2026-03-17T11:00"))
    assert [(one.start, one.end) for one in handle.pauses] == [(at("2026-03-09T17:00"), at("2026-03-17T10:00"))]
    look(house, "2026-03-17T11:00")
    assert of(house, case, "handle")[1:] == [("2026-03-17T11:00", "passed", "supervisor")]


def test_a_clock_that_was_moved_back_past_its_rungs_is_told_to_each_at_once(house, case):
    """The newest morning was said to another rung, under the day that it was due before."""
    for when in ("2026-03-05T18:00", "2026-03-06T09:00"):
        look(house, when)
    before = of(house, case, "reply")
    assert before[-1] == ("2026-03-06T09:00", "passed", "service_department")
    house.time[0] = at("2026-03-06T10:00")
    paper = Correction(received=at("2026-02-25T10:00"), channel=Channel.LETTER)
    correct(house.services, case.number, paper, actor=CLERK)
    assert house.clocks(case)[ClockName.REPLY, 1].due_at < at("2026-03-03T09:00")
    look(house, "2026-03-06T10:01")
    now = of(house, case, "reply")[len(before) :]
    assert [(what, rung) for _, what, rung in now] == [("passed", rung) for rung in RUNGS]
    assert look(house, "2026-03-06T10:02") == 0


def moved_back_by_a_day(house, case):
    """The reply, due on Thursday and said to two rungs, was due on Wednesday: Friday is the manager's morning."""
    for when in ("2026-03-05T18:00", "2026-03-06T09:00"):
        look(house, when)
    house.time[0] = at("2026-03-06T10:00")
    paper = Correction(received=at("2026-02-28T10:00"), channel=Channel.LETTER)
    correct(house.services, case.number, paper, actor=CLERK)
    assert house.clocks(case)[ClockName.REPLY, 1].due_at == at("2026-03-04T18:00")


def test_a_morning_that_was_another_rungs_before_the_clock_was_moved_is_the_managers_too(house, case):
    moved_back_by_a_day(house, case)
    look(house, "2026-03-06T10:01")
    assert [one[1:] for one in of(house, case, "reply")[-3:]] == [("passed", rung) for rung in RUNGS]
    assert look(house, "2026-03-06T10:02") == 0


def test_an_entry_that_was_made_before_it_named_a_rung_still_counts(house, case):
    moved_back_by_a_day(house, case)
    with house.services.database.transaction() as session:
        for row in clocks.of_case(session, case.id):
            for moment in ("2026-03-05T09:00", "2026-03-06T09:00"):
                fire(session, row.id, at(moment), "passed", at(moment))
    before = of(house, case, "reply")
    look(house, "2026-03-06T10:01")
    assert [one[1:] for one in of(house, case, "reply")[len(before) :]] == [("passed", "supervisor")]


def test_under_another_rulebook_what_sleeps_is_looked_at_again(house, case):
    by = look_at_clocks(house.services)
    rows = house.ask(lambda session: clocks.of_case(session, case.id))
    with house.services.database.transaction() as session:
        clocks.sleep(session, [(row, row.due_at + timedelta(days=30)) for row in rows])
    house.time[0] = at("2026-03-05T09:15")
    assert look_at_clocks(house.services, by) == by
    assert of(house, case, "reply") == []
    assert look_at_clocks(house.services, "another") == by
    assert of(house, case, "reply") == [("2026-03-05T09:15", "nearing", None)]


def test_looks_of_several_machines_at_once_say_it_once(house, case):
    house.time[0] = at("2026-03-06T09:00")
    with ThreadPoolExecutor(4) as four:
        counts = list(four.map(lambda _: sweep(house.services), range(4)))
    heard = said(house, case)
    assert sum(counts) == len(heard) == len(set(heard))
    assert [rung for _, _, rung in of(house, case, "reply")] == ["supervisor", "service_department"]


@pytest.mark.parametrize("point", CLOCKS)
def test_what_a_kill_cuts_off_the_next_look_says(house, case, point):
    other = one_case(house, no_letter=True, sender="李明 <li@example.com>")
    (house.services.settings.root / "rulebook").symlink_to(SHIPPED)
    settings, when = house.services.settings, "2026-03-06T09:00"
    done = preloaded.run(
        [sys.executable, "-c", SWEEP, str(settings.root), settings.database_url, at(when).isoformat()],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent))), "HUIHAN_CRASH_AT": point},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    look(house, when)
    for one in (case, other):
        heard = said(house, one)
        assert len(heard) == len(set(heard))
        assert {clock for _, _, clock, _ in heard} == {"register", "acknowledge", "reply"}
        assert [rung for _, _, rung in of(house, one, "reply")] == ["supervisor", "service_department"]
        assert house.ask(lambda session, one=one: events.verify(session, one.id)) == []
