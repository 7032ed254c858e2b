"""The numbers of cases, letters and groups: none twice, missing or beyond the counter, which never goes back."""

import re
from collections.abc import Iterator

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from store.case_tables import case, letter
from store.desk_tables import case_group
from store.numbers import CASE_SERIES, GROUP_SERIES, LETTER_SERIES
from store.tables import counter
from workers.audit.found import Found
from workers.audit.sentences import AUDITED
from workers.audit.signed import Signed

_DASHED = re.compile(r".*-(\d{4})-(\d{1,12})")
_FORMS = {CASE_SERIES: _DASHED, LETTER_SERIES: re.compile(r".*〔(\d{4})〕(\d{1,12})号"), GROUP_SERIES: _DASHED}
_NUMBERS = {CASE_SERIES: case.c.number, LETTER_SERIES: letter.c.number, GROUP_SERIES: case_group.c.number}
_MOST_NAMED = 20
"""Missing numbers that are named one by one."""


def check(session: Session, signed: Signed, found: Found) -> None:
    """Every series, year by year."""
    counters = {(row.series, row.year): row.value for row in session.execute(select(counter))}
    for series, number in _NUMBERS.items():
        for year, used in _used(session, series, number, found):
            _gaps(series, year, used, counters.pop((series, year), 0), found)
    for (series, year), value in counters.items():
        if value:
            found.add("counter", f"{series}/{year}", f"{year} 年已编到 {value} 号，却没有一个号码还在")
    _never_back(session, signed, found)


def _used(session: Session, series: str, number: Column[str], found: Found) -> Iterator[tuple[int, set[int]]]:
    """The numbers in use, by year."""
    years: dict[int, set[int]] = {}
    table = number.table.name
    query = select(number.table.c.id, number).where(number.is_not(None))
    for id_, text in session.execute(query.execution_options(yield_per=1000)):
        match = _FORMS[series].fullmatch(text)
        if match is None:
            found.add(table, id_, f"{AUDITED[table]}编号不合格式：不是由程序给出的")
            continue
        used = years.setdefault(int(match[1]), set())
        if int(match[2]) in used:
            found.add(table, id_, f"{AUDITED[table]}编号 {text} 用了两次")
        used.add(int(match[2]))
    yield from years.items()


def _gaps(series: str, year: int, used: set[int], value: int, found: Found) -> None:
    table = _NUMBERS[series].table.name
    greatest = max(used)
    if greatest > value:
        found.add("counter", f"{series}/{year}", f"{year} 年的编号已用到 {greatest}，计数器却是 {value}：被改动过")
    missing = [number for number in range(1, max(value, greatest) + 1) if number not in used]
    for number in missing[:_MOST_NAMED]:
        what = f"{year} 年第 {number} 号{AUDITED[table]}不见了：编号不重用、不空号"
        found.add(table, f"{year}/{number}", what)
    if len(missing) > _MOST_NAMED:
        what = f"{year} 年另有 {len(missing) - _MOST_NAMED} 个{AUDITED[table]}编号不见了"
        found.add(table, f"{year}", what)


def _never_back(session: Session, signed: Signed, found: Found) -> None:
    values = {f"{row.series}/{row.year}": row.value for row in session.execute(select(counter))}
    for name, value in signed.last.day.counters.items() if signed.last else ():
        if values.get(name, 0) < value:
            now = values.get(name, 0)
            found.add("counter", name, f"计数器退回：签署时是 {value}，现在是 {now}")
