"""What single cells of an older ledger mean: moments, sources, classes, departments, grades, what visits came to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.codes import Category, Channel, Department, Grade, VisitOutcome
from domain.labels import CATEGORY, CHANNEL, DEPARTMENT, VISIT
from ingest.table_file import DATED
from language.folding import comparing
from rules.decide import YEARS
from rules.rulebook import Rulebook

_DAY = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?[\st]*(?P<rest>.*)"
)
_JOINED = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<rest>)")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
_TIME = re.compile(
    r"(?P<half>上午|下午|中午|晚上|晚|早上|am|pm)?\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?"
    r"(?:\s*[:：]?\s*\d{1,2}(?:\.\d+)?\s*秒?)?\s*(?P<after>am|pm)?"
)
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
"""Day 0 of Excel's serial numbers, from March 1900 on."""
_NOON = 12
_AFTER_NOON: Mapping[str, int] = {**dict.fromkeys(("下午", "晚上", "晚", "pm"), _NOON), "中午": 3}
"""The hours below which such an hour is one of the afternoon: 中午11点 is none."""
_SEVERAL = re.compile(r"[,;，；、/|\s]+")
_CHANNELS: Mapping[str, tuple[str, ...]] = {
    Channel.EMAIL: ("邮件", "电邮", "邮箱", "email", "e-mail"),
    Channel.LETTER: ("信件", "书面", "信函", "书信", "投诉信", "意见箱", "来函"),
    Channel.FAX: ("传真件",),
    Channel.PHONE: ("来电", "电话投诉", "致电", "客服电话", "座机"),
    Channel.COUNTER: ("来访", "上门", "现场", "面谈", "到访", "当面", "接待", "前台来访", "走访", "来访投诉"),
    Channel.WECHAT: ("微信群", "业主群", "公众号", "企业微信", "微信公众号", "群"),
    Channel.APP: ("app", "手机app", "小程序", "业主app"),
    Channel.WEB: ("网站", "网页", "官网"),
    Channel.HOTLINE: ("热线电话", "12345", "400", "400热线", "95热线", "市民热线", "服务热线", "政务热线"),
    Channel.FORUM: ("论坛", "网络", "微博", "网上投诉", "媒体"),
    Channel.REFERRAL: ("转来", "上级转办", "转单", "信访", "街道转办", "住建局", "集团转办", "交办"),
    Channel.OTHER: ("其它",),
}
_DEPARTMENTS: Mapping[str, tuple[str, ...]] = {
    Department.ENGINEERING: ("工程", "维修部", "工程维修部", "设备部", "机电部", "维修", "工程组", "技术部"),
    Department.CUSTOMER_SERVICE: (
        "客服部",
        "客服",
        "客户服务中心",
        "客服中心",
        "客户中心",
        "管家部",
        "前台",
        "服务中心",
    ),
    Department.SECURITY: (
        "秩序部",
        "保安部",
        "安保部",
        "安管部",
        "安全部",
        "保安",
        "护卫部",
        "秩序",
        "秩维部",
        "安防部",
    ),
    Department.ENVIRONMENT: ("环境", "保洁部", "环卫部", "绿化部", "保洁", "绿化", "环境管理部", "保洁绿化部"),
    Department.FINANCE: ("财务", "收费处", "收费部", "计财部"),
    Department.DEVELOPER_LIAISON: ("地产", "开发商", "地产公司", "开发公司", "地产客服", "房修部", "地产客服部"),
}
_VISITS: Mapping[str, tuple[str, ...]] = {
    VisitOutcome.SATISFIED: ("非常满意", "很满意", "是", "好评", "已满意", "满意已关闭", "十分满意"),
    VisitOutcome.PARTLY: ("基本满意", "较满意", "比较满意", "一般", "尚可"),
    VisitOutcome.DISSATISFIED: ("很不满意", "非常不满意", "否", "不满", "差"),
    VisitOutcome.UNREACHABLE: ("无法联系", "未接通", "无人接听", "电话未接", "无人接", "未联系上", "关机", "空号"),
    VisitOutcome.REFUSED: ("拒访", "拒绝", "不愿回访", "拒绝评价"),
    VisitOutcome.ANONYMOUS: ("匿名", "匿名投诉"),
}
NOTHING = frozenset(
    map(comparing, ("", "-", "—", "——", "/", "无", "未", "未回访", "待回访", "不详", "未知", "空", "none"))
)
"""Cells that say that nothing is known."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A cell as a moment. at: None where only the day is known."""

    day: date
    at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Class:
    """What a class of a ledger stands for. topics: those of it, in the order of the rulebook; one: it names a topic.

    category: None for a class of a scheme whose topics are of several.
    """

    category: Category | None
    topics: tuple[str, ...]
    one: bool = False


def moment(cell: str) -> Moment | None:
    """2025-03-01, 2025/3/1 9:30, 2025年3月1日 下午3点, 20250301, or a day as Excel counts them; None if it is none."""
    words = cell.removeprefix(DATED).strip().lower()
    if _SERIAL.fullmatch(words):
        return _serial(float(words))
    found = _DAY.fullmatch(words) or _JOINED.fullmatch(words)
    if found is None:
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    rest = found["rest"].strip()
    at = _time(rest) if rest else None
    return Moment(day=day, at=at) if day.year in YEARS and (at is not None or not rest) else None


def _serial(days: float) -> Moment | None:
    made = _EPOCH + timedelta(minutes=round(days * 1440))
    if made.year not in YEARS:
        return None
    return Moment(day=made.date(), at=made.time() if days % 1 else None)


def _time(words: str) -> time | None:
    found = _TIME.fullmatch(words)
    if found is None:
        return None
    hour, half = int(found["hour"]), found["half"] or found["after"] or ""
    if half in _AFTER_NOON and 0 < hour < _AFTER_NOON[half]:
        hour += _NOON
    try:
        return time(hour, int(found["minute"] or 0))
    except ValueError:
        return None


def _said(table: Mapping[str, str], more: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    words = {comparing(word): code for code, label in table.items() for word in (code, label)}
    return {comparing(word): code for code, others in more.items() for word in others} | words


_CHANNEL_OF, _VISIT_OF = _said(CHANNEL, _CHANNELS), _said(VISIT, _VISITS)
_DEPARTMENT_OF = _said(DEPARTMENT, _DEPARTMENTS)


def channel(cell: str) -> Channel | None:
    """Where it came from; None for words that are none."""
    found = _CHANNEL_OF.get(comparing(cell))
    return None if found is None else Channel(found)


def visit(cell: str) -> VisitOutcome | None:
    """What the visit came to; None for words that do not say it."""
    found = _VISIT_OF.get(comparing(cell))
    return None if found is None else VisitOutcome(found)


def departments(cell: str, book: Rulebook) -> tuple[Department, ...] | None:
    """The departments of a cell, in its order; None if one of them is unknown."""
    own = {comparing(one.name): one.id for one in book.departments}
    found: list[Department] = []
    for word in filter(None, _SEVERAL.split(cell.strip())):
        code = own.get(comparing(word)) or _DEPARTMENT_OF.get(comparing(word))
        if code is None:
            return None
        found.append(Department(code))
    return tuple(dict.fromkeys(found)) or None


def grade(cell: str) -> Grade | None:
    """A, A级, A类投诉, A 重大投诉, 重大投诉; None for words that are none."""
    words = comparing(cell)
    for one, name in _GRADES.items():
        letter = one.value.lower()
        if words in (
            letter,
            f"{letter}级",
            f"{letter}类",
            f"{letter}类投诉",
            f"{letter}级投诉",
            f"{letter}{name}",
            name,
        ):
            return one
    return None


_GRADES: Mapping[Grade, str] = {
    Grade.A: "重大投诉",
    Grade.B: "群体投诉",
    Grade.C: "一般投诉",
    Grade.D: "群体意见",
    Grade.E: "意见咨询",
}


def classes(book: Rulebook) -> Mapping[str, Class]:
    """Every name that a class may have, in its comparing form: of the house's eight, of topics, of every scheme."""
    found: dict[str, Class] = {}
    for name in dict.fromkeys(name for names in book.schemes.values() for name in names):
        topics = [one for one in book.topics if name in one.schemes.values()]
        categories = {one.category for one in topics}
        category = categories.pop() if len(categories) == 1 else None
        found[comparing(name)] = Class(category=category, topics=tuple(one.id for one in topics))
    for category in Category:
        mine = tuple(one.id for one in book.topics if one.category is category)
        made = Class(category=category, topics=mine)
        label = CATEGORY[category].removesuffix("类")
        found |= {comparing(word): made for word in (category.value, label, f"{label}类")}
    for topic in book.topics:
        made = Class(category=topic.category, topics=(topic.id,), one=True)
        found |= {comparing(word): made for word in (topic.id, topic.name)}
    return found


def class_of(cell: str, known: Mapping[str, Class]) -> Class | None:
    """What a cell stands for; of 设备管理：电梯停运 the topic, if there is one of that name."""
    if whole := known.get(comparing(cell)):
        return whole
    parts: Sequence[str] = [part for part in re.split(r"[：:/、>\-—]+", cell) if part.strip()]
    found = [made for part in parts if (made := known.get(comparing(part)))]
    return next((one for one in reversed(found) if one.one), found[0] if found else None)
