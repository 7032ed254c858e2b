"""PostgreSQL is asked so that its indexes answer, whatever its planner thinks of a table that looks small."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from store_samples import a_case

from store import search
from store.database import Database, open_database
from store.search import Indexed


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    opened = open_database(postgresql_url)
    yield opened
    opened.dispose()


@pytest.mark.parametrize(("name", "value"), [("jit", "off"), ("max_parallel_workers_per_gather", "0")])
def test_no_statement_is_compiled_or_shared_out(postgresql: Database, name: str, value: str) -> None:
    with postgresql.reading() as session:
        assert session.execute(text(f"SHOW {name}")).scalar_one() == value


def test_the_index_of_words_gives_the_hits_though_its_table_looks_small(postgresql: Database) -> None:
    with postgresql.transaction() as session:
        case = a_case(session)
        search.index(session, Indexed(case_id=case.id, project=None, pieces=("电梯停运",)))
    with postgresql.reading() as session:
        assert session.execute(text("SELECT search_hits(CAST('''电梯''' AS tsquery))")).scalars().all() == [case.id]
        scans = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'search_index'"
        assert session.execute(text(scans)).scalar_one() == 0
