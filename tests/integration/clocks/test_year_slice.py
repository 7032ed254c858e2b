"""Some weeks of the simulated year (tests/year): every clock equals the reckoning, and what is broken does not.

Covers workers.clocks.clock_watch, workers.clocks.course_steps, workers.clocks.recalculation,
workers.rulebooks.calendars.
"""

import ast
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import year.run
from sqlalchemy.orm import Session
from year.plans import NEW_YEAR, SPRING_FESTIVAL, TROUBLED
from year.run import Ground, ground, memory_folder, simulate

from domain.codes import ClockName
from domain.course import Act
from domain.course_table import STEPS
from rules.calendar import DayKind, WorkCalendar
from rules.own_time import OwnTime
from store import clocks
from store.cases import CaseRow
from workers.casework import blocking, case_work
from workers.clocks import course_steps, progress
from workers.instance.services import Services
from workers.telling import telling


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return ground(tmp_path_factory.mktemp("ground"), per_project=5)


def test_weeks_around_a_late_notice_are_as_reckoned(instance: Ground) -> None:
    with memory_folder() as root:
        outcome = simulate(instance, root, NEW_YEAR)
    assert (outcome.wrong, outcome.refused) == ([], [])
    assert outcome.cases >= NEW_YEAR.complaints * 0.9  # a second letter of one person joins their case
    assert outcome.filed >= outcome.cases * 0.8
    assert outcome.moved >= 10
    assert outcome.figures >= 100
    for what in ("clock_paused", "letter_bounced", "reopened", "followed_up", "visit_recorded", "grade_confirmed"):
        assert outcome.happened[what], what


def test_the_reckoning_knows_nothing_of_the_product() -> None:
    own = {"days", "clock", "form", "reckoning", "staff", "notices", "books", "compared"}
    folder = Path(year.run.__file__).parent
    for name in own:
        tree = ast.parse((folder / f"{name}.py").read_text("utf-8"))
        found = {one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
        found |= {alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names}
        others = {one for one in found if one.partition(".")[0] not in sys.stdlib_module_names}
        assert others <= {f"year.{one}" for one in own}, name


Fault = Callable[[pytest.MonkeyPatch, WorkCalendar], object]


def nothing(_: pytest.MonkeyPatch, __: WorkCalendar) -> None:
    """The code as it stands."""


def make_up_days_are_days_off(patch: pytest.MonkeyPatch, calendar: WorkCalendar) -> None:
    day, saturday = calendar.day, 5
    patch.setattr(calendar, "day", lambda date: day(date) if date.weekday() < saturday else DayKind(False, "休息"))
    patch.setattr(calendar, "_counted", calendar._working_days)


def waiting_for_the_resident_counts(patch: pytest.MonkeyPatch, _: WorkCalendar) -> None:
    patch.setattr(OwnTime, "due", lambda _, due, __: due)


def the_day_of_the_start_counts(patch: pytest.MonkeyPatch, calendar: WorkCalendar) -> None:
    counted = calendar._counted
    patch.setattr(calendar, "_counted", lambda amount, begin: counted(max(amount - 1, 1), begin))


def a_second_round_has_no_clocks(patch: pytest.MonkeyPatch, _: WorkCalendar) -> None:
    patch.setattr(course_steps, "STEPS", {**STEPS, Act.REOPEN: replace(STEPS[Act.REOPEN], starts=())})


def what_was_said_is_said_again(patch: pytest.MonkeyPatch, _: WorkCalendar) -> None:
    patch.setattr(clocks, "fire", lambda *_: True)
    patch.setattr(clocks, "fired_of_waking", lambda *_: frozenset())
    patch.setattr(clocks, "fired_of_intake", lambda *_: frozenset())


def what_blocked_runs_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(blocking, "STEPS", {**STEPS, Act.UNBLOCK: replace(STEPS[Act.UNBLOCK], stops=())})


def nights_are_not_quiet(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(telling, "due", lambda _, __, now, *, presses: now)


def what_is_lowered_is_reported_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(progress, "void_clock", lambda *_: None)


def a_call_explains_nothing(patch: pytest.MonkeyPatch) -> None:
    stop = case_work.stop_by_call
    patch.setattr(
        case_work, "stop_by_call", lambda *given: stop(*(one for one in given if one is not ClockName.EXPLAIN))
    )


def progress_is_asked_for_a_day_late(patch: pytest.MonkeyPatch) -> None:
    start = progress.start_clock

    def late(
        services: Services, session: Session, case: CaseRow, clock: ClockName, who: str, *, at: datetime | None = None
    ) -> None:
        start(services, session, case, clock, who, at=(at or services.now()) + timedelta(days=1))

    patch.setattr(progress, "start_clock", late)


BESIDE: dict[Callable[[pytest.MonkeyPatch], None], str] = {
    what_blocked_runs_on: "clock only in the books: blocked,",
    nights_are_not_quiet: "mails only in the books: ",
    what_is_lowered_is_reported_on: "clock only in the books: progress,.*, running, None$",
    a_call_explains_nothing: "clock only in the books: explain,",
    progress_is_asked_for_a_day_late: "says only reckoned: .*clock='progress'",
}


def test_faults_beside_the_course_do_not_pass_the_reckoning(instance: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    with memory_folder() as root:
        outcome = simulate(instance, root, TROUBLED)
    assert (outcome.wrong, outcome.refused) == ([], [])
    for what in ("unblocked", "handed_up", "answer_taken", "lowering_confirmed", "progress_reported"):
        assert outcome.happened[what], what
    for fault in BESIDE:
        fault(monkeypatch)
    with memory_folder() as root:
        outcome = simulate(instance, root, TROUBLED)
    for fault, seen in BESIDE.items():
        assert any(re.search(seen, one) for one in outcome.wrong), (fault, outcome.wrong)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (nothing, ()),
        (make_up_days_are_days_off, ("clock", "says")),
        (waiting_for_the_resident_counts, ("clock", "says")),
        (the_day_of_the_start_counts, ("clock", "says")),
        (a_second_round_has_no_clocks, ("clock",)),
        (what_was_said_is_said_again, ("says",)),
    ],
)
def test_a_fault_in_the_clocks_does_not_pass_the_reckoning(
    instance: Ground, monkeypatch: pytest.MonkeyPatch, fault: Fault, seen: tuple[str, ...]
) -> None:
    fault(monkeypatch, instance.compiled.calendar)
    with memory_folder() as root:
        outcome = simulate(instance, root, SPRING_FESTIVAL)
    for what in seen:
        assert any(f": {what} only" in one for one in outcome.wrong), outcome.wrong
    assert seen or outcome.wrong == []
