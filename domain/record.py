"""What a case's record holds (TRADE 3): what is complained of, what was found, what came of it; entered once, and every
form and letter takes it from here."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.work_codes import Cause, Met


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the complaint says: each text in the words of staff or the resident, empty while unknown.

    complained_of: the part, equipment, person or matter (投诉对象). place: of the problem, which need not be the
    resident's flat. happened: when, as it was told (昨晚, 11月3日起). told: what happened and how it stands now.
    answer_by: the day by which the customer wants an answer, which is not a deadline of ours.
    """

    complained_of: str = ""
    place: str = ""
    happened: str = ""
    told: str = ""
    answer_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class RecordedMatter:
    """One matter of the complaint (一信多诉): what the resident wants of it, what was found and what came of it.

    topic: its id in the rulebook, empty for one that a person added. name: as letters name it (电梯停运). findings:
    about this matter alone. met: whether the demand is met, None while that is open; why: the reason where it is not,
    or in part only.
    """

    topic: str = ""
    name: str
    demand: str = ""
    findings: str = ""
    result: str = ""
    met: Met | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Investigation:
    """Who looked into it, and what they found (调查记录).

    visited_on: the day of the visit on the spot, None if there was none. company: who was there. findings: about the
    whole complaint. responsibility: whose it is, as found. signed_by: the login of who signed it, with `signed_at`;
    empty until it is signed, and again once anything that was signed changes.
    """

    by: str = ""
    visited_on: date | None = None
    company: str = ""
    findings: str = ""
    responsibility: str = ""
    causes: tuple[Cause, ...] = ()
    signed_by: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """Both sides of a dispute between neighbours, each heard apart. other: who the other side is."""

    heard_on: date | None = None
    resident_said: str = ""
    other: str = ""
    other_said: str = ""

    @property
    def both(self) -> bool:
        """Whether both sides were heard."""
        return bool(self.resident_said and self.other_said)


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """One version of a case's record.

    facts: None until a person has confirmed them; what reading found stands in its place meanwhile. matters: those
    that a person has confirmed; the others are as reading found them. professional_opinion: an expert's or lawyer's.
    cause: what it comes from most, as a person chose it; cause_remark: in their words.
    """

    facts: Facts | None = None
    matters: tuple[RecordedMatter, ...] = ()
    investigation: Investigation = Investigation()
    hearing: Hearing = Hearing()
    professional_opinion: str = ""
    cause: Cause | None = None
    cause_remark: str = ""

    @property
    def main_cause(self) -> Cause | None:
        """What it comes from most: as chosen, else the only cause that the investigation names."""
        named = self.investigation.causes
        return self.cause or (named[0] if len(named) == 1 else None)

    @property
    def found_nothing(self) -> bool:
        """Whether no finding stands in it yet."""
        return not (self.investigation.findings or any(matter.findings for matter in self.matters))


def unsigned_if_changed(before: CaseRecord, after: CaseRecord) -> CaseRecord:
    """`after`, without the investigation's signature if what was signed has changed since `before`."""
    if not after.investigation.signed_by or _signed_words(before) == _signed_words(after):
        return after
    return replace(after, investigation=replace(after.investigation, signed_by="", signed_at=None))


def _signed_words(record: CaseRecord) -> tuple[object, ...]:
    bare = replace(record.investigation, signed_by="", signed_at=None)
    return bare, tuple((matter.topic, matter.name, matter.findings) for matter in record.matters if matter.findings)


def for_new_round(record: CaseRecord) -> CaseRecord:
    """The record with which a further round begins: what is complained of and wanted, and what both sides said.

    What was found and what came of it is open again; the causes stay, for they are counted of the whole case.
    """
    matters = tuple(replace(one, findings="", result="", met=None, why="") for one in record.matters)
    return replace(record, matters=matters, investigation=Investigation(causes=record.investigation.causes))


def without_words(record: CaseRecord) -> CaseRecord:
    """What a statistic counts of it, without a word about anyone: the matters, whether each was met, the causes."""
    matters = tuple(
        RecordedMatter(topic=one.topic, name=one.name if one.topic else "", met=one.met) for one in record.matters
    )
    found = Investigation(causes=record.investigation.causes)
    return CaseRecord(matters=matters, investigation=found, cause=record.cause)
