"""Days as Chinese letters name them, 11月25日 as well as 本周五 or 3个工作日内, and the day each one means."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from language.dates import calendar_dates, roc_or_common_year
from language.numbers import NUMBER, parse_number

_FIGURE = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY_END = r"(?:[日号])"
_FULL = re.compile(rf"(?:(?P<year>今|明|本|来)年)?(?P<month>{_FIGURE})月(?P<day>{_FIGURE}){_DAY_END}")
_MONTH = re.compile(
    rf"(?:(?P<year>(?:\d{{4}}|(?<!\d)1[0-4]\d)|今|明)年)?(?P<month>{_FIGURE})月(?:份)?(?P<part>底|末|初|上旬|中旬|下旬|之?内|之?前)"
)
_THIS_MONTH = re.compile(r"(?P<which>本|当|这个|下个?)?月(?P<part>底|末|初|上旬|中旬|下旬|内)|(?P<next>下个?)月(?!份)")
_DAY_OF_MONTH = re.compile(rf"(?P<which>本|下个?)月(?P<day>{_FIGURE})[日号](?:之?前|以前)?")
_DAY_ONLY = re.compile(rf"(?<![月\d一二三四五六七八九十第])(?P<day>{_FIGURE})[日号](?:之?前|以前)")
_DAY_WORD = re.compile(r"大后天|后[天日](?!常)|明(?:天|日|早|晚|晨)")
_WEEKDAY = re.compile(
    r"(?<![每逢])(?P<which>下下|下个?|本|这)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])(?!至|到|、)"
)
_WEEK = re.compile(
    r"(?P<which>(?:本|这)(?=\S{1,2}(?:之?内|之?前|底))|下下|下个?)(?:周|星期|礼拜)(?![一二三四五六日天末])(?:之?内|之?前|底)?"
)
_YEAR = re.compile(r"年底|年末|年内|明年|来年|(?:春节|元旦|五一|国庆|中秋|端午|清明|节)(?:之?前|之?后)|季度(?:内|末)")
_TERM = re.compile(
    rf"(?P<count>{NUMBER}|半|数|几)个?(?P<unit>工作日|自然日|日|天|小时|分钟|周|星期|月|季度|年)(?:之内|以内|内|之?后|左右)"
)
_DAY_WORDS = {"大后天": 3, "后天": 2, "后日": 2}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 6}
_WEEKS = {"下下": 2, "下": 1, "下个": 1}
_PARTS = {"初": 5, "上旬": 10, "中旬": 20}
_SAME_YEAR_DAYS = 180


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """A day named in a text. day: which it is, counted from the day of writing; None if that cannot be told."""

    start: int
    end: int
    words: str
    day: date | None


def dates_in(text: str, written: date) -> list[FoundDate]:
    """The days named in a folded text, in order, none within another. written: the day of the letter."""
    found = [
        FoundDate(start=one.start, end=one.end, words=text[one.start : one.end], day=one.day)
        for one in calendar_dates(text)
    ]
    for pattern, day_of in _FORMS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < other.end and other.start < end for other in found):
                found.append(FoundDate(start=start, end=end, words=match[0], day=_safely(day_of, match, written)))
    return sorted(found, key=lambda one: one.start)


def _safely(day_of: Callable[[re.Match[str], date], date | None], match: re.Match[str], written: date) -> date | None:
    try:
        return day_of(match, written)
    except (ValueError, OverflowError):
        return None  # 2月30日: named, but no day


def _figure(text: str) -> int:
    value = parse_number(text)
    if value is None:
        raise ValueError(text)
    return int(value)


def _year(match: re.Match[str], month: int, day: int, written: date) -> int:
    named = match["year"]
    if named is None:
        near = date(written.year, month, day)
        # 1月5日 in a letter of December is next year's
        return written.year + (written - near > timedelta(days=_SAME_YEAR_DAYS))
    if named.isdigit():  # of a month without its day
        return roc_or_common_year(named)
    return written.year + (named in {"明", "来"})


def _full(match: re.Match[str], written: date) -> date:
    month, day = _figure(match["month"]), _figure(match["day"])
    return date(_year(match, month, day, written), month, day)


def _month(match: re.Match[str], written: date) -> date:
    month = _figure(match["month"])
    return _in_month(_year(match, month, 28, written), month, match["part"])


def _in_month(year: int, month: int, part: str | None) -> date:
    return date(year, month, _PARTS.get(part or "", calendar.monthrange(year, month)[1]))


def _later_month(written: date, months: int) -> tuple[int, int]:
    return written.year + (written.month - 1 + months) // 12, (written.month - 1 + months) % 12 + 1


def _this_month(match: re.Match[str], written: date) -> date:
    following = bool(match["next"]) or (match["which"] or "").startswith("下")
    return _in_month(*_later_month(written, int(following)), match["part"])


def _day_of_month(match: re.Match[str], written: date) -> date:
    return date(*_later_month(written, int(match["which"].startswith("下"))), _figure(match["day"]))


def _day_only(match: re.Match[str], written: date) -> date:
    day = _figure(match["day"])
    return date(*_later_month(written, int(day < written.day)), day)


def _day_word(match: re.Match[str], written: date) -> date:
    return written + timedelta(days=_DAY_WORDS.get(match[0], 1))


def _weekday(match: re.Match[str], written: date) -> date:
    monday = written - timedelta(days=written.weekday()) + timedelta(weeks=_WEEKS.get(match["which"] or "", 0))
    return monday + timedelta(days=_WEEKDAYS[match["day"]])


def _week(match: re.Match[str], written: date) -> date:
    return written - timedelta(days=written.weekday()) + timedelta(weeks=_WEEKS.get(match["which"], 0), days=6)


def _term(match: re.Match[str], written: date) -> date | None:
    unit = match["unit"]
    count = parse_number(match["count"])
    if count is None:
        return None
    if unit == "工作日":
        return _workday(written, int(count))
    if unit in {"日", "天", "自然日", "周", "星期"}:
        return written + timedelta(days=int(count) * (7 if unit in {"周", "星期"} else 1))
    if unit == "月":
        year, month = _later_month(written, int(count))
        return date(year, month, min(written.day, calendar.monthrange(year, month)[1]))
    return None


def _workday(written: date, count: int) -> date:
    """Monday to Friday alone: holidays are the rulebook's, and a letter in doubt is shown to a person anyway."""
    day = written
    for _ in range(min(count, 366)):
        day += timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())
    return day


def _unknown(match: re.Match[str], written: date) -> None:
    return None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_FULL, _full),
    (_TERM, _term),
    (_MONTH, _month),
    (_DAY_OF_MONTH, _day_of_month),
    (_THIS_MONTH, _this_month),
    (_DAY_ONLY, _day_only),
    (_DAY_WORD, _day_word),
    (_WEEKDAY, _weekday),
    (_WEEK, _week),
    (_YEAR, _unknown),
)
