"""The history of a case in words: a sentence for every event there is, with the values that its payload holds.

What merely follows from something else (a clock that starts or stops, a letter between two hands) is kept apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.messages import N_
from desk.views.decided import CODES_OF, Names
from desk.views.sentences import SENTENCES, Code, Said
from domain.codes import LetterState
from domain.events import EventName, Payload
from domain.labels import CORRECTED
from store.events import EventRow


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event as the page shows it. by_hand: a person did it; more: further sentences, folded.

    minor: it follows from another event, which tells it already; shown on demand.
    """

    at: datetime
    who: str
    said: Said
    by_hand: bool
    more: tuple[Said, ...] = ()
    minor: bool = False


MINOR = frozenset(
    {
        EventName.CLOCKS_STARTED,
        EventName.CLOCK_STOPPED,
        EventName.CLOCK_NEARING,
        EventName.CLOCKS_RECKONED,
        *map(EventName.of_letter, (LetterState.QUEUED, LetterState.SENDING)),
    }
)
"""What another event of the same moment brought about, or what the list of clocks shows anyway."""
_TOLD_BY: Mapping[str, frozenset[str]] = {
    EventName.STATE_CHANGED: frozenset(
        {
            EventName.MEASURES_DONE,
            EventName.RESULT_TOLD,
            EventName.VISIT_RECORDED,
            EventName.PLAN_APPROVED,
            EventName.CALL_RECORDED,
            EventName.FILED,
            EventName.REOPENED,
        }
    ),
    EventName.PLAN_STEP: frozenset({EventName.PLAN_APPROVED}),
    EventName.LETTER_STEP: frozenset({EventName.of_letter(LetterState.APPROVED)}),
    EventName.RECORD_SAVED: frozenset({EventName.LETTER_EDITED}),
}
"""What need not be said where one of these was done by the same person in the same act."""
_DRAFTED = EventName.of_letter(LetterState.DRAFT)
_NEAR = 4
_AT_ONCE = timedelta(seconds=2)
_MACHINE = "huihan"
_ERASED = Said(message=N_("这一条的内容已依法删除"))


def entries(history: Iterable[EventRow], people: Mapping[str, str], names: Names) -> tuple[Entry, ...]:
    """The history, newest first. people: login → name."""
    told, named = list(history), replace(names, people=people)
    found = [_entry(event, named, minor=_is_minor(told, at)) for at, event in enumerate(told)]
    return tuple(_once(reversed(found)))


def _once(newest_first: Iterable[Entry]) -> Iterable[Entry]:
    """What was done by itself several times over, with the same end, is told once: as it was done last."""
    last: Said | None = None
    for entry in newest_first:
        again = not entry.minor and not entry.by_hand and entry.said == last
        last = last if entry.minor else entry.said
        yield replace(entry, minor=True) if again else entry


def _is_minor(told: Sequence[EventRow], at: int) -> bool:
    """Whether the event says nothing that the list of clocks or another event beside it does not say."""
    event = told[at]
    if event.what in MINOR or (event.what == _DRAFTED and event.who == _MACHINE):
        return True
    tells = _TOLD_BY.get(event.what, frozenset())
    near = (*told[max(0, at - _NEAR) : at], *told[at + 1 : at + 1 + _NEAR])
    return any(one.what in tells and one.who == event.who and abs(one.at - event.at) <= _AT_ONCE for one in near)


def _entry(event: EventRow, names: Names, *, minor: bool) -> Entry:
    by_hand = event.who != _MACHINE
    who = names.person(event.who) if by_hand else ""
    if event.payload is None:
        return Entry(at=event.at, who=who, said=_ERASED, by_hand=by_hand)
    said, more = sentence(event.what, event.payload, names)
    return Entry(at=event.at, who=who, said=said, by_hand=by_hand, more=more, minor=minor)


def sentence(what: str, payload: Payload, names: Names) -> tuple[Said, tuple[Said, ...]]:
    """The sentence for an event and what stands folded under it."""
    told = SENTENCES.get(what)
    if told is None:
        return Said(message="{what}", values={"what": Code(code=what, table="EVENT")}), ()
    message, values = told
    return Said(message=message, values=values(payload, names)), _more(payload, names)


def _more(payload: Payload, names: Names) -> tuple[Said, ...]:
    return tuple(_changes(payload, names)) + tuple(_clocks(payload))


def _changes(payload: Payload, names: Names) -> Iterable[Said]:
    """What a correction or override changed, each from what to what; whole texts are not repeated."""
    for name, (old, new) in payload.get("changes", {}).items():
        slot = Code(code=name, table="CORRECTED" if name in CORRECTED else "SLOT")
        if name == "text":
            yield Said(message=N_("{slot}：已改写"), values={"slot": slot})
        else:
            yield Said(
                message=N_("{slot}：{old} → {new}"),
                values={"slot": slot, "old": _value(name, old, names), "new": _value(name, new, names)},
            )


_TABLES = {**CODES_OF, "channel": "CHANNEL"}


def _value(name: str, value: object, names: Names) -> object:
    if value in (None, "", []):
        return "—"
    if name == "received":
        return datetime.fromisoformat(str(value))
    if name == "topic":
        return Code(code=names.topic(str(value)), table="")
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return tuple(Code(code=str(one), table=_TABLES.get(name, "")) for one in value)
    return Code(code=str(value), table=_TABLES[name]) if name in _TABLES else str(value)


def _clocks(payload: Payload) -> Iterable[Said]:
    """The clocks that were started or moved, each with its due moment."""
    due = payload.get("due")
    if isinstance(due, dict):
        for clock, moment in due.items():
            values = {"clock": Code(code=clock, table="CLOCK"), "due": datetime.fromisoformat(moment)}
            yield Said(message=N_("{clock}：{due} 到期"), values=values)
    for one in payload.get("clocks", ()) if isinstance(payload.get("clocks"), list) else ():
        moved = one.get("due") if isinstance(one, dict) else None
        if isinstance(moved, list) and len(moved) == 2:
            old, new = (datetime.fromisoformat(moment) for moment in moved)
            values = {"clock": Code(code=one["clock"], table="CLOCK"), "old": old, "new": new}
            yield Said(message=N_("{clock}：由 {old} 改为 {new}"), values=values)
