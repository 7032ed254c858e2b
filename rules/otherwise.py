"""What nearly won, and what would have made a decision another one: topics with what they lack, and words left out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.decision import Decision, DecisionInput, Match
from domain.reading_codes import Source
from rules.compiled import Compiled
from rules.decide import decide, settled

_SLOTS = ("topic", "category", "department", "grade", "urgency", "kind")
_MOST_WORDS = 6
_MOST_TOPICS = 4
_MOST_UNHEARD = 5
_BLOT = "○"


@dataclass(frozen=True, kw_only=True)
class Nearly:
    """A topic that was heard and did not win. lacks: the points to the winner.

    unheard: its heaviest words and signals that the letter does not say, with their weights.
    """

    topic: str
    name: str
    score: float
    lacks: float
    unheard: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Without:
    """The decision if the letter did not say these words. slots: (slot, as it is, as it would be)."""

    word: str
    slots: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Otherwise:
    """Both of one letter. without: only words whose absence changes something, the topic's own words first."""

    nearly: tuple[Nearly, ...]
    without: tuple[Without, ...]


def otherwise(compiled: Compiled, given: DecisionInput) -> Otherwise:
    """What would have made `given` another decision, each found by deciding it again. Raises as `decide`."""
    case = settled(compiled, given)
    decision = case.decision()
    best = case.ranked[0].score if case.ranked else 0.0
    heard = {text for one in case.ranked for text in _texts(case.heard.letter.quote(one.spans, given))}
    nearly = tuple(
        Nearly(
            topic=one.topic.id,
            name=one.topic.name,
            score=one.score,
            lacks=max(0.0, best - one.score),
            unheard=_unheard(one.topic.signals, heard),
        )
        for one in case.ranked
        if one.topic.id != decision.topic
    )
    return Otherwise(nearly=nearly[:_MOST_TOPICS], without=tuple(_without(compiled, given, decision)))


def _unheard(signals: Iterable[tuple[str, float]], heard: set[str]) -> tuple[tuple[str, float], ...]:
    found = sorted(((word, weight) for word, weight in signals if weight > 0 and word not in heard), key=_heaviest)
    return tuple(found[:_MOST_UNHEARD])


def _heaviest(one: tuple[str, float]) -> float:
    return -one[1]


def _without(compiled: Compiled, given: DecisionInput, decision: Decision) -> Iterable[Without]:
    said = dict.fromkeys(
        match.text for slot in _SLOTS for reason in decision.reasons if reason.slot == slot for match in reason.matched
    )
    for word in list(said)[:_MOST_WORDS]:
        less = replace(given, subject=_blotted(given.subject, word), text=_blotted(given.text, word))
        other = decide(compiled, less)
        slots = tuple((slot, _shown(decision, slot), _shown(other, slot)) for slot in _SLOTS)
        if changed := tuple(one for one in slots if one[1] != one[2]):
            yield Without(word=word, slots=changed)


def _blotted(text: str, word: str) -> str:
    """As long as it was, so that every place in it stays the same."""
    return text.replace(word, _BLOT * len(word))


def _shown(decision: Decision, slot: str) -> str:
    value = getattr(decision, slot)
    return "" if value is None else str(value)


def _texts(matches: Iterable[Match]) -> Iterable[str]:
    return (match.text for match in matches if match.source in (Source.SUBJECT, Source.TEXT))
