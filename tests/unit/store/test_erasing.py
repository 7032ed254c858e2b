"""What is still to be erased stays written down until it is erased, and is taken by one alone."""

from store_samples import NOW, UTC_NOW

from store import erasing
from store.database import Database
from store.erasing import NewTask


def task(kind: str, name: str) -> NewTask:
    return NewTask(kind=kind, name=name, at=NOW, who="cli:li", reason="住户要求删除")


def test_a_task_is_kept_in_order_and_taken_once(database: Database) -> None:
    with database.transaction() as session:
        erasing.add(session, [task("case", "1"), task("file", "ab" * 32)])
        erasing.add(session, [])
    with database.reading() as session:
        first, second = erasing.open_tasks(session)
        assert (first.kind, first.name, first.at, first.resident) == ("case", "1", UTC_NOW, None)
        assert erasing.waits(session, "file", "ab" * 32)
    with database.transaction() as session:
        assert erasing.take(session, first.id)
        assert not erasing.take(session, first.id)
    with database.reading() as session:
        assert erasing.open_tasks(session) == [second]


def test_a_database_is_compacted(database: Database) -> None:
    assert database.compact()
    with database.transaction() as session:
        erasing.add(session, [task("case", "1")])
