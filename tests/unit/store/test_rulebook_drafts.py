"""The draft of the next rulebook: nobody writes over what they have not seen."""

from dataclasses import replace

from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW

from store import cases, rulebook_drafts
from store.database import Database
from store.rulebook_drafts import DraftRow

BASE = "a" * 64
FIRST = DraftRow(
    base=BASE, files={"clocks.yaml": "[]\n", "groups.yaml": None}, version=1, changed_at=NOW, changed_by="guan"
)


def begun(session: Session) -> None:
    cases.keep_rulebook(session, BASE, "小区", {"rulebook.yaml": "name: 小区\n"}, NOW)
    assert rulebook_drafts.put(session, FIRST)


def test_there_is_none_at_first(database: Database) -> None:
    with database.reading() as session:
        assert rulebook_drafts.held(session) is None


def test_it_is_kept_as_it_was_put(database: Database) -> None:
    with database.transaction() as session:
        begun(session)
        assert rulebook_drafts.held(session) == replace(FIRST, changed_at=UTC_NOW)


def test_two_that_begin_at_once_do_not_write_over_each_other(database: Database) -> None:
    with database.transaction() as session:
        begun(session)
        assert not rulebook_drafts.put(session, replace(FIRST, changed_by="second"))
        found = rulebook_drafts.held(session)
        assert found is not None
        assert found.changed_by == "guan"


def test_each_change_follows_the_one_before_it(database: Database) -> None:
    with database.transaction() as session:
        begun(session)
        assert rulebook_drafts.put(session, replace(FIRST, version=2, files={}))
        assert not rulebook_drafts.put(session, replace(FIRST, version=2))
        assert not rulebook_drafts.put(session, replace(FIRST, version=4))
        found = rulebook_drafts.held(session)
        assert found is not None
        assert (found.version, found.files) == (2, {})
