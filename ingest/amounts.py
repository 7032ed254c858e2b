"""Finds dates, sums of money, durations and numbers of households in folded text."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.reading_codes import FieldName
from ingest.found import Found
from language.dates import CalendarDate, calendar_dates
from language.numbers import CHINESE, NUMBER, matches_at, number_starts, parse_number, plain, scaled
from language.relative_dates import dates_near
from language.sums import sums_in

_SPAN = (
    r"(?P<scale>个半?多?月|年|周(?![边围末年期转岁密日])|个?星期|个?礼拜|天|日(?=[以之]?[内后]|仍|还|左右)|"
    r"(?:个半?多?)?(?:小时|钟头)|分钟)"
)
_DURATION = re.compile(
    rf"(?<![\d第每隔月\-/:{CHINESE}])(?<!\d[.,])(?P<number>{NUMBER}|半)(?P<vague>多|余|来)?{_SPAN}(?P<half>半(?![夜天月]))?"
)
_NOT_DURATION_BEFORE = re.compile(r"(?:第|每隔?|[几数好上下]|有|这|那|哪|某|同|另|月|前|头|过|改)$")
_IDIOM_24 = re.compile(
    r"\s*(?:值班|举报|电话|禁|热线|服务|监控|巡|保安|不间断|营业|开放|安保|供|有人|全天|在岗|在线|轮)"
)
_MONTH_NEXT = re.compile(r"\d{1,2}月|[一二三四五六七八九十]{1,2}月")
_AFTER_YEAR = frozenset("级代底初末度前来限轻份检审")
_DAYS = {"年": Decimal(365), "月": Decimal(30), "周": Decimal(7), "天": Decimal(1)}

_HOUSEHOLDS = re.compile(
    rf"(?<![\d第每梯层{CHINESE}])(?<!\d[.,])(?P<number>{NUMBER}|[几数上近约][十百千万]{{1,2}}|几|数)"
    r"\s*(?P<vague>多|余|来|几)?\s*(?P<unit>[十百千万])?\s*(?P<noun>个?户(?![型口外主门均籍内用头]|的?(?:大盘|小区|社区|楼盘|项目|屋苑|大型))|家(?:住户|业主|居民|用户)|[位名个](?:业主|住户|居民(?!区|楼)))"
)
_ROOM_BEFORE = re.compile(r"(?:[栋幢座楼号弄梯元组层室区\-#/、,]|房号:?|我是|住在?|在|我家|本人|的)\s*$")
"""Before a number that names a flat: 19号楼4401户."""
_CLAUSE_ENDS = frozenset("。!?;,:\n ")
_TOGETHER = re.compile(r"\s*(?:人家|联|签|均|都|共|一致)")
_PEOPLE = re.compile(r"\s*(?:业主|住户|居民|[断停没受无被])")
"""After a number of households, of which that of a flat says nothing: people, or what befell them."""
_MOST_FLATS_A_FLOOR = 16
_OF_OTHERS = re.compile(
    r"(?:全[市国省城县镇州区]|本市|我市|该市|市区|市内|全世界|新闻|报道|据统计|别的小区|其他小区|隔壁小区|另一个小区|对面小区)[^。!?;,]{0,14}$|"
    r"(?:小区|社区|屋苑|楼盘|园区|苑|项目|城)[^。!?;,]{0,10}(?:共有?|一共有?|总共有?|总计|共计|总户数为?|规划|住着|居住着|入住|拥有)[^。!?;,]{0,3}$"
)
"""Before households for which the writer does not speak: a city's, another estate's, all of the estate."""
_LOOSE = {"几": 3, "数": 3, "上": 1, "近": 1, "约": 1}


def find_amounts(folded: str, reference: datetime | None) -> Iterator[Found]:
    """All four kinds. reference: the letter's own time, against which a date without a year is read."""
    starts = number_starts(folded)
    yield from find_dates(folded, reference.date() if reference else None, starts)
    for one in sums_in(folded, starts):
        yield Found(name=FieldName.SUM, value=plain(one.yuan), start=one.start, end=one.end)
    yield from find_durations(folded, starts)
    yield from find_households(folded, starts)


def find_dates(folded: str, today: date | None, starts: list[int]) -> Iterator[Found]:
    """ISO dates. Without a year: the latest year that puts it at most 31 days after `today`; without both, none."""
    whole = calendar_dates(folded, starts)
    taken = [(one.start, one.end) for one in whole if one.day]
    near = dates_near(folded, today, starts) if today is not None else ()
    free = (one for one in near if not any(start <= one.start < end for start, end in taken))
    for one in (*whole, *free):
        if one.day:
            yield _found_date(one, one.day)


def _found_date(one: CalendarDate, day: date) -> Found:
    return Found(name=FieldName.DATE, value=day.isoformat(), start=one.start, end=one.end)


def find_durations(folded: str, starts: list[int]) -> Iterator[Found]:
    """Days as a decimal string, at most three places: a month counts 30, a year 365; 几天 has no number and is left."""
    for found in matches_at(_DURATION, folded, starts):
        days = _days(found, folded)
        if days:
            value = plain(days.quantize(Decimal("0.001"), ROUND_HALF_UP) if days % 1 else days)
            yield Found(name=FieldName.DURATION, value=value, start=found.start(), end=found.end())


def _days(found: re.Match[str], folded: str) -> Decimal | None:
    """The length of one match in days; None when the words mean something else (2024年, 三年级, 24小时值班, 有一天)."""
    number, scale = found["number"], found["scale"]
    value = Decimal("0.5") if number == "半" else parse_number(number)
    if not value or _NOT_DURATION_BEFORE.search(folded[max(0, found.start() - 2) : found.start()]):
        return None
    following = folded[found.end() : found.end() + 4]
    if _means_something_else(value, number, scale, following):
        return None
    if "半" in scale or found["half"]:
        value += Decimal("0.5")
    if "小时" in scale or "钟头" in scale:
        return value / 24
    if "分钟" in scale:
        return value / 1440
    return value * _DAYS[_unit(scale)]


def _means_something_else(value: Decimal, number: str, scale: str, following: str) -> bool:
    if scale == "年" and (value > 100 or following[:1] in _AFTER_YEAR or _MONTH_NEXT.match(following)):
        return True
    if value == 24 and "小时" in scale:
        return _IDIOM_24.match(following) is not None
    if number == "一" and value == 1:  # 一天到晚, 一年4032元
        return following.startswith(("到晚", "天", "比一", "一夜")) or following[:1].isdigit()
    return False


def _unit(scale: str) -> str:
    if "月" in scale:
        return "月"
    if scale == "年":
        return "年"
    return "天" if scale in {"天", "日"} else "周"


def find_households(folded: str, starts: list[int]) -> Iterator[Found]:
    """A whole number as a string. Round words give their lower bound: 五十多户 50, 几百户 300 (几 and 数 as 3)."""
    for found in matches_at(_HOUSEHOLDS, folded, starts):
        number = found["number"]
        if number[0] in _LOOSE and not number.isdigit():
            if len(number) == 1 and not found["unit"]:
                continue  # 几户 names no number
            value = scaled(str(_LOOSE[number[0]]), number[1:] + (found["unit"] or ""))
        else:
            value = scaled(number, found["unit"])
        if _names_a_flat(found, folded) or _OF_OTHERS.search(folded, max(0, found.start() - 30), found.start()):
            continue
        if value is not None and value >= 2 and value % 1 == 0 and number[0] != "0":
            yield Found(name=FieldName.HOUSEHOLDS, value=plain(value), start=found.start(), end=found.end())


def _names_a_flat(found: re.Match[str], folded: str) -> bool:
    """Whether the number is that of a flat, such as 4401户 after a building: bare figures, floor before flat."""
    number = found["number"]
    if found["vague"] or found["unit"] or not (number.isdigit() and len(number) in (3, 4)):
        return False
    if not found["noun"].endswith("户") or not 1 <= int(number[-2:]) <= _MOST_FLATS_A_FLOOR:
        return False
    if _TOGETHER.match(folded, found.end()):
        return False
    if _ROOM_BEFORE.search(folded, max(0, found.start() - 6), found.start()):
        return True
    at_head = found.start() == 0 or folded[found.start() - 1] in _CLAUSE_ENDS
    return at_head and not _PEOPLE.match(folded, found.end())
