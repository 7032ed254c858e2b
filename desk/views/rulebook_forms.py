"""The rulebook's entries as forms show them: read from the draft's YAML, whatever mistakes stand in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.messages import N_
from desk.views.rule_sentences import Names, names_of, sentence
from domain.said import Sentence
from rules import editing
from rules.editing import Entry, Value
from workers.ruledesk.drafts import Texts

UNITS: Mapping[str, str] = {
    "working days": N_("个工作日"),
    "days": N_("天"),
    "h": N_("小时"),
    "min": N_("分钟"),
    "daily": N_("每天几点"),
    "none": N_("不计时"),
    "": N_("以承诺的日期为准"),
}
"""How a term is counted, as the form offers it."""
STARTS: Mapping[str, str] = {
    "receipt": N_("收到来信"),
    "notice": N_("发出处理通知单"),
    "measures_done": N_("处理完毕"),
    "result_told": N_("反馈结果"),
    "found_invalid": N_("认定无效"),
    "blocked": N_("登记受阻"),
    "grade_confirmed": N_("确认级别"),
    "interim_sent": N_("发出阶段性回函"),
}
_TERM = re.compile(r"([0-9]+) ?(min|h|working day|day)s?")
BLANK = 8
"""Rows for words that are added."""


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """One term. amount, unit, time: the parts of it. when: under which condition, None for the ordinary one."""

    at: int
    clock: str
    amount: str
    unit: str
    time: str
    starts: str
    because: str
    when: Sentence | None


@dataclass(frozen=True, kw_only=True)
class RuleView:
    """A rule in words. line: where it stands in its file."""

    file: str
    at: int
    line: int
    id: str
    because: str
    priority: int
    when: Sentence
    then: Sentence


@dataclass(frozen=True, kw_only=True)
class TopicView:
    """A topic. weights: (word or signal, weight) as written."""

    at: int
    line: int
    id: str
    name: str
    category: str
    departments: tuple[str, ...]
    schemes: Mapping[str, str]
    weights: tuple[tuple[str, str], ...]
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class CalendarView:
    """Hours and days of the company."""

    opens: str
    closes: str
    days: tuple[str, ...]
    off: tuple[str, ...]
    on: tuple[str, ...]


def clocks(texts: Texts) -> tuple[ClockView, ...]:
    """Every term, in the order written."""
    names = names_of(texts)
    return tuple(_clock(at, entry, names) for at, entry in enumerate(_entries(texts, "clocks.yaml")))


def rules(texts: Texts) -> tuple[RuleView, ...]:
    """Every rule, by file, in the order written."""
    names = names_of(texts)
    return tuple(one for file in sorted(texts) if file.startswith("rules/") for one in _rules(file, texts, names))


def in_words(entry: Entry, texts: Texts) -> tuple[Sentence, Sentence]:
    """A rule's condition and what follows."""
    names = names_of(texts)
    return sentence(entry.values.get("when"), names), sentence(entry.values.get("then"), names)


def calendar(texts: Texts) -> CalendarView:
    """Hours and days as they are written."""
    found = editing.whole(texts.get("calendar.yaml", ""))
    hours = found.get("hours")
    held = hours if isinstance(hours, dict) else {}
    return CalendarView(
        opens=str(held.get("from", "09:00")),
        closes=str(held.get("to", "18:00")),
        days=_texts(found.get("days")) or ("mon", "tue", "wed", "thu", "fri"),
        off=_texts(found.get("off")),
        on=_texts(found.get("on")),
    )


def topics(texts: Texts) -> tuple[TopicView, ...]:
    """Every topic, in the order written."""
    return tuple(_topic(at, entry) for at, entry in enumerate(_entries(texts, "topics.yaml")))


def schemes(texts: Texts) -> Mapping[str, tuple[str, ...]]:
    """The other classifications with their classes."""
    found = editing.whole(texts.get("rulebook.yaml", "")).get("schemes")
    return {name: _texts(classes) for name, classes in found.items()} if isinstance(found, dict) else {}


def of_class(found: Sequence[TopicView], scheme: str, name: str) -> tuple[TopicView, ...]:
    """The topics of a class in a scheme, all where no class is asked for. scheme: `category` or another."""
    if not name:
        return tuple(found)
    return tuple(one for one in found if name == (one.category if scheme == "category" else one.schemes.get(scheme)))


def values(texts: Texts, file: str) -> tuple[Mapping[str, Value], ...]:
    """The entries of a file that is a list."""
    return tuple(entry.values for entry in _entries(texts, file))


def term_of(amount: str, unit: str, time: str) -> str:
    """The term that a form's fields say, as a rulebook writes it."""
    if unit in ("", "none"):
        return unit
    if unit == "daily":
        return f"daily {time.strip()}"
    return f"{amount.strip()} {unit}"


def _clock(at: int, entry: Entry, names: Names) -> ClockView:
    term = entry.values.get("term")
    amount, unit, time = parts_of(str(term)) if term is not None else ("", "", "")
    when = entry.values.get("when")
    return ClockView(
        at=at,
        clock=_text(entry, "clock"),
        amount=amount,
        unit=unit,
        time=time,
        starts=_text(entry, "starts"),
        because=_text(entry, "because"),
        when=None if when is None else sentence(when, names),
    )


def parts_of(term: str) -> tuple[str, str, str]:
    """Amount, unit and time of day of a term as it is written; nothing for what is none."""
    if term.startswith("daily "):
        return "", "daily", term.removeprefix("daily ")
    if found := _TERM.fullmatch(term):
        unit = found[2]
        return found[1], unit if unit in ("min", "h") else f"{unit}s", ""
    return "", "none" if term == "none" else "", ""


def _rules(file: str, texts: Texts, names: Names) -> Iterator[RuleView]:
    for at, entry in enumerate(_entries(texts, file)):
        priority = entry.values.get("priority", 100)
        yield RuleView(
            file=file,
            at=at,
            line=entry.first + 1,
            id=_text(entry, "id"),
            because=_text(entry, "because"),
            priority=priority if isinstance(priority, int) else 100,
            when=sentence(entry.values.get("when"), names),
            then=sentence(entry.values.get("then"), names),
        )


def _topic(at: int, entry: Entry) -> TopicView:
    classes, weights = entry.values.get("schemes"), entry.values.get("signals")
    return TopicView(
        at=at,
        line=entry.first + 1,
        id=_text(entry, "id"),
        name=_text(entry, "name"),
        category=_text(entry, "category"),
        departments=_texts(entry.values.get("departments")),
        schemes={name: str(one) for name, one in classes.items()} if isinstance(classes, dict) else {},
        weights=tuple((word, str(one)) for word, one in weights.items()) if isinstance(weights, dict) else (),
        cause=_text(entry, "cause"),
    )


def _entries(texts: Texts, file: str) -> tuple[Entry, ...]:
    return editing.entries(texts.get(file, ""))


def _text(entry: Entry, name: str) -> str:
    value = entry.values.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
