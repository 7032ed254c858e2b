"""One PostgreSQL database serves test after test, each time as fresh as its template."""

from collections.abc import Iterator
from itertools import count

import psycopg
import pytest
from servers.postgres import Postgres, Reused

_numbers = count(1)
BEGUN = "INSERT INTO seen (what) VALUES (%s) RETURNING id"


@pytest.fixture(scope="module")
def template(postgresql_server: Postgres) -> Iterator[str]:
    """A database with a table that holds a row, one that refers to it, and a sequence that has counted to 1."""
    name = f"template_{next(_numbers)}"
    with psycopg.connect(postgresql_server.create(name), autocommit=True) as connection:
        connection.execute("CREATE TABLE seen (id serial PRIMARY KEY, what text)")
        connection.execute("CREATE TABLE of_seen (seen_id int REFERENCES seen, what text)")
        connection.execute(BEGUN, ["a\ttab and a\nline"])
    yield name
    postgresql_server.drop(name)


@pytest.fixture
def database(postgresql_server: Postgres, template: str) -> Iterator[Reused]:
    name = f"reused_{next(_numbers)}"
    yield Reused(postgresql_server, name, template)
    postgresql_server.drop(name)


def told(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def oid(url: str) -> object:
    return told(url, "SELECT oid FROM pg_database WHERE datname = current_database()")


def as_the_template(url: str) -> bool:
    rows = told(url, "SELECT id, what FROM seen") == [(1, "a\ttab and a\nline")]
    return rows and told(url, "SELECT * FROM of_seen") == [] and told(url, "SELECT nextval('seen_id_seq')") == [(2,)]


def test_rows_and_counters_are_those_of_the_template_again(database: Reused) -> None:
    url = database.fresh()
    before = oid(url)
    told(url, "INSERT INTO seen (what) VALUES ('b'), ('c')")
    told(url, "INSERT INTO of_seen VALUES (1, 'x'), (3, 'y')")
    told(url, "UPDATE seen SET what = 'changed' WHERE id = 1")
    assert as_the_template(database.fresh())
    told(url, "DELETE FROM of_seen")
    told(url, "DELETE FROM seen")
    assert as_the_template(database.fresh())
    assert oid(url) == before, "it is the same database"


def test_whoever_is_still_connected_is_put_out(database: Reused) -> None:
    url = database.fresh()
    with psycopg.connect(url) as held:
        held.execute("LOCK TABLE seen IN ACCESS EXCLUSIVE MODE")
        assert as_the_template(database.fresh())
        with pytest.raises(psycopg.OperationalError):
            held.execute("SELECT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (id int)",
        "DROP TABLE of_seen",
        "ALTER TABLE seen ADD COLUMN more int",
        "ALTER TABLE seen ALTER COLUMN what SET NOT NULL",
        "CREATE INDEX more ON seen (what)",
        "ANALYZE seen",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "INSERT INTO of_seen SELECT 1, repeat('x', 1000) FROM generate_series(1, 2500)",  # beyond MOST_BYTES
    ],
)
def test_one_in_which_more_than_rows_has_changed_is_made_again(database: Reused, statement: str) -> None:
    url = database.fresh()
    before = oid(url)
    told(url, statement)
    assert as_the_template(database.fresh())
    assert oid(url) != before
