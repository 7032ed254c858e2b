"""Composes a complaint letter from our own words, with its household details known beforehand."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from random import Random

from opencc import OpenCC

from scans import words
from scans.words import Subject


class Purpose(StrEnum):
    """What a scan is for. Reading is developed on one kind, measured on the other: neither seeds nor subjects meet."""

    DEVELOPMENT = "development"
    MEASURING = "measuring"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table; the first row of a table is its heading."""

    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a letter says, from top to bottom.

    head: of the writer's committee, None on plain paper. fields: every value a reader should find, by its name in a
    reading (DESIGN of `huihan read`): dates in ISO, sums in yuan, phones in digits.
    """

    head: str | None
    title: str
    greeting: str
    paragraphs: tuple[str, ...]
    table: tuple[Row, ...]
    signature: tuple[str, ...]
    traditional: bool
    seal: str
    notes: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]

    @property
    def characters(self) -> frozenset[str]:
        """Every character that a typeface must have."""
        table = (cell for row in self.table for cell in row.cells)
        text = (self.head or "", self.title, self.greeting, *self.paragraphs, *table, *self.signature)
        return frozenset("".join(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")


def traditional_of(text: str) -> str:
    """The text in traditional characters, with the quotation marks that go with them."""
    return str(_converter().convert(text)).translate(str.maketrans("“”‘’", "「」『』"))


def chooser_of(purpose: Purpose, name: str, number: int) -> Random:
    """Chance that comes out alike each time, and differently for every purpose, name and number."""
    return Random(f"{purpose}/{name}/{number}")


def compose(chooser: Random, purpose: Purpose) -> Letter:
    """A letter; equal choosers give equal letters."""
    subjects = words.MEASURING if purpose is Purpose.MEASURING else words.DEVELOPMENT
    return _Writer(chooser, subjects).letter()


class _Writer:
    """The choices of one letter."""

    def __init__(self, chooser: Random, subjects: tuple[Subject, ...]) -> None:
        self.chooser = chooser
        self.subject, other = chooser.sample(subjects, 2)
        self.further = other if chooser.random() < 0.35 else None
        self.traditional = chooser.random() < 0.35
        self.project = chooser.choice(words.PROJECTS)
        self.name = chooser.choice(words.SURNAMES) + chooser.choice(words.GIVEN)
        self.written = date(2026, 1, 8) + timedelta(days=chooser.randrange(330))
        self.room = f"{chooser.randrange(1, 29)}{chooser.randrange(1, 7):02}"

    def letter(self) -> Letter:
        phone, digits = self._phone()
        told, dates, sums = self._told(self.subject)
        head = self.project + self.chooser.choice(words.COMMITTEES) if self.chooser.random() < 0.4 else None
        opening = self.chooser.choice(words.OPENINGS).format(address=self._address(), name=self.name)
        split = self.chooser.randrange(2, 4)
        paragraphs = [opening, "".join(told[:split]), "".join(told[split:])]
        if self.further:
            also, more_dates, more_sums = self._told(self.further)
            paragraphs.append("此外，还有一事需要反映。" + "".join(also))
            dates, sums = dates + more_dates, sums + more_sums
        paragraphs.append(self.chooser.choice(self.subject.wish) + self.chooser.choice(words.CLOSINGS))
        table = self.subject.table if self.chooser.random() < 0.6 else ()
        signature = (f"投诉人：{self.name}", f"联系电话：{phone}", self._date(self.written))
        return Letter(
            head=self._own(head) if head else None,
            title=self._own(self.chooser.choice(self.subject.titles)),
            greeting=self._own(self.project + self.chooser.choice(words.GREETINGS)),
            paragraphs=tuple(self._own(text) for text in paragraphs),
            table=tuple(Row(cells=tuple(self._own(cell) for cell in cells)) for cells in table),
            signature=tuple(self._own(text) for text in signature),
            traditional=self.traditional,
            seal=self._own(head or self.project + words.COMMITTEES[0]),
            notes=tuple(self._own(text) for text in self.chooser.sample(words.NOTES, 3)),
            fields={
                "room": (self.room,),
                "phone": (digits,),
                "date": (*dates, self.written.isoformat()),
                "sum": sums,
            },
        )

    def _told(self, subject: Subject) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
        """The sentences of a matter, with its date and its sum."""
        event = self.written - timedelta(days=self.chooser.randrange(3, 25))
        amount, yuan = self._sum()
        written = self._date(event)
        told = [self.chooser.choice(wordings).format(event=written, sum=amount) for wordings in subject.told]
        return told, (event.isoformat(),), (yuan,)

    def _own(self, text: str) -> str:
        return traditional_of(text) if self.traditional else text

    def _address(self) -> str:
        building, unit = self.chooser.randrange(1, 40), self.chooser.randrange(1, 5)
        form = self.chooser.choice(("{0}栋{1}单元{2}室", "{0}号楼{1}单元{2}室", "{0}-{1}-{2}室", "{0}幢{2}室"))
        return self.project + form.format(building, unit, self.room)

    def _phone(self) -> tuple[str, str]:
        """As written, and in digits; numbers that nobody has."""
        digits = f"1{self.chooser.choice('3578')}{self.chooser.randrange(10)}0000{self.chooser.randrange(10_000):04}"
        form = self.chooser.choice(("{0}{1}{2}", "{0}-{1}-{2}", "{0} {1} {2}"))
        return form.format(digits[:3], digits[3:7], digits[7:]), digits

    def _sum(self) -> tuple[str, str]:
        """As written, and in yuan as a reading gives it."""
        yuan = self.chooser.randrange(120, 9800)
        form = self.chooser.randrange(4)
        if form == 0:
            return f"{yuan}元", str(yuan)
        if form == 1 and yuan >= 1000:
            return f"{yuan:,}元", str(yuan)
        if form == 2:
            fen = self.chooser.randrange(11, 99)
            return f"{yuan}.{fen}元", f"{yuan}.{fen}".rstrip("0")
        return f"人民币{yuan}元", str(yuan)

    def _date(self, day: date) -> str:
        form = self.chooser.randrange(4)
        if form == 0:
            return f"{day.year}年{day.month:02}月{day.day:02}日"
        if form == 1:
            return day.isoformat().replace("-", ".")
        return f"{day.year}年{day.month}月{day.day}日"
