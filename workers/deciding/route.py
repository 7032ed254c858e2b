"""Decides where a letter that was read goes: a case, a follow-up, ignored by proof, quarantined, or before a person.

Pure: what the store knows comes in as `Known`. The order of the questions is the rule (DESIGN 2): only what is proved
ends a letter by itself, and no header proves anything alone: rules that redirect, groups, forms and copiers put the
same headers on what residents wrote (docs/decisions/016).
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from domain.codes import IgnoredReason, IntakeState
from domain.reading import Document
from domain.reading_codes import Authentication, MessageClass
from ingest.formats import calendar

_BY_CLASS = {
    MessageClass.AUTO_REPLY: IgnoredReason.AUTO_REPLY,
    MessageClass.BOUNCE: IgnoredReason.BOUNCE,
    MessageClass.RECEIPT: IgnoredReason.RECEIPT,
    MessageClass.LIST: IgnoredReason.LIST,
}
_LOOKS_LIKE = {
    MessageClass.AUTO_REPLY: "自动回复",
    MessageClass.BOUNCE: "退信",
    MessageClass.RECEIPT: "已读回执",
    MessageClass.LIST: "群发邮件",
}
_THANKS = re.compile(
    r"(谢谢|多谢|感谢|收到|好的|知道了|辛苦了|明白了|你们|您|了|啦|回复|ok|thanks|thankyou)+", re.IGNORECASE
)
_LONGEST_THANKS = 20
_SILENT = (Authentication.NONE, Authentication.UNKNOWN)
_OUR_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,8}-[0-9]{4}-[0-9]{6}(?![0-9])|\w{1,10}〔[0-9]{4}〕[0-9]{1,7}号")


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A case that a letter seems to follow.

    known: the From is its resident's, of its household in the directory, or an address we wrote to; a From alone proves
    nothing. answers_ours: it names the Message-ID of a letter of ours on that case, which cannot be guessed.
    """

    case_id: int
    number: str
    known: bool
    answers_ours: bool = False

    def proved(self, document: Document) -> bool:
        """Whether the letter joins the case by itself (docs/decisions/015)."""
        said = document.envelope.authentication
        return self.known and (said is Authentication.PASS or (said in _SILENT and self.answers_ours))


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a bounce comes to (`workers.intake.bounces`).

    doubt: why it is not believed, one sentence, None if it is. letter_id: which letter no one has; None for a mail of
    ours that is no letter, or one that was only delayed or delivered (notice).
    """

    doubt: str | None = None
    letter_id: int | None = None
    notice: bool = False


@dataclass(frozen=True, kw_only=True)
class DepartmentAnswer:
    """A mail that answers the mail with a department's notice (`workers.intake.department_answers`).

    letter_id: the notice. doubt: why it is not the department's report by itself, one sentence; None if it is.
    """

    letter_id: int
    case_id: int
    number: str
    doubt: str | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the store and the rulebook know about one letter before it is routed.

    own_mail: its signature or Message-ID is ours. same_message_in_hand: the earlier one is a case, follows one, or is
    still on its way. bounce: of a bounce. names_ours: an automatic answer or receipt that names one of our letters by
    Message-ID or number. from_us: an address of ours stands in the From. complains: something in it may be a complaint
    (`workers.deciding.legible`).
    """

    own_mail: bool = False
    same_bytes: int | None = None
    same_message: int | None = None
    same_message_in_hand: bool = True
    sender_in_directory: bool = False
    followed: Followed | None = None
    bounce: Bounce | None = None
    names_ours: bool = False
    from_us: bool = False
    complains: bool = False
    department: DepartmentAnswer | None = None
    survey: str | None = None
    """Whose questionnaire of a survey it is, by a code that no one can guess; None for anything else."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a letter goes. why: one sentence for people (Chinese), None for an ordinary new case.

    proposed: of what waits, the number of the case that it seems to follow.
    """

    state: IntakeState
    reason: IgnoredReason | None = None
    duplicate_of: int | None = None
    case_id: int | None = None
    why: str | None = None
    proposed: str | None = None


def route(document: Document, known: Known) -> Route:
    """The one place that says how a letter ends: the first question that has an answer, else a new case."""
    if known.same_bytes is not None:
        return _duplicate(known.same_bytes)
    answers = (question(document, known) for question in _QUESTIONS)
    end = next((answer for answer in answers if answer is not None), Route(state=IntakeState.CASE))
    if end.state is IntakeState.AWAITING_PERSON and known.followed is not None:
        end = replace(end, proposed=known.followed.number)
    if known.same_message is None or end.state is IntakeState.IGNORED:
        return end
    # A copy that would fare better than the one before it is not swallowed by it.
    fares_better = end.state in _CASES and not known.same_message_in_hand
    return end if fares_better else _duplicate(known.same_message)


def _duplicate(earlier: int) -> Route:
    return _ignored(IgnoredReason.DUPLICATE, "与已收到的来件相同", duplicate_of=earlier)


def _our_own(document: Document, known: Known) -> Route | None:
    return _ignored(IgnoredReason.OWN_MAIL, "本系统发出的邮件") if known.own_mail else None


def _questionnaire(document: Document, known: Known) -> Route | None:
    """No complaint by itself, and none is lost: what was ticked and written is for a person to say."""
    if known.survey is None:
        return None
    return _awaiting(f"满意度调查答卷：{known.survey}。请录入答卷；写有投诉的，同时立案")


def _perhaps_forged(document: Document, known: Known) -> Route | None:
    if document.envelope.authentication is not Authentication.FAIL:
        return None
    return _awaiting(f"邮件服务器验证发件人未通过，可能是冒名，请人工核实{_perhaps_of(known)}")


def _by_machine(document: Document, known: Known) -> Route | None:
    """What headers call automatic ends by itself only if more than a header proves it and nothing is complained of."""
    kind = document.envelope.message_class
    reason = _BY_CLASS.get(kind)
    if reason is None:
        return None
    proof = document.envelope.class_proof
    if _proved(document, known):
        if known.bounce is not None and known.bounce.notice:
            return _ignored(IgnoredReason.RECEIPT, "投递情况通知，函件没有退回")
        return _ignored(reason, proof)
    marked = f"邮件带有{_LOOKS_LIKE[kind]}的标记（{proof}），但"
    asked = "请人工判断是哪封函件的退信，还是投诉" if kind is MessageClass.BOUNCE else "请人工判断是否为投诉"
    return _awaiting(f"{marked}{_why_not_proved(document, known)}，{asked}{_perhaps_of(known)}")


def _proved(document: Document, known: Known) -> bool:
    kind = document.envelope.message_class
    if kind is MessageClass.BOUNCE:
        return known.bounce is not None and known.bounce.doubt is None
    if known.complains or document.envelope.proposed or known.from_us:
        return False
    if kind is MessageClass.AUTO_REPLY:
        return known.names_ours
    return not known.sender_in_directory or kind is MessageClass.RECEIPT


def _why_not_proved(document: Document, known: Known) -> str:
    if document.envelope.message_class is MessageClass.BOUNCE:
        return (known.bounce.doubt if known.bounce else None) or "不能确认是我方哪封函件的退信"
    if known.complains:
        return "内容可能是投诉"
    if document.envelope.proposed:
        return "发件人处是邮件组、表单或程序的地址，另有来信人"
    if known.from_us:
        return "发件人是本公司的邮箱"
    if known.sender_in_directory:
        return "发件人在住户名册中"
    return "没有写明是对我方哪封函件的自动回复"


def _perhaps_of(known: Known) -> str:
    return f"（似为案件 {known.followed.number} 的后续来信）" if known.followed else ""


def _in_front(document: Document, known: Known) -> Route | None:
    """A form, copier or group stands in the From, or a program sent it: who wrote is for a person to say."""
    envelope = document.envelope
    if known.from_us and not envelope.forwarded:
        why = "发件人是本公司的邮箱，但不是本系统发出的函件（可能由扫描仪、网页表单或同事转来），请确认来信人后立案"
    elif envelope.proposed:
        why = "发件人处是邮件组、表单或程序的地址，来信人是邮件另行注明的，未经核实，请确认后立案"
    elif envelope.class_proof is not None and envelope.message_class is MessageClass.PERSONAL:
        why = f"邮件带有自动发送的标记（{envelope.class_proof}），但可能是住户的来信，请人工判断"
    else:
        return None
    return _awaiting(why + _perhaps_of(known))


def _calendar_answer(document: Document, known: Known) -> Route | None:
    if not answers_invitation(document) or (known.followed and known.followed.proved(document)):
        return None
    also = "附有留言" if any(calendar.has_comment(part.text) for part in document.parts) else "没有其他内容"
    return _awaiting(f"对日历邀请的答复，{also}，请人工处理{_perhaps_of(known)}")


def _perhaps_spam(document: Document, known: Known) -> Route | None:
    if document.envelope.spam_suspected:
        return _awaiting("邮件服务器标记为疑似垃圾邮件，请人工判断")
    return None


def _department_answer(document: Document, known: Known) -> Route | None:
    answer = known.department
    if answer is None:
        return None
    if answer.doubt is None:
        return Route(state=IntakeState.FOLLOW_UP, case_id=answer.case_id)
    why = f"似为责任部门对案件 {answer.number} 处理通知单的答复，但{answer.doubt}，请人工核对后登记"
    return replace(_awaiting(why), proposed=answer.number)


def _unreadable(document: Document, known: Known) -> Route | None:
    if document.readable or known.sender_in_directory:
        return None
    return Route(state=IntakeState.QUARANTINED, why=_why_unreadable(document))


def _follow_up(document: Document, known: Known) -> Route | None:
    followed = known.followed
    if followed is None:
        return None
    if followed.proved(document):
        return Route(state=IntakeState.FOLLOW_UP, case_id=followed.case_id)
    why = "发件人的地址与该案相符，但未经验证，也不是回复我方函件" if followed.known else "但发件人与该案无已知关系"
    return _awaiting(f"似为案件 {followed.number} 的后续来信，{why}，请人工确认")


_CASES = (IntakeState.CASE, IntakeState.FOLLOW_UP)
_QUESTIONS = (
    _our_own,
    _questionnaire,
    _perhaps_forged,
    _by_machine,
    _perhaps_spam,
    _department_answer,
    _unreadable,
    _in_front,
    _calendar_answer,
    _follow_up,
)


def asks_directory(document: Document) -> bool:
    """Whether `Known.sender_in_directory` matters to this letter: for most it does not, and need not be looked up."""
    return document.envelope.message_class is MessageClass.LIST or not document.readable


def numbers_in(subject: str) -> tuple[str, ...]:
    """Case and letter numbers of ours in a subject: TS-2026-000123, 物函〔2026〕123号."""
    return tuple(_OUR_NUMBER.findall(subject))


def answers_invitation(document: Document) -> bool:
    """Whether it only accepts, declines or moves an appointment, be it with a word to that."""
    told = [part.text for part in document.parts if part.text.strip()]
    return calendar.only_answers(document.subject, told)


def only_accepts(document: Document) -> bool:
    """Whether an invitation is accepted without a word: nothing is left to do, while no or another time asks for it."""
    texts = [part.text for part in document.parts]
    accepted = document.text if any(texts) else document.subject
    return answers_invitation(document) and calendar.accepts(accepted) and not any(map(calendar.has_comment, texts))


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
