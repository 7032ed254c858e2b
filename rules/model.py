"""What a checked rulebook says: frozen, each piece with the file and line it was written on, so that a decision can
name its source."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from domain.codes import Category, Channel, ClockName, Department, LetterKind
from domain.decision import SecondOpinion
from domain.reading_codes import FieldName
from domain.work_codes import Cause


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something is written: the file's path inside the rulebook, the line from 1."""

    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One mistake in a rulebook, for its author. A warning leaves the rulebook usable."""

    file: str
    line: int
    what: str
    hint: str | None = None
    warning: bool = False

    def __str__(self) -> str:
        """`file:line: what is wrong, did you mean …`."""
        what = f"warning: {self.what}" if self.warning else self.what
        return f"{self.file}:{self.line}: {what}" + (f", {self.hint}" if self.hint else "")


class Unit(StrEnum):
    """What a term is counted in."""

    MINUTES = "min"
    HOURS = "h"
    WORKING_DAYS = "working days"
    DAYS = "days"
    DAILY = "daily"


@dataclass(frozen=True, kw_only=True)
class Term:
    """A length of time as an admin writes it: `30 min`, `24 h`, `3 working days`, `2 days`, `daily 18:00`.

    amount: 1 or more. at: the time of day of a daily term.
    """

    amount: int
    unit: Unit
    at: time | None = None

    def __str__(self) -> str:
        """The term as it is written in a rulebook."""
        return f"daily {self.at:%H:%M}" if self.at else f"{self.amount} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class Near:
    """One word of each list, at most `within` characters between the first and the last of them."""

    words: tuple[tuple[str, ...], ...]
    within: int


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A thing heard in a letter: (`any` or `near` or `regex`) and every `all` and no `not`."""

    id: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    near: Near | None = None
    regex: str | None = None
    negatable: bool = True
    place: Place


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One leaf of the trade's classification, with the words that speak for it and what letters need of it."""

    id: str
    name: str
    category: Category
    departments: tuple[Department, ...] = ()
    fee: bool = False
    cause: Cause | None = None
    schemes: Mapping[str, str] = field(default_factory=dict)
    signals: tuple[tuple[str, float], ...] = ()
    """(word or signal id, weight) in the order written."""
    measures: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    place: Place


@dataclass(frozen=True, kw_only=True)
class Test:
    """One question to the facts: is there a fact of this kind about one of `values`, its number in [least, below)?

    kind: the name under which facts are asserted. of: which of the fact's numbers.
    """

    __test__ = False  # not a test class, whatever pytest makes of its name

    kind: str
    values: tuple[str, ...] = ()
    least: int | None = None
    below: int | None = None
    of: str = "n"

    @property
    def key(self) -> str:
        """The values as one string; with `kind` it names the fact that answers this test."""
        return "|".join(self.values)


@dataclass(frozen=True, kw_only=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, kw_only=True)
class Any:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, kw_only=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Test | All | Any | Not

NO_CLOCK = "none"
"""What a rule gives a clock that does not run; a term otherwise."""

SlotValue = str | bool | int | Term | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`when` the condition holds, fill the slots of `then`.

    then: slot → value; `clocks` and `letters` are spread into `clock:NAME` and `letter:KIND`. A lower priority wins.
    Only rules that a rulebook implies (rules.implied) fill a slot with None.
    """

    id: str
    because: str
    priority: int = 100
    when: Condition
    then: Mapping[str, SlotValue | None]
    place: Place


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """A clock's ordinary term; None where the term is whatever was committed or promised."""

    clock: ClockName
    term: Term | None
    starts: str
    because: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class LetterRule:
    """A letter kind: whether every case has it, who approves it, and whether it leaves by itself."""

    kind: LetterKind
    always: bool
    approve: tuple[str, ...] = ()
    approve_ab: tuple[str, ...] = ()
    """The approvers of a case graded A or B."""
    automatic: bool = False
    place: Place


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A sentence to take into a letter. Of no topic and no category: for any letter; of no kind: for every kind."""

    text: str
    topics: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    kinds: tuple[LetterKind, ...] = ()
    place: Place

    def fits(self, kind: LetterKind, topics: Collection[str], categories: Collection[str]) -> bool:
        """Whether it is for a letter of `kind` on one of these topics or categories."""
        of_all = not self.topics and not self.categories
        named = any(topic in topics for topic in self.topics) or any(one in categories for one in self.categories)
        return (of_all or named) and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, kw_only=True)
class GlossaryLine:
    """A region's or another language's term, and the word that the topics use for it.

    marked: the term means something else elsewhere, and is exchanged only in a letter that shows the region.
    """

    term: str
    word: str
    region: str
    marked: bool = False
    place: Place

    @property
    def english(self) -> bool:
        """Whether it is of Latin letters, and thus found by whole words."""
        return self.term.isascii()


@dataclass(frozen=True, kw_only=True)
class DepartmentInfo:
    """A department as letters name it."""

    id: Department
    name: str
    phone: str | None = None
    place: Place


@dataclass(frozen=True, kw_only=True)
class PublishedYear:
    """A year's State Council notice that the calendar library does not list yet."""

    year: int
    off: tuple[date, ...] = ()
    on: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CalendarRules:
    """The company's hours and days. days: weekdays, Monday is 0."""

    opens: time = time(9)
    closes: time = time(18)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    off: tuple[date, ...] = ()
    on: tuple[date, ...] = ()
    published: tuple[PublishedYear, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """How hits become scores; the words are explained in docs/rulebook.md."""

    subject: float = 1.5
    opening: float = 1.2
    demand: float = 1.5
    ocr: float = 0.8
    repeat: float = 0.5
    least: float = 2.0
    margin: float = 1.25
    also: float = 0.5
    bare: float = 1.0
    aside: float = 1.0
    model: float = 0.0
    words: int = 1
    agree: float = 0.6
    against: float = 1.0
    likely: float = 0.6


@dataclass(frozen=True, kw_only=True)
class Language:
    """Words of the language itself: what opens a demand, what takes a hit away, and what hides a word by chance.

    apart: with a bar between two words, what reaches across it is not heard (确保|安全 hides 保安); without a bar, what
    stands inside is not (卫生间 hides 卫生). bare: nouns that say little unless a word of `trouble` stands in their
    clause. aside: what makes a clause one that complains of nothing (保洁还可以). alike: what opens a comparison.
    """

    demand: tuple[str, ...]
    negation: tuple[str, ...]
    not_negation: tuple[str, ...]
    apart: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What a slot is when no rule fills it (TRADE 4 and 5).

    departments: by category. fee: departments of a matter of fees in the category `service`. grade: by kind, and by
    `group_` + kind where the letter speaks for a group.
    """

    departments: Mapping[str, tuple[str, ...]]
    fee: tuple[str, ...]
    grade: Mapping[str, str]
    kind: str = "complaint"
    group: bool = False
    urgency: str = "ordinary"


@dataclass(frozen=True, kw_only=True)
class PastCase:
    """An earlier case of an example: so many days before it, of the same `household`, `building` or `project`."""

    days: int
    topic: str
    same: str


@dataclass(frozen=True, kw_only=True)
class Example:
    """A letter and the decision its author expects of it; `refused` is what must not be decided."""

    id: str
    subject: str
    text: str
    channel: Channel
    received: datetime | None
    project: str | None
    confidence: float
    """With which the letter is said to have been read, 0-1."""
    sender_known: bool = False
    attachments: tuple[str, ...] = ()
    """Media types."""
    fields: Mapping[FieldName, int] = field(default_factory=dict)
    """What reading is said to have found in the text."""
    history: tuple[PastCase, ...] = ()
    second_opinion: SecondOpinion | None = None
    expect: Mapping[str, SlotValue | None]
    refused: Mapping[str, SlotValue | None]
    place: Place
