"""What every query of this room needs: rows as dataclasses, and inserts that give way to a row already there."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Column, CursorResult, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import Executable

T = TypeVar("T")
AnyInsert = postgresql.Insert | sqlite.Insert


@cache
def columns_of(kind: type[Any], table: Table) -> tuple[Column[Any], ...]:
    """The columns of `table` that the dataclass `kind` holds, in the order of its fields."""
    return tuple(table.c[field.name] for field in fields(kind))


def as_dataclass(kind: type[T], row: Row[Any]) -> T:
    """A row selected by `columns_of` as the frozen dataclass `kind`."""
    return kind(**row._asdict())


def on_conflict(session: Session, table: Table) -> AnyInsert:
    """An INSERT for the session's database that takes `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if is_postgresql(session) else sqlite.insert(table)


def is_postgresql(session: Session) -> bool:
    """Whether the session talks to PostgreSQL, else SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def touched(session: Session, statement: Executable) -> int:
    """Run a writing statement; how many rows it changed."""
    result = cast("CursorResult[Any]", session.execute(statement))  # what every writing statement gives
    return result.rowcount


def checked(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` as columns of `table`; TypeError names those that it has not."""
    unknown = sorted(set(values) - set(table.c.keys()))
    if unknown:
        raise TypeError(f"Table {table.name} has no column {', '.join(unknown)}")
    return dict(values)
