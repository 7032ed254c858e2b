"""Opens the database and draws the line around transactions, so that no other module commits or knows the dialect.

SQLite: WAL, foreign keys, every commit on disk (synchronous=FULL), writers queue for up to 30 seconds. PostgreSQL:
psycopg 3, READ COMMITTED. A URL is SQLAlchemy's, such as `sqlite:////srv/huihan/data/huihan.db` or
`postgresql://huihan@db/huihan`.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from store.once import keeping
from store.private import private_file, private_folder

BUSY_SECONDS = 30
"""How long a writer waits for the one before it: for the whole of SQLite, for a locked row on PostgreSQL."""

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchemaError(Exception):
    """A newer version of Huihan has made the database; this one does not know its schema."""


class Database:
    """One process's door to the database; safe for threads, not to be carried over a fork."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite lets a writer wait by sleeping, up to a tenth of a second at a time; here the threads queue instead.
        self._writer = threading.Lock() if self.dialect == "sqlite" else contextlib.nullcontext()
        self._writing = engine.execution_options(huihan_begin="IMMEDIATE")
        self._reading = engine.execution_options(huihan_begin="DEFERRED", postgresql_readonly=True)
        still = {"isolation_level": "REPEATABLE READ"} if self.dialect == "postgresql" else {}
        self._still = self._reading.execution_options(**still)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing session: committed at the end of the block, rolled back if it raises.

        On SQLite writers go one at a time. sqlalchemy.exc.OperationalError after BUSY_SECONDS of waiting, when
        PostgreSQL breaks a deadlock and when a connection was lost: the caller may try again from the start.
        """
        with self._writer, Session(self._writing, autoflush=False, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database (SQLite) or each statement's (PostgreSQL); it cannot write."""
        with Session(self._reading, autoflush=False) as session:
            yield session

    @contextmanager
    def page(self) -> Iterator[Session]:
        """The same for one page: what it asks a second time is answered as the first time (`store.once`)."""
        with Session(self._reading, autoflush=False, info=keeping()) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that sees one state of the database to its end, on PostgreSQL too; it cannot write."""
        with Session(self._still, autoflush=False) as session:
            yield session

    def compact(self) -> bool:
        """Leave nothing of rows that are gone in the database's own files; whether all of it could be done now.

        SQLite: the index of words is written again without what was taken out of it, the file without its free pages,
        and the write-ahead log is emptied; False while somebody still reads an older state. PostgreSQL frees the dead
        rows of every table of ours for use; their bytes stay until they are overwritten (docs/admin.md).
        """
        if self.dialect == "postgresql":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
            return True
        with self._writer, self._engine.connect() as connection:
            driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # SQLAlchemy: Any
            driver.execute("PRAGMA query_only=OFF")
            driver.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
            driver.execute("VACUUM")
            (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_database(url: str) -> Database:
    """The database at `url`; nothing is connected or created yet, `migrate` makes the tables."""
    return Database(_engine(url))


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema, making an SQLite file and its folder if missing.

    All or nothing; two at once wait for each other. NewerSchemaError if a newer version of Huihan has made it.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        file = Path(str(parsed.database))
        private_folder(file.parent)
        with contextlib.suppress(OSError):  # SQLite says what is wrong; -wal and -shm are made with the file's mode
            private_file(file)
    engine = _engine(url).execution_options(huihan_begin="IMMEDIATE")
    try:
        if _revision(engine.execution_options(huihan_begin="DEFERRED")) == newest_revision():
            return
        from store.upgrade import upgrade  # noqa: PLC0415 - Alembic is slow to import, and the schema seldom changes

        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('huihan migrate'))")
            upgrade(connection)
    finally:
        engine.dispose()


def newest_revision() -> str:
    """The schema of this program: the number that begins the name of its last migration."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def _revision(engine: Engine) -> str | None:
    """The schema that the database has, None for one without tables."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found


def _parsed(url: str) -> URL:
    """psycopg 3 is the one PostgreSQL driver, whether or not the URL names it."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"The database must be sqlite or postgresql, not {parsed.get_backend_name()}")
    return parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed


def _engine(url: str) -> Engine:
    # hide_parameters: the values of a statement that fails are residents' data, and what fails is logged.
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        # A lost connection shows once, as an OperationalError that a retry mends: asking before every use costs more.
        # To compile a statement, or to call helpers, takes longer than any of ours runs.
        options = f"-c lock_timeout={BUSY_SECONDS * 1000} -c jit=off -c max_parallel_workers_per_gather=0"
        connect: dict[str, object] = {"options": options, "application_name": "huihan"}
        return create_engine(parsed, connect_args=connect, hide_parameters=True)
    # isolation_level None hands BEGIN to us: the driver's own comes too late and is never IMMEDIATE.
    waiting = {"timeout": BUSY_SECONDS, "isolation_level": None}
    engine = create_engine(parsed, connect_args=waiting, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    del record  # part of SQLAlchemy's signature
    # secure_delete: what is changed or removed is overwritten, so that erased data lie in no free page of the file.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get("huihan_begin", "DEFERRED")
    # Straight to the driver: this runs for every transaction.
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # SQLAlchemy: Any
    driver.execute(f"PRAGMA query_only={'OFF' if kind == 'IMMEDIATE' else 'ON'}")
    driver.execute(f"BEGIN {kind}")
