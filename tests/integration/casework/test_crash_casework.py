"""kill -9 between any two effects of what comes into a case beside its letters: nothing is lost, and nothing doubled.

What people do in one transaction alone has no point between: it is there or it is not.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from servers.instance import SHIPPED
from servers.letters_day import one_case

from domain.codes import IntakeState
from domain.events import EventName
from domain.staff import HOUSE
from store import events, intake, jobs
from store import evidence as kept
from workers.instance.crash_points import EVIDENCE
from workers.instance.stages import PHOTOS
from workers.service.recovery import recover

TESTS = Path(__file__).parents[2]
OPENED = """
import sys
from datetime import datetime
from pathlib import Path
from servers.letters_day import CLERK
from domain.settings import Settings
from workers.instance.services import Services
settings = Settings(root=Path(sys.argv[1]), database_url=sys.argv[2])
services = Services.open(settings, now=lambda: datetime.fromisoformat(sys.argv[3]))
"""
ADD = """
from domain.work_codes import EvidenceSource
from workers.casework.evidence import About, Handed, add
add(services, sys.argv[4], (Handed(name="a.jpg", data=b"one"), Handed(name="b.jpg", data=b"two")),
    About(source=EvidenceSource.VISIT), actor=CLERK)
"""
TAKE_OUT = """
from workers.intake.department_photos import PhotosStage
from workers.service.runner import Runner
Runner(services, (PhotosStage(),), name="test").work_once()
"""
"""What is done in a process of its own, which may be killed; argv: folder, database, time, case."""


def done(house, case, what, *, crash_at=None):
    """How the process ended."""
    settings = house.services.settings
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    ended = subprocess.run(
        [
            *(sys.executable, "-c", OPENED + what),
            *(str(settings.root), settings.database_url, house.services.now().isoformat(), case.number),
        ],
        env=environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stderr


def killed(house, case, what, point):
    code, said = done(house, case, what, crash_at=point)
    assert code == -signal.SIGKILL, f"{point} was not passed, it ended with {code}:\n{said}"


@pytest.fixture
def case(house):
    (house.services.settings.root / "rulebook").symlink_to(SHIPPED)
    return one_case(house)


def pieces(house, case):
    return [one.name for one in house.ask(lambda session: kept.of_case(session, case.id))]


def whole(house, case, *names):
    """The pieces stand once each, every one told of by an event, in a chain that holds; each file is in the archive."""
    assert pieces(house, case) == list(names)
    assert house.events(case).count("evidence_added") == len(names)
    assert house.ask(lambda session: events.verify(session, case.id)) == []
    for row in house.ask(lambda session: kept.of_case(session, case.id)):
        assert house.services.archive.get(row.sha256)


@pytest.mark.parametrize("point", [one for one in EVIDENCE if one.startswith("evidence.")])
def test_files_that_were_added_as_it_was_killed_are_there_or_added_by_a_second_click(house, case, point):
    killed(house, case, ADD, point)
    assert pieces(house, case) in ([], ["a.jpg", "b.jpg"])
    code, said = done(house, case, ADD)
    assert code == 0, said
    whole(house, case, "a.jpg", "b.jpg")


@pytest.mark.parametrize("point", [one for one in EVIDENCE if one.startswith("photos.")])
def test_photos_of_a_report_that_was_killed_come_in_once(house, case, point):
    film = ("门机.mp4", b"a film", "video/mp4")
    house.mail("回复", "进展", sender="gong@wuye.example", attach=[film], Auto_Submitted="auto-replied")
    house.work()
    row = house.last()
    with house.services.database.transaction() as session:
        intake.advance(session, row.id, tuple(IntakeState), IntakeState.FOLLOW_UP, case_id=case.id)
        report = {"department": "engineering", "note": "在修", "done": False, "intake": row.id}
        events.append(session, case.id, house.services.now(), HOUSE, EventName.DEPARTMENT_REPORT, report)
        jobs.defer(session, PHOTOS, row.id)
    killed(house, case, TAKE_OUT, point)
    recover(house.services, alone=True)
    house.work()
    whole(house, case, "门机.mp4")
