"""An older ledger becomes cases as they were: counted, found and audited, never doubled, never written to.

Covers workers.intake.past_import, workers.intake.past_plan, workers.intake.past_taking, workers.intake.past_stage,
store.past_imports and store.past_cases.
"""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from servers import preloaded
from servers.audited import audited
from servers.house import House
from servers.instance import SHIPPED
from servers.letters_day import MANAGER, SUPERVISOR, person
from servers.old_ledger import HEAD, LINES, PROJECT, workbook

from domain.codes import (
    CaseState,
    Category,
    ClockName,
    ClockState,
    Department,
    Grade,
    IntakeState,
    Role,
    Validity,
    VisitOutcome,
)
from domain.course import Act
from domain.events import EventName, HouseEvent
from domain.past_codes import PastDoubt
from domain.settings import RetentionSettings
from domain.staff import Person
from domain.tasks import Task, spans, tally
from store import clocks, events, house_log, jobs, past_cases, past_imports
from store.cases import CaseRow
from store.complaint_ledger import LedgerFilter
from store.directory import NewHousehold
from workers.casework.case_work import take
from workers.figures import closing
from workers.figures.complaint_ledger import page_of
from workers.figures.rates import RatesAsked, rates_for
from workers.figures.statistics import StatisticsAsked, statistics_for
from workers.instance.crash_points import PAST
from workers.instance.refusals import Refused
from workers.intake import past_import, past_taking
from workers.intake.past_columns import Choices
from workers.intake.past_plan import SOURCE
from workers.privacy import retention

ZONE = ZoneInfo("Asia/Shanghai")
TESTS = Path(__file__).parents[2]
WANG = NewHousehold(project=PROJECT, building="3栋", unit="2", room="501", name="王芳", phone="13800138000")
LI = NewHousehold(project=PROJECT, building="3栋", unit="2", room="502", name="李明", phone="13900139000")


@pytest.fixture
def town(house: House) -> House:
    house.directory(WANG, LI)
    return house


def taken(house: House, data: bytes | None = None, actor: Person = MANAGER) -> past_import.Taken:
    return past_import.take(house.services, data or workbook(), "台账.xlsx", actor=actor)


def by_number(house: House) -> dict[str, CaseRow]:
    """The number of the older ledger → its case."""
    found = ((house.ask(lambda session, id_=case.id: past_cases.get(session, id_)), case) for case in house.cases())
    return {past.number or "": case for past, case in found if past is not None}


def long_ledger(count: int) -> bytes:
    """So many lines, each of a flat and a day of its own."""
    first = date(2024, 1, 1)
    rest = ("工程部", "C", "", "", "")
    lines = (
        (
            *(
                f"L{n}",
                first + timedelta(days=n % 300),
                "",
                "",
                PROJECT,
                f"3-1-{n + 101}",
                "来电",
                "电梯停运",
                f"第{n}次停运",
            ),
            *rest,
        )
        for n in range(count)
    )
    return workbook(*lines)


def test_a_line_is_a_case_as_it_was(town: House) -> None:
    made = taken(town)
    assert [(line.line, [doubt for doubt, _ in line.doubts]) for line in made.plan.left] == [(8, [PastDoubt.NO_LINE])]
    assert made.ledger is not None
    assert (made.ledger.taken, made.ledger.omitted, made.ledger.wanted) == (4, 1, 4)
    cases = by_number(town)
    first = cases["Q001"]
    assert first.number.startswith("TS-2025-")
    assert (first.state, first.validity, first.visit) == (CaseState.FILED, Validity.UNDECIDED, VisitOutcome.SATISFIED)
    assert (first.category, first.grade, first.departments) == (Category.EQUIPMENT, Grade.C, (Department.ENGINEERING,))
    topic = town.services.compiled.rulebook.topic(first.topic or "")
    assert topic.name == "电梯停运"
    assert first.received_at == datetime(2025, 3, 3, 1, 30, tzinfo=UTC)
    assert (first.project, first.building, first.room, first.resident_name) == (PROJECT, "3栋", "501", "王芳")
    assert first.household_id is not None
    assert cases["Q002"].departments == (Department.ENGINEERING, Department.CUSTOMER_SERVICE)
    assert cases["Q002"].category is Category.EQUIPMENT
    assert cases["Q003"].household_id is None
    states = {number: town.clocks(case)[ClockName.HANDLE, 1].state for number, case in cases.items()}
    assert states == {
        "Q001": ClockState.MET,
        "Q002": ClockState.LATE,
        "Q003": ClockState.UNTOLD,
        "Q004": ClockState.UNTOLD,
    }
    (row,) = (one for one in town.rows() if one.id == first.intake_id)
    assert (row.source, row.state, row.no_letter) == (SOURCE, IntakeState.CASE, True)
    text = message_from_bytes(town.services.archive.get(row.sha256 or ""), policy=policy.default).get_content()
    assert "满意度：满意" in text, "the ledger's own words are kept with the case"


def test_nothing_runs_is_written_or_told(town: House) -> None:
    taken(town)
    town.work()
    town.time[0] += timedelta(days=30)
    town.work()
    assert town.ask(jobs.waiting) == 0
    for case in town.cases():
        assert town.letters(case) == []
        assert set(town.clocks(case)) == {(ClockName.HANDLE, 1)}
        assert town.events(case) == [EventName.IMPORTED, EventName.DECIDED]
    assert town.ask(lambda session: clocks.waking(session, town.services.now())) == []


def test_the_same_file_again_takes_nothing(town: House) -> None:
    taken(town)
    again = taken(town)
    assert again.ledger is None
    assert again.plan.take == ()
    assert again.plan.doubts[PastDoubt.TAKEN_BEFORE] == 4
    # With what came of the visit written in later, and in another order of the columns: the same complaints.
    first = ("Q001", "2025-03-03", "王芳", "", PROJECT, "3-2-501", "电话", "电梯停运", LINES[0][8], *[""] * 4, "不满意")
    lines, head = [first[::-1]], HEAD[::-1]
    assert taken(town, workbook(*lines, head=head)).plan.doubts == {PastDoubt.TAKEN_BEFORE: 1}
    assert len(town.cases()) == 4


def test_numbers_that_are_taken_and_our_own_are_left_out(town: House) -> None:
    taken(town)
    ours = town.cases()[0].number
    other = ("Q001", "2025-05-01", "", "", PROJECT, "", "", "收费", "另一件事", "", "", "", "", "")
    lines = [other, (ours.lower(), *other[1:]), ("Q001", "2024-05-01", *other[2:]), ("", *other[1:]), ("", *other[1:])]
    made = taken(town, workbook(*lines))
    assert [[doubt for doubt, _ in line.doubts] for line in made.plan.left] == [
        [PastDoubt.NUMBER_TAKEN],
        [PastDoubt.OURS],
        [PastDoubt.TWICE],
    ]
    assert len(town.cases()) == 6


def test_only_heads_take_it_over_and_only_their_projects(town: House) -> None:
    with pytest.raises(Refused):
        taken(town, actor=person("li", Role.CLERK))
    own = person("he", Role.SUPERVISOR, project="翠湖")
    made = taken(town, actor=own)
    assert made.ledger is None
    assert made.plan.doubts[PastDoubt.NOT_YOURS] == 4


def test_what_has_no_date_or_content_is_refused_with_the_heads_that_may_stand(town: House) -> None:
    with pytest.raises(Refused, match="缺少日期、投诉内容"):
        taken(town, workbook(("1", "2"), head=("甲", "乙")))


def test_a_new_complaint_finds_the_line_as_an_earlier_case(town: House) -> None:
    town.time[0] = datetime(2025, 3, 20, 2, tzinfo=UTC)
    taken(town)
    old = by_number(town)["Q001"]
    town.mail(subject="电梯停运", text="我是阳光花园3栋2单元501的业主王芳，电梯又停运了，请尽快修。电话13800138000")
    town.work()
    new = town.cases()[-1]
    assert new.household_id == old.household_id
    (told,) = (
        one.payload
        for one in town.ask(lambda session: events.history(session, new.id))
        if one.what == EventName.REPEATED
    )
    assert told is not None
    assert told["number"] == old.number


def test_the_figures_are_those_of_the_file(town: House) -> None:
    """Reckoned from the cells by plain Python; Q003 and Q004 do not say when they were due or done."""
    taken(town)

    def at(day: int, month: int = 3, hour: int = 0, minute: int = 0) -> datetime:
        return datetime(2025, month, day, hour, minute, tzinfo=ZONE)

    told = [
        Task(round=1, started_at=at(3, hour=9, minute=30), due_at=at(10, hour=18), finished_at=at(7, hour=18)),
        Task(round=1, started_at=at(4), due_at=at(11, hour=18), finished_at=at(14, hour=18)),
        Task(round=1, started_at=at(1, 4), due_at=at(8, 4), told=False),
        Task(round=1, started_at=at(2, 4), due_at=at(2, 4), told=False),
    ]
    for month in (date(2025, 3, 1), date(2025, 4, 1), date(2025, 12, 1)):
        asked = StatisticsAsked(month=month)
        form = town.ask(lambda session, asked=asked: statistics_for(town.services, session, MANAGER, asked))
        assert form.total == {period: tally(told, period, span) for period, span in spans(month, ZONE).items()}
    march = town.ask(lambda session: rates_for(town.services, session, MANAGER, RatesAsked(month=date(2025, 3, 1))))
    total = march.total
    assert (total.received, total.handled, total.due, total.in_time, total.undecided) == (2, 2, 2, 1, 2)
    april = town.ask(lambda session: rates_for(town.services, session, MANAGER, RatesAsked(month=date(2025, 4, 1))))
    assert (april.total.received, april.total.handled, april.total.due) == (2, 1, 0)
    page = town.ask(lambda session: page_of(session, MANAGER, LedgerFilter(), limit=10))
    lines = {one.line.old_number: one.line for one in page.entries}
    assert page.total == len(lines) == 4
    assert (lines["Q003"].promised_at, lines["Q003"].finished_at) == (at(8, 4, 18), None)
    assert (lines["Q004"].promised_at, lines["Q004"].finished_at) == (None, at(3, 4, 18))
    assert {one.content for one in page.entries} >= {"停车费涨价没有公示"}


def test_what_it_adds_to_a_closed_month_stands_beside_its_figures(town: House) -> None:
    """The first ledger has a line of February 2025, so that March is closed before the second one brings its own."""
    early = (
        "E1",
        "2025-02-03",
        "",
        "",
        PROJECT,
        "",
        "",
        "电梯停运",
        "电梯停运",
        "",
        "",
        "2025-02-10",
        "2025-02-07",
        "",
    )
    taken(town, workbook(early))
    assert closing.close_due(town.services)[:2] == (date(2025, 2, 1), date(2025, 3, 1))
    taken(town)
    town.time[0] += timedelta(days=1)
    assert closing.look_again(town.services) > 0
    assert list(audited(town)) == []


def test_an_audit_finds_nothing(town: House) -> None:
    taken(town)
    assert list(audited(town)) == []
    assert all(town.ask(lambda session, id_=case.id: events.verify(session, id_)) == [] for case in town.cases())


def test_one_that_is_opened_again_goes_on_as_any_case(town: House) -> None:
    taken(town)
    old = by_number(town)["Q004"]
    take(town.services, old.number, Act.REOPEN, actor=SUPERVISOR, reason="住户再次反映")
    again = next(case for case in town.cases() if case.id == old.id)
    assert (again.state, again.visit) == (CaseState.REOPENED, None)
    assert town.clocks(again)[ClockName.HANDLE, 2].state is ClockState.RUNNING
    assert list(audited(town)) == []


def test_a_page_by_page_import_goes_on_where_it_was(town: House) -> None:
    """As the desk does it: decided, then worked by the stage, some lines a job."""
    count = past_taking.BATCH * 2 + 3
    import_id = past_import.upload(town.services, long_ledger(count), "C:\\旧台账.xlsx", actor=MANAGER)
    shown = town.ask(lambda session: past_import.preview(town.services, session, import_id, MANAGER))
    assert shown is not None
    assert shown.plan is not None
    assert shown.plan.doubts == {PastDoubt.UNKNOWN_HOUSEHOLD: count}
    past_import.choose(town.services, import_id, replace(shown.choices, take=()), actor=MANAGER)
    nothing = town.ask(lambda session: past_import.preview(town.services, session, import_id, MANAGER))
    assert nothing is not None
    assert nothing.plan is not None
    assert nothing.plan.take == ()
    with pytest.raises(Refused):
        past_import.apply(town.services, import_id, shown.plan.digest, actor=MANAGER)
    past_import.choose(town.services, import_id, Choices.unpacked(shown.ledger.choices), actor=MANAGER)
    past_import.apply(town.services, import_id, shown.plan.digest, actor=MANAGER)
    with pytest.raises(Refused):
        past_import.apply(town.services, import_id, shown.plan.digest, actor=MANAGER)
    town.work()
    assert len(town.cases()) == count
    done = town.ask(lambda session: past_imports.get(session, import_id))
    assert done is not None
    assert (done.name, done.taken, done.place, done.content) == ("旧台账.xlsx", count, count, [])
    wanted = house_log.Wanted(what=[HouseEvent.LEDGER_IMPORTED])
    (entry,) = town.ask(lambda session: house_log.page(session, wanted))
    assert entry.payload == {"ledger": import_id, "count": count, "left": 0}
    numbers = sorted(case.number for case in town.cases())
    assert numbers == [f"TS-2024-{n + 1:06d}" for n in range(count)]


def test_two_that_take_it_over_at_once_double_nothing(town: House) -> None:
    count = past_taking.BATCH * 3 + 1
    import_id = past_import.upload(town.services, long_ledger(count), "旧台账.xlsx", actor=MANAGER)
    shown = town.ask(lambda session: past_import.preview(town.services, session, import_id, MANAGER))
    assert shown is not None
    assert shown.plan is not None
    past_import.apply(town.services, import_id, shown.plan.digest, actor=MANAGER)
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: past_taking.take_all(town.services, import_id), range(2)))
    assert sorted(case.number for case in town.cases()) == [f"TS-2024-{n + 1:06d}" for n in range(count)]
    done = town.ask(lambda session: past_imports.get(session, import_id))
    assert done is not None
    assert (done.taken, done.place) == (count, count)


def test_another_does_not_see_it_and_rows_are_forgotten(town: House) -> None:
    import_id = past_import.upload(town.services, workbook(), "台账.xlsx", actor=MANAGER)
    other = person("he", Role.SUPERVISOR, project="翠湖")
    assert town.ask(lambda session: past_import.preview(town.services, session, import_id, other)) is None
    assert town.ask(lambda session: past_import.listed(session, other)) == []
    with pytest.raises(Refused):
        past_import.discard(town.services, import_id, actor=other)
    town.time[0] += past_import.KEPT + timedelta(minutes=1)
    assert past_import.expire(town.services) == 1
    assert past_import.expire(town.services) == 0
    kept = town.ask(lambda session: past_imports.get(session, import_id))
    assert kept is not None
    assert (kept.content, kept.name) == ([], "台账.xlsx")
    with pytest.raises(Refused, match="重新上传"):
        past_import.apply(town.services, import_id, "", actor=MANAGER)


def test_its_data_are_erased_as_those_of_any_case(town: House) -> None:
    """Kept from the end that the ledger tells, not from the day on which it was taken over."""
    taken(town)
    settings = replace(town.services.settings, retention=RetentionSettings(cases=timedelta(days=355)))
    services = replace(town.services, settings=settings)  # back to 2025-03-12: Q001 ended before, Q002 after
    assert retention.due(services).cases == (by_number(town)["Q001"].id,)
    wider = replace(services, settings=replace(settings, retention=RetentionSettings(cases=timedelta(days=30))))
    assert retention.sweep_now(wider, actor=SUPERVISOR) == 4
    assert all(case.resident_name is None and case.phone is None and case.subject == "" for case in town.cases())
    assert list(audited(town)) == []


OPENED = """
import sys
from datetime import datetime
from pathlib import Path
from servers.letters_day import MANAGER
from servers.old_ledger import workbook
from domain.settings import Settings
from workers.instance.services import Services
from workers.intake import past_import, past_taking
settings = Settings(root=Path(sys.argv[1]), database_url=sys.argv[2])
services = Services.open(settings, now=lambda: datetime.fromisoformat(sys.argv[3]))
past_taking.take_all(services, int(sys.argv[4]))
"""


def run(house: House, import_id: int, crash_at: str | None) -> int:
    """How a process that takes the ledger over ended."""
    settings = house.services.settings
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    given = (str(settings.root), settings.database_url, house.services.now().isoformat(), str(import_id))
    ended = preloaded.run(
        [sys.executable, "-c", OPENED, *given],
        env=environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {}),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return ended.returncode


@pytest.mark.parametrize("point", [f"{point}:{time}" for point in PAST for time in (1, 2)])
def test_killed_in_between_it_loses_and_doubles_nothing(town: House, point: str) -> None:
    (town.services.settings.root / "rulebook").symlink_to(SHIPPED)
    count = past_taking.BATCH * 2 + 1
    import_id = past_import.upload(town.services, long_ledger(count), "旧台账.xlsx", actor=MANAGER)
    shown = town.ask(lambda session: past_import.preview(town.services, session, import_id, MANAGER))
    assert shown is not None
    assert shown.plan is not None
    past_import.apply(town.services, import_id, shown.plan.digest, actor=MANAGER)
    assert run(town, import_id, point) == -signal.SIGKILL
    before = len(town.cases())
    assert before % past_taking.BATCH == 0
    assert run(town, import_id, None) == 0
    town.work()
    subjects = [case.subject for case in town.cases()]
    assert len(subjects) == len(set(subjects)) == count
    done = town.ask(lambda session: past_imports.get(session, import_id))
    assert done is not None
    assert (done.taken, done.finished_at is not None) == (count, True)
    assert (
        len(town.ask(lambda session: house_log.page(session, house_log.Wanted(what=[HouseEvent.LEDGER_IMPORTED])))) == 1
    )
