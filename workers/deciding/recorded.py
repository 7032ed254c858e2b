"""The record of a case as it stands: what people confirmed, and in its place what reading found, until they do."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from domain.codes import ClockName
from domain.decision import Decision, DecisionInput
from domain.reading import Field
from domain.reading_codes import FieldName, Source
from domain.record import CaseRecord, Facts, Investigation, RecordedMatter
from language.forms import own_words
from language.places import PLACES, written_place
from language.told import Wish, Within, answer_by, trouble_place, wishes
from rules.model import Term, Unit
from store import case_records, cases
from store.cases import CaseRow
from store.directory import HouseholdRow
from workers.deciding.group_work import GroupWork, work_of
from workers.deciding.matters import topics_of, words_of
from workers.instance.services import Services

_TOLD_CHARS = 600
_BLANKS = re.compile(r"[ \t\u3000]+")


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A case's record. version: of the last saving, 0 if nothing was saved.

    record: as people saved it, with what stands on the leading case of its group where it says nothing. facts, matters:
    as they stand, filled from the reading where no person has confirmed them; `proposed` names which those are:
    `facts`, and the topics of matters. own, own_matters: without what the group has. led_by: the number of the leading
    case on which the investigation is recorded, empty for one of its own.
    """

    version: int
    record: CaseRecord
    facts: Facts
    matters: tuple[RecordedMatter, ...]
    proposed: frozenset[str]
    own: CaseRecord
    own_matters: tuple[RecordedMatter, ...]
    led_by: str = ""

    def findings_of(self, matter: RecordedMatter) -> str:
        """What was found about a matter: its own, or for the only one of a complaint what was found at all."""
        only = len(self.matters) == 1
        return matter.findings or (self.record.investigation.findings if only else "")


def recorded(services: Services, session: Session, case: CaseRow) -> Recorded:
    """The case's record as it stands now."""
    row = case_records.latest(session, case.id)
    own = row.content if row else CaseRecord()
    made = [one for one in cases.decisions_of_case(session, case.id) if one.intake_id == case.intake_id]
    read = _read(services, case, made[-1].decision, made[-1].input) if made else _Read()
    fresh = () if own.matters else read.matters
    work = work_of(session, case)
    common = case_records.latest(session, work.lead.id) if work.lead else None
    shared = _Shared(case=case, work=work, record=common.content if common else CaseRecord())
    matters = tuple(map(shared.matter, own.matters or fresh))
    put_down = tuple(one for one in matters if own.matters or one not in fresh)
    return Recorded(
        version=row.version if row else 0,
        record=replace(own, matters=put_down, investigation=shared.investigation(own.investigation)),
        facts=own.facts or read.facts,
        matters=matters,
        proposed=frozenset({matter.topic for matter in fresh} | (set() if own.facts else {"facts"})),
        own=own,
        own_matters=own.matters or fresh,
        led_by=work.led_by.number if work.led_by else "",
    )


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """What a case takes from the record of the leading case of its group."""

    case: CaseRow
    work: GroupWork
    record: CaseRecord

    def investigation(self, own: Investigation) -> Investigation:
        """That of the group, where its own says nothing; the signature is of the findings that stand."""
        common = self.record.investigation
        signs = own if own.findings else common
        return Investigation(
            by=own.by or common.by,
            visited_on=own.visited_on or common.visited_on,
            company=own.company or common.company,
            findings=own.findings or common.findings,
            responsibility=own.responsibility or common.responsibility,
            causes=own.causes or common.causes,
            signed_by=signs.signed_by,
            signed_at=signs.signed_at,
        )

    def matter(self, own: RecordedMatter) -> RecordedMatter:
        """The common matter, with what the group knows of it where its own record says nothing."""
        lead = self.work.lead
        common = next((one for one in self.record.matters if lead and one.topic == lead.topic), None)
        if common is None or not own.topic or own.topic != self.case.topic:
            return own
        return replace(
            own,
            findings=own.findings or common.findings,
            result=own.result or common.result,
            met=own.met or common.met,
            why=own.why or common.why,
        )


@dataclass(frozen=True, kw_only=True)
class _Read:
    facts: Facts = field(default_factory=Facts)
    matters: tuple[RecordedMatter, ...] = ()


def _read(services: Services, case: CaseRow, decision: Decision, given: DecisionInput) -> _Read:
    """What reading and deciding found of the letter that opened the case."""
    if case.topic is not None:
        decision = replace(decision, topic=case.topic)  # what a person chose stands before what was decided
    names = {
        topic: services.compiled.topics[topic].name
        for topic in topics_of(decision, services.compiled.rulebook.scoring.also)
        if topic in services.compiled.topics
    }
    text = given.text or given.subject
    received = given.received.astimezone(services.zone)
    words = {topic: words_of(decision, topic, given.subject, given.text) for topic in names}
    demands = _shared_out(wishes(text), _places(decision, names), len(names))
    matters = tuple(
        RecordedMatter(topic=topic, name=name, demand=demand)
        for (topic, name), demand in zip(names.items(), demands, strict=True)
    )
    facts = Facts(
        complained_of="、".join(names.values()),
        place=_place(case, [*words.values(), text]),
        happened=_happened(given),
        told=_brief(own_words(text)),
        answer_by=_wanted_by(services, answer_by(text, received.date()), given),
    )
    return _Read(facts=facts, matters=matters)


def _places(decision: Decision, topics: Iterable[str]) -> list[tuple[int, int]]:
    """Where the text raises the topics: each place with the number of its topic, in order."""
    return sorted(
        (match.start, number)
        for number, topic in enumerate(topics)
        for reason in decision.reasons
        if reason.rule == topic
        for match in reason.matched
        if match.source is Source.TEXT
    )


def _shared_out(wanted: Sequence[Wish], places: Sequence[tuple[int, int]], topics: int) -> list[str]:
    """What is wanted of each topic: a wish goes to the one that was raised last before it; before all of them, or
    behind a form's label, to the main one."""
    parts: list[list[str]] = [[] for _ in range(topics)]
    for wish in wanted if topics else ():
        before = [number for at, number in places if at <= wish.start and not wish.labelled]
        parts[before[-1] if before else 0].append(wish.text)
    return ["；".join(part) for part in parts]


def _place(case: CaseRow, sentences: Iterable[str]) -> str:
    """The shared place that the matters name; the flat, where the writer speaks of home; else unknown."""
    for sentence in sentences:
        place = trouble_place(sentence)
        if place is not None:
            return (case.project or "") + place if place else flat_of(case)
    return ""


def flat_of(case: CaseRow | HouseholdRow) -> str:
    """A flat as people write it: 翠湖花园3栋2单元1201室."""
    parts = [case.project or "", case.area or ""]
    parts += [written_place(getattr(case, name), word) for name, word in PLACES]
    return "".join(parts)


def _happened(given: DecisionInput) -> str:
    """The first day that the letter names and that is not the day it was written; or how long it has lasted."""
    written = given.received.date()
    days = [one for one in given.fields if one.name is FieldName.DATE]
    told = [one.text for one in days if one.value and one.value < written.isoformat()]
    lasting = [one.text for one in given.fields if one.name is FieldName.DURATION and not _wanted_within(given, one)]
    return next(iter(told or lasting), "")


def _wanted_within(given: DecisionInput, field: Field) -> bool:
    """Whether it is a term that the writer sets: 请在两天内修好."""
    text = given.subject if field.source is Source.SUBJECT else given.text
    return text[field.end : field.end + 2].startswith(("内", "內", "之内", "之內", "以内", "以內"))


def _brief(text: str) -> str:
    words = "\n".join(line.strip() for line in _BLANKS.sub(" ", text).splitlines() if line.strip())
    return words if len(words) <= _TOLD_CHARS else words[: _TOLD_CHARS - 1] + "…"


def _wanted_by(services: Services, term: date | Within | None, given: DecisionInput) -> date | None:
    """The day that the customer names; of a term, the day on which it ends."""
    if not isinstance(term, Within):
        return term
    received = given.received.astimezone(services.zone)
    if not term.working:
        return received.date() + timedelta(days=term.days)
    working_days = Term(amount=term.days, unit=Unit.WORKING_DAYS)
    deadline = services.compiled.calendar.calculate(ClockName.REPLY, working_days, received)
    return deadline.due.astimezone(services.zone).date()
