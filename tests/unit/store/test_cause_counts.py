"""The causes of every matter as the database counts them equal what plain Python counts of the same cases.

Covers store.causes.
"""

from collections import Counter
from datetime import date

import pytest
from store_samples import a_case
from task_samples import ZONE, a_task, chances, some_task

from domain.codes import ClockState, Role
from domain.rates import Length, RateCount, span_of
from domain.staff import Grant, Person
from domain.work_codes import Cause, CauseSaid
from store import causes, complaint_ledger, projects
from store.complaint_ledger import ClassFilter, LedgerFilter
from store.database import Database
from store.projects import ProjectFacts
from store.rates import RateFilter
from store.tasks import Among

MARCH = span_of(date(2026, 3, 1), Length.MONTH, ZONE)
ROLES = (Role.SUPERVISOR, Role.MANAGER)
MANAGER = Person(id=1, login="sun", name="孙经理", grants=(Grant(role=Role.MANAGER),))
OWN = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.SUPERVISOR, project="云锦苑"),))


@pytest.mark.parametrize("seed", range(3))
def test_every_matter_and_cause_is_as_python_counts(database: Database, seed: int) -> None:
    chance = chances(seed)
    counted, own = Counter[object](), Counter[object]()
    with database.transaction() as session:
        projects.add(session, "云锦苑", ProjectFacts(area="城东"))
        for number in range(90):
            topic, project = chance.choice(["lift_stopped", "roof_leak", None]), chance.choice(["云锦苑", "锦绣苑"])
            chosen, proposed = (chance.choice([Cause.MACHINE, Cause.METHOD, None]) for _ in range(2))
            made = a_case(session, f"1:{number}", project=project, topic=topic, cause=chosen, proposed_cause=proposed)
            first, void = some_task(chance), chance.random() < 0.1
            a_task(session, made, first, **({"state": ClockState.VOID} if void else {}))
            a_task(session, made, some_task(chance, 2))
            if MARCH.holds(first.started_at) and not void:
                said = CauseSaid.CHOSEN if chosen else CauseSaid.PROPOSED if proposed else None
                counted[topic, chosen or proposed, said] += 1
                own[topic, chosen or proposed, said] += project == "云锦苑"
        for person, among, expected in (
            (MANAGER, Among(), counted),
            (OWN, Among(), own),
            (MANAGER, Among(project="云锦苑"), own),
            (MANAGER, Among(area="城东"), own),
            (MANAGER, Among(area="城西"), Counter[object]()),
        ):
            found = causes.received_by_cause(session, person, ROLES, among, MARCH)
            flat = {(topic, *said): count for topic, of in found.items() for said, count in of.items()}
            assert flat == {key: count for key, count in expected.items() if count}
        for (topic, cause, said), count in counted.items():
            if topic is None or cause is None:
                continue
            asked = LedgerFilter(
                rate=RateFilter(count=RateCount.RECEIVED, span=MARCH),
                topics=ClassFilter(topics=(topic,)),
                cause=cause,
                cause_said=said,
            )
            assert complaint_ledger.how_many(session, MANAGER, ROLES, asked) == count
