"""The rates as the database counts them equal what plain Python counts of the same cases, line by line.

Covers store.rates.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from statistics import median

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from store_samples import a_case
from task_samples import ZONE, a_task, chances, some_moment, some_task

from domain.codes import Category, Channel, ClockName, ClockState, Department, Grade, Role, Validity, VisitOutcome
from domain.course import TOOK_PLACE
from domain.events import EventName
from domain.rates import Dimension, Length, RateCount, RateCounts, span_of
from domain.staff import Grant, Person
from domain.tasks import Span, Task
from domain.work_codes import Cause, CauseSaid
from store import complaint_ledger, directory, events, projects, rates
from store.case_tables import case
from store.cases import CaseRow
from store.complaint_ledger import LACKING, LedgerFilter
from store.database import Database
from store.directory import NewHousehold
from store.projects import ProjectFacts
from store.rates import RateFilter
from store.tasks import Among

MARCH = span_of(date(2026, 3, 1), Length.MONTH, ZONE)
MANAGER = Person(id=1, login="sun", name="孙经理", grants=(Grant(role=Role.MANAGER),))
ROLES = (Role.SUPERVISOR, Role.MANAGER)
AREAS = {"云锦苑": "城东", "锦绣苑": "城西", "无区苑": None}


@dataclass(frozen=True)
class Made:
    """A case as the test made it. visits: moment and outcome of each, in their order."""

    row: CaseRow
    departments: tuple[Department, ...]
    owner: str | None
    validity: Validity
    repeated: bool
    cause: tuple[str | None, str | None]
    rounds: tuple[Task, ...]
    visits: tuple[tuple[datetime, VisitOutcome], ...]


def some_case(session: Session, chance: Random, key: int, earlier: list[Made]) -> Made:
    departments = tuple(chance.sample(list(Department)[:3], chance.choice([0, 1, 1, 2])))
    row = a_case(
        session,
        f"1:{key}",
        project=chance.choice([*AREAS, None]),
        building=chance.choice(["1栋", "2栋", None]),
        category=chance.choice([Category.BUILDING, Category.EQUIPMENT]),
        topic=chance.choice(["lift_stopped", None]),
        channel=chance.choice([Channel.EMAIL, Channel.PHONE]),
        grade=chance.choice([Grade.A, Grade.D]),
    )
    owner, validity = chance.choice(["li", "wang", None]), chance.choice(list(Validity))
    repeated = bool(earlier) and chance.random() < 0.3
    values = {"departments": departments, "owner": owner, "validity": validity}
    values |= {"parent_id": earlier[0].row.id} if repeated else {}
    chosen, proposed = (chance.choice([Cause.PEOPLE, Cause.METHOD, None]) for _ in range(2))
    values |= {"cause": chosen, "proposed_cause": proposed}
    session.execute(update(case).where(case.c.id == row.id).values(**values))
    rounds = tuple(some_task(chance, number) for number in range(1, chance.choice([2, 2, 3])))
    for one in rounds:
        a_task(session, row, one)
    cause = (chosen or proposed, "chosen" if chosen else "proposed" if proposed else None)
    return Made(row, departments, owner, validity, repeated, cause, rounds, _visits(session, chance, row))


def _visits(session: Session, chance: Random, row: CaseRow) -> tuple[tuple[datetime, VisitOutcome], ...]:
    """Tries and visits; the first that took place stopped the clock, a moment after it was entered."""
    moments = sorted(some_moment(chance) for _ in range(chance.choice([0, 1, 2, 3])))
    visits = tuple((moment, chance.choice(list(VisitOutcome))) for moment in moments)
    for moment, outcome in visits:
        payload = {"outcome": outcome, "note": '说"outcome":"satisfied"'}
        events.append(session, row.id, moment, "li", EventName.VISIT_RECORDED, payload)
    first = next((moment for moment, outcome in visits if outcome in TOOK_PLACE), None)
    if first is not None:
        stopped = first + timedelta(milliseconds=2)
        made = Task(round=1, started_at=first - timedelta(days=1), due_at=stopped, finished_at=stopped)
        a_task(session, row, made, clock=ClockName.VISIT)
    return visits


def reckoned(made: Made, span: Span) -> dict[RateCount, int]:
    """The counts of one case, as TRADE 8 words them."""
    first, found = made.rounds[0], dict.fromkeys(RateCount, 0)
    if span.holds(first.started_at):
        found[RateCount.RECEIVED] = 1
        found[RateCount(made.validity.value)] = 1
        found[RateCount.REPEATED] = int(made.repeated)
        found[RateCount.HANDLED] = int(first.finished_at is not None and first.finished_at < span.ends)
    due = [one for one in made.rounds if one.told and span.holds(one.due_at)]
    found[RateCount.DUE] = len(due)
    found[RateCount.IN_TIME] = sum(one.finished_at is not None and one.finished_at <= one.due_at for one in due)
    visited = next((one for one in made.visits if one[1] in TOOK_PLACE), None)
    if visited is not None and span.holds(visited[0]):
        found[RateCount.VISITED] = 1
        found[RateCount.SATISFIED] = int(visited[1] is VisitOutcome.SATISFIED)
    return found


def keys_of(made: Made, by: Dimension | None) -> Iterable[tuple[str | None, ...]]:
    if by is None:
        return [()]
    if by is Dimension.AREA:
        return [(AREAS.get(made.row.project or ""),)]
    if by is Dimension.BUILDING:
        return [(made.row.project, made.row.building)]
    if by is Dimension.DEPARTMENT:
        return [(one.value,) for one in made.departments] or [(None,)]
    if by in (Dimension.OWNER, Dimension.CAUSE):
        return [(made.owner,) if by is Dimension.OWNER else made.cause]
    value = getattr(made.row, by.value)
    return [(None if value is None else str(value),)]


def by_hand(cases: Iterable[Made], by: Dimension | None) -> Mapping[tuple[str | None, ...], RateCounts]:
    found: dict[tuple[str | None, ...], dict[RateCount, int]] = defaultdict(lambda: dict.fromkeys(RateCount, 0))
    for one in cases:
        for key in keys_of(one, by):
            for count, number in reckoned(one, MARCH).items():
                found[key][count] += number
    return {key: _counts(numbers) for key, numbers in found.items() if any(numbers.values()) or not key}


def _counts(numbers: Mapping[RateCount, int]) -> RateCounts:
    return RateCounts(**{count.value: number for count, number in numbers.items()})


@pytest.fixture
def town(database: Database) -> tuple[Database, list[Made]]:
    """Eighty cases in three projects, and some of no project."""
    chance, made = chances(8), list[Made]()
    with database.transaction() as session:
        for name, area in AREAS.items():
            projects.add(session, name, ProjectFacts(area=area))
        for key in range(80):
            made.append(some_case(session, chance, key, made))
    return database, made


def test_every_line_by_everything_is_as_python_counts(town: tuple[Database, list[Made]]) -> None:
    database, made = town
    assert all(any(reckoned(one, MARCH)[count] for one in made) for count in RateCount), "some count is never there"
    with database.reading() as session:
        for by in (None, *Dimension):
            found = rates.rates_by(session, MANAGER, ROLES, Among(), MARCH, by)
            expected = {key: replaced(line) for key, line in by_hand(made, by).items() if by is not None}
            assert {key: replaced(line) for key, line in found.lines.items()} == expected, by
            assert found.total == by_hand(made, None)[()], by


def replaced(counts: RateCounts) -> dict[str, int]:
    return {count.value: getattr(counts, count) for count in RateCount}


def test_behind_every_count_are_as_many_lines_of_the_ledger(town: tuple[Database, list[Made]]) -> None:
    database, _ = town
    with database.reading() as session:
        total = rates.rates_by(session, MANAGER, ROLES, Among(), MARCH).total
        for count in RateCount:
            asked = LedgerFilter(rate=RateFilter(count=count, span=MARCH))
            assert complaint_ledger.how_many(session, MANAGER, ROLES, asked) == getattr(total, count)
            assert len(complaint_ledger.lines(session, MANAGER, ROLES, asked, limit=200)) == getattr(total, count)
        for by in LACKING:
            found = rates.rates_by(session, MANAGER, ROLES, Among(), MARCH, by)
            lacking = sum(line.received for key, line in found.lines.items() if key[-1] is None)
            asked = LedgerFilter(rate=RateFilter(count=RateCount.RECEIVED, span=MARCH), without=frozenset({by}))
            assert complaint_ledger.how_many(session, MANAGER, ROLES, asked) == lacking > 0, by


def test_behind_every_count_by_cause_are_as_many_lines_of_the_ledger(town: tuple[Database, list[Made]]) -> None:
    database, _ = town
    with database.reading() as session:
        found = rates.rates_by(session, MANAGER, ROLES, Among(), MARCH, Dimension.CAUSE).lines
        assert len([key for key in found if key[0]]) == 4
        for (cause, said), line in found.items():
            if cause is None or said is None:
                continue
            asked = LedgerFilter(
                rate=RateFilter(count=RateCount.RECEIVED, span=MARCH), cause=Cause(cause), cause_said=CauseSaid(said)
            )
            assert complaint_ledger.how_many(session, MANAGER, ROLES, asked) == line.received


def test_the_clocks_of_which_a_round_stopped(town: tuple[Database, list[Made]]) -> None:
    database, made = town
    rounds = [one for case_made in made for one in case_made.rounds if one.told]
    took = [
        (one.finished_at - one.started_at).total_seconds()
        for one in rounds
        if one.finished_at is not None and MARCH.holds(one.finished_at)
    ]
    met = sum(
        one.finished_at is not None and MARCH.holds(one.finished_at) and one.finished_at <= one.due_at for one in rounds
    )
    with database.reading() as session:
        found = {one.clock: one for one in rates.clocks_of(session, MANAGER, ROLES, Among(), MARCH)}
    handled = found[ClockName.HANDLE]
    assert (handled.ended, handled.met) == (len(took), met)
    assert handled.median == pytest.approx(median(took), abs=0.01)
    assert list(found) == [ClockName.HANDLE, ClockName.VISIT]


def test_a_void_round_counts_nowhere(database: Database) -> None:
    one = Task(round=1, started_at=datetime(2026, 3, 2, tzinfo=ZONE), due_at=datetime(2026, 3, 9, tzinfo=ZONE))
    with database.transaction() as session:
        a_task(session, a_case(session), one, state=ClockState.VOID)
        found = rates.rates_by(session, MANAGER, ROLES, Among(), MARCH)
        assert replaced(found.total) == dict.fromkeys(RateCount, 0)


def test_households_are_the_occupied_ones_of_the_projects_that_are_answered_for(database: Database) -> None:
    own = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.SUPERVISOR, project="云锦苑"),))
    clerk = Person(id=3, login="he", name="何", grants=(Grant(role=Role.CLERK),))
    with database.transaction() as session:
        for name, area in AREAS.items():
            projects.add(session, name, ProjectFacts(area=area))
        rows = [NewHousehold(project="云锦苑", building="1", unit="1", room=str(number)) for number in range(3)]
        rows += [NewHousehold(project="锦绣苑", building="1", unit="1", room="101")]
        rows += [NewHousehold(project="锦绣苑", building="1", unit="1", room="102", occupied=False)]
        directory.import_households(session, rows)
        homes = rates.households_by
        assert homes(session, MANAGER, ROLES, Among(), Dimension.PROJECT) == {("云锦苑",): 3, ("锦绣苑",): 1}
        assert homes(session, MANAGER, ROLES, Among(), Dimension.AREA) == {("城东",): 3, ("城西",): 1}
        assert homes(session, MANAGER, ROLES, Among(), None) == {(): 4}
        assert homes(session, MANAGER, ROLES, Among(area="城西"), None) == {(): 1}
        assert homes(session, own, ROLES, Among(), None) == {(): 3}
        assert homes(session, clerk, ROLES, Among(), None) == {(): 0}
        assert homes(session, MANAGER, ROLES, Among(), Dimension.GRADE) == {}
