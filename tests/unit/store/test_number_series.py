"""Numbers are unique, without gaps and never given twice."""

import pytest
from sqlalchemy.orm import Session
from store_samples import at_once

from store.database import Database
from store.numbers import case_number, letter_number, next_number, read_letter_number


def test_each_series_and_year_counts_from_one(database: Database) -> None:
    with database.transaction() as session:
        given = [
            next_number(session, *key) for key in [("case", 2026), ("case", 2026), ("letter", 2026), ("case", 2027)]
        ]
    assert given == [1, 2, 1, 1]


def test_a_number_that_was_rolled_back_is_given_to_the_next(database: Database) -> None:
    def cut_short(session: Session) -> None:
        next_number(session, "case", 2026)
        raise RuntimeError

    with pytest.raises(RuntimeError), database.transaction() as session:
        cut_short(session)
    with database.transaction() as session:
        assert next_number(session, "case", 2026) == 1


def test_writers_at_once_get_different_numbers_and_leave_no_gap(database_url: str) -> None:
    given = at_once(database_url, 4, lambda session, _: next_number(session, "case", 2026), times=15)
    assert sorted(given) == list(range(1, 61))


def test_how_numbers_are_written() -> None:
    assert case_number("TS", 2026, 123) == "TS-2026-000123"
    assert letter_number("物函", 2026, 123) == "物函〔2026〕123号"


@pytest.mark.parametrize("typed", ["物函〔2026〕12号", "物函(2026)12号", "物函[2026]第012号", "物函【2026】12"])
def test_a_letters_number_is_known_whatever_its_brackets(typed: str) -> None:
    assert read_letter_number(typed) == letter_number("物函", 2026, 12)


@pytest.mark.parametrize(
    "typed", ["物函12号", "〔2026〕12号", "物函〔26〕12号", "TS-2026-000012", "物函〔2026〕十二号"]
)
def test_what_is_no_letters_number_is_none(typed: str) -> None:
    assert read_letter_number(typed) is None
