"""kill -9 between any two cases of a group that one act seats or brings on, and between any two of its letters: an act
is wholly done or not at all, each letter is wholly written, submitted, approved or not, and goes out once."""

import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from servers import preloaded
from servers.instance import SHIPPED
from servers.smtp import running_smtp

from domain.codes import CaseState, LetterKind, LetterState
from store import cases, events, letters
from store.database import open_database
from workers.instance.crash_points import GROUPS

TESTS = Path(__file__).parents[2]
ONCE = "posting.drafted"
"""Passed once in a day."""


def day(root, url, smtp, *, crash_at=None):
    """Answer the group; how it ended and what it said."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    done = preloaded.run(
        [sys.executable, TESTS / "servers" / "group_day.py", root, url, str(smtp.port)],
        env=environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {}),
        capture_output=True,
        text=True,
        timeout=200,
    )
    return done.returncode, done.stderr


@pytest.mark.timeout(1200)  # eight days, each in a process of its own
@pytest.mark.parametrize("database", ["sqlite_url", "postgresql_url"])
def test_kills_between_what_is_done_for_a_group_neither_lose_nor_double_anything(database, tmp_path, request):
    url = request.getfixturevalue(database)
    shutil.copytree(SHIPPED, tmp_path / "house" / "rulebook", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    (tmp_path / "smtp").mkdir()
    with running_smtp(tmp_path / "smtp") as smtp:
        for point in GROUPS:
            code, said = day(tmp_path / "house", url, smtp, crash_at=f"{point}:{1 if point == ONCE else 2}")
            assert code == -signal.SIGKILL, f"the point {point} was not passed, it ended with {code}:\n{said}"
        code, said = day(tmp_path / "house", url, smtp)
        assert code == 0, said
        accepted = Counter(received.message["Message-ID"] for received in smtp.accepted)
    opened = open_database(url)
    with opened.reading() as session:
        found = letters.in_state(session, tuple(LetterState))
        replies = [one for one in found if one.kind is LetterKind.REPLY]
        posted = [one for one in found if one.kind is LetterKind.GROUP_NOTICE]
        leading = {one.case_id for one in replies}
        told = [Counter(event.what for event in events.history(session, one.case_id)) for one in replies]
        (along,) = [
            Counter(event.what for event in events.history(session, one.id))
            for one in cases.list_cases(session)
            if one.id not in leading
        ]
        states = [one.state for one in cases.list_cases(session)]
    opened.dispose()
    assert [one.state for one in replies] == [LetterState.SENT] * 3
    assert [accepted[one.message_id] for one in replies] == [1] * 3
    assert len(posted) == 1
    assert states == [CaseState.DONE] * 4
    for what in ("group_joined", "validity_set", "letter_edited", "letter_submitted", "letter_approved"):
        assert [one[what] for one in told] == [1] * 3
    assert [one["state_changed"] for one in told] == [3] * 3
    assert (along["answered_along"], along["letter_submitted"]) == (1, 0)
    assert along["letter_sent"] == 2, "its acknowledgement, and the reply for both"
