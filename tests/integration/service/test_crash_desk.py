"""kill -9 between any two effects of what people do with a letter: no number twice, nothing sent or printed twice."""

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

from domain.codes import LetterKind, LetterState
from store import events, letters, printing
from store.database import open_database
from workers.instance.crash_points import DESK

TESTS = Path(__file__).parents[2]


def day(root, url, smtp, complaints, *, crash_at=None):
    """Run a day; how it ended and what it said."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent)))}
    done = preloaded.run(
        [sys.executable, TESTS / "servers" / "desk_day.py", root, url, str(smtp.port), str(complaints)],
        env=environment | ({"HUIHAN_CRASH_AT": crash_at} if crash_at else {}),
        capture_output=True,
        text=True,
        timeout=200,
    )
    return done.returncode, done.stderr


def crash(root, url, smtp, complaints, point):
    code, said = day(root, url, smtp, complaints, crash_at=point)
    assert code == -signal.SIGKILL, f"the point {point} was not passed, it ended with {code}:\n{said}"


def check_books(url, smtp, complaints):
    """Every reply once: one number each and none left out, sent or in one batch, with one event for each step."""
    database = open_database(url)
    with database.reading() as session:
        rows = letters.in_state(session, tuple(LetterState))
        replies = [row for row in rows if row.kind is LetterKind.REPLY]
        batches = printing.newest(session)
        bound = [row.id for batch in batches for row in printing.letters_of(session, batch.id)]
        told = [Counter(event.what for event in events.history(session, row.case_id)) for row in replies]
    database.dispose()
    numbers = sorted(int(row.number.partition("〕")[2].rstrip("号")) for row in rows)
    assert numbers == list(range(1, 2 * complaints + 1)), "a number is missing or was given twice"
    assert Counter(row.state for row in replies) == {
        LetterState.SENT: complaints // 2,
        LetterState.PRINTED: complaints // 2,
    }
    assert sorted(bound) == sorted(row.id for row in replies if row.state is LetterState.PRINTED)
    assert sum(batch.letters for batch in batches) == len(bound), "a letter was printed twice"
    for what in ("letter_submitted", "letter_approved"):
        assert [one[what] for one in told] == [1] * complaints
    accepted = Counter(received.message["Message-ID"] for received in smtp.accepted)
    assert {accepted[row.message_id] for row in replies if row.state is LetterState.SENT} == {1}
    assert not any(accepted[row.message_id] for row in replies if row.state is LetterState.PRINTED)


@pytest.fixture
def smtp(tmp_path):
    (tmp_path / "smtp").mkdir()
    with running_smtp(tmp_path / "smtp") as server:
        yield server


@pytest.fixture
def root(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "house" / "rulebook", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    return tmp_path / "house"


@pytest.mark.parametrize("point", DESK)
def test_a_kill_at_this_point_neither_loses_nor_doubles_a_letter(point, root, sqlite_url, smtp):
    crash(root, sqlite_url, smtp, 2, point)
    code, said = day(root, sqlite_url, smtp, 2)
    assert code == 0, said
    check_books(sqlite_url, smtp, 2)


@pytest.mark.timeout(900)  # nine days, each in a process of its own
def test_kills_at_every_point_in_a_row_on_postgresql(root, postgresql_url, smtp):
    for number, point in enumerate(DESK, start=1):
        crash(root, postgresql_url, smtp, number, point)
    code, said = day(root, postgresql_url, smtp, len(DESK))
    assert code == 0, said
    check_books(postgresql_url, smtp, len(DESK))
