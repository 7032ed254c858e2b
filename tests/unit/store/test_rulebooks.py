"""The history of rulebooks: which is live, which decided when, and the files of each that was ever kept."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW

from store import cases, rulebooks
from store.database import Database

DAY = timedelta(days=1)
OLD, NEW = "a" * 64, "b" * 64


def kept(session: Session, *shas: str) -> None:
    for sha in shas:
        cases.keep_rulebook(session, sha, "小区", {"rulebook.yaml": f"name: {sha[:4]}\n"}, NOW)


def version(session: Session, sha: str, *, days: int = 0, active: bool = True) -> None:
    rulebooks.add_version(session, sha=sha, at=NOW + days * DAY, who="admin", note="试行", active=active)


def test_before_the_first_activation_none_is_live(database: Database) -> None:
    with database.transaction() as session:
        kept(session, OLD)
        version(session, OLD, active=False)
        assert rulebooks.active_sha(session) is None
        assert rulebooks.version_of(session, OLD, NOW) is None


def test_the_last_that_was_made_live_is_live(database: Database) -> None:
    with database.transaction() as session:
        kept(session, OLD, NEW)
        version(session, OLD)
        version(session, NEW, days=1)
        version(session, OLD, days=2, active=False)
        assert rulebooks.active_sha(session) == NEW
        version(session, OLD, days=3)
        assert rulebooks.active_sha(session) == OLD


def test_the_history_stands_newest_first_with_who_and_why(database: Database) -> None:
    with database.transaction() as session:
        kept(session, OLD, NEW)
        version(session, OLD)
        version(session, NEW, days=1, active=False)
        newest, oldest = rulebooks.history(session)
        assert (newest.sha, newest.active) == (NEW, False)
        assert (oldest.who, oldest.note, oldest.at) == ("admin", "试行", UTC_NOW)


def test_a_decision_goes_to_the_activation_before_it(database: Database) -> None:
    with database.transaction() as session:
        kept(session, OLD, NEW)
        for sha, days in ((OLD, 0), (NEW, 2), (OLD, 4)):
            version(session, sha, days=days)
        history = {one.at: one.id for one in rulebooks.history(session)}
        for days, activated in ((0, 0), (1, 0), (3, 0), (4, 4), (9, 4)):
            found = rulebooks.version_of(session, OLD, NOW + days * DAY)
            assert found is not None
            assert found.id == history[UTC_NOW + activated * DAY]


def test_a_decision_before_every_activation_goes_to_the_first(database: Database) -> None:
    with database.transaction() as session:
        kept(session, OLD)
        version(session, OLD, days=1)
        version(session, OLD, days=5)
        found = rulebooks.version_of(session, OLD, NOW)
        assert found is not None
        assert found.at == UTC_NOW + DAY


def test_a_kept_rulebook_has_its_files_and_keeps_the_first_name(database: Database) -> None:
    with database.transaction() as session:
        kept(session, OLD)
        cases.keep_rulebook(session, OLD, "另一个", {}, NOW)
        found = rulebooks.kept(session, OLD)
        assert found is not None
        assert (found.name, dict(found.files)) == ("小区", {"rulebook.yaml": "name: aaaa\n"})
        assert rulebooks.kept(session, NEW) is None


@pytest.mark.parametrize(
    ("start", "found"), [("a", [OLD]), ("A", [OLD]), (OLD, [OLD]), ("c", []), ("%", []), ("_", [])]
)
def test_a_rulebook_is_found_by_how_its_hash_begins(database: Database, start: str, found: list[str]) -> None:
    with database.transaction() as session:
        kept(session, OLD, NEW)
        assert rulebooks.shas_like(session, start) == found


def test_of_many_that_begin_alike_ten_are_named(database: Database) -> None:
    with database.transaction() as session:
        kept(session, *(f"{number:02x}" + "c" * 62 for number in range(12)))
        assert rulebooks.shas_like(session, "") == [f"{number:02x}" + "c" * 62 for number in range(10)]
