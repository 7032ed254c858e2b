"""Reads whole calendar dates as Chinese letters write them: 2026年3月5日, 二〇二六年三月五号, 2026-03-05.

What a date without a year, or 下周五, means depends on who speaks: a resident tells of the past (`ingest.amounts`), a
letter of ours promises the future (`letters.text.dates`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from language.numbers import CHINESE, matches_at, number_starts, parse_number

_CN = f"[{CHINESE}]"
_FULL = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}}|(?<!{_CN})[一二][〇零○一二三四五六七八九]{{3}})\s*年\s*"
    rf"(?P<month>\d{{1,2}}|元|正|[一二三四五六七八九十]{{1,2}})\s*月(?:份)?\s*(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*[日号](?!楼)"
)
_NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<year>(?:19|20)\d{2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?![\d\-/])"
)


@dataclass(frozen=True, kw_only=True)
class CalendarDate:
    """A date with its year in a folded text. start, end: its place. day: None for 2月30日."""

    start: int
    end: int
    day: date | None


def calendar_dates(folded: str, starts: Iterable[int] | None = None) -> list[CalendarDate]:
    """The whole dates of a folded text. starts: where its numbers begin, if that is known already."""
    starts = number_starts(folded) if starts is None else list(starts)
    return [
        CalendarDate(
            start=found.start(),
            end=found.end(),
            day=day_of(figure(found["year"]), figure(found["month"]), figure(found["day"])),
        )
        for pattern in (_FULL, _NUMERIC)
        for found in matches_at(pattern, folded, starts)
    ]


def figure(text: str) -> int:
    """A year, month or day as a number (正月 and 元 are 1); 0 if it is none."""
    value = Decimal(1) if text in {"元", "正"} else parse_number(text)
    return int(value) if value is not None else 0


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
