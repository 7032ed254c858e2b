"""What each file of a rulebook may hold, read into the dataclasses of `rules.model` with every mistake noted."""

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.groups import GroupRules
from domain.likeness import LikenessRules
from domain.work_codes import Cause
from rules.alarm_model import AlarmRules
from rules.learnt import Learnt
from rules.model import (
    CalendarRules,
    ClockRule,
    Defaults,
    DepartmentInfo,
    Example,
    GlossaryLine,
    Language,
    LetterRule,
    Near,
    Phrase,
    Place,
    PublishedYear,
    Rule,
    Scoring,
    Signal,
    Topic,
)
from rules.owner_model import OwnerRules
from rules.predicate import Names
from rules.schema.keys import known
from rules.schema.source import Item, Reader

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DEMAND = ("要求", "希望", "请", "恳求", "恳请", "诉求", "建议", "盼", "望", "要求解决")
_NEGATION = (
    "没有",
    "没",
    "并没",
    "不是",
    "并非",
    "并未",
    "从未",
    "未曾",
    "毫无",
    "没有出现",
    "没有发生",
    "没有任何",
    "未出现",
    "未发生",
    "无",
    "不存在",
)
_NOT_NEGATION = ("有没有", "有没", "是不是", "有无", "要不是", "是否没有")
_DEPARTMENTS = {
    "building": ("engineering",),
    "equipment": ("engineering",),
    "security": ("security",),
    "environment": ("environment",),
    "service": ("customer_service",),
    "neighbour": ("customer_service",),
    "developer": ("developer_liaison",),
    "other": ("none",),
}
_GRADES = {
    "complaint": "C",
    "suggestion": "E",
    "enquiry": "E",
    "praise": "E",
    "request": "E",
    "not_for_us": "E",
    "group_suggestion": "D",
    "group_enquiry": "D",
}


class Book:
    """What has been read so far of one rulebook; files are read in an order in which names are known before use."""

    def __init__(self) -> None:
        self.name = ""
        self.zone = "Asia/Shanghai"
        self.schemes: dict[str, tuple[str, ...]] = {}
        self.scoring = Scoring()
        self.language = Language(demand=_DEMAND, negation=_NEGATION, not_negation=_NOT_NEGATION)
        self.defaults = Defaults(departments=_DEPARTMENTS, fee=("finance",), grade=_GRADES)
        self.lines: dict[str, int] = {}
        self.departments: list[DepartmentInfo] = []
        self.topics: list[Topic] = []
        self.signals: list[Signal] = []
        self.rules: list[Rule] = []
        self.clocks: list[ClockRule] = []
        self.calendar = CalendarRules()
        self.letters: list[LetterRule] = []
        self.phrases: list[Phrase] = []
        self.glossary: list[GlossaryLine] = []
        self.kept: tuple[str, ...] = ()
        self.examples: list[Example] = []
        self.alarms = AlarmRules()
        self.owners = OwnerRules()
        self.groups = GroupRules()
        self.likeness = LikenessRules()
        self.learnt: Learnt | None = None

    @property
    def names(self) -> Names:
        """What conditions may name."""
        return Names(
            signals={signal.id for signal in self.signals},
            topics={topic.id: topic.category for topic in self.topics},
            alarms=tuple(kind.id for kind in self.alarms.kinds),
            learnt=None if self.learnt is None else self.learnt.categories,
        )


def read_rulebook(book: Book, reader: Reader, item: Item) -> None:
    """rulebook.yaml."""
    parts = reader.mapping(item, "rulebook.yaml", known("rulebook.yaml"))
    book.lines = dict(_lines(item))
    book.name = reader.text(parts.get("name"), "name", item.line) or ""
    if "version" in parts:
        reader.whole(parts["version"], "version", 1, 1)
    if "zone" in parts:
        zone = reader.convert(parts["zone"], "zone", _zone, "a time zone such as Asia/Shanghai")
        book.zone = zone.key if zone else book.zone
    for name, classes in (reader.mapping(parts["schemes"], "schemes") if "schemes" in parts else {}).items():
        book.schemes[name] = reader.texts(classes, f"scheme {name}", empty=False)
    if "scoring" in parts:
        book.scoring = _scoring(reader, parts["scoring"])
    if "language" in parts:
        book.language = _language(reader, parts["language"])
    if "defaults" in parts:
        book.defaults = _defaults(reader, parts["defaults"])
    if "likeness" in parts:
        book.likeness = _likeness(reader, parts["likeness"])


def _lines(item: Item, above: str = "") -> Iterator[tuple[str, int]]:
    """The line of every key, by its path from the top."""
    if isinstance(item.value, dict):
        for key, part in item.value.items():
            yield f"{above}{key}", item.key_lines[key]
            yield from _lines(part, f"{above}{key}.")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(name) from error


def _scoring(reader: Reader, item: Item) -> Scoring:
    shares = dict.fromkeys(("also", "repeat", "bare", "aside", "agree", "against", "likely"), (0, 1))
    bounds = {"least": (0, 1000), "model": (0, 100), "margin": (1, 10), **shares}
    parts = reader.mapping(item, "scoring", known("scoring"))
    words = reader.whole(parts.pop("words"), "words", 1, 100) if "words" in parts else Scoring.words
    values = {name: reader.number(part, name, *bounds.get(name, (0.1, 10))) for name, part in parts.items()}
    return Scoring(words=words, **values)


def _likeness(reader: Reader, item: Item) -> LikenessRules:
    parts, usual = reader.mapping(item, "likeness", known("likeness")), LikenessRules()
    return LikenessRules(
        area_m2=reader.whole(parts.get("area_m2"), "area_m2", 1, 1_000_000_000, usual.area_m2),
        least=reader.whole(parts.get("least"), "least", 2, 1000, usual.least),
    )


def _language(reader: Reader, item: Item) -> Language:
    parts = reader.mapping(item, "language", known("language"))
    return Language(
        demand=reader.texts(parts.get("demand"), "demand") or _DEMAND,
        negation=reader.texts(parts.get("negation"), "negation") or _NEGATION,
        not_negation=reader.texts(parts.get("not_negation"), "not_negation") or _NOT_NEGATION,
        **{name: reader.texts(parts.get(name), name) for name in ("apart", "bare", "trouble", "aside", "alike")},
    )


def _defaults(reader: Reader, item: Item) -> Defaults:
    parts = reader.mapping(item, "defaults", known("defaults"))
    departments: dict[str, tuple[str, ...]] = dict(_DEPARTMENTS)
    grades = dict(_GRADES)
    if "departments" in parts:
        for name, part in reader.mapping(parts["departments"], "departments", tuple(Category)).items():
            departments[name] = _departments(reader, part) or departments[name]
    if "grade" in parts:
        for name, part in reader.mapping(parts["grade"], "grade", (*_GRADES, "group_complaint")).items():
            grades[name] = reader.choice(part, "grade", tuple(Grade)) or Grade.C
    fee = _departments(reader, parts["fee"]) if "fee" in parts else ()
    kind = reader.choice(parts["kind"], "kind", tuple(Kind)) if "kind" in parts else None
    urgency = reader.choice(parts["urgency"], "urgency", tuple(Urgency)) if "urgency" in parts else None
    return Defaults(
        departments=departments,
        fee=fee or ("finance",),
        grade=grades,
        kind=kind or Kind.COMPLAINT,
        group=reader.flag(parts.get("group"), "group", default=False),
        urgency=urgency or Urgency.ORDINARY,
    )


def _departments(reader: Reader, item: Item | None) -> tuple[str, ...]:
    return reader.choices(item, "departments", tuple(Department), empty=False)


def read_departments(book: Book, reader: Reader, item: Item) -> None:
    """departments.yaml."""
    for entry in reader.sequence(item, "departments.yaml", empty=False):
        parts = reader.mapping(entry, "a department", known("departments.yaml"))
        department = reader.choice(parts.get("id"), "id", tuple(Department), entry.line)
        name = reader.text(parts.get("name"), "name", entry.line)
        phone = parts.get("phone")
        if department and name and is_new(reader, entry, department, [one.id for one in book.departments]):
            number = reader.text(phone, "phone") if phone and phone.value is not None else None
            place = Place(file=reader.file, line=entry.line)
            book.departments.append(DepartmentInfo(id=Department(department), name=name, phone=number, place=place))


def is_new(reader: Reader, entry: Item, given: str, before: list[str] | list[Department]) -> bool:
    """Whether nothing of that name stands in the file yet; a finding if it does."""
    if given in before:
        reader.wrong(entry.line, f"`{given}` stands twice in {reader.file}")
        return False
    return True


def read_signals(book: Book, reader: Reader, item: Item) -> None:
    """signals.yaml."""
    seen: dict[str, int] = {}
    for entry in reader.sequence(item, "signals.yaml"):
        parts = reader.mapping(entry, "a signal", known("signals.yaml"))
        signal_id = unique_id(reader, parts, entry, seen)
        if signal_id is None:
            continue
        if not parts.keys() & {"any", "all", "near", "regex"}:
            reader.wrong(entry.line, f"signal {signal_id} has none of any, all, near, regex")
        book.signals.append(
            Signal(
                id=signal_id,
                any=_words(reader, parts, "any"),
                all=_words(reader, parts, "all"),
                excluded=_words(reader, parts, "not"),
                near=read_near(reader, parts["near"]) if "near" in parts else None,
                regex=reader.text(parts["regex"], "regex") if "regex" in parts else None,
                negatable=reader.flag(parts.get("negatable"), "negatable", default=True),
                place=Place(file=reader.file, line=entry.line),
            )
        )


def unique_id(reader: Reader, parts: Mapping[str, Item], entry: Item, seen: dict[str, int]) -> str | None:
    """The entry's id, None with a finding if it is wrong or taken."""
    found = reader.identifier(parts.get("id"), "id", entry.line)
    if found is not None and found in seen:
        reader.wrong(entry.line, f"id `{found}` stands twice; the first is on line {seen[found]}")
        return None
    if found is not None:
        seen[found] = entry.line
    return found


def _words(reader: Reader, parts: Mapping[str, Item], name: str) -> tuple[str, ...]:
    # `all: []` and `not: []` say nothing and may stand; `any: []` could never be heard.
    item = parts.get(name)
    return reader.texts(item, name, empty=name != "any" or item is None)


def read_near(reader: Reader, item: Item) -> Near | None:
    """A `near`: lists of words and the distance between them; None with a finding if it is none."""
    parts = reader.mapping(item, "near", known("near"))
    groups = tuple(
        reader.texts(group, "a list of near.words", empty=False)
        for group in reader.sequence(parts.get("words"), "words")
    )
    if len(groups) < 2:
        reader.wrong(item.line, "near needs two lists of words or more")
        return None
    return Near(words=groups, within=reader.whole(parts.get("within"), "within", 0, 200, 10))


def read_topics(book: Book, reader: Reader, item: Item) -> None:
    """topics.yaml."""
    seen: dict[str, int] = {}
    signals = {signal.id for signal in book.signals}
    for entry in reader.sequence(item, "topics.yaml", empty=False):
        parts = reader.mapping(entry, "a topic", known("topics.yaml"))
        topic_id = unique_id(reader, parts, entry, seen)
        name = reader.text(parts.get("name"), "name", entry.line)
        category = reader.choice(parts.get("category"), "category", tuple(Category), entry.line)
        weights = _weights(reader, parts, entry, signals)
        if topic_id is None or name is None or category is None:
            continue
        book.topics.append(
            Topic(
                id=topic_id,
                name=name,
                category=Category(category),
                departments=tuple(Department(one) for one in _departments(reader, parts["departments"]))
                if "departments" in parts
                else (),
                fee=reader.flag(parts.get("fee"), "fee", default=False),
                cause=_cause(reader, parts.get("cause")),
                schemes=_schemes(reader, parts.get("schemes"), book.schemes),
                signals=weights,
                measures=reader.texts(parts.get("measures"), "measures"),
                questions=reader.texts(parts.get("questions"), "questions"),
                place=Place(file=reader.file, line=entry.line),
            )
        )


def _cause(reader: Reader, item: Item | None) -> Cause | None:
    chosen = None if item is None else reader.choice(item, "cause", tuple(Cause))
    return None if chosen is None else Cause(chosen)


def _weights(
    reader: Reader, parts: Mapping[str, Item], entry: Item, signals: set[str]
) -> tuple[tuple[str, float], ...]:
    if "signals" not in parts:
        reader.wrong(entry.line, "signals is missing")
        return ()
    item = parts["signals"]
    weights = []
    for key, part in reader.mapping(item, "signals").items():
        weight = reader.number(part, f"the weight of {key}", -100, 100)
        if weight == 0:
            reader.wrong(part.line, f"the weight of {key} is 0 and says nothing")
        if key.isascii() and key not in signals:
            reader.unknown(item.key_lines[key], f"no signal `{key}` in signals.yaml", signals, key)
        weights.append((key, float(weight)))
    return tuple(weights)


def _schemes(reader: Reader, item: Item | None, schemes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    if item is None:
        return {}
    found = {}
    for name, part in reader.mapping(item, "schemes", tuple(schemes)).items():
        chosen = reader.choice(part, f"scheme {name}", schemes[name])
        if chosen is not None:
            found[name] = chosen
    return found


def read_calendar(book: Book, reader: Reader, item: Item) -> None:
    """calendar.yaml."""
    parts = reader.mapping(item, "calendar.yaml", known("calendar.yaml"))
    opens, closes = book.calendar.opens, book.calendar.closes
    if "hours" in parts:
        hours = reader.mapping(parts["hours"], "hours", ("from", "to"))
        opens = (reader.clock_time(hours["from"], "from") if "from" in hours else None) or opens
        closes = (reader.clock_time(hours["to"], "to") if "to" in hours else None) or closes
        if opens >= closes:
            reader.wrong(parts["hours"].line, f"hours: from {opens:%H:%M} must lie before to {closes:%H:%M}")
            closes = opens.replace(hour=23, minute=59)
    days = reader.choices(parts.get("days"), "days", _DAYS, empty="days" not in parts)
    published = [_published(reader, entry) for entry in reader.sequence(parts.get("published"), "published")]
    book.calendar = CalendarRules(
        opens=opens,
        closes=closes,
        days=tuple(_DAYS.index(day) for day in days) or book.calendar.days,
        off=_dates(reader, parts, "off"),
        on=_dates(reader, parts, "on"),
        published=tuple(published),
    )


def _published(reader: Reader, item: Item) -> PublishedYear:
    parts = reader.mapping(item, "a published year", known("published"))
    year = reader.whole(parts.get("year"), "year", 2000, 2200)
    off, on = _dates(reader, parts, "off"), _dates(reader, parts, "on")
    if not off:
        reader.wrong(item.line, f"the notice of {year} lists no day off")
    for day in (*off, *on):
        if abs(day.year - year) > 1 or (day.year != year and day.month not in (1, 12)):
            reader.wrong(item.line, f"{day} is no day of the notice of {year}")
    return PublishedYear(year=year, off=off, on=on)


def _dates(reader: Reader, parts: Mapping[str, Item], name: str) -> tuple[date, ...]:
    found = (reader.day(part, name) for part in reader.sequence(parts.get(name), name))
    return tuple(day for day in found if day is not None)
