"""What each line of an older ledger says: a complaint as it was received, handled and ended, and what is doubtful."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from typing import TypeVar

from domain.codes import Channel, Department, Grade, VisitOutcome
from domain.past_codes import PastDoubt
from ingest.table_file import DATED
from language.folding import comparing
from rules.rulebook import Rulebook
from store.past_cases import Handling
from workers.intake import past_words
from workers.intake.past_columns import Choices, Rows, columns_of, shown
from workers.intake.past_words import NOTHING, Class, Moment

_WHOLE_FLAT = re.compile(
    r"(?:(?P<building>\w+?)(?:号楼|号?[栋幢座]|#|[-－—])\s*[-－—]?)?"
    r"(?:(?P<unit>\w+?)(?:单元|[-－—])\s*[-－—]?)?(?P<room>\w+?)[室号房]?"
)
_MARKED = re.compile("'[=+@-]")
_TOTALS = re.compile(r"(?:本?[月年日季页]?[合小总累]计|共计|总数|制表|填表|审核|审批|备注|说明)")
_PLACE = ("building", "unit", "room")
_IDENTITY = ("number", "received", "name", "project", *_PLACE, "content")
_LEAST_HEADS = 3
LONGEST_CELL = 5_000
"""Characters of a cell that are read."""
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class PastLine:
    """One line. line: as the file counts, from 1. place: building, unit, room. class_, departments, grade, visit: None
    where it does not say, and so promised and finished.

    key: equal for lines that are the same complaint, whatever they say of how it ended. doubts: each with the words
    that are doubtful.
    """

    line: int
    cells: tuple[str, ...]
    key: str
    number: str | None
    received: Moment | None
    name: str | None
    phone: str | None
    project: str
    area: str | None
    place: Mapping[str, str | None]
    channel: Channel
    class_: Class | None
    content: str
    departments: tuple[Department, ...] | None
    grade: Grade | None
    promised: Moment | None
    finished: Moment | None
    visit: VisitOutcome | None
    doubts: tuple[tuple[PastDoubt, str], ...] = ()

    def received_at(self, zone: tzinfo) -> datetime:
        """When it was received; a day without an hour begins at midnight. ValueError where no day is known."""
        if self.received is None:
            raise ValueError(f"line {self.line} has no day")
        return datetime.combine(self.received.day, self.received.at or time(), zone)

    def handling(self, zone: tzinfo, closes: time) -> Handling:
        """Its round of handling. closes: when a day's business ends; a term that is a day ends then.

        What is known by its day alone is compared by its day: done on the last day is done in time.
        """
        begun = self.received_at(zone)
        due = _at(self.promised, zone, closes)
        ended = _at(self.finished, zone, closes)
        if due and ended and self.promised and self.finished and self.promised.day == self.finished.day:
            ended = ended if self.promised.at and self.finished.at else min(ended, due)
        return Handling(
            started_at=begun,
            due_at=max(due, begun) if due else None,
            finished_at=max(ended, begun) if ended else None,
        )


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads the lines of one ledger, by the choices made for it and the rulebook that is live."""

    choices: Choices
    book: Rulebook
    classes: Mapping[str, Class]

    @classmethod
    def of(cls, choices: Choices, book: Rulebook) -> "Reader":
        """The reader of a ledger."""
        return cls(choices=choices, book=book, classes=past_words.classes(book))

    def lines(self, rows: Rows) -> Iterator[PastLine]:
        """Every line below the head; empty ones are none."""
        for line, cells in enumerate(rows[self.choices.header + 1 :], self.choices.header + 2):
            if any(cell.strip() for cell in cells):
                yield self.line(line, tuple(cells))

    def line(self, line: int, cells: tuple[str, ...]) -> PastLine:
        """What one row says."""
        given = {name: cells[at].strip() for name, at in self.choices.columns.items() if at < len(cells)}
        words = {name: _plain(cell) for name, cell in given.items()}
        doubts: list[tuple[PastDoubt, str]] = []
        received = past_words.moment(given.get("received", ""))
        if received is None:
            doubts.append((PastDoubt.NO_DATE, words.get("received", "")))
        content = words.get("content", "") or words.get("class", "")
        if not content:
            doubts.append((PastDoubt.NO_CONTENT, ""))
        project = words.get("project", "") or self.choices.project
        if not project:
            doubts.append((PastDoubt.NO_PROJECT, ""))
        place = _place(given, project)
        asked = _Asked(words=words, given=given, doubts=doubts)
        return PastLine(
            line=line,
            cells=cells,
            key=_key(words | {name: part or "" for name, part in place.items()} | {"project": project}, received),
            number=words.get("number") or None,
            received=received,
            name=words.get("name") or None,
            phone=words.get("phone") or None,
            project=project,
            area=words.get("area") or None,
            place=place,
            channel=asked.channel(),
            class_=asked.class_(self.classes),
            content=content,
            departments=asked.departments(self.book),
            grade=asked.grade(),
            promised=asked.moment("promised", received),
            finished=asked.moment("finished", received),
            visit=asked.visit(),
            doubts=tuple(doubts) if _is_line(cells, received) else ((PastDoubt.NO_LINE, ""),),
        )


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """The cells of a line, asked for what they mean; what is not understood is a doubt."""

    words: Mapping[str, str]
    given: Mapping[str, str]
    doubts: list[tuple[PastDoubt, str]]

    def _words(self, name: str) -> str:
        words = self.words.get(name, "")
        return "" if comparing(words) in NOTHING else words

    def channel(self) -> Channel:
        found = past_words.channel(words) if (words := self._words("channel")) else Channel.OTHER
        return found or self._doubted(PastDoubt.ODD_CHANNEL, words, Channel.OTHER)

    def class_(self, known: Mapping[str, Class]) -> Class | None:
        found = past_words.class_of(words, known) if (words := self._words("class")) else None
        return found or (self._doubted(PastDoubt.UNKNOWN_CLASS, words, None) if words else None)

    def departments(self, book: Rulebook) -> tuple[Department, ...] | None:
        found = past_words.departments(words, book) if (words := self._words("department")) else None
        return found or (self._doubted(PastDoubt.ODD_DEPARTMENT, words, None) if words else None)

    def grade(self) -> Grade | None:
        found = past_words.grade(words) if (words := self._words("grade")) else None
        return found or (self._doubted(PastDoubt.ODD_GRADE, words, None) if words else None)

    def visit(self) -> VisitOutcome | None:
        found = past_words.visit(words) if (words := self._words("visit")) else None
        return found or (self._doubted(PastDoubt.ODD_VISIT, words, None) if words else None)

    def moment(self, name: str, received: Moment | None) -> Moment | None:
        """A day that is not before the receipt."""
        words = self._words(name)
        found = past_words.moment(self.given.get(name, "")) if words else None
        if words and (found is None or (received is not None and found.day < received.day)):
            return self._doubted(PastDoubt.ODD_TERM, words, None)
        return found

    def _doubted(self, doubt: PastDoubt, words: str, instead: T) -> T:
        self.doubts.append((doubt, words[:40]))
        return instead


def _is_line(cells: tuple[str, ...], received: Moment | None) -> bool:
    """Whether a row is a complaint, and neither a total nor the head of another page."""
    first = next((cell for cell in cells if cell.strip()), "")
    if received is None and _TOTALS.match("".join(first.split())):
        return False
    return len(columns_of(cells)) < _LEAST_HEADS


def _place(given: Mapping[str, str], project: str) -> dict[str, str | None]:
    """Building, unit and room; one cell such as 3-2-1202 where the ledger has no other. What Excel took for a day is
    not known any more."""
    parts = {name: given.get(name, "") for name in _PLACE}
    place = {name: None if part.startswith(DATED) else _plain(part) or None for name, part in parts.items()}
    room = place["room"]
    if room is None or place["building"] or place["unit"]:
        return place
    whole = _WHOLE_FLAT.fullmatch("".join(room.removeprefix(project).split()))
    return dict(whole.groupdict()) if whole else place


def _plain(cell: str) -> str:
    """A cell's words, without the mark that an export puts before what could be a formula."""
    words = shown(cell).strip()[:LONGEST_CELL]
    return words[1:] if _MARKED.match(words) else words


def _key(words: Mapping[str, str], received: Moment | None) -> str:
    told = {name: comparing(words.get(name, "")) for name in _IDENTITY}
    told["received"] = received.day.isoformat() if received else ""
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _at(one: Moment | None, zone: tzinfo, closes: time) -> datetime | None:
    return None if one is None else datetime.combine(one.day, one.at or closes, zone)
