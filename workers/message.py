"""Makes the mail that carries a letter: threaded to the resident's, marked so that no robot answers it, and fixed.

RFC 5322 (threading), RFC 3834 section 5 (Auto-Submitted), RFC 2047/2231 (names): by the standard library's policy.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
OWN_HEADER = "X-Huihan-Letter"


@dataclass(frozen=True, kw_only=True)
class OutgoingMail:
    """One letter as mail. automatic: nobody approved it by hand (an acknowledgement). attachment_type: main and sub."""

    message_id: str
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


def build(mail: OutgoingMail) -> bytes:
    """The bytes to hand to the server, lines ended with CRLF, no line over 998 octets; equal input, equal bytes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((mail.from_name, mail.from_address))
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.dated)
    message["Message-ID"] = mail.message_id
    if mail.in_reply_to:
        message["In-Reply-To"] = mail.in_reply_to
        message["References"] = " ".join((*mail.references, mail.in_reply_to))
    message[OWN_HEADER] = mail.message_id.strip("<>")
    if mail.automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.body, subtype="plain", charset="utf-8", cte="base64")
    main, sub = mail.attachment_type
    message.add_attachment(mail.attachment, maintype=main, subtype=sub, filename=mail.attachment_name)
    message.set_boundary("=_" + mail.message_id.strip("<>").partition("@")[0])
    return message.as_bytes()


def message_id(case_number: str, kind: str, version: str, domain: str) -> str:
    """A Message-ID that is the same each time it is made for one letter."""
    return f"<{case_number}.{kind}.{version}@{domain}>"
