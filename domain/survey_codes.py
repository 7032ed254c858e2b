"""The closed lists of the satisfaction survey, and what staff and residents call them."""

from collections.abc import Mapping
from enum import StrEnum


class SurveyState(StrEnum):
    """How far a survey is: its households are drawn when it starts, and its answers are nameless once it is closed."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"


class AnswerWay(StrEnum):
    """By what way an answer came."""

    PAPER = "paper"
    PHONE = "phone"
    VISIT = "visit"


class FollowUpOutcome(StrEnum):
    """What a visit to a dissatisfied household came to."""

    RESOLVED = "resolved"
    EXPLAINED = "explained"
    COMPLAINT = "complaint"
    UNREACHABLE = "unreachable"


SURVEY_STATE: Mapping[str, str] = {
    SurveyState.PLANNED: "计划中",
    SurveyState.RUNNING: "进行中",
    SurveyState.CLOSED: "已结束",
}
ANSWER_WAY: Mapping[str, str] = {
    AnswerWay.PAPER: "纸质问卷",
    AnswerWay.PHONE: "电话",
    AnswerWay.VISIT: "上门",
}
SURVEY_MARK: Mapping[str, str] = {
    "5": "非常满意",
    "4": "满意",
    "3": "一般",
    "2": "不满意",
    "1": "非常不满意",
}
"""The five-step scale, the best first."""
FOLLOW_UP_OUTCOME: Mapping[str, str] = {
    FollowUpOutcome.RESOLVED: "已解决",
    FollowUpOutcome.EXPLAINED: "已说明，住户接受",
    FollowUpOutcome.COMPLAINT: "已登记为投诉",
    FollowUpOutcome.UNREACHABLE: "三次没有联系上",
}
