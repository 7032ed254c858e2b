"""The months of every line as the database counts them equal what plain Python counts of the same cases.

Covers store.trends.
"""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import update
from store_samples import a_case
from task_samples import ZONE, a_task, chances, some_task

from domain.codes import ClockState, Department, Role
from domain.rates import Dimension, Length, span_of
from domain.staff import Grant, Person
from store import projects, trends
from store.case_tables import case
from store.database import Database
from store.projects import ProjectFacts
from store.tasks import Among

SPANS = [span_of(date(2026, month, 1), Length.MONTH, ZONE) for month in (1, 2, 3)]
MANAGER = Person(id=1, login="sun", name="孙经理", grants=(Grant(role=Role.MANAGER),))


@pytest.mark.parametrize("seed", range(2))
def test_every_line_of_every_month_is_as_python_counts(database: Database, seed: int) -> None:
    chance = chances(seed)
    matters, places, departments = Counter[object](), Counter[object](), Counter[object]()
    with database.transaction() as session:
        projects.add(session, "云锦苑", ProjectFacts(area="城东"))
        for number in range(60):
            topic, building = chance.choice(["lift_stopped", None]), chance.choice(["1栋", None])
            own = tuple(chance.sample([Department.SECURITY, Department.ENGINEERING], chance.choice([0, 1, 2])))
            made = a_case(session, f"1:{number}", project="云锦苑", building=building, topic=topic)
            session.execute(update(case).where(case.c.id == made.id).values(departments=own))
            first, later, void = some_task(chance), some_task(chance, 2), chance.random() < 0.1
            a_task(session, made, first, **({"state": ClockState.VOID} if void else {}))
            a_task(session, made, later)
            at = next((at for at, span in enumerate(SPANS) if span.holds(first.started_at)), None)
            if at is not None and not void:
                matters[(topic,), at] += 1
                places[("云锦苑", building), at] += 1
                departments.update(((one.value,), at) for one in own)
                departments.update([((None,), at)] if not own else [])
        for by, expected in (
            (Dimension.TOPIC, matters),
            (Dimension.BUILDING, places),
            (Dimension.DEPARTMENT, departments),
        ):
            found = trends.received_by(session, MANAGER, (Role.MANAGER,), Among(), SPANS, by)
            counted = {(key, at): number for key, numbers in found.items() for at, number in enumerate(numbers)}
            assert {one: number for one, number in counted.items() if number} == expected, by
        elsewhere = Among(area="城西")
        assert trends.received_by(session, MANAGER, (Role.MANAGER,), elsewhere, SPANS, Dimension.TOPIC) == {}
