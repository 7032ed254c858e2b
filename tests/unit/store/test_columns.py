"""What goes into a column comes out as the same value, or is refused."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from domain.codes import IntakeState
from domain.reading import Problem
from store.columns import Code, Mail, Plain, UtcTime, Wire
from store.database import Database, open_database

SHANGHAI = timezone(timedelta(hours=8))
probe = Table(
    "probe",
    MetaData(),
    Column("at", UtcTime),
    Column("state", Code(IntakeState)),
    Column("problems", Wire(tuple[Problem, ...])),
    Column("address", Mail),
    Column("text", Plain),
)


@pytest.fixture
def with_probe(database: Database) -> Database:
    with database.transaction() as session:
        probe.create(session.connection())
    return database


def back(database: Database, **values: Any) -> Any:
    with database.transaction() as session:
        session.execute(insert(probe).values(**values))
        return session.execute(select(probe)).one()


def test_a_time_comes_back_in_utc_to_the_microsecond(with_probe: Database) -> None:
    at = datetime(2026, 11, 21, 0, 30, 0, 123456, tzinfo=SHANGHAI)
    found = back(with_probe, at=at).at
    assert found == at
    assert found.tzinfo is UTC
    assert found.day == 20


def test_a_time_comes_back_in_utc_in_a_session_of_another_zone(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    with database.transaction() as session:
        probe.create(session.connection())
        session.execute(text("SET TIME ZONE 'Asia/Shanghai'"))
        session.execute(insert(probe).values(at=datetime(2026, 11, 21, tzinfo=UTC)))
        assert session.execute(select(probe.c.at)).scalar_one().tzinfo is UTC
    database.dispose()


def test_a_time_without_an_offset_is_refused(with_probe: Database) -> None:
    with pytest.raises(StatementError, match="without an offset"):
        back(with_probe, at=datetime(2026, 11, 21))  # noqa: DTZ001 - what must be refused


def test_a_code_outside_its_list_is_refused(with_probe: Database) -> None:
    with pytest.raises(StatementError, match="lost"):
        back(with_probe, state="lost")


def test_codes_and_domain_values_come_back_as_they_were(with_probe: Database) -> None:
    problems = (Problem(where="附件", what="打不开", mend="请居民重发"),)
    found = back(with_probe, state=IntakeState.READ, problems=problems)
    assert found.state is IntakeState.READ
    assert found.problems == problems


def test_addresses_are_compared_without_case_or_blanks(with_probe: Database) -> None:
    back(with_probe, address=" Wang@Example.COM ")
    with with_probe.reading() as session:
        found = session.execute(select(probe.c.address).where(probe.c.address == "WANG@example.com"))
        assert found.scalar_one() == "wang@example.com"


def test_characters_that_no_database_takes_become_a_mark(with_probe: Database) -> None:
    found = back(with_probe, text="漏\x00水\ud83d", address="a\x00@b")
    assert (found.text, found.address) == ("漏\ufffd水\ufffd", "a\ufffd@b")
