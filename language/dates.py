"""Reads whole calendar dates as letters write them: 2026年3月5日, 二〇二六年三月五号, 2026-03-05, 民國115年3月5日,
115/3/5, 5 March 2026.

What a date without a year, or 下周五, means depends on who speaks: a resident tells of the past (`ingest.amounts`), a
letter of ours promises the future (`letters.text.dates`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from language.numbers import CHINESE, matches_at, number_starts, parse_number

ROC = 1911
"""The year before the first of the Republic, by which Taiwan counts: 民國115年 is 2026."""

_CN = f"[{CHINESE}]"
_DAY = (
    r"\s*年\s*(?P<month>\d{1,2}|元|正|[一二三四五六七八九十]{1,2})\s*月(?:份)?"
    r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号](?!楼)"
)
_FULL = re.compile(rf"(?<!\d)(?P<year>\d{{4}}|(?<!{_CN})[一二][〇零○一二三四五六七八九]{{3}}){_DAY}")
_ROC_NAMED = re.compile(rf"(?:(?<=民国)|(?<=民国\s))(?P<roc>\d{{1,3}}|[一二三四五六七八九十百〇零○]{{1,6}}){_DAY}")
_ROC_FULL = re.compile(
    rf"(?<![\d.])(?P<roc>1[0-4]\d|(?<!{_CN})(?:一百)?[零〇○]?[一二三四]十[一二三四五六七八九]?){_DAY}"
)
"""Three figures need no 民國 before them: 99年 may be 1999."""
_NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<year>(?:19|20)\d{2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d\-/])"
)
_ROC_NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<roc>1[0-4]\d)(?P<sep>[/.])(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<day>\d{1,2})(?![\d\-/.])"
)
"""Not with hyphens: 115-11-27 is a flat."""
_DAY_FIRST = re.compile(r"(?<![\d.\-/])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>20\d{2})(?![\d\-/])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_ENGLISH = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH_NAME}\.?,? (?P<year>20\d\d)(?!\d)", re.IGNORECASE
)
_AMERICAN = re.compile(
    rf"\b{_MONTH_NAME}\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>20\d\d)(?!\d)", re.IGNORECASE
)
_AT_A_NUMBER = (_FULL, _NUMERIC, _ROC_NAMED, _ROC_FULL, _ROC_NUMERIC, _DAY_FIRST, _ENGLISH)


@dataclass(frozen=True, kw_only=True)
class CalendarDate:
    """A date with its year in a folded text. start, end: its place. day: None for 2月30日."""

    start: int
    end: int
    day: date | None


def calendar_dates(folded: str, starts: Iterable[int] | None = None) -> list[CalendarDate]:
    """The whole dates of a folded text, none within another. starts: where its numbers begin, if that is known."""
    starts = number_starts(folded) if starts is None else list(starts)
    found: dict[int, CalendarDate] = {}
    for match in _matches(folded, starts):
        if match.re is not _DAY_FIRST or _day_surely_first(match):
            found.setdefault(match.start(), CalendarDate(start=match.start(), end=match.end(), day=_meant(match)))
    return list(found.values())


def _matches(folded: str, starts: list[int]) -> Iterator[re.Match[str]]:
    for pattern in _AT_A_NUMBER:
        yield from matches_at(pattern, folded, starts)
    if starts:
        yield from _AMERICAN.finditer(folded, max(0, starts[0] - len("September. ")))


def _meant(found: re.Match[str]) -> date | None:
    named = found.groupdict()
    month = (
        _MONTHS.index(named["month"][:3].lower()) + 1 if named["month"].isalpha() and named["month"].isascii() else 0
    )
    year = figure(named["year"]) if named.get("year") else ROC + figure(named["roc"])
    return day_of(year, month or figure(named["month"]), figure(named["day"]))


def _day_surely_first(found: re.Match[str]) -> bool:
    """Hong Kong writes the day first, others the month: 27/11/2026 is plain, 5/3/2026 is not."""
    return int(found["day"]) > len(_MONTHS) or found["day"] == found["month"]


def figure(text: str) -> int:
    """A year, month or day as a number (正月 and 元 are 1); 0 if it is none."""
    value = Decimal(1) if text in {"元", "正"} else parse_number(text)
    return int(value) if value is not None else 0


def roc_or_common_year(text: str) -> int:
    """A year of three figures counts from the Republic, one of four from our era."""
    return figure(text) + (ROC if len(text) == len("115") else 0)


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
