"""A program's writing is taken once under its key, whichever of two transactions is first.

Covers store.api_requests and store.api_tables.
"""

from dataclasses import replace

import pytest
from store_samples import NOW

from domain.scopes import Scope
from store import api_requests, api_tokens
from store.api_requests import Taken
from store.api_tokens import NewToken
from store.database import Database


def _taken_by_what_fails(database: Database, new: Taken) -> None:
    with database.transaction() as session:
        assert api_requests.take(session, new) is None
        raise ZeroDivisionError


def test_a_key_is_taken_by_what_is_committed_and_by_nothing_else(database: Database) -> None:
    token = NewToken(
        name="app",
        token_hash="0" * 64,
        scopes=(Scope.CASES_WRITE,),
        project=None,
        made_at=NOW,
        made_by="root",
        expires_at=None,
    )
    with database.transaction() as session:
        row = api_tokens.create(session, token)
    assert row is not None
    new = Taken(key="k", token_id=row.id, fingerprint="one", at=NOW)
    with pytest.raises(ZeroDivisionError):
        _taken_by_what_fails(database, new)
    with database.transaction() as session:
        assert api_requests.take(session, new) is None
    with database.transaction() as session:
        assert api_requests.take(session, replace(new, fingerprint="other")) == new
