"""What the checks on a letter are given and what they answer (TRADE 7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.codes import LetterKind
from domain.plan import Measure
from domain.said import filled
from domain.settings import CompanySettings
from language.folding import said
from letters.context import Place
from letters.text.dates import dates_in
from letters.word.blocks import Block


@dataclass(frozen=True, kw_only=True)
class Authorised:
    """What may be promised. dates: days named in it. texts: the words it stands in, in simplified script."""

    dates: frozenset[date] = frozenset()
    texts: tuple[str, ...] = ()


def authorised(
    measures: Iterable[Measure] = (), *, letters: Iterable[str] = (), dates: Iterable[date] = (), written: date
) -> Authorised:
    """What an approved plan and approved interim letters allow a letter to promise (TRADE 7).

    letters: their plain text. dates: further days that are ours to name, such as the reply deadline in an
    acknowledgement. written: the day from which 本周五 in these texts counts.
    """
    measures = tuple(measures)
    planned = (text for measure in measures for text in (measure.what, measure.promise, measure.resources))
    texts = tuple(said(text) for text in (*planned, *letters) if text.strip())
    days = {measure.due for measure in measures if measure.due} | set(dates)
    days |= {found.day for text in texts for found in dates_in(text, written) if found.day}
    return Authorised(dates=frozenset(days), texts=texts)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the case says, to hold a letter against.

    dated: the letter's date. quote: all the resident wrote (subject and text). numbers: further case and letter numbers
    that may be named, such as those of linked cases and of earlier letters. phones: further numbers that may be given.
    departments: names as in a letter (工程部). withheld: what only the directory knows of the household and this reader
    must not be told. households: names and phones of a group's households, which nothing that is posted up may say.
    """

    case_number: str
    dated: date
    number: str | None = None
    numbers: tuple[str, ...] = ()
    resident_name: str | None = None
    group: bool = False
    place: Place = field(default_factory=Place)
    company: CompanySettings = field(default_factory=CompanySettings)
    phones: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    received: date | None = None
    quote: str = ""
    withheld: tuple[str, ...] = ()
    households: tuple[str, ...] = ()
    authorised: Authorised = field(default_factory=Authorised)


@dataclass(frozen=True, kw_only=True)
class CheckedLetter:
    """One letter as it stands, and the facts of its case."""

    kind: LetterKind
    blocks: tuple[Block, ...]
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a check found. block: the block's index, None if something is missing; start, end: code points in its text.

    message: Chinese, with the names of `values` in braces. words: what it is about. acceptable: whether a person may
    let it stand with a reason; what is not acceptable must be mended.
    """

    message: str
    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    block: int | None = None
    start: int = 0
    end: int = 0
    acceptable: bool = True


@dataclass(frozen=True, kw_only=True)
class Finding(Found):
    """A find with its name. check: the id of the check. key: stays the same over edits elsewhere in the letter."""

    key: str
    check: str

    @property
    def text(self) -> str:
        """The message with its values."""
        return filled(self.message, self.values)
