"""Says what kind of message the headers prove, with the proof; what is not proved is personal, so no resident is lost.

RFC 3834 (automatic replies), 3464 (bounces), 8098 (read receipts), 2369 and 2919 (lists), and the habits of Chinese
providers. A subject alone proves nothing: it needs a header beside it or a sender that only machines have.
"""

import re
from typing import NamedTuple

from domain.reading_codes import MessageClass
from ingest.headers import Headers, first

Verdict = tuple[MessageClass, str | None]

OWN_HEADER = "x-huihan-letter"
"""Every mail we send carries it, with a signature over its Message-ID that only this instance can make or check."""

_MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|noreply-bounce)@", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"退信|退件|退回|无法投递|無法投遞|投递失败|投遞失敗|未送达|发送失败|undeliver|"
    r"delivery (?:status|failure|has failed)|returned mail|failure notice|mail delivery failed|could not be delivered",
    re.IGNORECASE,
)
_VACATION_SUBJECT = re.compile(
    r"^\s*(?:\[?自动回[复覆]\]?|自動回[復覆]|自动答[复覆]|自動答[復覆]|automatic reply|"
    r"auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|假期回复|休假)",
    re.IGNORECASE,
)
_RECEIPT_SUBJECT = re.compile(
    r"^\s*(?:已读|已讀|阅读回执|閱讀回條|read|read receipt|return receipt)\s*[:：]", re.IGNORECASE
)
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-autoreply-from",
    "x-qq-autoreply",
)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "list-help")
_SPAM_SCORE = 5


def classify(
    headers: Headers,
    *,
    subject: str,
    content_type: str,
    report_type: str | None,
    sender: str | None,
) -> Verdict:
    """The class of a message and the header that proves it.

    subject: decoded. content_type: of the whole
    message. report_type: its `report-type` parameter. sender: the From address, lower case.
    """
    facts = _Facts(subject, content_type, (report_type or "").lower(), sender or "")
    for check in (_report, _bounce, _receipt, _auto, _list, _generated):
        verdict = check(headers, facts)
        if verdict is not None:
            return verdict
    return MessageClass.PERSONAL, None


class _Facts(NamedTuple):
    """What the checks need beside the headers."""

    subject: str
    content_type: str
    report_type: str
    sender: str


def _report(headers: Headers, facts: _Facts) -> Verdict | None:
    """RFC 3464 and RFC 8098: the whole message says that it is a report."""
    del headers
    if facts.content_type != "multipart/report":
        return None
    if facts.report_type == "delivery-status":
        return MessageClass.BOUNCE, "Content-Type: multipart/report; report-type=delivery-status"
    if facts.report_type == "disposition-notification":
        return MessageClass.RECEIPT, "Content-Type: multipart/report; report-type=disposition-notification"
    return None


def _null_return_path(headers: Headers) -> bool:
    return any(value.strip() == "<>" for value in headers.get("return-path", ()))


def _bounce(headers: Headers, facts: _Facts) -> Verdict | None:
    """Bounces without a report: Chinese providers send them as plain mail from their postmaster."""
    if "x-failed-recipients" in headers:
        return MessageClass.BOUNCE, "X-Failed-Recipients"
    machine = _MACHINES.match(facts.sender)
    null_path = _null_return_path(headers)
    if not machine and not null_path:
        return None
    if _BOUNCE_SUBJECT.search(facts.subject):
        return MessageClass.BOUNCE, f"From: {facts.sender}" if machine else "Return-Path: <>"
    if machine and null_path:
        return MessageClass.BOUNCE, f"Return-Path: <>; From: {facts.sender}"
    return None


def _receipt(headers: Headers, facts: _Facts) -> Verdict | None:
    """Read receipts that are no report: Outlook's, with its own message class or no one as return path."""
    if facts.content_type == "message/disposition-notification":
        return MessageClass.RECEIPT, "Content-Type: message/disposition-notification"
    if not _RECEIPT_SUBJECT.match(facts.subject):
        return None
    if _null_return_path(headers):
        return MessageClass.RECEIPT, "Return-Path: <>"
    if "ipnrn" in first(headers, "x-message-class").lower() + first(headers, "x-ms-exchange-message-class").lower():
        return MessageClass.RECEIPT, "X-Message-Class: IPM.Note.IPNRN"
    return None


def _auto(headers: Headers, facts: _Facts) -> Verdict | None:
    """RFC 3834 section 5, and what was used before it.

    What a program sends of itself (auto-generated) answers no one: rules that redirect, and web forms, mark so what
    people wrote. Exchange calls its out-of-office replies the same, whose subject says what they are.
    """
    submitted = _submitted(headers)
    if submitted.startswith("auto-replied") or (submitted and _VACATION_SUBJECT.match(facts.subject)):
        return MessageClass.AUTO_REPLY, f"Auto-Submitted: {submitted}"
    for name in _AUTO_HEADERS:
        if name in headers and first(headers, name).strip().lower() not in {"no", "false", "0"}:
            return MessageClass.AUTO_REPLY, f"{name.title()}: {first(headers, name).strip()[:80]}"
    precedence = _precedence(headers)
    if precedence in {"auto_reply", "auto-reply", "autoreply"}:
        return MessageClass.AUTO_REPLY, f"Precedence: {precedence}"
    if _VACATION_SUBJECT.match(facts.subject):
        return _vacation_proof(headers, facts, precedence)
    return None


def _vacation_proof(headers: Headers, facts: _Facts, precedence: str) -> Verdict | None:
    """A vacation subject counts with one header that people's own mail does not carry."""
    if "x-auto-response-suppress" in headers:
        return MessageClass.AUTO_REPLY, f"X-Auto-Response-Suppress: {first(headers, 'x-auto-response-suppress')[:80]}"
    if precedence in {"bulk", "junk"}:
        return MessageClass.AUTO_REPLY, f"Precedence: {precedence}"
    if _null_return_path(headers):
        return MessageClass.AUTO_REPLY, "Return-Path: <>"
    if _MACHINES.match(facts.sender):
        return MessageClass.AUTO_REPLY, f"From: {facts.sender}"
    return None


def _generated(headers: Headers, facts: _Facts) -> Verdict | None:
    """Personal for all we know, and yet sent by a program: a person looks."""
    del facts
    submitted = _submitted(headers)
    return (MessageClass.PERSONAL, f"Auto-Submitted: {submitted}") if submitted else None


def _submitted(headers: Headers) -> str:
    """The keyword of Auto-Submitted (RFC 3834 5.2); empty for none and for `no`."""
    submitted = first(headers, "auto-submitted").split(";")[0].strip().lower()[:80]
    return "" if submitted == "no" else submitted


def _precedence(headers: Headers) -> str:
    return first(headers, "precedence").strip().lower()


def _list(headers: Headers, facts: _Facts) -> Verdict | None:
    del facts
    for name in _LIST_HEADERS:
        if name in headers:
            return MessageClass.LIST, f"{name.title()}: {first(headers, name).strip()[:80]}"
    if _precedence(headers) in {"list", "bulk", "junk"}:
        return MessageClass.LIST, f"Precedence: {_precedence(headers)}"
    return None


def spam_suspected(headers: Headers) -> bool:
    """Whether a filter on the way marked the message."""
    if first(headers, "x-spam-flag").strip().lower() in {"yes", "true", "1"}:
        return True
    if first(headers, "x-spam-status").strip().lower().startswith("yes"):
        return True
    if any(first(headers, name).strip().lower() in {"yes", "true", "spam"} for name in ("x-spam", "x-qq-spam")):
        return True
    if first(headers, "x-spam-level").strip().count("*") >= _SPAM_SCORE:
        return True
    levels = first(headers, "x-ms-exchange-organization-scl") + first(headers, "x-forefront-antispam-report")
    level = re.search(r"(?:^|SCL:)\s*(\d)(?!\d)", levels)
    return bool(level and int(level[1]) >= _SPAM_SCORE)
