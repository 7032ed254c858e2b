"""What a letter says, as frozen data, so that writing a letter needs neither the store nor a decision at hand.

Every text is as its origin wrote it: the resident's words and names are never converted, ours are brought into the
resident's script when the letter is rendered (TRADE 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.codes import Channel, ClockName, Kind, LetterKind
from domain.decision import Deadline
from domain.reading_codes import Script
from domain.settings import CompanySettings
from domain.work_codes import Met


@dataclass(frozen=True, kw_only=True)
class Place:
    """The flat as the resident or the directory names it; a bare number gets its measure word in a letter."""

    project: str | None = None
    area: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None

    @property
    def text(self) -> str:
        """翠湖花园3栋2单元1201室; empty if nothing is known."""
        parts = (
            self.project or "",
            self.area or "",
            _measured(self.building, "栋"),
            _measured(self.unit, "单元"),
            _measured(self.room, "室"),
        )
        return "".join(parts)

    @property
    def names(self) -> tuple[str, ...]:
        """The names as written, without our measure words."""
        return tuple(name for name in (self.project, self.area, self.building, self.unit, self.room) if name)


def _measured(value: str | None, measure_word: str) -> str:
    """`3` → `3栋`; a value that already carries words stays as it is."""
    if not value:
        return ""
    return value + measure_word if value.replace("-", "").isascii() and value.replace("-", "").isalnum() else value


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One matter of the letter (一信多诉), in our name for it and in the resident's words.

    name: the topic's name as it may stand in a letter (电梯停运). resident_words: a short quote, empty if none was
    found. measures: what could be done, to choose from. questions: what to verify first. Neither is ever a finding.
    """

    name: str
    category_name: str = ""
    resident_words: str = ""
    measures: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A measure of the plan as a letter shows it: what, by which department (工程部) and person, until when."""

    what: str
    department: str = ""
    owner: str = ""
    start: date | None = None
    due: date | None = None
    resources: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a reply says of one matter, as staff put it together; empty or None while no one has said it.

    name: the matter's (电梯停运). demand: what the resident wants, in our words. findings: what was found. measures:
    those of the approved plan that answer it. result: what came of it. met: whether the demand is met; why: the reason
    where it is not, or in part only.
    """

    name: str
    demand: str = ""
    findings: str = ""
    measures: tuple[Planned, ...] = ()
    result: str = ""
    met: Met | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What we wrote of the same matter before this complaint: when, under which number, and until when we promised."""

    day: date
    number: str = ""
    promised: date | None = None


class Box(StrEnum):
    """The signature boxes of the forms, as they are labelled."""

    INVESTIGATED = "调查人签字"
    OPINION = "主任签字"
    COUNTERSIGNED = "经理签字"
    HANDLED = "经办人签字"
    VISITED = "回访人签字"
    RECORD = "主任审签"
    COMMITTED = "部门签收"
    DONE = "部门负责人签字"
    REPORTED = "报告人签字"
    INSTRUCTED = "签字"
    """Of the manager, under what they write on a report."""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed, by name, and on which day."""

    who: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Record:
    """What the forms within the house say of a case beside what letters say (TRADE 3); empty is left blank to write in.

    grade, urgency, validity, category: in the words of staff. facts, demand: the matter and what the resident wants.
    evidence: each piece with its source and date. opinion: of the handling. investigation, result, visit: what was
    found, done and said. progress: the latest reports, one line each. obstacles: what blocks. registrar: who entered
    the case. day: how many days the case has run. signed: who signed which box so far. grave: a manager signs
    too. department_done: what the notice's department reported when it was done.
    """

    phone: str = ""
    category: str = ""
    grade: str = ""
    urgency: str = ""
    validity: str = ""
    facts: str = ""
    demand: str = ""
    evidence: tuple[str, ...] = ()
    opinion: str = ""
    investigation: str = ""
    result: str = ""
    visit: str = ""
    progress: tuple[str, ...] = ()
    obstacles: str = ""
    registrar: str = ""
    day: int | None = None
    signed: Mapping[Box, Signature] = field(default_factory=dict)
    grave: bool = False
    department_done: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterContext:
    """One letter of `kind`: equal contexts give equal bytes.

    number: the document number 物函〔2026〕123号; None until it is given, and the letter then shows a placeholder.
    case_number: TS-2026-000123. dated: the date under the signature. script: of the resident's letter (mixed: the
    majority in `quote` and `subject`; other: simplified). resident_name: as written. honorific: 先生 or 女士 when the
    resident gave it. received: the day the letter came. subject: the resident's own. matters: main matter first.
    understood: our understanding in one sentence without its full stop, starting with 您
    (`letters.text.wording.understanding` writes one); None when a person must read the letter first, and then `quote`
    is shown instead. quote: the resident's words. departments: names as in a letter (工程部). deadlines: the clocks
    running now. matter_kind: whether the resident complains, suggests or asks. group: the letter speaks for several
    households, `households` of them if the number is known.

    What staff have found out, empty or None while they have not. findings: the investigation's. measures: of the
    approved plan. done, pending: what was done so far and what is open, a sentence each. next_answer: the day of the
    next letter. conclusion, reason, remedy, authority: an explanation's (TRADE 7). department: whom a notice is for.
    record: what only the forms within the house say.

    answers: a reply's, matter by matter; none while no one has composed it. following: what happens next, a sentence.
    handled: the measures are done. tenant: the resident rents. earlier: for a second complaint. further: the days of
    later letters that this one answers too; also: the numbers of further cases of the household that it answers.
    reopened: the resident was not satisfied with the answer before.

    Of a notice that is posted up: group_number, QT-2026-000001; notice: its paragraphs.
    """

    kind: LetterKind
    number: str | None = None
    case_number: str
    dated: date
    script: Script = Script.HANS
    resident_name: str | None = None
    honorific: str | None = None
    place: Place = field(default_factory=Place)
    received: date
    channel: Channel = Channel.EMAIL
    subject: str = ""
    matters: tuple[Matter, ...] = ()
    understood: str | None = None
    quote: str = ""
    departments: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    company: CompanySettings = field(default_factory=CompanySettings)
    matter_kind: Kind = Kind.COMPLAINT
    urgent: bool = False
    group: bool = False
    households: int | None = None
    findings: str = ""
    measures: tuple[Planned, ...] = ()
    done: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    next_answer: date | None = None
    conclusion: str = ""
    reason: str = ""
    remedy: str = ""
    authority: str = ""
    department: str = ""
    record: Record = field(default_factory=Record)
    answers: tuple[Answer, ...] = ()
    following: str = ""
    handled: bool = False
    tenant: bool = False
    earlier: Earlier | None = None
    further: tuple[date, ...] = ()
    also: tuple[str, ...] = ()
    reopened: bool = False
    group_number: str = ""
    notice: tuple[str, ...] = ()

    def deadline(self, clock: ClockName) -> Deadline | None:
        """The running deadline of `clock`; the last round's if there are several, None if there is none."""
        found = [deadline for deadline in self.deadlines if deadline.clock is clock]
        return found[-1] if found else None
