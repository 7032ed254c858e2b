"""What every query of this room needs: rows as dataclasses, and inserts that leave a row already there alone.

Statements on the road of a letter are built once and take their values as parameters: building one again for every
call costs more than running it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Column, ColumnElement, CursorResult, Row, Select, Table, false, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import Executable

T = TypeVar("T")
Key = TypeVar("Key")
AnyRow = Row[*tuple[Any, ...]]  # SQLAlchemy knows the columns of a row by name only
Query = Select[*tuple[Any, ...]]  # as it knows those of a query
Clause = ColumnElement[Any]  # and the value of an expression
AnyColumn = Column[Any]  # and of a column
Columns = dict[str, Any]  # a row by the names of its columns, which have many types
Values = Mapping[str, object] | Sequence[Mapping[str, object]]
AnyInsert = postgresql.Insert | sqlite.Insert
_CHUNK = 5_000  # keys a query, well under both databases' limit of parameters


@cache
def columns_of(kind: Any, table: Table) -> tuple[AnyColumn, ...]:  # mypy has no type for "a dataclass"
    """The columns of `table` that the dataclass `kind` holds, in the order of its fields."""
    return tuple(table.c[field.name] for field in fields(kind))


@cache
def selecting(kind: Any, table: Table) -> Query:  # a dataclass
    """A SELECT of those columns, to which conditions may be added."""
    return select(*columns_of(kind, table))


def as_dataclass(kind: type[T], row: AnyRow) -> T:
    """A row selected by `columns_of` as the frozen dataclass `kind`."""
    return kind(**row._asdict())


def first(session: Session, kind: type[T], statement: Query, values: Mapping[str, object]) -> T | None:
    """The first row of a statement made by `selecting`, or None."""
    row = session.execute(statement, values).first()
    return None if row is None else as_dataclass(kind, row)


def by_case(session: Session, kind: type[T], table: Table, case_ids: Collection[int]) -> dict[int, list[T]]:
    """Case → its rows of `table`, by id, so that a list of cases asks once a table; one without rows is left out."""
    return by(session, kind, table.c.case_id, case_ids)


def by(
    session: Session, kind: type[T], column: AnyColumn, keys: Collection[Key], *where: ColumnElement[bool]
) -> dict[Key, list[T]]:
    """The same for the values of any column that the dataclass has."""
    found: dict[Key, list[T]] = {}
    table, named = column.table, list(keys)
    for start in range(0, len(named), _CHUNK):
        asked = select(*columns_of(cast("Any", kind), table))  # a generic type is no hashable key to mypy
        asked = asked.where(column.in_(named[start : start + _CHUNK]), *where).order_by(*table.primary_key.columns)
        for row in session.execute(asked):
            one = as_dataclass(kind, row)
            found.setdefault(getattr(one, column.name), []).append(one)
    return found


def one_of(column: AnyColumn, values: Iterable[object]) -> ColumnElement[bool]:
    """IN for a fixed list: SQLAlchemy writes an IN again at every run, which costs more than running it."""
    return or_(false(), *(column == value for value in values))


def dialect(session: Session) -> str:
    """`sqlite` or `postgresql`: what statements that differ are kept by."""
    return session.get_bind().dialect.name


def inserting(dialect: str, table: Table) -> AnyInsert:
    """An INSERT for a database that takes `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def touched(session: Session, statement: Executable, values: Values | None = None) -> int:
    """Run an UPDATE or DELETE, once for each of several `values`; how many rows it changed.

    An INSERT tells no such thing on PostgreSQL.
    """
    result = cast("CursorResult[Any]", session.execute(statement, values))  # what a writing statement gives
    return result.rowcount


def checked(table: Table, values: Mapping[str, object]) -> Columns:
    """`values` as columns of `table`; TypeError names those that it has not."""
    unknown = sorted(set(values) - set(table.c.keys()))
    if unknown:
        raise TypeError(f"Table {table.name} has no column {', '.join(unknown)}")
    return dict(values)
