"""The closed lists of what reading finds in a mail, a file and a text."""

from enum import StrEnum


class MessageClass(StrEnum):
    """What kind of message the headers prove (RFC 3834, 3464, 8098, 2369)."""

    PERSONAL = "personal"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    LIST = "list"
    OWN_MAIL = "own_mail"


class Authentication(StrEnum):
    """Whether a mail's From was proved, as the mailbox's own server says (RFC 8601), aligned as in RFC 7489.

    NONE: the server looked and found nothing that proves or disproves it. UNKNOWN: no server of ours said anything.
    """

    PASS = "pass"  # noqa: S105 - the word of RFC 8601
    FAIL = "fail"
    NONE = "none"
    UNKNOWN = "unknown"


class Script(StrEnum):
    """The script of a text."""

    HANS = "hans"
    HANT = "hant"
    MIXED = "mixed"
    OTHER = "other"


class FieldName(StrEnum):
    """Household details that reading finds in a text."""

    RESIDENT = "resident"
    PHONE = "phone"
    EMAIL = "email"
    PROJECT = "project"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    DATE = "date"
    SUM = "sum"
    DURATION = "duration"
    HOUSEHOLDS = "households"


class Source(StrEnum):
    """The two texts of a letter into which offsets point."""

    SUBJECT = "subject"
    TEXT = "text"


class Method(StrEnum):
    """How a part's text was had."""

    TEXT = "text"
    HTML = "html"
    TABLE = "table"
    OCR = "ocr"
    NONE = "none"
