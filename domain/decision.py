"""What deciding takes in and gives out, so that a decision can be explained and replayed exactly as it was."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.codes import Category, Channel, ClockName, Department, Grade, Kind, LetterKind, Urgency
from domain.reading import Field
from domain.reading_codes import Source
from domain.work_codes import Cause


@dataclass(frozen=True, kw_only=True)
class Household:
    """A household: what is known of the resident and the flat; unknown is None."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    project: str | None = None
    area: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None


@dataclass(frozen=True, kw_only=True)
class DirectoryMatch:
    """How a letter's details met the directory: the household when exactly one fits, else the number of candidates."""

    household: Household | None = None
    household_id: int | None = None
    candidates: int = 0
    sender_known: bool = False
    """The sender's address stands in the directory."""
    contradicted: bool = False
    """What the letter says of its writer belongs to different households: then there is no household."""


@dataclass(frozen=True, kw_only=True)
class EarlierCase:
    """One earlier case that may matter: same household, or same project/building and topic.

    household: a number that the cases of one household share within one history, and no others; None: not known, taken
    as a household of its own.
    """

    number: str
    topic: str | None
    received: datetime
    same_household: bool
    same_building: bool
    same_project: bool
    household: int | None = None


@dataclass(frozen=True, kw_only=True)
class SecondOpinion:
    """What a language model that the company runs or rents holds of a letter. confidence: its own, 0–1, of both."""

    category: Category
    urgent: bool
    confidence: float


@dataclass(frozen=True, kw_only=True)
class DecisionInput:
    """Everything a decision may look at; nothing else may influence it (DESIGN 2.3).

    received: with an offset. received_date_only: a paper letter whose date alone is known (TRADE 6: counts from the
    opening hour). ocr_confidence: the document's confidence.
    """

    subject: str = ""
    text: str = ""
    channel: Channel = Channel.EMAIL
    received: datetime
    received_date_only: bool = False
    sender: str | None = None
    project: str | None = None
    fields: tuple[Field, ...] = ()
    attachments: tuple[str, ...] = ()
    """Media types of the attachments."""
    attachments_from: int | None = None
    """Where in `text` the attachments' text begins; None: nowhere."""
    ocr: tuple[tuple[int, int], ...] = ()
    """Stretches of `text` (start, end) that OCR read."""
    confidence: float = 1.0
    directory: DirectoryMatch = field(default_factory=DirectoryMatch)
    history: tuple[EarlierCase, ...] = ()
    second_opinion: SecondOpinion | None = None
    """None: nothing was asked, or nothing useful was answered."""
    households_known: int | None = None
    """How many households have written about the matter, where the house has found them; None: not counted."""


@dataclass(frozen=True, kw_only=True)
class Match:
    """Words of the letter that mattered, and where they stand in `source`."""

    source: Source
    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why one slot has its value: the rule (or topic), where it is written, and the words that met it."""

    slot: str
    rule: str
    file: str
    line: int
    because: str
    matched: tuple[Match, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One value a slot might have, with its score."""

    value: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Why a person should look at one slot, with the values it might have."""

    slot: str
    why: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TopicScore:
    """One topic that was heard, best first; score in the rulebook's weights."""

    topic: str
    category: Category
    score: float


@dataclass(frozen=True, kw_only=True)
class SchemeClass:
    """The class of the topic in another classification of the rulebook (分类方案)."""

    scheme: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One day (or one moment) of a calculation: whether it counts, and why."""

    date: date
    counts: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Pause:
    """When a clock stood still, because the resident was waited for."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When a clock runs out.

    due: with the instance's offset. provisional: a year it crosses has no published calendar (TRADE 6).
    """

    clock: ClockName
    start: datetime
    due: datetime
    provisional: bool = False
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A danger that the letter says is there now, and the words that say so. kind: as the rulebook codes it; name: what
    staff call it."""

    kind: str
    name: str
    matched: tuple[Match, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the rules decided (DESIGN 4). cause: what it comes from, proposed to staff. rulebook: sha256 of the rulebook
    that decided; engine: the version of the program's deciding (rules.case.ENGINE), 1 for all that were stored before
    it was recorded."""

    topic: str | None
    topics: tuple[TopicScore, ...] = ()
    category: Category
    also: tuple[Category, ...] = ()
    departments: tuple[Department, ...]
    grade: Grade
    urgency: Urgency
    kind: Kind
    group: bool
    households: int | None = None
    fee: bool
    cause: Cause | None = None
    needs_person: bool
    doubts: tuple[Doubt, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    reasons: tuple[Reason, ...] = ()
    schemes: tuple[SchemeClass, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    rulebook: str
    engine: int = 1

    @property
    def department(self) -> Department:
        """Who answers for the case: the first of the departments."""
        return self.departments[0]

    def agrees_with(self, other: "Decision") -> bool:
        """Whether the two say the same; of two engines also where they name its grounds otherwise.

        Engine 1 gave the place of a section for every default of it, and no classes of other schemes
        (docs/decisions/024).
        """
        if self.engine == other.engine:
            return self == other
        (one, its), (another, others) = _without_places(self), _without_places(other)
        return one == another and its == others


def _without_places(made: Decision) -> tuple[Decision, list[tuple[str, str, tuple[Match, ...]]]]:
    said = [(reason.slot, reason.because, reason.matched) for reason in made.reasons]
    return replace(made, engine=0, schemes=(), reasons=()), said
