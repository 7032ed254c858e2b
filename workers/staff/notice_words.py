"""What the mails about changes of people say, in the two languages of the staff: logins and names, nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.labels import CHANGE, DEPARTMENT, ROLE
from domain.said import filled
from domain.staff_codes import ChangeKind, ChangeNews
from store.changes import ChangeRow
from store.people import PersonRow


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language. The sentences have {names}; acts, roles and departments are keyed as in `domain.labels`."""

    subjects: Mapping[ChangeNews, str]
    greeting: str
    asked: str
    waits: str
    due: str
    done_by: str
    done: str
    refused: str
    link: str
    why: str
    acts: Mapping[str, str]
    roles: Mapping[str, str]
    departments: Mapping[str, str]


CHINESE = Words(
    subjects={
        ChangeNews.REQUESTED: "待确认：{act}",
        ChangeNews.DONE: "已生效：{act}",
        ChangeNews.REFUSED: "已拒绝：{act}",
    },
    greeting="{name}，您好：",
    asked="{asker} 提出：{act}。",
    waits="须由另一位管理员或负责人确认后才会生效。如有不妥，请在工作台拒绝。",
    due="没有其他人可以确认，将于 {due} 自动生效。如有不妥，请在此之前到工作台拒绝。",
    done_by="已由 {by} 确认并生效。如有不妥，请立即与管理员和经理联系。",
    done="24 小时内无人拒绝，已自动生效。如有不妥，请立即与管理员和经理联系。",
    refused="{by} 已拒绝，没有生效。理由：{note}",
    link="工作台：{link}",
    why="本邮件由系统自动发出，请勿回复。凡涉及可以审批的人员，这类变更都会通知本人和经理。",
    acts=CHANGE,
    roles=ROLE,
    departments=DEPARTMENT,
)
ENGLISH = Words(
    subjects={
        ChangeNews.REQUESTED: "To be confirmed: {act}",
        ChangeNews.DONE: "In effect: {act}",
        ChangeNews.REFUSED: "Refused: {act}",
    },
    greeting="Hello {name},",
    asked="{asker} asks to {act}.",
    waits="It takes effect once another admin or head has confirmed it. If it should not be, refuse it at the desk.",
    due="Nobody else could confirm it; it takes effect by itself at {due}. If it should not be, refuse it before then.",
    done_by="{by} has confirmed it, and it is in effect. If it should not be, tell an admin and the manager at once.",
    done="Nobody refused it in a day, and it is in effect. If it should not be, tell an admin and the manager at once.",
    refused="{by} has refused it; nothing was changed. The reason: {note}",
    link="The desk: {link}",
    why="This mail was sent automatically, please do not answer. The person concerned and the managers are always told "
    "of such changes to people who may approve.",
    acts={
        "grant": "give {name} ({login}) the role {role}",
        "revoke": "take the role {role} from {name} ({login})",
        "invite": "let {name} ({login}) set a new password by a one-time link",
        "activate": "let {name} ({login}) in again",
        "deactivate": "deactivate {name} ({login})",
        "deputy": "let {deputy} stand in for {name} ({login})",
        "email": "change the mail address of {name} ({login})",
        "second_factor_reset": "switch off the second factor of {name} ({login})",
        "account_link": "let {name} ({login}) sign in by a company account",
    },
    roles={
        "clerk": "clerk",
        "department": "department",
        "supervisor": "supervisor",
        "service_department": "service department",
        "manager": "manager",
        "admin": "admin",
    },
    departments={
        "engineering": "engineering",
        "customer_service": "customer service",
        "security": "security",
        "environment": "environment",
        "finance": "finance",
        "developer_liaison": "developer liaison",
        "none": "none",
    },
)


def subject_of(language: str, news: ChangeNews, change: ChangeRow, concerned: PersonRow) -> str:
    """The mail's subject."""
    words = _words(language)
    return filled(words.subjects[news], {"act": _act(words, change, concerned)})


def text_of(
    news: ChangeNews, change: ChangeRow, *, reader: PersonRow, concerned: PersonRow, link: str, zone: ZoneInfo
) -> str:
    """The mail's text. link: to where the change can be confirmed and refused."""
    words = _words(reader.language)
    asked = filled(words.asked, {"asker": change.asked_by, "act": _act(words, change, concerned)})
    due = f"{change.due_at.astimezone(zone):%Y-%m-%d %H:%M}" if change.due_at else ""
    values = {"due": due, "by": change.decided_by or "", "note": change.note}
    lines = (filled(words.greeting, {"name": reader.name}), asked, filled(_state(words, news, change), values))
    return "\n\n".join((*lines, filled(words.link, {"link": link}), words.why)) + "\n"


def _state(words: Words, news: ChangeNews, change: ChangeRow) -> str:
    if news is ChangeNews.REQUESTED:
        return words.due if change.due_at else words.waits
    if news is ChangeNews.REFUSED:
        return words.refused
    return words.done if change.due_at and change.decided_at and change.decided_at >= change.due_at else words.done_by


def _act(words: Words, change: ChangeRow, concerned: PersonRow) -> str:
    values = {
        "name": concerned.name,
        "login": concerned.login,
        "deputy": change.details.get("deputy", ""),
        "role": _role(words, change.details) if change.kind in (ChangeKind.GRANT, ChangeKind.REVOKE) else "",
    }
    return filled(words.acts[change.kind], values)


def _role(words: Words, details: Mapping[str, str]) -> str:
    more = [words.departments[details["department"]]] if "department" in details else []
    more += [details["project"]] if "project" in details else []
    return words.roles[details["role"]] + (f" ({', '.join(more)})" if more else "")


def _words(language: str) -> Words:
    return ENGLISH if language == "en" else CHINESE
