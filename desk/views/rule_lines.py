"""A rule's conditions as the rows of a form: what may be asked, in which words, and the rows that come back."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from starlette.datastructures import FormData

from desk.formed import text, whole
from desk.messages import LABELS, N_
from domain.codes import Category
from rules import editing
from rules.condition_lines import ALL, ANY, EVERY, NONE, Group, Line, Lines
from rules.editing import Value
from rules.facts import PREDICATES
from rules.part import SEVERAL, VALUE, Part, Takes
from workers.ruledesk.drafts import Texts

FACTS: Mapping[str, str] = {
    "topic": N_("主题"),
    "category": N_("分类"),
    "department": N_("责任部门"),
    "kind": N_("性质"),
    "grade": N_("级别"),
    "urgency": N_("紧急程度"),
    "signal": N_("听到的信号"),
    "word": N_("出现的词"),
    "alarm": N_("眼前的警情"),
    "channel": N_("来信渠道"),
    "project": N_("项目"),
    "sum": N_("金额（元）"),
    "days": N_("天数（信中所说）"),
    "households": N_("户数"),
    "hour": N_("收到的钟点（0–23）"),
    "out_of_hours": N_("在办公时间以外收到"),
    "group": N_("是群体来信"),
    "fee": N_("是收费问题"),
    "sender_known": N_("发件人在名册"),
    "attachment": N_("附件的类型"),
    "repeat": N_("同一住户此前反映过同一主题"),
    "history_group": N_("其他住户反映过同一主题"),
    "confidence": N_("识读把握"),
    "model": N_("模型认为的分类"),
    "danger": N_("模型认为眼前有危险"),
    "second_opinion": N_("语言模型的不同看法"),
}
"""What may be asked about, in the order that the form offers it."""
TYPES: Mapping[Takes, str] = {
    Takes.CODES: N_("从列表选"),
    Takes.CODE: N_("从列表选"),
    Takes.TOPICS: N_("从主题选"),
    Takes.SIGNALS: N_("从信号选"),
    Takes.ALARMS: N_("从警情选"),
    Takes.TEXTS: N_("写词"),
    Takes.FLAG: N_("是或否"),
    Takes.WHOLE: N_("数字"),
    Takes.SHARE: N_("百分比"),
}
_PARTS: Mapping[str, str] = {
    "at_least": N_("至少"),
    "below": N_("少于"),
    "within_days": N_("多少天以内"),
    "in": N_("在信中何处"),
    "category": N_("分类"),
    "differs": N_("对哪一项看法不同"),
    "words_below": N_("支持主题的词少于几个"),
}
_OFTEN = N_("至少几次")
_PLACES: Mapping[str, str] = {
    "subject": N_("标题"),
    "text": N_("全部正文"),
    "opening": N_("正文前60字"),
    "demand": N_("诉求句"),
    "attachment": N_("附件中的文字"),
    "ocr": N_("文字识别读出的文字"),
}
_CODES = ("category", "department", "kind", "grade", "urgency", "channel")
OPERATORS: Mapping[Takes, tuple[str, str]] = {
    Takes.CODES: (N_("是其中之一"), N_("不是其中任何一个")),
    Takes.TOPICS: (N_("是其中之一"), N_("不是其中任何一个")),
    Takes.SIGNALS: (N_("有其中之一"), N_("一个也没有")),
    Takes.TEXTS: (N_("有其中之一"), N_("一个也没有")),
    Takes.ALARMS: (N_("有其中之一"), N_("一个也没有")),
    Takes.FLAG: (N_("成立"), N_("不成立")),
    Takes.WHOLE: (N_("在此范围"), N_("不在此范围")),
    Takes.SHARE: (N_("达到"), N_("没有达到")),
    Takes.CODE: (N_("成立"), N_("不成立")),
}
"""How a line is asked, and how the opposite."""
JOINED: Mapping[str, str] = {ANY: N_("至少一项成立"), ALL: N_("全部成立"), NONE: N_("一项也不成立")}
_LONG = 12
_BETWEEN = str.maketrans(dict.fromkeys("，,;；\n\r", "、"))


@dataclass(frozen=True, kw_only=True)
class Option:
    """What may be chosen. label: a message, or a name of the rulebook. under: the heading that it stands under.

    mark: what tells it from another of the same name.
    """

    value: str
    label: str
    under: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One field of a line. options: to choose from; long: as a list that one is taken from at a time."""

    name: str
    label: str
    takes: str
    chosen: tuple[str, ...]
    options: tuple[Option, ...] = ()
    long: bool = False
    several: bool = False
    optional: bool = False


def fact_options() -> tuple[tuple[str, str, str], ...]:
    """(fact, what it is called, its type), of those that a form can ask about."""
    known = [name for name in FACTS if name in PREDICATES]
    every = [*known, *(name for name in PREDICATES if name not in FACTS)]
    return tuple((name, FACTS.get(name, name), TYPES[_first(name)]) for name in every if PREDICATES[name].parts)


def operators(fact: str) -> tuple[str, str]:
    """How a line about this fact is asked, and how the opposite."""
    return OPERATORS[_first(fact)]


def asked(line: Line, texts: Texts) -> tuple[Asked, ...]:
    """The fields of a line."""
    return tuple(_asked(line, name, part, texts) for name, part in PREDICATES[line.fact].parts.items())


def typed_lines(typed: FormData, written: Lines) -> Lines:
    """The rows as they were sent. written: the condition as it stands, of which rows that no form shows are taken."""
    rows: dict[str, list[Line]] = {}
    order = [str(one) for one in typed.getlist("group")]
    for place in map(str, typed.getlist("line")):
        line = _typed_line(typed, place, written)
        if line is not None:
            rows.setdefault(place.partition(".")[0], []).append(line)
    joined = text(typed, "joined")
    return Lines(
        joined=joined if joined in (ALL, ANY) else ALL,
        groups=tuple(
            Group(joined=_joined(text(typed, f"joined-{group}")), lines=tuple(rows[group]))
            for group in dict.fromkeys(order)
            if group in rows
        ),
    )


def acted(lines: Lines, typed: FormData) -> Lines:
    """The rows after a button of theirs: `add`, `group`, `more 0` or `drop 0.1`."""
    what, _, about = text(typed, "do").partition(" ")
    if what == "drop":
        return _without(lines, about)
    group = whole(about) if what == "more" else None
    fact = text(typed, "fact" if group is None else f"fact-{group}")
    if fact not in PREDICATES or not PREDICATES[fact].parts:
        return lines
    new = Line(fact=fact)
    if what == "more" and group is not None and group < len(lines.groups):
        changed = [*lines.groups]
        changed[group] = replace(changed[group], lines=(*changed[group].lines, new))
        return replace(lines, groups=tuple(changed))
    if what in ("add", "group"):
        joined = (ANY if lines.joined == ALL else ALL) if what == "group" else ""
        return replace(lines, groups=(*lines.groups, Group(joined=joined, lines=(new,))))
    return lines


def _without(lines: Lines, place: str) -> Lines:
    kept = (
        replace(group, lines=tuple(line for at, line in enumerate(group.lines) if f"{number}.{at}" != place))
        for number, group in enumerate(lines.groups)
    )
    return replace(lines, groups=tuple(group for group in kept if group.lines))


def _joined(given: str) -> str:
    return given if given in JOINED else ""


def _typed_line(typed: FormData, place: str, written: Lines) -> Line | None:
    fact = text(typed, f"{place}-fact")
    if not fact:
        group, _, at = text(typed, f"{place}-kept").partition(".")
        number, row = whole(group), whole(at)
        if number is None or row is None or number >= len(written.groups) or row >= len(written.groups[number].lines):
            return None
        return written.groups[number].lines[row]
    if fact not in PREDICATES:
        return None
    fields = {
        name: found
        for name, part in PREDICATES[fact].parts.items()
        if (found := tuple(_given(typed, f"{place}-{name or 'value'}", part)))
    }
    return Line(fact=fact, denied=text(typed, f"{place}-denied") == "1", fields=fields)


def _given(typed: FormData, name: str, part: Part) -> Iterator[str]:
    given = [str(one).strip() for one in typed.getlist(name)]
    if part.takes is Takes.TEXTS:
        given = [word.strip() for one in given for word in one.translate(_BETWEEN).split("、")]
    return (one for one in dict.fromkeys(given) if one)


def _asked(line: Line, name: str, part: Part, texts: Texts) -> Asked:
    often = name == "at_least" and VALUE in PREDICATES[line.fact].parts
    options = _options(line.fact, name, part, texts)
    chosen = tuple(line.fields.get(name, ()))
    known = {one.value for one in options}
    lost = tuple(Option(value=one, label=one) for one in chosen if options and one not in known)
    return Asked(
        name=name or "value",
        label=_OFTEN if often else _PARTS.get(name, FACTS.get(line.fact, line.fact)),
        takes=part.takes,
        chosen=chosen,
        options=(*options, *lost),
        long=len(options) > _LONG,
        several=part.takes in SEVERAL,
        optional=part.optional,
    )


def _options(fact: str, name: str, part: Part, texts: Texts) -> tuple[Option, ...]:
    if part.takes is Takes.TOPICS:
        return _topics(texts.get("topics.yaml", ""))
    if part.takes is Takes.SIGNALS:
        return _signals(texts.get("signals.yaml", ""))
    if part.takes is Takes.ALARMS:
        return (Option(value=EVERY, label=N_("任何一类")), *_alarms(texts.get("alarms.yaml", "")))
    table = fact if fact in _CODES else name if name in _CODES else "slot" if name == "differs" else ""
    labels = _PLACES if name == "in" else LABELS[table.upper()] if table else {}
    return tuple(Option(value=code, label=labels.get(code, code)) for code in part.codes)


@lru_cache(maxsize=4)
def _topics(text_: str) -> tuple[Option, ...]:
    order = [str(category) for category in Category]
    found = [
        Option(value=str(one.get("id")), label=str(one.get("name")), under=str(one.get("category")))
        for one in (entry.values for entry in editing.entries(text_))
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.under) if one.under in order else len(order)))


@lru_cache(maxsize=4)
def _signals(text_: str) -> tuple[Option, ...]:
    return tuple(
        Option(value=str(one.values.get("id")), label=f"{_words(one.values)} · {one.values.get('id')}")
        for one in editing.entries(text_)
    )


def _words(signal: Mapping[str, Value]) -> str:
    """The first words that a signal listens for."""
    near = signal.get("near")
    groups = near.get("words") if isinstance(near, dict) else None
    first = signal.get("any") or signal.get("all") or (groups[0] if isinstance(groups, list) and groups else None)
    listed = first if isinstance(first, list) else [first or signal.get("regex") or ""]
    return "、".join(str(word) for word in listed[:4])[:40]


@lru_cache(maxsize=4)
def _alarms(text_: str) -> tuple[Option, ...]:
    listed = editing.whole(text_).get("kinds")
    kinds = [one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, dict)]
    names = Counter(str(one.get("name")) for one in kinds)
    return tuple(
        Option(
            value=str(one.get("id")),
            label=str(one.get("name")),
            mark=str(one.get("id")) if names[str(one.get("name"))] > 1 else "",
        )
        for one in kinds
    )


def _first(fact: str) -> Takes:
    """The type of a fact: that of the part that says most of it."""
    parts = PREDICATES[fact].parts
    return (parts.get(VALUE) or next(iter(parts.values()))).takes
