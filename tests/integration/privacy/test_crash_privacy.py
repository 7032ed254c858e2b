"""kill -9 anywhere in an erasure: what was begun is finished at the next look, and nothing is erased unrecorded."""

import os
import signal
import sys
from pathlib import Path

import pytest
from servers import preloaded
from servers.house import NOW
from servers.instance import SHIPPED

from domain.codes import CaseState
from store import cases, erasing, events
from workers.instance.crash_points import PRIVACY
from workers.privacy import erasing as working
from workers.privacy.finding import find
from workers.privacy.subjects import Wanted

WANG = Wanted(name="王芳", phone="13800138000")
ERASE = """
import sys
from dataclasses import replace
from pathlib import Path
from servers.house import NOW
from domain.staff import operator
from domain.settings import Settings
from workers.privacy.data_requests import Asked, erase
from workers.privacy.subjects import Wanted
from workers.instance.services import Services
settings = Settings(root=Path(sys.argv[1]), database_url=sys.argv[2])
services = Services.open(settings, now=lambda: NOW)
asked = Asked(wanted=Wanted(name="王芳", phone="13800138000"), mentions=True)
erase(services, asked, actor=operator("cli:li"), reason="住户要求")
services.close()
"""
TESTS = Path(__file__).parents[2]


def erase(house, crash_at=None):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    settings = house.services.settings
    done = preloaded.run(
        [sys.executable, "-c", ERASE, str(settings.root), settings.database_url],
        env=environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {}),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stderr


@pytest.fixture
def office(house):
    """Two letters of hers, a neighbour's that names her, all filed; the rulebook lies where a process looks for it."""
    (house.services.settings.root / "rulebook").symlink_to(SHIPPED)
    for _ in range(2):
        house.mail()
    house.mail(text="我是阳光花园3栋2单元502的业主李明，王芳138 0013 8000也受影响。", sender="李明 <li@example.com>")
    house.work()
    for case in house.cases():
        with house.services.database.transaction() as session:
            events.append(session, case.id, NOW, "li", "filed", {"reason": ""})
            cases.update_case(session, case.id, state=CaseState.FILED)
    return house


@pytest.mark.parametrize("point", [*PRIVACY, "erase.committed:2", "erase.file_removed:3"])
def test_an_erasure_that_was_killed_is_finished_at_the_next_look(office, point):
    before = {case.id for case in office.cases()}
    code, said = erase(office, crash_at=point)
    assert code == -signal.SIGKILL, f"{point} was not passed, it ended with {code}:\n{said}"
    working.work(office.services)
    assert office.ask(erasing.open_tasks) == []
    left = [place for place in find(office.services, WANG).places if not place.where.startswith("smtp")]
    assert left == []
    assert {case.id for case in office.cases()} == before
    for case in office.cases():
        assert office.ask(lambda session, case=case: events.verify(session, case.id)) == []
        assert office.events(case).count("personal_data_erased") == 1


def test_without_a_crash_it_is_done_in_one_go(office):
    code, said = erase(office)
    assert code == 0, said
    assert office.ask(erasing.open_tasks) == []
