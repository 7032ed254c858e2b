"""The history of a case in words: a sentence for every event there is, with the values that its payload holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.messages import N_
from desk.views.decided import Names
from domain.codes import LetterState
from domain.labels import CORRECTED, LETTER_STATE
from store.events import EventRow

Payload = Mapping[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code that the page says in its own language: of a table of domain/labels.py."""

    code: str
    table: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence with its values: text, a Code, or a moment."""

    message: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event as the page shows it. by_hand: a person did it; more: further sentences, folded."""

    at: datetime
    who: str
    said: Said
    by_hand: bool
    more: tuple[Said, ...] = ()


_MACHINE = "huihan"
_ERASED = Said(message=N_("这一条的内容已依法删除"))


def entries(history: Iterable[EventRow], people: Mapping[str, str], names: Names) -> tuple[Entry, ...]:
    """The history, newest first. people: login → name."""
    return tuple(_entry(event, people, names) for event in reversed(list(history)))


def _entry(event: EventRow, people: Mapping[str, str], names: Names) -> Entry:
    by_hand = event.who != _MACHINE
    who = people.get(event.who, event.who) if by_hand else ""
    if event.payload is None:
        return Entry(at=event.at, who=who, said=_ERASED, by_hand=by_hand)
    said, more = sentence(event.what, event.payload, names)
    return Entry(at=event.at, who=who, said=said, by_hand=by_hand, more=more)


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
    """What a correction or judgement changed, each from what to what; whole texts are not repeated."""
    for name, (old, new) in payload.get("changes", {}).items():
        slot = Code(code=name, table="CORRECTED" if name in CORRECTED else "SLOT")
        if name == "text":
            yield Said(message=N_("{slot}：已改写"), values={"slot": slot})
        else:
            yield Said(
                message=N_("{slot}：{old} → {new}"),
                values={"slot": slot, "old": _value(name, old, names), "new": _value(name, new, names)},
            )


_TABLES = {
    "category": "CATEGORY",
    "also": "CATEGORY",
    "departments": "DEPARTMENT",
    "grade": "GRADE",
    "urgency": "URGENCY",
    "kind": "KIND",
    "channel": "CHANNEL",
}


def _value(name: str, value: Any, names: Names) -> Any:
    if value in (None, "", []):
        return "—"
    if name == "received":
        return datetime.fromisoformat(str(value))
    if name == "topic":
        return names.topic(str(value))
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


def _nothing(_: Payload, __: Names) -> Values:
    return {}


def _channel(payload: Payload, _: Names) -> Values:
    return {"channel": Code(code=str(payload.get("channel", "other")), table="CHANNEL")}


def _decided(payload: Payload, names: Names) -> Values:
    topic = payload.get("topic")
    departments = payload.get("departments") or ["none"]
    return {
        "topic": names.topic(str(topic)) if topic else "—",
        "category": Code(code=str(payload.get("category")), table="CATEGORY"),
        "departments": tuple(Code(code=str(one), table="DEPARTMENT") for one in departments),
        "grade": Code(code=str(payload.get("grade")), table="GRADE"),
        "urgency": Code(code=str(payload.get("urgency")), table="URGENCY"),
    }


def _clock(payload: Payload, _: Names) -> Values:
    return {"clock": Code(code=str(payload.get("clock")), table="CLOCK")}


def _clock_due(payload: Payload, names: Names) -> Values:
    return {**_clock(payload, names), "due": datetime.fromisoformat(str(payload["due"]))}


def _because(payload: Payload, _: Names) -> Values:
    return {"because": str(payload.get("because") or "—")}


def _letter(payload: Payload, _: Names) -> Values:
    number = payload.get("number")
    return {
        "letter": Code(code=str(payload.get("kind")), table="LETTER"),
        "number": f"（{number}）" if number else "",
    }


def _letter_why(payload: Payload, names: Names) -> Values:
    why = next((payload[key] for key in ("why", "reason", "remark", "error", "answer") if payload.get(key)), "")
    return {**_letter(payload, names), "why": str(why) or "—"}


def _number(payload: Payload, _: Names) -> Values:
    return {"number": str(payload.get("number", ""))}


def _note(payload: Payload, _: Names) -> Values:
    return {"note": str(payload.get("note") or "—")}


def _with_state(state: LetterState) -> "Teller":
    return lambda payload, names: {**_letter(payload, names), "state": Code(code=state, table="LETTER_STATE")}


Teller = Callable[[Payload, Names], Values]
SENTENCES: Mapping[str, tuple[str, Teller]] = {
    "received": (N_("收到来件，来源：{channel}"), _channel),
    "registered": (N_("登记{channel}投诉"), _channel),
    "decided": (N_("按规则判定：{topic}（{category}），{departments}，{grade}，{urgency}"), _decided),
    "decided_again": (N_("按更正后的内容重新判定：{topic}（{category}），{departments}，{grade}，{urgency}"), _decided),
    "clocks_started": (N_("开始计时"), _nothing),
    "clock_stopped": (N_("{clock}停止计时"), _clock),
    "clock_nearing": (N_("{clock}期限将至：{due}"), _clock_due),
    "clock_passed": (N_("{clock}期限已过：{due}"), _clock_due),
    "clocks_reckoned": (N_("重新计算期限"), _nothing),
    "calendar_published": (N_("放假安排公布，重新计算期限"), _nothing),
    "followed_up": (N_("收到后续来信，按规则判定：{topic}（{category}）"), _decided),
    "thanked": (N_("收到致谢，不需答复"), _nothing),
    "duplicate_received": (N_("又收到同一来件，没有另立案"), _nothing),
    "linked_case": (N_("后续来信提出新的事由，另立关联案件 {number}"), _number),
    "reopened": (N_("已归档的案件重新打开"), _nothing),
    "corrected": (N_("更正了读取的内容"), _nothing),
    "confirmed": (N_("确认住户与事由无误"), _nothing),
    "judged": (N_("人工判定，理由：{because}"), _because),
    "grade_confirmed": (N_("确认级别"), _nothing),
    "accepted": (N_("人工立案；原先等待的原因：{note}"), _note),
    "joined": (N_("人工并入本案；原先等待的原因：{note}"), _note),
    "letter_edited": (N_("修改{letter}{number}"), _letter),
    "letter_address": (N_("确认{letter}{number}的收信地址"), _letter),
    "letter_step": (N_("{letter}{number}通过一级审批"), _letter),
    "letter_released": (N_("放行{letter}{number}"), _letter),
    "letter_reprint": (N_("重新打印{letter}{number}，原因：{why}"), _letter_why),
    "finding_accepted": (N_("保留{letter}{number}中的一处提示，理由：{why}"), _letter_why),
} | {f"letter_{state}": (N_("{letter}{number}：{state}"), _with_state(LetterState(state))) for state in LETTER_STATE}
"""Event → its sentence and what fills it. A letter's state is an event of its own name."""
