"""YAML as an admin wrote it, with the line of every piece, and a reader that collects all mistakes instead of stopping
at the first."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from rules.model import Finding, Term, Unit

_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_FLOAT = re.compile(r"[+-]?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS_OF_YAML = {"true": True, "false": False, "null": None, "~": None, "": None}
_TERM = re.compile(r"([0-9]{1,4}) ?(min|h|working days?|days?)")
_DAILY = re.compile(r"daily ([0-9]{1,2}:[0-9]{2})")
_LONGEST = {Unit.MINUTES: 43_200, Unit.HOURS: 2_160, Unit.WORKING_DAYS: 250, Unit.DAYS: 366}
_DEEPEST = 40
T = TypeVar("T")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True)
class Item:
    """One piece of YAML: a dict of Items, a list of Items, or a scalar; and the line it begins on."""

    value: "dict[str, Item] | list[Item] | str | int | float | bool | None"
    line: int
    key_lines: Mapping[str, int] = field(default_factory=dict)


@dataclass
class _Open:
    """A mapping or list that has not ended yet. key: of the mapping, whose value comes next."""

    item: Item
    lines: dict[str, int] = field(default_factory=dict)
    key: str | None = None
    skip: bool = False


class _Builder:
    """Makes Items of the parser's events, with a stack of its own: no depth of nesting can exhaust Python's or C's."""

    def __init__(self, reader: "Reader") -> None:
        self._reader = reader
        self._open: list[_Open] = []
        self.root: Item | None = None

    def take(self, event: Event) -> bool:
        """Use one event; False where nothing that follows could be understood."""
        line = event.start_mark.line + 1
        if isinstance(event, CollectionStartEvent):
            return self._begin(event, line)
        if isinstance(event, CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, AliasEvent):
            self._reader.wrong(line, "an alias (*name) stands here; write the value out")
            self._place(Item(None, line))
        elif isinstance(event, DocumentStartEvent) and self.root is not None:
            self._reader.wrong(line, "not valid YAML: a second document (---) begins here")
            return False
        return True

    def _begin(self, event: CollectionStartEvent, line: int) -> bool:
        if len(self._open) >= _DEEPEST:
            self._reader.wrong(line, f"nested deeper than {_DEEPEST}")
            return False
        if self._awaits_key():
            self._reader.wrong(line, "a key must be a word")
            self._open[-1].key, self._open[-1].skip = "", True
            item = Item({} if isinstance(event, MappingStartEvent) else [], line)
            self._open.append(_Open(item))
            return True
        lines: dict[str, int] = {}
        item = Item({}, line, lines) if isinstance(event, MappingStartEvent) else Item([], line)
        self._place(item)
        self._open.append(_Open(item, lines))
        return True

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if not self._awaits_key():
            self._place(Item(_scalar(event), line))
            return
        top, key = self._open[-1], str(event.value)
        if key in top.lines:
            self._reader.wrong(line, f"`{key}` stands twice; the first is on line {top.lines[key]}")
        top.key, top.skip = key, key in top.lines
        top.lines.setdefault(key, line)

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].item.value, dict) and self._open[-1].key is None

    def _place(self, item: Item) -> None:
        if not self._open:
            self.root = item
            return
        top = self._open[-1]
        if isinstance(top.item.value, list):
            top.item.value.append(item)
        elif isinstance(top.item.value, dict) and top.key is not None:
            if not top.skip:
                top.item.value[top.key] = item
            top.key, top.skip = None, False


class Reader:
    """Reads one file's Items into values; what is wrong goes to `findings` and None (or an empty value) comes back."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self.file = file
        self.findings = findings

    def wrong(self, line: int, what: str, hint: str | None = None) -> None:
        """Note one mistake."""
        self.findings.append(Finding(file=self.file, line=line, what=what, hint=hint))

    def unknown(self, line: int, what: str, known: Iterable[str], given: str) -> None:
        """Note a name that nothing knows, with the nearest known one."""
        near = difflib.get_close_matches(given, list(known), n=1, cutoff=0.5)
        self.wrong(line, what, f"did you mean {near[0]}?" if near else None)

    def parse(self, text: str) -> Item | None:
        """The file's content, or None with a finding where YAML itself is broken."""
        builder = _Builder(self)
        try:
            for event in YAML(typ="safe", pure=False).parse(text):
                if not builder.take(event):
                    return None
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.wrong(mark.line + 1 if mark else 1, f"not valid YAML: {error.problem or error.context}")
            return None
        except (YAMLError, ValueError) as error:
            self.wrong(1, f"not valid YAML: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
            return None
        return builder.root or Item(None, 1)

    def mapping(self, item: Item, what: str, known: Sequence[str] | None = None) -> dict[str, Item]:
        """A mapping whose keys are all `known` (None: any key)."""
        if not isinstance(item.value, dict):
            self.wrong(item.line, f"{what} must be a mapping of `key: value`, not {_kind(item)}")
            return {}
        if known is None:
            return item.value
        for key in item.value:
            if key not in known:
                self.unknown(item.key_lines[key], f"{what}: unknown key `{key}`", known, key)
        return {key: value for key, value in item.value.items() if key in known}

    def sequence(self, item: Item | None, what: str, *, empty: bool = True) -> list[Item]:
        """A list; None gives an empty one."""
        if item is None or (item.value is None and empty):
            return []
        if not isinstance(item.value, list):
            self.wrong(item.line, f"{what} must be a list, not {_kind(item)}")
            return []
        if not item.value and not empty:
            self.wrong(item.line, f"{what} is empty")
        return item.value

    def text(self, item: Item | None, what: str, line: int = 0) -> str | None:
        """A text that is not empty; None with a finding if it is missing (then `line` is where)."""
        if item is None:
            self.wrong(line, f"{what} is missing")
            return None
        if isinstance(item.value, dict | list) or item.value is None or not str(item.value).strip():
            self.wrong(item.line, f"{what} must be a text, not {_kind(item)}")
            return None
        return str(item.value)

    def identifier(self, item: Item | None, what: str, line: int) -> str | None:
        """An id: ASCII letters, digits, `_`, `-`, `.`; at most 80 characters."""
        given = self.text(item, what, line)
        if given is not None and item is not None and not _ID.fullmatch(given):
            self.wrong(
                item.line, f"{what} `{given[:80]}` must be of ASCII letters, digits, `_`, `-` and `.`, at most 80"
            )
            return None
        return given

    def texts(self, item: Item | None, what: str, *, empty: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        found = (self.text(part, f"each of {what}") for part in self.sequence(item, what, empty=empty))
        return tuple(text for text in found if text is not None)

    def choice(self, item: Item | None, what: str, known: Sequence[str], line: int = 0) -> str | None:
        """One of a closed list."""
        given = self.text(item, what, line)
        if given is None or item is None:
            return None
        if given not in known:
            self.unknown(item.line, f"{what}: `{given}` is none of {', '.join(known[:12])}", known, given)
            return None
        return given

    def choices(self, item: Item | None, what: str, known: Sequence[str], *, empty: bool = True) -> tuple[str, ...]:
        """A list of a closed list; one value may stand without brackets."""
        if item is not None and isinstance(item.value, str):
            item = Item([item], item.line)
        found = [self.choice(part, what, known) for part in self.sequence(item, what, empty=empty)]
        return tuple(dict.fromkeys(value for value in found if value is not None))

    def flag(self, item: Item | None, what: str, *, default: bool) -> bool:
        """true or false."""
        if item is None:
            return default
        if not isinstance(item.value, bool):
            self.wrong(item.line, f"{what} must be true or false, not {_kind(item)}")
            return default
        return item.value

    def number(self, item: Item | None, what: str, least: float, most: float, default: float | None = None) -> float:
        """A number within bounds, both included; `default` where it is missing."""
        if item is None and default is not None:
            return default
        value = item.value if item is not None else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(item.line if item else 0, f"{what} must be a number" + (f", not {_kind(item)}" if item else ""))
            return least
        if not least <= value <= most:
            self.wrong(item.line if item else 0, f"{what} must lie between {least:g} and {most:g}, not {value}")
            return least
        return value

    def whole(self, item: Item | None, what: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds, both included."""
        value = self.number(item, what, least, most, default)
        if isinstance(value, float) and not value.is_integer():
            self.wrong(item.line if item else 0, f"{what} must be a whole number, not {value}")
        return int(value)

    def term(self, item: Item, what: str) -> Term | None:
        """A term: `30 min`, `24 h`, `3 working days`, `2 days`, `daily 18:00`."""
        given = self.text(item, what)
        if given is None:
            return None
        if daily := _DAILY.fullmatch(given):
            at = self.convert(Item(daily[1], item.line), what, _clock_time, "a time such as 18:00")
            return Term(amount=1, unit=Unit.DAILY, at=at) if at else None
        found = _TERM.fullmatch(given)
        if not found:
            self.wrong(
                item.line, f"{what}: `{given}` is no term", "write 30 min, 24 h, 3 working days, 2 days or daily 18:00"
            )
            return None
        amount, unit = int(found[1]), found[2]
        term = Term(amount=amount, unit=Unit(unit if unit in ("min", "h") or unit.endswith("s") else f"{unit}s"))
        if not 1 <= amount <= _LONGEST[term.unit]:
            self.wrong(item.line, f"{what}: `{given}` must lie between 1 and {_LONGEST[term.unit]} {term.unit}")
            return None
        return term

    def day(self, item: Item, what: str) -> date | None:
        """A day such as 2026-12-24."""
        return self.convert(item, what, date.fromisoformat, "a day such as 2026-12-24")

    def clock_time(self, item: Item, what: str) -> time | None:
        """A time of day such as 09:00."""
        return self.convert(item, what, _clock_time, "a time such as 09:00")

    def moment(self, item: Item, what: str) -> datetime | None:
        """A time with its offset such as 2026-03-02T10:00:00+08:00."""
        found = self.convert(item, what, datetime.fromisoformat, "a time such as 2026-03-02T10:00:00+08:00")
        if found is not None and found.tzinfo is None:
            self.wrong(item.line, f"{what}: `{item.value}` has no offset", "add one such as +08:00")
            return None
        return found

    def convert(self, item: Item, what: str, make: Callable[[str], T], expected: str) -> T | None:
        """A text that `make` understands (it raises ValueError otherwise)."""
        given = self.text(item, what)
        if given is None:
            return None
        try:
            return make(given)
        except ValueError:
            self.wrong(item.line, f"{what}: `{given}` is not {expected}")
            return None


def _clock_time(given: str) -> time:
    return datetime.strptime(given, "%H:%M").time()  # noqa: DTZ007  # a time of day has no zone


def _scalar(node: ScalarEvent) -> str | int | float | bool | None:
    """A plain scalar by our own few rules (YAML versions differ about `on`, `1:30`, `0o7`); a quoted one is a text."""
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS_OF_YAML:
        return _WORDS_OF_YAML[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _kind(item: Item) -> str:
    if isinstance(item.value, dict):
        return "a mapping"
    if isinstance(item.value, list):
        return "a list"
    return "nothing" if item.value is None else f"`{str(item.value)[:60]}`"
