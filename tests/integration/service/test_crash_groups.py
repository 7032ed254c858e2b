"""kill -9 between any two letters of a group: each is wholly written, submitted, approved or not, and goes out once."""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from servers.instance import SHIPPED
from servers.smtp import running_smtp

from domain.codes import LetterKind, LetterState
from store import events, letters
from store.database import open_database
from workers.instance.crash_points import GROUPS

TESTS = Path(__file__).parents[2]


def day(root, url, smtp, *, crash_at=None):
    """Answer the group; how it ended and what it said."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    done = subprocess.run(
        [sys.executable, TESTS / "servers" / "group_day.py", root, url, str(smtp.port)],
        env=environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {}),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.timeout(900)  # five days, each in a process of its own
def test_kills_between_the_letters_of_a_group_neither_lose_nor_double_one(tmp_path, sqlite_url):
    shutil.copytree(SHIPPED, tmp_path / "house" / "rulebook", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    (tmp_path / "smtp").mkdir()
    with running_smtp(tmp_path / "smtp") as smtp:
        for point in GROUPS:
            code, said = day(tmp_path / "house", sqlite_url, smtp, crash_at=f"{point}:2")
            assert code == -signal.SIGKILL, f"the point {point} was not passed, it ended with {code}:\n{said}"
        code, said = day(tmp_path / "house", sqlite_url, smtp)
        assert code == 0, said
        accepted = Counter(received.message["Message-ID"] for received in smtp.accepted)
    database = open_database(sqlite_url)
    with database.reading() as session:
        found = letters.in_state(session, tuple(LetterState))
        replies = [one for one in found if one.kind is LetterKind.REPLY]
        told = [Counter(event.what for event in events.history(session, one.case_id)) for one in replies]
    database.dispose()
    assert [one.state for one in replies] == [LetterState.SENT] * 3
    assert [accepted[one.message_id] for one in replies] == [1] * 3
    for what in ("letter_edited", "letter_submitted", "letter_approved"):
        assert [one[what] for one in told] == [1] * 3
