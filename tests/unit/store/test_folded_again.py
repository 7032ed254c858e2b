"""What an earlier table folded is folded again by the migration: index and directory find both spellings."""

from importlib import import_module

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text, update
from sqlalchemy.orm import Session
from store_samples import a_case

from domain.codes import Role
from domain.staff import Grant, Person
from store import directory, search, search_words
from store.database import Database
from store.directory import NewHousehold
from store.search import Indexed
from store.tables import household

CLERK = Person(id=1, login="me", name="我", grants=(Grant(role=Role.CLERK),))
FLAT = NewHousehold(project="衞城花園", building="3", room="501", name="王芳")


def _migrate(session: Session) -> None:
    with Operations.context(MigrationContext.configure(session.connection())):
        import_module("store.migrations.versions.0021_one_folding").upgrade()


def _as_it_was(session: Session, monkeypatch: pytest.MonkeyPatch) -> int:
    """A case and a flat whose 衞 was left as it stood; the case's id."""
    with monkeypatch.context() as patch:
        patch.setattr(search_words, "_folded", lambda character: character)
        case = a_case(session, "1:1")
        search.index(session, Indexed(case_id=case.id, project=None, pieces=("主卧衞生間漏水",)))
    directory.import_households(session, [FLAT])
    session.execute(update(household).values(match_project="衞城花园"))
    return case.id


def test_old_rows_are_found_by_both_spellings(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.transaction() as session:
        case_id = _as_it_was(session, monkeypatch)
        assert search.search(session, CLERK, "卫生间") == ()
        _migrate(session)
        for spelling in ("卫生间", "衞生間", "衛生間"):
            assert [hit.id for hit in search.search(session, CLERK, spelling)] == [case_id]
        assert session.execute(text("SELECT match_project FROM household")).scalar_one() == "卫城花园"
        assert directory.import_households(session, [FLAT]).same == 1


def test_what_was_folded_alike_is_not_written_again(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session, "1:1")
        search.index(session, Indexed(case_id=case.id, project=None, pieces=("电梯停运", "王芳")))
        _migrate(session)
        assert [hit.id for hit in search.search(session, CLERK, "电梯")] == [case.id]
