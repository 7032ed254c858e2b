"""The statistics form as the database counts it equals what plain Python counts of the same tasks.

Covers store.tasks.
"""

from datetime import date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from store_samples import a_case
from task_samples import ZONE, a_task, chances, some_moment, some_task

from domain.codes import Category, ClockName, ClockState, Role
from domain.staff import Grant, Person
from domain.tasks import Period, Span, Task, spans, tally
from store import projects, tasks
from store.case_tables import case
from store.database import Database
from store.projects import ProjectFacts
from store.tasks import Among

MARCH = spans(date(2026, 3, 1), ZONE)
MANAGER = Person(id=1, login="sun", name="孙经理", grants=(Grant(role=Role.MANAGER),))
ROLES = (Role.SUPERVISOR, Role.MANAGER)
TOPICS = ((Category.BUILDING, "roof_leak"), (Category.EQUIPMENT, "lift_stopped"), (Category.OTHER, None))


@pytest.mark.parametrize("seed", range(3))
def test_the_database_counts_what_python_counts(database: Database, seed: int) -> None:
    chance = chances(seed)
    kept: dict[tuple[Category, str | None], list[Task]] = {of: [] for of in TOPICS}
    with database.transaction() as session:
        for key in range(60):
            category, topic = chance.choice(TOPICS)
            made = a_case(session, f"1:{key}", category=category, topic=topic, project="云锦苑")
            for number in range(1, chance.choice([2, 2, 3])):
                one = some_task(chance, number)
                a_task(session, made, one)
                kept[category, topic].append(one)
    with database.reading() as session:
        found = tasks.by_topic(session, MANAGER, ROLES, Among(), MARCH)
    assert len(found) == len(TOPICS)
    for line in found:
        mine = kept[line.category, line.topic]
        assert line.blocks == {period: tally(mine, period, MARCH[period]) for period in Period}


def counted_in(session: Session, person: Person, among: Among) -> int:
    span = Span(begins=None, ends=datetime(2027, 1, 1, tzinfo=ZONE))
    found = tasks.by_topic(session, person, ROLES, among, {Period.LIFE: span})
    return sum(line.blocks[Period.LIFE].tasks for line in found)


def test_a_round_that_is_void_and_other_clocks_are_no_tasks(database: Database) -> None:
    one = Task(round=1, started_at=some_moment(chances(1)), due_at=some_moment(chances(1)))
    with database.transaction() as session:
        made = a_case(session)
        a_task(session, made, one, state=ClockState.VOID)
        a_task(session, made, one, clock=ClockName.REPLY)
        assert counted_in(session, MANAGER, Among()) == 0


def test_only_the_projects_of_the_person_and_of_the_question_are_counted(database: Database) -> None:
    one = Task(round=1, started_at=some_moment(chances(2)), due_at=some_moment(chances(2)))
    supervisor = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.SUPERVISOR, project="云锦苑"),))
    clerk = Person(id=3, login="he", name="何", grants=(Grant(role=Role.CLERK),))
    with database.transaction() as session:
        for name, area in (("云锦苑", "城东"), ("锦绣苑", "城西")):
            projects.add(session, name, ProjectFacts(area=area))
        for key, name in enumerate(("云锦苑", "锦绣苑", "锦绣苑", None)):
            made = a_case(session, f"1:{key}", project=name)
            a_task(session, made, one)
        assert counted_in(session, MANAGER, Among()) == 4
        assert counted_in(session, MANAGER, Among(project="锦绣苑")) == 2
        assert counted_in(session, MANAGER, Among(area="城东")) == 1
        assert counted_in(session, supervisor, Among()) == 2  # of no known project: everybody's
        assert counted_in(session, supervisor, Among(project="锦绣苑")) == 0
        assert counted_in(session, clerk, Among()) == 0
        session.execute(update(case).values(project="云锦苑"))
        assert counted_in(session, supervisor, Among()) == 4
