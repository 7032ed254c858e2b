"""Which events people are told of, and of which kind. Covers domain.notices."""

import pytest

from domain.events import EventName
from domain.labels import DELIVERY_STATE, NOTICE
from domain.notices import DeliveryState, NoticeKind, kind_of, news

ORDINARY = {"grade": "C", "urgency": "ordinary"}
URGENT = {"grade": "C", "urgency": "urgent"}


@pytest.mark.parametrize(
    ("what", "said", "kind"),
    [
        (EventName.DECIDED, ORDINARY, None),
        (EventName.DECIDED, URGENT, NoticeKind.URGENT),
        (EventName.DECIDED, URGENT | {"grade": "A"}, NoticeKind.GRAVE),
        (EventName.DECIDED_AGAIN, ORDINARY | {"grade": "B"}, NoticeKind.GRAVE),
        (EventName.JUDGED, {"chosen": {"grade": "B"}, "because": "三十户"}, NoticeKind.GRAVE),
        (EventName.JUDGED, {"chosen": {"topic": "noise"}}, None),
        (EventName.DECIDED, None, None),
        (EventName.ALARM, {"alarms": []}, NoticeKind.ALARM),
        (EventName.LETTER_SUBMITTED, {"letter": 1, "kind": "reply"}, NoticeKind.APPROVE),
        (EventName.PLAN_RETURNED, {"plan": 1}, NoticeKind.RETURNED),
        (EventName.LETTER_APPROVED, {"letter": 1, "kind": "department_notice"}, NoticeKind.HANDED),
        (EventName.LETTER_APPROVED, {"letter": 1, "kind": "reply"}, None),
        (EventName.OWNER_ASSIGNED, {"owner": "qian", "before": None}, NoticeKind.HANDED),
        (EventName.OWNER_ASSIGNED, {"owner": None, "before": "qian"}, None),
        (EventName.HANDED_UP, {"rung": "manager"}, NoticeKind.HANDED),
        (EventName.CLOCK_NEARING, {"clock": "reply"}, NoticeKind.DUE_SOON),
        (EventName.CLOCK_PASSED, {"clock": "reply", "rung": "manager"}, NoticeKind.OVERDUE),
        (EventName.LETTER_BOUNCED, {"letter": 1}, NoticeKind.BOUNCED),
        (EventName.LETTER_SENT, {"letter": 1}, None),
        ("an event of a later version", {}, None),
    ],
)
def test_an_event_is_news_of_a_kind(what, said, kind):
    assert kind_of(what, said) is kind


def test_what_raises_an_alarm_is_not_called_urgent_as_well():
    assert news([(EventName.RECEIVED, {}), (EventName.DECIDED, URGENT), (EventName.ALARM, {})]) == (2,)


def test_a_grave_case_is_told_beside_its_alarm():
    assert news([(EventName.DECIDED, {"grade": "A", "urgency": "urgent"}), (EventName.ALARM, {})]) == (0, 1)


def test_every_kind_and_state_has_its_words():
    assert set(NOTICE) == set(NoticeKind)
    assert set(DELIVERY_STATE) == set(DeliveryState)


def test_alarms_and_urgent_news_press_and_a_grade_is_told_once_a_case():
    pressing = {NoticeKind.ALARM, NoticeKind.URGENT, NoticeKind.BREAK_GLASS}
    assert {kind for kind in NoticeKind if kind.presses} == pressing
    assert {kind for kind in NoticeKind if kind.once} == {NoticeKind.URGENT, NoticeKind.GRAVE}
