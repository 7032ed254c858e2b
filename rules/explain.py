"""Says why a letter was decided as it was: for every slot what won, over what, and the exact words with their place."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.decision import Decision, DecisionInput, Match
from domain.reading_codes import Source
from rules.case import Case
from rules.compiled import Compiled
from rules.decide import settled
from rules.letter import Letter
from rules.model import Rule, SlotValue

_AROUND = 18
"""Characters shown on either side of the words, within their line."""


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """Words of the letter. line, column: from 1, in `match.source`; before, after: what stands around them there.

    said: the words, and what the glossary took them for (升降機→电梯).
    """

    match: Match
    line: int
    column: int
    before: str
    after: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A rule, topic or default that speaks for a value of a slot; priority is None where it is no rule."""

    rule: str
    value: str | None
    priority: int | None
    file: str
    line: int
    because: str
    words: tuple[Quoted, ...]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One slot of the decision: its value, what won it, which rules fired for it and did not decide it."""

    slot: str
    value: str
    won: tuple[Ground, ...]
    over: tuple[Ground, ...]


@dataclass(frozen=True, kw_only=True)
class Runner:
    """A topic that was heard, with its score."""

    topic: str
    name: str
    score: float
    words: tuple[Quoted, ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A decision explained. topics: best first. again: whether this program decides the stored input so today."""

    decision: Decision
    slots: tuple[Slot, ...]
    topics: tuple[Runner, ...]
    again: bool


def explain(compiled: Compiled, given: DecisionInput, made: Decision | None = None) -> Explanation:
    """Why `given` is decided so; made: the decision as it was stored, whose words then count. Raises as `decide`."""
    case = settled(compiled, given)
    today = case.decision()
    decision = made or today
    names = dict.fromkeys(reason.slot for reason in decision.reasons)
    return Explanation(
        decision=decision,
        slots=tuple(_slot(case, decision, name) for name in names),
        topics=tuple(
            Runner(
                topic=one.topic.id,
                name=one.topic.name,
                score=one.score,
                words=quoted(case, case.heard.letter.quote(one.spans, given)),
            )
            for one in case.ranked
        ),
        again=today.agrees_with(decision),
    )


def quoted(case: Case, matches: Iterable[Match]) -> tuple[Quoted, ...]:
    """Words with their line, column and what stands around them; the same place once."""
    letter = case.heard.letter
    return tuple(_quoted(case.given, match, said_as(letter, match)) for match in dict.fromkeys(matches))


def said_as(letter: Letter, match: Match) -> str:
    """The letter's words, and what the glossary took them for if it did: 升降機→电梯."""
    heard_as = letter.heard_as(match)
    return match.text if heard_as is None else f"{match.text}→{heard_as}"


def _quoted(given: DecisionInput, match: Match, said: str) -> Quoted:
    text = given.subject if match.source is Source.SUBJECT else given.text
    begin = text.rfind("\n", 0, match.start) + 1
    end = text.find("\n", match.end)
    end = len(text) if end < 0 else end
    left, right = max(begin, match.start - _AROUND), min(end, match.end + _AROUND)
    return Quoted(
        match=match,
        line=text.count("\n", 0, match.start) + 1,
        column=match.start - begin + 1,
        before=("…" if left > begin else "") + text[left : match.start],
        after=text[match.end : right] + ("…" if right < end else ""),
        said=said,
    )


def _slot(case: Case, decision: Decision, name: str) -> Slot:
    compiled = case.compiled
    won = [reason for reason in decision.reasons if reason.slot == name]
    rules = {rule.id: rule for rule in compiled.rulebook.rules}
    grounds = [
        Ground(
            rule=reason.rule,
            value=_value_of(rules.get(reason.rule), name),
            priority=rules[reason.rule].priority if reason.rule in rules else None,
            file=reason.file,
            line=reason.line,
            because=reason.because,
            words=quoted(case, reason.matched),
        )
        for reason in won
    ]
    winners = {reason.rule for reason in won}
    over = [
        Ground(
            rule=rule.id,
            value=value,
            priority=rule.priority,
            file=rule.place.file,
            line=rule.place.line,
            because=rule.because,
            words=quoted(case, case.fired.quote((number,))),
        )
        for number in case.fired.authors()
        if (rule := compiled.rule(number)).id not in winners and (value := _value_of(rule, name)) is not None
    ]
    return Slot(slot=name, value=_settled(decision, name), won=tuple(grounds), over=tuple(over))


def _value_of(rule: Rule | None, slot: str) -> str | None:
    """What a rule fills a slot with, None if it does not."""
    if rule is None:
        return None
    if slot == "letters":
        filled = [
            f"{key.removeprefix('letter:')}: {str(value).lower()}"
            for key, value in rule.then.items()
            if key.startswith("letter:")
        ]
        return ", ".join(filled) or None
    value = rule.then.get("departments" if slot == "department" else slot)
    return None if value is None else _shown(value)


def _settled(decision: Decision, slot: str) -> str:
    if slot.startswith("clock:"):
        dues = [one.due for one in decision.deadlines if slot == f"clock:{one.clock}"]
        return dues[0].isoformat() if dues else ""
    if slot == "topics":
        return _shown(tuple(one.topic for one in decision.topics if one.topic != decision.topic))
    return _shown(getattr(decision, slot))


def _shown(value: SlotValue | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
