"""What staff have decided by hand beside the rules that said otherwise, and words that such cases speak for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.decision import Reason
from domain.events import HouseEvent
from domain.staff import Person
from rules import editing
from rules.editing import Value, Values
from rules.suggest import Suggestion, suggest
from store import cases, overrides, rulebook_drafts
from store.overrides import Judged
from workers.instance.house_entries import noted
from workers.instance.permissions import in_sight, permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.rulebooks.labelled import labelled
from workers.ruledesk import drafts

LOOKED_AT = 100
"""The last overrides that a page goes through."""


@dataclass(frozen=True, kw_only=True)
class Contradicted:
    """Overrides of one slot against one rule or topic. pairs: (as decided, as people set it) → how often.

    cases: the numbers of those that this person may see, newest first; count: of all.
    """

    slot: str
    rule: str
    because: str
    file: str
    line: int
    pairs: tuple[tuple[str, str, int], ...]
    count: int
    cases: tuple[str, ...]


def contradicted(session: Session, person: Person) -> tuple[Contradicted, ...]:
    """The last overrides by the rule or topic that they contradict, the most frequent first."""
    found: dict[tuple[str, str, str, int], list[tuple[Judged, str, str]]] = defaultdict(list)
    becauses: dict[tuple[str, str, str, int], str] = {}
    for judged in overrides.recent(session, LOOKED_AT):
        for slot, (old, new) in judged.changes.items():
            for reason in _reasons(session, judged, slot):
                key = (slot, reason.rule, reason.file, reason.line)
                found[key].append((judged, _shown(old), _shown(new)))
                becauses.setdefault(key, reason.because)
    rows = [_row(session, person, key, becauses[key], held) for key, held in found.items()]
    return tuple(sorted(rows, key=lambda one: -one.count))


def suggestions(services: Services, session: Session) -> tuple[Suggestion, ...]:
    """Words that confirmed cases speak for and that were not declined."""
    declined = rulebook_drafts.declined(session)
    found = suggest(services.compiled.rulebook, labelled(session))
    return tuple(one for one in found if (one.topic, one.word) not in declined)


def accept(services: Services, topic: str, word: str, weight: float, *, actor: Person, seen: int) -> None:
    """Put a word into the topic, in the draft. Raises Refused."""
    if not word.strip() or not 0 < abs(weight) <= 100:
        raise Refused("没有这个选项；请刷新页面后再选")

    def change(entry: Values) -> None:
        signals = entry.get("signals")
        held: dict[str, Value] = signals if isinstance(signals, dict) else {}
        held[word.strip()] = int(weight) if weight.is_integer() else weight
        entry["signals"] = held

    def make(text: str) -> str:
        at = next((at for at, one in enumerate(editing.entries(text)) if one.values.get("id") == topic), -1)
        if at < 0:
            raise Refused("草稿中没有主题 {topic}", topic=topic)
        return editing.changed(text, at, change)

    drafts.edit(services, "topics.yaml", make, actor=actor, seen=seen)


def decline(services: Services, topic: str, word: str, *, actor: Person) -> None:
    """Never propose this word for this topic again. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        if rulebook_drafts.decline(session, topic=topic, word=word, at=services.now(), who=actor.login):
            noted(services, session, HouseEvent.RULES_WORD_DECLINED, who=actor.login, topic=topic, word=word)


def _reasons(session: Session, judged: Judged, slot: str) -> Sequence[Reason]:
    made = (one for one in cases.decisions_of_case(session, judged.case_id) if one.id == judged.decision)
    return [reason for one in made for reason in one.decision.reasons if reason.slot == slot]


def _row(
    session: Session,
    person: Person,
    key: tuple[str, str, str, int],
    because: str,
    held: Sequence[tuple[Judged, str, str]],
) -> Contradicted:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for _, old, new in held:
        counts[old, new] += 1
    numbers = dict.fromkeys(judged.case for judged, _, _ in held)
    slot, rule, file, line = key
    return Contradicted(
        slot=slot,
        rule=rule,
        because=because,
        file=file,
        line=line,
        pairs=tuple((old, new, count) for (old, new), count in counts.items()),
        count=len(held),
        cases=tuple(one for one in numbers if in_sight(cases.get_case(session, one), person)),
    )


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
