"""Rows as dataclasses, and the little helpers that every query of the store shares."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from store_samples import a_case, an_intake, new_intake

from domain.codes import IntakeState
from store.case_tables import case
from store.database import Database
from store.intake import IntakeRow
from store.rows import (
    as_dataclass,
    by_case,
    checked,
    columns_of,
    dialect,
    first,
    inserting,
    one_of,
    selecting,
    touched,
)
from store.tables import intake


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Two columns of a case."""

    number: str
    id: int


@dataclass(frozen=True, kw_only=True)
class Mine:
    """An intake and the case it belongs to."""

    id: int
    case_id: int | None


def test_the_columns_stand_in_the_order_of_the_fields() -> None:
    assert [column.name for column in columns_of(Brief, case)] == ["number", "id"]
    assert columns_of(Brief, case) is columns_of(Brief, case), "statements are built once"


def test_a_field_that_the_table_has_not_is_an_error() -> None:
    with pytest.raises(KeyError, match="number"):
        columns_of(Brief, intake)


def test_a_row_becomes_its_dataclass(database: Database) -> None:
    with database.transaction() as session:
        opened = a_case(session)
        row = session.execute(selecting(Brief, case)).one()
        assert as_dataclass(Brief, row) == Brief(number=opened.number, id=opened.id)


def test_the_first_of_none_is_none(database: Database) -> None:
    query = selecting(Brief, case).where(case.c.number == "TS-2026-000001")
    with database.transaction() as session:
        assert first(session, Brief, query, {}) is None
        a_case(session)
        found = first(session, Brief, query, {})
        assert found is not None
        assert found.number == "TS-2026-000001"


def test_rows_are_sorted_by_case_and_a_case_without_any_is_left_out(database: Database) -> None:
    with database.transaction() as session:
        one, other = a_case(session, "1"), a_case(session, "2")
        for case_id, key in ((one.id, "3"), (one.id, "4")):
            row = an_intake(session, key)
            session.execute(update(intake).where(intake.c.id == row.id).values(case_id=case_id))
        found = by_case(session, Mine, intake, [other.id, one.id])
        assert {id_: len(rows) for id_, rows in found.items() if id_ == one.id} == {one.id: len(found[one.id])}
        assert [row.id for row in found[one.id]] == sorted(row.id for row in found[one.id])
        assert by_case(session, Mine, intake, []) == {}


def test_one_of_a_fixed_list_and_of_none(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        ids = select(intake.c.id)
        states = (IntakeState.RECEIVED, IntakeState.READ)
        assert session.execute(ids.where(one_of(intake.c.state, states))).scalars().all() == [row.id]
        assert session.execute(ids.where(one_of(intake.c.state, ()))).scalars().all() == []


def test_touched_counts_the_rows_that_changed(database: Database) -> None:
    with database.transaction() as session:
        for key in "123":
            an_intake(session, key)
        assert touched(session, update(intake).values(note="x")) == 3
        assert touched(session, update(intake).where(intake.c.note == "y").values(note="x")) == 0


def test_an_insert_that_may_find_the_row_there(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        statement = inserting(dialect(session), intake).on_conflict_do_nothing()
        session.execute(statement, dict(vars(new_intake())))
        assert session.execute(select(intake.c.id)).scalars().all() == [row.id]


def test_the_name_of_the_database(database: Database, database_url: str) -> None:
    with database.reading() as session:
        assert database_url.startswith(dialect(session))


def test_an_unknown_column_is_named() -> None:
    assert checked(intake, {"note": None}) == {"note": None}
    with pytest.raises(TypeError, match="intake has no column colour, shape"):
        checked(intake, {"shape": 1, "note": "x", "colour": 2})


def test_a_row_of_every_column_is_read_back(session_of_one: Session) -> None:
    row = session_of_one.execute(selecting(IntakeRow, intake)).one()
    assert as_dataclass(IntakeRow, row).source_key == "1:1"


@pytest.fixture
def session_of_one(database: Database):
    with database.transaction() as session:
        an_intake(session)
        yield session
