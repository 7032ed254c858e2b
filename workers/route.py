"""Decides where a letter that was read goes: a case, a follow-up, ignored by proof, quarantined, or before a person.

Pure: what the store knows comes in as `Known`. The order of the questions is the rule (DESIGN 2): only headers or equal
bytes end a letter by themselves, every other doubt ends before a person.
"""

import re
import unicodedata
from dataclasses import dataclass

from domain.codes import IgnoredReason, IntakeState, MessageClass
from domain.reading import Document

_BY_CLASS = {
    MessageClass.AUTO_REPLY: IgnoredReason.AUTO_REPLY,
    MessageClass.BOUNCE: IgnoredReason.BOUNCE,
    MessageClass.RECEIPT: IgnoredReason.RECEIPT,
    MessageClass.OWN_MAIL: IgnoredReason.OWN_MAIL,
}
_THANKS = re.compile(
    r"(谢谢|多谢|感谢|收到|好的|知道了|辛苦了|明白了|你们|您|了|啦|回复|ok|thanks|thankyou)+", re.IGNORECASE
)
_LONGEST_THANKS = 20
_OUR_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,8}-[0-9]{4}-[0-9]{6}(?![0-9])|\w{1,10}〔[0-9]{4}〕[0-9]{1,7}号")


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A case that a letter seems to follow.

    trusted: the sender is its resident, a member of its household in the directory, or an address we wrote to.
    """

    case_id: int
    number: str
    trusted: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the store knows about one letter before it is routed."""

    same_bytes: int | None = None
    same_message: int | None = None
    sender_in_directory: bool = False
    followed: Followed | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a letter goes. why: one sentence for people (Chinese), None for an ordinary new case."""

    state: IntakeState
    reason: IgnoredReason | None = None
    duplicate_of: int | None = None
    case_id: int | None = None
    why: str | None = None


def route(document: Document, known: Known) -> Route:
    """The one place that says how a letter ends: the first question that has an answer, else a new case."""
    answers = (question(document, known) for question in _QUESTIONS)
    return next((answer for answer in answers if answer is not None), Route(state=IntakeState.CASE))


def _seen_before(document: Document, known: Known) -> Route | None:
    earlier = known.same_bytes
    if earlier is None and document.envelope.message_class is MessageClass.PERSONAL:
        earlier = known.same_message
    if earlier is None:
        return None
    return _ignored(IgnoredReason.DUPLICATE, "与已收到的来件相同", duplicate_of=earlier)


def _from_a_robot(document: Document, known: Known) -> Route | None:
    reason = _BY_CLASS.get(document.envelope.message_class)
    return _ignored(reason, document.envelope.class_proof) if reason else None


def _from_a_list(document: Document, known: Known) -> Route | None:
    if document.envelope.message_class is not MessageClass.LIST:
        return None
    if known.sender_in_directory:
        return _awaiting("群发邮件，但发件人在住户名册中，请人工判断是否为投诉")
    return _ignored(IgnoredReason.LIST, document.envelope.class_proof)


def _perhaps_spam(document: Document, known: Known) -> Route | None:
    if document.envelope.spam_suspected:
        return _awaiting("邮件服务器标记为疑似垃圾邮件，请人工判断")
    return None


def _unreadable(document: Document, known: Known) -> Route | None:
    if document.readable or known.sender_in_directory:
        return None
    return Route(state=IntakeState.QUARANTINED, why=_why_unreadable(document))


def _follow_up(document: Document, known: Known) -> Route | None:
    followed = known.followed
    if followed is None:
        return None
    if followed.trusted:
        return Route(state=IntakeState.FOLLOW_UP, case_id=followed.case_id)
    return _awaiting(f"似为案件 {followed.number} 的后续来信，但发件人与该案无已知关系，请人工确认")


_QUESTIONS = (_seen_before, _from_a_robot, _from_a_list, _perhaps_spam, _unreadable, _follow_up)


def asks_directory(document: Document) -> bool:
    """Whether `Known.sender_in_directory` matters to this letter: for most it does not, and need not be looked up."""
    return document.envelope.message_class is MessageClass.LIST or not document.readable


def numbers_in(subject: str) -> tuple[str, ...]:
    """Case and letter numbers of ours in a subject: TS-2026-000123, 物函〔2026〕123号."""
    return tuple(_OUR_NUMBER.findall(subject))


def only_thanks(text: str) -> bool:
    """Whether a follow-up says nothing but thanks or 收到: it joins its case and asks for no new reply."""
    words = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    return len(words) <= _LONGEST_THANKS and _THANKS.fullmatch(words) is not None


def _ignored(reason: IgnoredReason, why: str | None, *, duplicate_of: int | None = None) -> Route:
    return Route(state=IntakeState.IGNORED, reason=reason, why=why, duplicate_of=duplicate_of)


def _awaiting(why: str) -> Route:
    return Route(state=IntakeState.AWAITING_PERSON, why=why)


def _why_unreadable(document: Document) -> str:
    if document.problems:
        problem = document.problems[0]
        return f"{problem.where}：{problem.what}。{problem.mend}"
    return "来件中没有可读的文字，请人工查看原件"
