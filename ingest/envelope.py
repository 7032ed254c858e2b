"""Makes the Envelope of a mail from its header fields."""

from domain.reading import Address, Envelope
from ingest.classify import OWN_HEADER, classify, spam_suspected
from ingest.headers import Headers, addresses, date_of, first, message_ids
from ingest.in_front import writer_behind


def envelope_of(
    headers: Headers, *, subject: str, content_type: str, report_type: str | None, own_addresses: frozenset[str]
) -> Envelope:
    """Who wrote to whom, when, in what thread, and what class of message the headers prove (RFC 5322)."""
    shown = _sender(headers)
    behind = writer_behind(headers, shown, own_addresses)
    message_class, proof = classify(
        headers,
        subject=subject,
        content_type=content_type,
        report_type=report_type,
        sender=shown.email,
    )
    own_ids = message_ids(first(headers, "message-id"))
    replied = message_ids(first(headers, "in-reply-to"))
    recipients = addresses([*headers.get("to", []), *headers.get("cc", [])])
    received = first(headers, "received")
    return Envelope(
        message_class=message_class,
        class_proof=proof,
        sender=behind or shown,
        transport_sender=shown,
        proposed=behind is not None,
        to=tuple(dict.fromkeys(one.email for one in recipients if one.email)),
        message_id=own_ids[0] if own_ids else None,
        in_reply_to=replied[0] if replied else None,
        references=message_ids(" ".join(headers.get("references", []))),
        date=date_of(first(headers, "date")),
        received=date_of(received.rpartition(";")[2]) if received else None,
        spam_suspected=spam_suspected(headers),
        signature=first(headers, OWN_HEADER).strip()[:200] or None,
    )


def _sender(headers: Headers) -> Address:
    """From; when it is missing or names no one, Reply-To, Sender or Return-Path."""
    for name in ("from", "reply-to", "sender", "return-path"):
        found = addresses(headers.get(name, [])[:1])
        named = next((one for one in found if one.email), None)
        if named:
            return named
        if found and name == "from":
            fallback = found[0]
            email = next(iter(addresses(headers.get("return-path", [])[:1])), Address()).email
            return Address(name=fallback.name, email=email)
    return Address()
