"""The course of a case as a line of steps: where it has been and when, where it stands, what lies ahead (TRADE 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.messages import N_
from domain.codes import CaseState
from domain.events import EventName
from store.events import EventRow

_STAGES = (
    (CaseState.NEW, N_("收件")),
    (CaseState.ACCEPTED, N_("受理")),
    (CaseState.INVESTIGATING, N_("调查")),
    (CaseState.PLANNED, N_("方案")),
    (CaseState.IN_PROGRESS, N_("处理")),
    (CaseState.DONE, N_("处理完毕")),
    (CaseState.FED_BACK, N_("反馈结果")),
    (CaseState.VISITED, N_("回访")),
    (CaseState.FILED, N_("归档")),
)
_STANDS_AT = {CaseState.NEEDS_CALL: CaseState.NEW, CaseState.REOPENED: CaseState.NEW}
"""States that are no stage of their own: the case stands before the next one."""


class Place(StrEnum):
    """Where a stage lies, seen from where the case stands."""

    PASSED = "passed"
    LEFT_OUT = "left-out"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of the line. name: a message. at: when the case came to it, in this round."""

    name: str
    place: Place
    at: datetime | None


def course_line(state: CaseState, received_at: datetime, history: Sequence[EventRow]) -> tuple[Stage, ...]:
    """The stages in their order; after a case was reopened they begin once more."""
    states = [one for one, _ in _STAGES]
    now = states.index(_STANDS_AT.get(state, state))
    reached = _reached(received_at, history)
    return tuple(
        Stage(name=name, place=_place(at, now, one in reached), at=reached.get(one) if at <= now else None)
        for at, (one, name) in enumerate(_STAGES)
    )


def _place(at: int, now: int, reached: bool) -> Place:  # noqa: FBT001 - one of three facts about a stage, named above
    if at == now:
        return Place.NOW
    if at > now:
        return Place.AHEAD
    return Place.PASSED if reached else Place.LEFT_OUT


def _reached(received_at: datetime, history: Sequence[EventRow]) -> dict[CaseState, datetime]:
    """When each state was last come to, since the case was last opened."""
    found = {CaseState.NEW: received_at}
    for event in history:
        if event.what == EventName.REOPENED:
            found = {CaseState.NEW: event.at, CaseState.REOPENED: event.at}
        elif event.what == EventName.STATE_CHANGED and event.payload is not None:
            to = CaseState(event.payload["to"])
            if to is CaseState.REOPENED:
                found = {CaseState.NEW: event.at}
            found[to] = event.at
    return found
