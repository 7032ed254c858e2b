"""Reads from a bounce which message came back and for whom: a delivery report (RFC 3464), or what providers write.

Anybody can write a bounce: what is read here is only what it says. Whether it fits a letter of ours is decided where
the letters are known.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from domain.reading import Recipient, Returned
from ingest.classify import OWN_HEADER
from ingest.headers import Headers, decode_header, first, headers_of, message_ids

_MOST = 200
"""Recipients and parts looked at: a report of ours has one."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9]")
_ID_LINE = re.compile(r"^[>\s|]{0,20}Message-ID\s{0,5}[:：]\s{0,5}(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)
_SIGNATURE_LINE = re.compile(
    r"^[>\s|]{0,20}X-Huihan-Letter\s{0,5}:\s{0,5}([0-9a-f]{64})\b", re.IGNORECASE | re.MULTILINE
)


def returned_of(message: Message, body: str) -> Returned:
    """What a message that was classed as a bounce says came back. body: its words, for one without a report."""
    parts = list(_parts(message))
    back = [headers for part in parts if (headers := _returned_headers(part)) is not None]
    named = {one for headers in back for value in headers.get("message-id", ()) for one in message_ids(value)}
    signatures = [first(headers, OWN_HEADER).strip() for headers in back]
    recipients = tuple(one for part in parts for one in _recipients(part))[:_MOST]
    report = bool(recipients)
    if not back:
        named = set(_ID_LINE.findall(body))
        signatures = _SIGNATURE_LINE.findall(body)
    if not report:
        addresses = dict.fromkeys(one.lower() for one in _ADDRESS.findall(body))
        recipients = tuple(Recipient(address=one) for one in addresses)[:_MOST]
    return Returned(
        report=report,
        message_ids=tuple(sorted(named))[:_MOST],
        signature=signatures[0] or None if len(signatures) == 1 else None,
        recipients=recipients,
    )


def _parts(message: Message) -> Iterator[Message]:
    """The leaves, and what is attached whole; the returned message itself is not entered."""
    waiting, seen = [message], 0
    while waiting and seen < _MOST:
        part = waiting.pop()
        seen += 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [child for child in reversed(payload) if isinstance(child, Message)]
        else:
            yield part


def _returned_headers(part: Message) -> Headers | None:
    """The header of the message that came back, if this part returns one."""
    kind = part.get_content_type()
    payload = part.get_payload()
    if kind in {"message/rfc822", "message/global"} and isinstance(payload, list) and payload:
        inner = payload[0]
        return headers_of(inner) if isinstance(inner, Message) else None
    if kind in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
        if isinstance(payload, list):
            inner = payload[0] if payload else None
            return headers_of(inner) if isinstance(inner, Message) else None
        data = part.get_payload(decode=True)
        return headers_of(message_from_bytes(data, policy=compat32)) if isinstance(data, bytes) else None
    return None


def _recipients(part: Message) -> Iterator[Recipient]:
    """The recipients of a delivery status (RFC 3464 2.3)."""
    if part.get_content_type() != "message/delivery-status" or not isinstance(part.get_payload(), list):
        return
    for block in part.get_payload():
        if not isinstance(block, Message):
            continue
        headers = headers_of(block)
        final, original = (_typed(first(headers, name)) for name in ("final-recipient", "original-recipient"))
        if final or original:
            yield Recipient(
                address=final or original,
                original=original or None,
                action=first(headers, "action").split(";")[0].strip().lower()[:40],
                status=first(headers, "status").strip()[:20] or None,
                why=_typed(first(headers, "diagnostic-code"), lower=False)[:300] or None,
            )


def _typed(value: str, *, lower: bool = True) -> str:
    """What follows the type in `rfc822; wang@example.com`."""
    text = decode_header(value).partition(";")[2].strip().strip("<>")
    return text.lower() if lower else text
