"""Numbers of cases and letters: unique, without gaps, never given twice (DESIGN 2)."""

import re
from functools import cache

from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from store.rows import dialect, inserting
from store.tables import counter

CASE_SERIES = "case"
LETTER_SERIES = "letter"
"""Of the letters to residents; each paper of the house has a series of its own, named like its kind."""
GROUP_SERIES = "group"


def next_number(session: Session, series: str, year: int) -> int:
    """The next number of `series` in `year`, from 1.

    The counter stays locked until the caller's transaction ends, so a rollback gives the number back unused. A
    transaction that needs several series takes the case's before the letter's, or two of them may block each other.
    """
    values = {"series": series, "year": year, "value": 1}
    return int(session.execute(_count(dialect(session)), values).scalar_one())


def case_number(prefix: str, year: int, number: int) -> str:
    """TS-2026-000123."""
    return f"{prefix}-{year}-{number:06d}"


def group_number(year: int, number: int) -> str:
    """QT-2026-000012."""
    return f"QT-{year}-{number:06d}"


def letter_number(prefix: str, year: int, number: int) -> str:
    """物函〔2026〕123号 (GB/T 9704—2012, 7.2.5: six-cornered brackets, no leading zeros)."""
    return f"{prefix}〔{year}〕{number}号"


def read_letter_number(text: str) -> str | None:
    """The letter number that a text is, whatever its brackets: 物函(2026)123, 物函[2026]第123号; None if it is none."""
    found = _LETTER_NUMBER.fullmatch(text)
    return None if found is None else letter_number(found["prefix"], int(found["year"]), int(found["number"]))


_LETTER_NUMBER = re.compile(
    r"(?P<prefix>[^()\[\]〔〕【】]{1,20})[(\[〔【](?P<year>[0-9]{4})[)\]〕】]第?(?P<number>[0-9]{1,9})号?"
)


@cache
def _count(dialect: str) -> ReturningInsert[int]:
    return (
        inserting(dialect, counter)
        .on_conflict_do_update(index_elements=[counter.c.series, counter.c.year], set_={"value": counter.c.value + 1})
        .returning(counter.c.value)
    )
