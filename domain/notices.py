"""What people are told of at once: which event of a case is news, of which kind, and how it presses (TRADE 1, 5, 6).

A notice says a number, a kind and a link, nothing of a resident: it may lie on a stranger's server.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from domain.codes import Grade, LetterKind, Urgency
from domain.events import EventName, Payload

TELL = "tell"
"""The stage that works out who is told of an event of a case; the subject is the event."""


class NoticeKind(StrEnum):
    """What a notice is about. The values stand in rows and in settings and never change."""

    ALARM = "alarm"
    URGENT = "urgent"
    GRAVE = "grave"
    """Grade A or B is proposed."""
    HANDED = "handed"
    PROGRESS = "progress"
    """A day's progress with a case of grade A or B was reported."""
    APPROVE = "approve"
    RETURNED = "returned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    BOUNCED = "bounced"
    WAY_FAILED = "way_failed"
    """Somebody's way of being told does not work; for the admins."""
    PROGRAM_FAILED = "program_failed"
    """A program could not be told of an event; for the admins."""
    BREAK_GLASS = "break_glass"
    """The admin came in who may by a password where no one else may; for the other admins."""

    @property
    def presses(self) -> bool:
        """Whether it breaks into quiet hours, whatever the case."""
        return self in {NoticeKind.ALARM, NoticeKind.URGENT, NoticeKind.BREAK_GLASS}

    @property
    def once(self) -> bool:
        """Whether a person is told it once a case, however often it is decided again."""
        return self in {NoticeKind.URGENT, NoticeKind.GRAVE}


class WayKind(StrEnum):
    """How a person is told beside the desk: by mail, or by a webhook (WeCom, DingTalk, Feishu, a gateway of SMS)."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """Where one notice on one way stands; the last three are ends."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    """It may have arrived: it is not sent again."""


_OF_EVENT: Mapping[str, NoticeKind] = {
    EventName.ALARM: NoticeKind.ALARM,
    EventName.HANDED_UP: NoticeKind.HANDED,
    EventName.HANDED_BACK: NoticeKind.HANDED,
    EventName.BLOCKED: NoticeKind.HANDED,
    EventName.PROGRESS_REPORTED: NoticeKind.PROGRESS,
    EventName.LETTER_SUBMITTED: NoticeKind.APPROVE,
    EventName.LETTER_STEP: NoticeKind.APPROVE,
    EventName.LETTER_COUNTERSIGN: NoticeKind.APPROVE,
    EventName.LETTER_READDRESSED: NoticeKind.APPROVE,
    EventName.PLAN_SUBMITTED: NoticeKind.APPROVE,
    EventName.PLAN_STEP: NoticeKind.APPROVE,
    EventName.PLAN_TO_MANAGER: NoticeKind.APPROVE,
    EventName.LOWERING_ASKED: NoticeKind.APPROVE,
    EventName.LETTER_RETURNED: NoticeKind.RETURNED,
    EventName.PLAN_RETURNED: NoticeKind.RETURNED,
    EventName.CLOCK_NEARING: NoticeKind.DUE_SOON,
    EventName.CLOCK_PASSED: NoticeKind.OVERDUE,
    EventName.LETTER_BOUNCED: NoticeKind.BOUNCED,
    EventName.LETTER_IN_DOUBT: NoticeKind.BOUNCED,
}
_DECIDES = frozenset(
    {
        EventName.DECIDED,
        EventName.DECIDED_AGAIN,
        EventName.FOLLOWED_UP,
        EventName.JUDGED,
        EventName.GRADE_CONFIRMED,
    }
)


def kind_of(what: str, payload: Payload | None) -> NoticeKind | None:
    """What an event tells people, None if it is news to no one."""
    said = payload or {}
    if what in _DECIDES:
        return _decided(said)
    if what == EventName.LETTER_APPROVED:
        return NoticeKind.HANDED if said.get("kind") == LetterKind.DEPARTMENT_NOTICE else None
    if what == EventName.OWNER_ASSIGNED:
        return NoticeKind.HANDED if said.get("owner") else None
    return _OF_EVENT.get(what)


def news(events: Sequence[tuple[EventName, Payload]]) -> tuple[int, ...]:
    """Which of several events of one moment people are told of; what raises an alarm is not called urgent as well."""
    kinds = [kind_of(what, payload) for what, payload in events]
    alarm = NoticeKind.ALARM in kinds
    return tuple(
        place for place, kind in enumerate(kinds) if kind is not None and not (alarm and kind is NoticeKind.URGENT)
    )


def _decided(said: Payload) -> NoticeKind | None:
    """A person's choice stands below `chosen`, a decision of the rules at the top."""
    slots = said.get("chosen") if isinstance(said.get("chosen"), Mapping) else said
    if slots is None:
        return None
    if slots.get("grade") in (Grade.A, Grade.B):
        return NoticeKind.GRAVE
    return NoticeKind.URGENT if slots.get("urgency") == Urgency.URGENT else None
