"""Reads dates that only the day of writing makes whole: 昨晚, 上周三, 本月15号, 腊月廿三, 去年8月8号, 11月5日."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from lunar_python import Lunar

from language.dates import CalendarDate, day_of, figure
from language.numbers import CHINESE, matches_at

_DAY_NUMBER = r"(?P<day>\d{1,2}|廿[一二三四五六七八九]?|[一二三四五六七八九十]{1,3})\s*[日号](?![楼线门])"
_SHORT = re.compile(
    rf"(?<![\d{CHINESE}])(?<!\d年)(?:(?P<which>\d{{2}}年)\s*)?(?P<month>\d{{1,2}}|元|[一二三四五六七八九十]{{1,2}})\s*月(?:份)?\s*{_DAY_NUMBER}"
)
_DAYS = re.compile(
    r"(?<![到直大以之目先空提至的])(?:(?P<word>今|昨|前|明|后)(?:[天日](?!就?是)(?!\s*\d{1,4}(?:[年月.日]|号(?!电?梯|楼|门|线)))|儿个?(?!子|童)|[早晚夜晨](?![餐饭会报]))|(?P<before>大前[天日])|(?P<after>大后[天日]))"
)
_SHIFTS = {"今": 0, "昨": -1, "前": -2, "明": 1, "后": 2}
_NO_DAY = frozenset({"前夜", "前早", "前晨", "后早", "后夜", "后晨", "后日", "前日"})
_MONTH = re.compile(rf"(?P<which>本月|这个?月|当月|上上个?月|上个?月|下个?月)(?:份)?\s*的?{_DAY_NUMBER}")
_WEEK = re.compile(r"(?P<which>上上|上|本|这|下)个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?!天[到就都])")
_WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
_SHIFT = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1}
_LUNAR = re.compile(
    rf"(?<![\d{CHINESE}])(?P<named>(?:农历|阴历|旧历)(?:的)?)?(?P<month>正|十一|十二|冬|腊|[一二三四五六七八九十])月(?:的)?"
    r"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|卅|二十[一二三四五六七八九]?|三十|十[一二三四五六七八九]?)(?![日号天月户层一二三四五六七八九])"
)
_NEW_YEAR = re.compile(r"(?:大?年)(?P<day>初[一二三四五六七八九十]|三十)|(?P<eve>除夕)(?=[那当夜晚早上下白前夕])")
_FESTIVALS = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
}
_THAT_DAY = r"(?=(?:的)?(?:那天|当天|当日|当晚|那晚|晚上|夜里|早上|上午|中午|下午|凌晨|夜晚))"
_FESTIVAL = re.compile(rf"(?P<name>{'|'.join(_FESTIVALS)})节?{_THAT_DAY}")
_EVE = (12, 30)
_SUN_FESTIVALS = {"元旦": (1, 1), "劳动": (5, 1), "五一": (5, 1), "六一": (6, 1), "国庆": (10, 1), "双十": (10, 10)}
_SUN_FESTIVAL = re.compile(rf"(?P<year>今年|去年|前年)?(?:的)?(?P<name>{'|'.join(_SUN_FESTIVALS)})节?{_THAT_DAY}")
_TO_A_DAY = re.compile(rf"(?<![\d{CHINESE}.])(?P<month>1[0-2]|0?[1-9])\.(?P<day>[12]\d|3[01]|0?[1-9])\s*[日号](?!楼)")
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_AHEAD = timedelta(days=31)


def dates_near(folded: str, today: date, starts: list[int]) -> Iterator[CalendarDate]:
    """Dates relative to `today`; without a year the latest that lies at most 31 days after it. starts: of numbers.

    周三 or 15号 alone say too little and are left.
    """
    for short in matches_at(_SHORT, folded, starts):
        said = re.search(r"(?P<year>..)(?P<link>[是的]?)$", folded[max(0, short.start() - 3) : short.start()])
        which = short["which"] or (said["year"] if said else "")
        if _LUNAR.match(folded, short.start()) is None:
            start = short.start() - (len(said[0]) if said and which in _RELATIVE_YEARS else 0)
            yield CalendarDate(start=start, end=short.end(), day=_in_year(which, short, today))
    for found in _DAYS.finditer(folded):
        if found[0] not in _NO_DAY:
            shift = -3 if found["before"] else 3 if found["after"] else _SHIFTS[found["word"]]
            yield CalendarDate(start=found.start(), end=found.end(), day=today + timedelta(days=shift))
    for found in _WEEK.finditer(folded):
        monday = today - timedelta(days=today.weekday()) + 7 * timedelta(days=_SHIFT[found["which"]])
        day = monday + timedelta(days=_WEEKDAYS[found["day"]])
        yield CalendarDate(start=found.start(), end=found.end(), day=day)
    for found in _MONTH.finditer(folded):
        shift = _SHIFT[re.sub("个?月", "", found["which"])]
        months = today.year * 12 + today.month - 1 + shift
        of_month = day_of(months // 12, months % 12 + 1, _day_number(found["day"]))
        yield CalendarDate(start=found.start(), end=found.end(), day=of_month)
    for found in _TO_A_DAY.finditer(folded):
        yield CalendarDate(start=found.start(), end=found.end(), day=_in_year("", found, today))
    yield from _by_the_sun(folded, today)
    yield from _by_the_moon(folded, today)


def _in_year(which: str, short: re.Match[str], today: date) -> date | None:
    month, day = figure(short["month"]), _day_number(short["day"])
    if which in _RELATIVE_YEARS:
        return day_of(today.year + _RELATIVE_YEARS[which], month, day)
    if which[:2].isdigit() and which.endswith("年"):
        return day_of(2000 + int(which[:2]), month, day)
    return _latest((day_of(today.year + shift, month, day) for shift in (1, 0, -1, -2, -3, -4)), today)


def _latest(days: Iterator[date | None], today: date) -> date | None:
    return next((one for one in days if one and one <= today + _AHEAD), None)


def _by_the_sun(folded: str, today: date) -> Iterator[CalendarDate]:
    """Festivals of a fixed day: 国庆节当天."""
    for found in _SUN_FESTIVAL.finditer(folded):
        month, number = _SUN_FESTIVALS[found["name"]]
        years = (_RELATIVE_YEARS[found["year"]],) if found["year"] else (1, 0, -1)
        on = _latest((day_of(today.year + shift, month, number) for shift in years), today)
        yield CalendarDate(start=found.start(), end=found.end(), day=on)


def _by_the_moon(folded: str, today: date) -> Iterator[CalendarDate]:
    """Dates of the lunar calendar; 八月十五 alone may be the sun's and is left."""
    for found in _LUNAR.finditer(folded):
        sure = found["named"] or found["month"] in _MONTHS or found["day"][0] in "初廿卅"
        if sure:
            month = _MONTHS.get(found["month"]) or figure(found["month"])
            day = _lunar_near(month, _day_number(found["day"]), today)
            yield CalendarDate(start=found.start(), end=found.end(), day=day)
    for found in _NEW_YEAR.finditer(folded):
        eve = found["eve"] or found["day"] == "三十"
        month, number = _EVE if eve else (1, _day_number(found["day"]))
        yield CalendarDate(start=found.start(), end=found.end(), day=_lunar_near(month, number, today))
    for found in _FESTIVAL.finditer(folded):
        day = _lunar_near(*_FESTIVALS[found["name"]], today)
        yield CalendarDate(start=found.start(), end=found.end(), day=day)


def _day_number(text: str) -> int:
    return figure(text.replace("初", "").replace("廿", "二十").replace("卅", "三十"))


def _lunar_near(month: int, day: int, today: date) -> date | None:
    return _latest((_of_lunar_year(today.year + shift, month, day) for shift in (0, -1, -2)), today)


def _of_lunar_year(year: int, month: int, day: int) -> date | None:
    """The day of the sun's calendar; the last of the year's last month for its thirtieth, which it may not have."""
    for number in (day, day - 1) if (month, day) == _EVE else (day,):
        try:
            solar = Lunar.fromYmd(year, month, number).getSolar()
        except Exception:  # noqa: BLE001, S112  # the library raises nothing narrower for a day that is not
            continue
        return date(solar.getYear(), solar.getMonth(), solar.getDay())
    return None
