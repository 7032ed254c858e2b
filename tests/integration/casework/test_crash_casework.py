"""kill -9 between any two effects of what comes into a case beside its letters: nothing is lost, and nothing doubled.

What people do in one transaction alone has no point between: it is there or it is not.

Covers huihan.checks.archive_files.
"""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from servers import preloaded
from servers.instance import SHIPPED
from servers.letters_day import CLERK, one_case, typist

from domain.codes import IntakeState, LetterKind
from domain.events import EventName
from domain.staff import HOUSE
from huihan.checks import Patient, examine
from store import case_records, edits, events, intake, jobs
from store import evidence as kept
from store.archive_orphans import LEAST_AGE, Swept, sweep
from workers.casework import form_drafts
from workers.casework.owning import assign_many
from workers.correspondence.editing import draft
from workers.instance.crash_points import EVIDENCE, MANY, TYPING, WRITING
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
TYPE = """
from servers.letters_day import typist
from workers.casework.form_drafts import Typed, save, sent
person = typist(services)
note = (("note", "门机待修", True),)
save(services, Typed(number=sys.argv[4], form="act-call", key=KEY, stand=STAND, fields=note), actor=person)
from workers.casework.case_work import record_call
record_call(services, sys.argv[4], "门机待修", actor=person, reached=True)
sent(services, KEY, actor=person)
"""
KEY = "0123456789abcdef"
COMPOSE = """
from dataclasses import replace
from workers.casework.composing import compose, composition_of
from store import cases, letters
with services.database.reading() as session:
    case = cases.get_case(session, sys.argv[4])
    letter = letters.get(session, LETTER)
    said = composition_of(services, session, case, letter)
said = replace(said, matters=tuple(replace(one, findings="门机损坏") for one in said.matters))
compose(services, letter.id, said, actor=CLERK, seen="SEEN")
"""
RECORD = """
from domain.record import Investigation
from workers.casework.recording import save_investigation
save_investigation(services, sys.argv[4], Investigation(by="赵工", findings="门机损坏"), actor=CLERK, seen=0)
"""
GIVE = """
from servers.letters_day import typist
from workers.casework.owning import assign_many
typist(services)
assign_many(services, ("TS-2026-000001", "TS-2026-000002"), "chen", actor=CLERK)
"""
GIVE_BACK = """
from workers.casework.owning import Moved, take_back
numbers = ("TS-2026-000001", "TS-2026-000002")
take_back(services, [Moved(number=one, before="feng", after="chen") for one in numbers], actor=CLERK, reason="")
"""
"""What is done in a process of its own, which may be killed; argv: folder, database, time, case."""


def done(house, case, what, *, crash_at=None):
    """How the process ended."""
    settings = house.services.settings
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    ended = preloaded.run(
        [
            *(sys.executable, "-c", OPENED + what),
            *(str(settings.root), settings.database_url, house.services.now().isoformat(), case.number),
        ],
        env=environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {}),
        capture_output=True,
        text=True,
        timeout=120,
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


def test_a_file_whose_row_never_came_is_told_by_doctor_set_aside_and_may_be_added_again(house, case):
    killed(house, case, ADD, "evidence.archived")
    orphans = [
        path
        for path in house.services.archive.root.rglob("*")
        if path.is_file() and path.read_bytes() in (b"one", b"two")
    ]
    assert len(orphans) == 2
    at = time.time() - LEAST_AGE.total_seconds() - 60
    for path in orphans:
        os.utime(path, (at, at))
    kept_in = house.services.settings.root / "data" / "huihan.db"
    kept_in.touch()  # doctor looks into no database before there is one
    patient = Patient(settings=house.services.settings, now=house.services.now())
    assert [one.what for one in examine(patient, frozenset({"archive"}))] == [
        "存档中有 2 个文件没有登记（写入时中断所致），已移开 0 个，共 0.0 MB"
    ]
    assert sweep(house.services.database, house.services.archive) == Swept(aside=2)
    assert "已移开 2 个" in next(examine(patient, frozenset({"archive"}))).what
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


@pytest.mark.parametrize("point", [one for one in WRITING if one.startswith("edit.")])
def test_a_reply_that_was_put_together_as_it_was_killed_is_there_with_its_record_or_neither_is(house, case, point):
    letter = draft(house.services, case.number, LetterKind.REPLY, actor=CLERK)
    act = COMPOSE.replace("LETTER", str(letter.id)).replace("SEEN", letter.docx_sha)
    killed(house, case, act, point)
    there = point == "edit.committed"
    assert composed(house, case, letter) == (1 + there, there, there)
    code, said = done(house, case, act)
    assert (code, "刚被他人修改" in said) == ((1, True) if there else (0, False)), said
    assert composed(house, case, letter) == (2, 1, 1)
    assert house.ask(lambda session: events.verify(session, case.id)) == []


def composed(house, case, letter):
    """Versions of the letter, versions of the record, and events that tell of them."""
    with house.services.database.reading() as session:
        records = len(case_records.of_case(session, case.id))
        versions = edits.of_letter(session, letter.id)
    assert all(house.services.archive.get(one.docx_sha) for one in versions)
    told = house.events(case)
    assert told.count("letter_edited") == told.count("record_saved")
    return len(versions), records, told.count("record_saved")


def test_a_record_that_was_saved_as_it_was_killed_is_saved_once(house, case):
    killed(house, case, RECORD, "record.committed")
    code, said = done(house, case, RECORD)
    assert (code, "刚被他人修改" in said) == (1, True), said
    assert len(house.ask(lambda session: case_records.of_case(session, case.id))) == 1
    assert house.events(case).count("record_saved") == 1


def test_many_that_are_given_and_given_back_are_each_moved_once_however_often_it_is_killed(house, case):
    second = one_case(house, subject="楼道灯", text="楼道灯坏了。阳光花园5栋1单元302", sender="zhao@example.com")
    typist(house.services)
    typist(house.services, "feng")
    assign_many(house.services, (case.number, second.number), "feng", actor=CLERK)
    for act, owner in ((GIVE, "chen"), (GIVE_BACK, "feng")):
        killed(house, case, act, MANY[0])
        assert {one.owner for one in house.cases()} == {"chen", "feng"}
        code, said = done(house, case, act)
        assert code == 0, said
        assert [one.owner for one in house.cases()] == [owner] * 2
    for one in (case, second):
        assert house.events(one).count("owner_assigned") == 3
        assert house.ask(lambda session, one=one: events.verify(session, one.id)) == []


def typed(house, case):
    """The drafts that are offered, with whether the case has moved on since."""
    with house.services.database.reading() as session:
        found = form_drafts.offered(house.services, session, [case.number], actor=typist(house.services))
    return [(one.draft.fields[0][1], one.stale) for one in found]


def test_what_was_typed_is_kept_once_and_an_act_is_not_done_again_for_it(house, case):
    stand = len(house.events(case))
    act = TYPE.replace("KEY", repr(KEY)).replace("STAND", str(stand))
    saved, sent = TYPING
    killed(house, case, act, saved)
    assert typed(house, case) == [("门机待修", False)]
    killed(house, case, act, sent)
    assert typed(house, case) == [("门机待修", True)], "kept once, and it says that the case has moved on"
    assert house.events(case).count("call_recorded") == 1
    form_drafts.discard(house.services, KEY, actor=typist(house.services))
    assert typed(house, case) == []
