"""Opening and migrating a database, and where its transactions begin and end."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from store.all_tables import SCHEMA
from store.database import MIGRATIONS, Database, NewerSchemaError, migrate, newest_revision, open_database
from store.numbers import next_number
from store.tables import counter


def test_models_and_migrations_agree(database: Database) -> None:
    with database.reading() as session:
        # The index of words is no table of the models: FTS5 has tables of its own for it, PostgreSQL a type.
        opts = {"compare_type": True, "include_name": lambda name, *_: not str(name).startswith("search_index")}
        context = MigrationContext.configure(session.connection(), opts=opts)
        assert compare_metadata(context, SCHEMA) == []


def test_every_constraint_of_the_models_is_in_the_database(database: Database) -> None:
    with database.reading() as session:
        found = inspect(session.connection())
        for table in SCHEMA.sorted_tables:
            keys = {tuple(key["constrained_columns"]) for key in found.get_foreign_keys(table.name)}
            assert keys == {tuple(key.column_keys) for key in table.foreign_key_constraints}, table.name


def test_migrating_again_changes_nothing(database_url: str) -> None:
    opened = open_database(database_url)
    with opened.transaction() as session:
        assert next_number(session, "case", 2026) == 1
    opened.dispose()
    migrate(database_url)
    with opened.transaction() as session:
        assert next_number(session, "case", 2026) == 2
    opened.dispose()


def test_migrate_makes_the_sqlite_file_and_its_folder(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/data/huihan.db")
    assert (tmp_path / "data" / "huihan.db").is_file()


def test_an_unknown_kind_of_database_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="must be sqlite or postgresql, not mysql"):
        open_database("mysql://localhost/huihan")


def test_a_transaction_commits_at_its_end_and_rolls_back_when_it_raises(database: Database) -> None:
    def interrupted(session: Session) -> None:
        next_number(session, "case", 2026)
        raise RuntimeError("power cut")

    with database.transaction() as session:
        next_number(session, "case", 2026)
    with pytest.raises(RuntimeError, match="power cut"), database.transaction() as session:
        interrupted(session)
    with database.reading() as session:
        assert session.execute(select(counter.c.value)).scalar_one() == 1


def test_a_reading_session_cannot_write_and_the_next_writer_can(database: Database) -> None:
    with database.reading() as session, pytest.raises(DBAPIError, match=r"read.?only"):
        next_number(session, "case", 2026)
    with database.transaction() as session:
        assert next_number(session, "case", 2026) == 1


def test_sqlite_keeps_every_commit_and_every_reference(sqlite_url: str) -> None:
    opened = open_database(sqlite_url)
    with opened.reading() as session:
        asked = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("journal_mode", "synchronous")}
        asked |= {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("foreign_keys", "busy_timeout")
        }
    opened.dispose()
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_writer_does_not_wait_for_ever_for_a_row(postgresql_url: str) -> None:
    opened = open_database(postgresql_url)
    with opened.reading() as session:
        assert session.execute(text("SHOW lock_timeout")).scalar_one() == "30s"
    opened.dispose()


def test_a_connection_that_was_lost_is_replaced(postgresql_url: str) -> None:
    opened, other = open_database(postgresql_url), open_database(postgresql_url)
    with opened.transaction() as session:
        lost = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.transaction() as session:
        session.execute(text("SELECT pg_terminate_backend(:lost, 5000)"), {"lost": lost})
    with pytest.raises(OperationalError), opened.transaction() as session:
        next_number(session, "case", 2026)
    with opened.transaction() as session:
        assert next_number(session, "case", 2026) == 1
    opened.dispose()
    other.dispose()


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/huihan.db"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE letter (id INTEGER)"))
    with pytest.raises(DBAPIError, match="letter already exists"):
        migrate(url)
    assert inspect(engine).get_table_names() == ["letter"]
    engine.dispose()


def test_the_newest_schema_is_that_of_the_last_migration() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert newest_revision() == script.get_current_head()
    for revision in script.walk_revisions():
        assert Path(revision.path).name.startswith(f"{revision.revision}_")


def test_a_database_of_a_newer_version_is_refused(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError):
        migrate(database_url)
