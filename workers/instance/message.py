"""Makes the mail that carries a letter: threaded to the resident's, marked so that no robot answers it, and fixed.

RFC 5322 (threading), RFC 3834 section 5 (Auto-Submitted), RFC 2047/2231 (names): by the standard library's policy.
What comes back is known by its Message-ID, which cannot be guessed, and by a signature over it that only this instance
can make; an address proves nothing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from domain.settings import CompanySettings, Settings
from workers.instance.keys import Keys

DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
OWN_HEADER = "X-Huihan-Letter"
_RANDOM_BYTES = 16
_PURPOSE = "own mail"


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """One letter as mail. automatic: no one approved it by hand (an acknowledgement). attachment_type: main and sub.
    signature: `signature_of` its Message-ID.
    """

    message_id: str
    signature: str
    from_name: str
    from_address: str
    to_address: str
    subject: str
    body: str
    attachment_name: str
    attachment: bytes
    attachment_type: tuple[str, str] = DOCX
    letter_number: str
    dated: datetime
    automatic: bool
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: str | None = None


def build(mail: OutgoingMail) -> bytes:
    """The bytes to hand to the server, lines ended with CRLF, no line over 998 octets; equal input, equal bytes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((mail.from_name, mail.from_address))
    message["To"] = mail.to_address
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.dated)
    message["Message-ID"] = mail.message_id
    if mail.in_reply_to:
        message["In-Reply-To"] = mail.in_reply_to
        message["References"] = " ".join((*mail.references, mail.in_reply_to))
    message[OWN_HEADER] = mail.signature
    if mail.automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.body, subtype="plain", charset="utf-8", cte="base64")
    main, sub = mail.attachment_type
    message.add_attachment(mail.attachment, maintype=main, subtype=sub, filename=mail.attachment_name)
    message.set_boundary("=_" + mail.message_id.strip("<>").partition("@")[0])
    return message.as_bytes()


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that goes with a mail. media_type: main and sub."""

    name: str
    data: bytes
    media_type: tuple[str, str] = DOCX


def build_notice(
    settings: Settings,
    keys: Keys,
    company: CompanySettings,
    *,
    to: str,
    subject: str,
    body: str,
    dated: datetime,
    attached: Sequence[Attached] = (),
) -> bytes:
    """The bytes of a mail to one of the staff, marked as automatic (RFC 3834) and signed: it is known if it comes back.

    LookupError without a mail server to send it.
    """
    if settings.smtp is None:
        raise LookupError(f"no way to send a mail to {to}")
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((f"{company.name}{company.office}", settings.smtp.from_address))
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(dated)
    message["Message-ID"] = new_message_id(settings)
    message[OWN_HEADER] = signature_of(keys, message["Message-ID"])
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(body, subtype="plain", charset="utf-8", cte="base64")
    for one in attached:
        main, sub = one.media_type
        message.add_attachment(one.data, maintype=main, subtype=sub, filename=one.name)
    return message.as_bytes()


def new_message_id(settings: Settings) -> str:
    """A Message-ID with 128 random bits (RFC 5322 3.6.4), to be stored before its letter goes out: a mail that names it
    comes from somebody who has seen the letter.
    """
    domain = settings.smtp.from_address.rpartition("@")[2] if settings.smtp else "huihan.invalid"
    return f"<{secrets.token_hex(_RANDOM_BYTES)}@{domain}>"


def signature_of(keys: Keys, message_id: str) -> str:
    """What `X-Huihan-Letter` says in our own mail: HMAC-SHA256 of the Message-ID, in hexadecimal."""
    return hmac.new(keys.derive(_PURPOSE), message_id.encode(), hashlib.sha256).hexdigest()


def is_signed(keys: Keys, message_id: str | None, signature: str | None) -> bool:
    """Whether a mail with this Message-ID and this `X-Huihan-Letter` is one that this instance made."""
    if not message_id or not signature:
        return False
    return hmac.compare_digest(signature_of(keys, message_id).encode(), signature.strip().encode())
