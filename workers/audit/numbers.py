"""The numbers of cases, letters, papers of the house and groups: none twice, missing or beyond the counter, which never
goes back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, select, type_coerce
from sqlalchemy.orm import Session

from domain.codes import LetterKind
from domain.letter_kinds import INSIDE, LETTERS
from store.case_tables import case, letter
from store.columns import Plain
from store.desk_tables import case_group
from store.numbers import CASE_SERIES, GROUP_SERIES, LETTER_SERIES
from store.tables import counter
from workers.audit.found import Found
from workers.audit.sentences import AUDITED
from workers.audit.signed import Signed

_DASHED = re.compile(r".*-(\d{4})-(\d{1,12})")
_BRACKETED = re.compile(r"(.*)〔(\d{4})〕(\d{1,12})号")
_NUMBERS = {CASE_SERIES: case.c.number, GROUP_SERIES: case_group.c.number}
_MOST_NAMED = 20
"""Missing numbers that are named one by one."""


def check(session: Session, signed: Signed, found: Found) -> None:
    """Every series, year by year."""
    counters = {(row.series, row.year): row.value for row in session.execute(select(counter))}
    for series, number in _NUMBERS.items():
        for year, used in _years(_dashed(session, number, found), number.table.name, found).items():
            _gaps(number.table.name, series, year, used, counters.pop((series, year), 0), found)
    for series, numbers in _of_letters(session, counters, found).items():
        for year, used in _years(numbers, letter.name, found).items():
            _gaps(letter.name, series, year, used, counters.pop((series, year), 0), found)
    for (series, year), value in counters.items():
        if value:
            found.add("counter", f"{series}/{year}", f"{year} 年已编到 {value} 号，却没有一个号码还在")
    _never_back(session, signed, found)


@dataclass(frozen=True)
class _Number:
    """A number in use. prefix: what stands before the year in a letter's."""

    id: int
    text: str
    prefix: str
    year: int
    value: int


def _dashed(session: Session, number: Column[str], found: Found) -> Iterator[_Number]:
    query = select(number.table.c.id, number).where(number.is_not(None))
    for id_, text in session.execute(query.execution_options(yield_per=1000)):
        match = _DASHED.fullmatch(text)
        if match is None:
            _malformed(number.table.name, id_, found)
        else:
            yield _Number(id_, text, "", int(match[1]), int(match[2]))


def _of_letters(session: Session, counters: Mapping[tuple[str, int], int], found: Found) -> dict[str, list[_Number]]:
    """The numbers of letters and papers of the house, by series.

    A paper from before they had series of their own bears a letter's number, with a prefix that letters bear too.
    """
    by_kind: dict[str, list[_Number]] = {}
    query = select(letter.c.id, type_coerce(letter.c.kind, Plain), letter.c.number).where(letter.c.number.is_not(None))
    for id_, kind, text in session.execute(query.execution_options(yield_per=1000)):
        match = _BRACKETED.fullmatch(text)
        if match is None:
            _malformed(letter.name, id_, found)
        else:
            by_kind.setdefault(kind, []).append(_Number(id_, text, match[1], int(match[2]), int(match[3])))
    prefixes = {one.prefix for kind, numbers in by_kind.items() if kind not in INSIDE for one in numbers}
    series: dict[str, list[_Number]] = {}
    for kind, numbers in by_kind.items():
        for one in numbers:
            own = kind in INSIDE and one.prefix not in prefixes and (kind, one.year) in counters
            series.setdefault(kind if own else LETTER_SERIES, []).append(one)
    return series


def _malformed(table: str, id_: int, found: Found) -> None:
    found.add(table, id_, f"{AUDITED[table]}编号不合格式：不是由程序给出的")


def _years(numbers: Iterable[_Number], table: str, found: Found) -> dict[int, set[int]]:
    """The numbers in use, by year."""
    years: dict[int, set[int]] = {}
    for one in numbers:
        used = years.setdefault(one.year, set())
        if one.value in used:
            found.add(table, one.id, f"{AUDITED[table]}编号 {one.text} 用了两次")
        used.add(one.value)
    return years


def _gaps(table: str, series: str, year: int, used: set[int], value: int, found: Found) -> None:
    greatest = max(used)
    if greatest > value:
        found.add("counter", f"{series}/{year}", f"{year} 年的编号已用到 {greatest}，计数器却是 {value}：被改动过")
    missing = [number for number in range(1, max(value, greatest) + 1) if number not in used]
    named = LETTERS[LetterKind(series)].label if series in INSIDE else AUDITED[table]
    for number in missing[:_MOST_NAMED]:
        what = f"{year} 年第 {number} 号{named}不见了：编号不重用、不空号"
        found.add(table, f"{year}/{number}", what)
    if len(missing) > _MOST_NAMED:
        what = f"{year} 年另有 {len(missing) - _MOST_NAMED} 个{named}编号不见了"
        found.add(table, f"{year}", what)


def _never_back(session: Session, signed: Signed, found: Found) -> None:
    values = {f"{row.series}/{row.year}": row.value for row in session.execute(select(counter))}
    for name, value in signed.last.day.counters.items() if signed.last else ():
        if values.get(name, 0) < value:
            now = values.get(name, 0)
            found.add("counter", name, f"计数器退回：签署时是 {value}，现在是 {now}")
