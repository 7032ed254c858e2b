"""Enters a great many rows at once into an empty database: no triggers or foreign keys, indexes made at the end."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url

Row = Mapping[str, Any]
Raw = Sequence[Any]


class Bulk(Protocol):
    """A database that is being filled."""

    def enter(self, table: Table, rows: Sequence[Row]) -> None:
        """Rows by column, as SQLAlchemy takes them; what is left out has its default."""

    def index(self, entries: Iterable[tuple[int, Iterable[str]]]) -> None:
        """Words of the search index by case."""

    def run(self, statement: str) -> None:
        """One statement that both databases understand."""


@contextmanager
def filling(url: str) -> Iterator[Bulk]:
    """Fill the migrated database at `url`; in the end it is as one that has been at work, statistics and all."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parsed.database), isolation_level=None)) as connection:
            yield from _filling_sqlite(connection)
        return
    with psycopg.connect(url, autocommit=True) as server:
        yield from _filling_postgresql(server)
    tidy(url)


def tidy(url: str) -> None:
    """What PostgreSQL does by itself in the minutes after a great change; SQLite has no such servant."""
    if make_url(url).get_backend_name() == "postgresql":
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("VACUUM ANALYZE")


def _filling_sqlite(connection: sqlite3.Connection) -> Iterator[Bulk]:
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    kept = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in kept:
        connection.execute(f'DROP {kind} "{name}"')
    connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 100000000)")
    connection.execute("BEGIN")
    yield _Sqlite(connection)
    connection.execute("COMMIT")
    connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 1048576)")
    for _, _, made in sorted(kept):
        connection.execute(made)
    connection.execute("PRAGMA journal_mode=WAL")


def _filling_postgresql(connection: psycopg.Connection[Any]) -> Iterator[Bulk]:
    connection.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
    connection.execute("SET maintenance_work_mem = '1GB'")
    kept = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        " AND indexrelid NOT IN (SELECT conindid FROM pg_constraint)"
    ).fetchall()
    for name, _ in kept:
        connection.execute(f"DROP INDEX {name}")
    with connection.transaction():
        yield _Postgresql(connection)
    for _, made in kept:
        connection.execute(made)
    counted = connection.execute(
        "SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id') FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'id'"
    ).fetchall()
    for table, sequence in counted:
        if sequence is not None:  # whose rows came with their numbers: the next one goes on behind them
            last = sql.SQL("SELECT setval({}, coalesce(max(id), 0) + 1, false) FROM {}")
            connection.execute(last.format(sql.Literal(sequence), sql.Identifier(table)))


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def enter(self, table: Table, rows: Sequence[Row]) -> None:
        names, raw = _raw(table, rows, sqlite.dialect())
        columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - names of our own tables
        self._connection.executemany(statement, raw)

    def index(self, entries: Iterable[tuple[int, Iterable[str]]]) -> None:
        rows = ((case_id, " ".join(words)) for case_id, words in entries)
        self._connection.executemany("INSERT INTO search_index (rowid, words) VALUES (?, ?)", rows)

    def run(self, statement: str) -> None:
        self._connection.execute(statement)


class _Postgresql:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def enter(self, table: Table, rows: Sequence[Row]) -> None:
        names, raw = _raw(table, rows, postgresql.dialect())
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        self._copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns), raw)

    def index(self, entries: Iterable[tuple[int, Iterable[str]]]) -> None:
        rows = ((case_id, "'" + "' '".join(words) + "'") for case_id, words in entries)
        self._copy(sql.SQL("COPY search_index (rowid, words) FROM STDIN"), rows)

    def run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _copy(self, statement: sql.Composed | sql.SQL, rows: Iterable[Raw]) -> None:
        with self._connection.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


class Ready(str):
    """Text that is in the database's form already."""

    __slots__ = ()


def _raw(table: Table, rows: Sequence[Row], dialect: Any) -> tuple[list[str], Iterator[Raw]]:
    """Names and values as the driver takes them."""
    columns = [column for column in table.columns if column.name in rows[0] or column.default is not None]
    binders = [(column.name, _default(column), _binder(column, dialect)) for column in columns]
    raw = (tuple(bind(row.get(name, default)) for name, default, bind in binders) for row in rows)
    return [column.name for column in columns], raw


def _default(column: Column[Any]) -> Any:
    default: Any = column.default
    return default.arg if default is not None and default.is_scalar else None


def _binder(column: Column[Any], dialect: Any) -> Callable[[Any], Any]:
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return lambda value: value
    return lambda value: value if type(value) is Ready else bind(value)
