"""What was decided of a case and why: each slot with its value, its grounds, and the doubts with their candidates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from desk.messages import N_
from desk.views.doubt_sentences import doubt_sentence
from desk.views.marks import ids
from desk.views.originals import matched, prefix
from domain.codes import Urgency
from domain.decision import Alarm, Decision, Doubt, Match, Reason
from domain.labels import CLOCK
from domain.reading_codes import Source
from domain.said import Sentence
from rules.model import Topic
from store.cases import CaseRow, DecisionRow
from workers.casework.override_choice import override_of
from workers.deciding.decisions import column_of
from workers.instance.refusals import Refused

_SHOWN = ("topic", "category", "also", "departments", "grade", "urgency", "kind", "group", "households", "fee", "cause")
CODES_OF = {
    "category": "CATEGORY",
    "also": "CATEGORY",
    "departments": "DEPARTMENT",
    "grade": "GRADE",
    "urgency": "URGENCY",
    "kind": "KIND",
    "cause": "CAUSE",
}
"""Slot → the table of domain.labels that its codes are named by."""
_YES, _NO, _NONE = N_("是"), N_("否"), N_("无")
_KEYS = 9


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Why a slot has its value. name: of the topic or rule; place: file and line of the rulebook; words: what the
    letter said; marks: the ids of those words for `data-words`.
    """

    because: str
    name: str
    place: str
    words: tuple[str, ...]
    marks: str


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One line of the decision. values: codes of `table`, or words. chosen: by hand, by whom and why if it was."""

    slot: str
    table: str | None
    values: tuple[str, ...]
    grounds: tuple[Ground, ...]
    chosen: "Choice | None" = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """That a person set it."""

    who: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A value that may be chosen at one key. key: 1–9, empty beyond. value: as the form sends it."""

    value: str
    table: str | None
    words: tuple[str, ...]
    score: float
    key: str


@dataclass(frozen=True, kw_only=True)
class DoubtView:
    """What a person should settle."""

    slot: str
    why: Sentence
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, kw_only=True)
class AlarmView:
    """A danger that a letter says is there now. words: what it said; marks: the ids of those words for `data-words`."""

    name: str
    words: tuple[str, ...]
    marks: str


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of the rulebook's topics, and of people by their login."""

    topics: Mapping[str, Topic]
    people: Mapping[str, str] = field(default_factory=dict)

    def topic(self, code: str) -> str:
        """A topic's name; of one that the live rulebook no longer has, its id."""
        return self.topics[code].name if code in self.topics else code

    def person(self, login: str) -> str:
        """A person's name; of one who was never entered, the login."""
        return self.people.get(login, login)

    def words(self, slot: str, value: object) -> tuple[str, ...]:
        """The value of a slot as codes of its table, or in words."""
        if slot == "topic":
            return (self.topic(str(value)),) if value is not None else (_NONE,)
        if isinstance(value, bool):
            return (_YES if value else _NO,)
        if isinstance(value, tuple | list):
            return tuple(str(one) for one in value)
        return () if value is None else (str(value),)


def slots(case: CaseRow, decided: DecisionRow, names: Names, judged: Mapping[str, "Choice"]) -> tuple[Slot, ...]:
    """The slots of a case as they stand, those that say nothing left out."""
    found = []
    for slot in _SHOWN:
        value = getattr(case, column_of(slot))
        if value in (None, ()) and slot != "topic":
            continue
        found.append(
            Slot(
                slot=slot,
                table=CODES_OF.get(slot),
                values=names.words(slot, value),
                grounds=grounds(decided, slot, names),
                chosen=judged.get(slot),
            )
        )
    found[1:1] = _matters(decided, names)
    return tuple(found)


def _matters(decided: DecisionRow, names: Names) -> tuple[Slot, ...]:
    """The further matters of the letter (一信多诉, TRADE 4), as one line after the main topic."""
    rules = [reason.rule for reason in decided.decision.reasons if reason.slot in ("topics", "also")]
    heard = [one.topic for one in decided.decision.topics if one.topic in rules]
    if not heard:
        return ()
    values = tuple(names.topic(topic) for topic in heard)
    reasons = (*grounds(decided, "topics", names), *grounds(decided, "also", names))
    return (Slot(slot="topics", table=None, values=values, grounds=reasons),)


def grounds(decided: DecisionRow, slot: str, names: Names) -> tuple[Ground, ...]:
    """The stored reasons for one slot of a decision."""
    return tuple(_ground(decided, reason, names) for reason in decided.decision.reasons if reason.slot == slot)


def alarms(case: CaseRow, decisions: Sequence[DecisionRow]) -> tuple[AlarmView, ...]:
    """The dangers of all letters of an urgent case, by the last decision on each letter; none of one that is not."""
    last = {made.intake_id: made for made in decisions} if case.urgency is Urgency.URGENT else {}
    found: dict[str, list[tuple[DecisionRow, Alarm]]] = {}
    for made in last.values():
        for alarm in made.decision.alarms:
            found.setdefault(alarm.name, []).append((made, alarm))
    return tuple(_alarm(name, heard) for name, heard in found.items())


def _alarm(name: str, heard: Sequence[tuple[DecisionRow, Alarm]]) -> AlarmView:
    """A danger with all the words that say it; those that only repeat a part of others are left out."""
    said = dict.fromkeys(match.text for _, alarm in heard for match in alarm.matched)
    return AlarmView(
        name=name,
        words=tuple(one for one in said if not any(one in other for other in said if other != one)),
        marks=" ".join(filter(None, (_all_marks(made, alarm.matched) for made, alarm in heard))),
    )


def _ground(decided: DecisionRow, reason: Reason, names: Names) -> Ground:
    said = dict.fromkeys(match.text for match in reason.matched)
    return Ground(
        because=reason.because,
        name="" if reason.rule == "default" else names.topic(reason.rule),
        place=f"{reason.file}:{reason.line}",
        words=tuple(said),
        marks=_all_marks(decided, reason.matched),
    )


def _all_marks(decided: DecisionRow, matched: Iterable[Match]) -> str:
    return " ".join(dict.fromkeys(" ".join(_marks(decided, match) for match in matched).split()))


def _marks(decided: DecisionRow, match: Match) -> str:
    given, source = decided.input, match.source
    text = given.subject if source is Source.SUBJECT else given.text
    spans = matched(decided.decision, given, source)
    return ids(text, spans, (match.start, match.end), prefix(decided.intake_id, source))


def doubts(decision: Decision, names: Names, judged: Mapping[str, object]) -> tuple[DoubtView, ...]:
    """The doubts that no one has settled by choosing, candidates numbered through for their keys."""
    numbers = count(1)
    return tuple(
        DoubtView(slot=doubt.slot, why=doubt_sentence(doubt.why), candidates=_candidates(doubt, names, numbers))
        for doubt in decision.doubts
        if doubt.slot not in judged
    )


def _candidates(doubt: Doubt, names: Names, numbers: Iterator[int]) -> tuple[Candidate, ...]:
    """What may be chosen; a value that no choice can be is left to the form."""
    found = []
    for one in doubt.candidates:
        try:
            chosen = override_of(doubt.slot, one.value).chosen[doubt.slot]
        except Refused:
            continue
        number = next(numbers)
        found.append(
            Candidate(
                value=one.value,
                table=CODES_OF.get(doubt.slot),
                words=names.words(doubt.slot, chosen),
                score=one.score,
                key=str(number) if number <= _KEYS else "",
            )
        )
    return tuple(found)


def clock_grounds(decisions: Sequence[DecisionRow], intake_id: int, clock: str, names: Names) -> tuple[Ground, ...]:
    """Why a clock that a letter started at its receipt runs as long as it does."""
    made = [one for one in decisions if one.intake_id == intake_id]
    return grounds(made[-1], f"clock:{clock}", names) if made and clock in CLOCK else ()
