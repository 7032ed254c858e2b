"""What the forms of the desk change in the draft: one entry of one file each, for people who have never seen YAML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.codes import LetterKind
from domain.said import N_
from domain.staff import Person
from rules import editing
from rules.editing import Change, Value, Values
from rules.model import Finding
from rules.schema.source import Item, Reader
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.ruledesk import drafts

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NO_TERM = N_("期限须是 1 以上的整数加单位，不能太长；或写明每天几点")
_NO_TIME = N_("时间请写成 09:00")


@dataclass(frozen=True, kw_only=True)
class PhraseForm:
    """A phrase. topics, kinds: empty for all."""

    text: str
    topics: Sequence[str]
    kinds: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class CalendarForm:
    """Hours, days of the week, company days off and on, one date each."""

    opens: str
    closes: str
    days: Sequence[str]
    off: Sequence[str]
    on: Sequence[str]


def set_clock(services: Services, at: int, term: str, because: str, *, actor: Person, seen: int) -> None:
    """The term and the reason of entry `at` of clocks.yaml. term: as a rulebook writes it, empty: as promised.

    Raises Refused.
    """
    wanted = _term(term) if term else None

    def change(entry: Values) -> None:
        entry["term"] = wanted
        entry["because"] = _text(because)

    _change(services, "clocks.yaml", at, change, actor=actor, seen=seen)


def set_department(services: Services, at: int, name: str, phone: str, *, actor: Person, seen: int) -> None:
    """Name and telephone of a department. Raises Refused."""

    def change(entry: Values) -> None:
        entry["name"] = _text(name)
        if phone.strip() or "phone" in entry:
            entry["phone"] = phone.strip() or None

    _change(services, "departments.yaml", at, change, actor=actor, seen=seen)


def set_phrase(services: Services, at: int | None, form: PhraseForm, *, actor: Person, seen: int) -> None:
    """A phrase as it is to be; at None: one more. Raises Refused."""
    if not set(form.kinds) <= set(LetterKind):
        raise Refused("没有这个选项；请刷新页面后再选")

    def change(entry: Values) -> None:
        entry["text"] = _text(form.text)
        _list(entry, "topics", form.topics)
        _list(entry, "kinds", form.kinds)

    if at is not None:
        _change(services, "phrases.yaml", at, change, actor=actor, seen=seen)
        return
    values: dict[str, Value] = {}
    change(values)
    drafts.edit(services, "phrases.yaml", lambda text: editing.added(text, values), actor=actor, seen=seen)


def remove_phrase(services: Services, at: int, *, actor: Person, seen: int) -> None:
    """One phrase less. Raises Refused."""
    drafts.edit(services, "phrases.yaml", lambda text: editing.removed(text, at), actor=actor, seen=seen)


def set_calendar(services: Services, form: CalendarForm, *, actor: Person, seen: int) -> None:
    """Hours and days. Raises Refused."""
    off, on = _days(form.off), _days(form.on)
    if both := set(off) & set(on):
        raise Refused("{day} 不能既放假又上班", day=min(both))
    if not form.days or not set(form.days) <= set(WEEK):
        raise Refused("请至少选一个工作日")
    hours: dict[str, Value] = {
        "from": _read(form.opens, Reader.clock_time, _NO_TIME),
        "to": _read(form.closes, Reader.clock_time, _NO_TIME),
    }

    def change(file: Values) -> None:
        if file.get("hours") != hours:
            file["hours"] = hours
        for name, wanted in (("days", [day for day in WEEK if day in form.days]), ("off", off), ("on", on)):
            if (file.get(name) or []) != wanted:
                file[name] = list(wanted)

    drafts.edit(services, "calendar.yaml", lambda text: editing.file_changed(text, change), actor=actor, seen=seen)


def _change(services: Services, file: str, at: int, change: Change, *, actor: Person, seen: int) -> None:
    drafts.edit(services, file, lambda text: editing.changed(text, at, change), actor=actor, seen=seen)


def _term(term: str) -> str:
    return _read(term, Reader.term, _NO_TERM)


def _read(given: str, read: Callable[[Reader, Item, str], object], refusal: str) -> str:
    """The text, if the rulebook's own reader takes it; else Refused with that sentence."""
    findings: list[Finding] = []
    read(Reader("", findings), Item(given.strip(), 1), "")
    if findings:
        raise Refused(refusal)
    return given.strip()


def _text(given: str) -> str:
    if not given.strip():
        raise Refused("名称、理由和句子不能为空")
    return " ".join(given.split())


def _days(given: Sequence[str]) -> list[str]:
    found = []
    for day in given:
        try:
            found.append(date.fromisoformat(day.strip()).isoformat())
        except ValueError:
            raise Refused("{day} 不是日期；请写成 2026-12-24", day=day[:20]) from None
    return sorted(set(found))


def _list(entry: Values, name: str, wanted: Sequence[str]) -> None:
    """A list that is left out where it is empty, and left as it is written where it says the same."""
    if not wanted:
        entry.pop(name, None)
    elif entry.get(name) != list(wanted):
        entry[name] = list(wanted)
