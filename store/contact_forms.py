"""The comparing forms of phone numbers and mail addresses, and how several stand in one cell of the directory."""

import re
import unicodedata

_SEPARATORS = re.compile("[\\s,;，；、/|]+")


def parted(value: str | None) -> tuple[str, ...]:
    """The names, phones or addresses of one cell: several may stand in it, parted by , ; 、 or /."""
    return tuple(part for part in _SEPARATORS.split(value or "") if part)


def normal_phone(value: str | None) -> str:
    """Digits alone, without China's country code and any extension: +86 138-0013-8000 is `13800138000`."""
    if value and value.isascii() and value.isdecimal() and not value.startswith(("86", "00")):
        return value
    digits = re.sub("[^0-9]", "", re.split("[转轉]", unicodedata.normalize("NFKC", value or ""), maxsplit=1)[0])
    return re.sub("^(?:00)?86(?=1[0-9]{10}$)", "", digits)


def normal_email(value: str | None) -> str:
    """Trimmed, NFKC and lower case."""
    return unicodedata.normalize("NFKC", value or "").strip().lower()


def contacts_of(email: str | None, phone: str | None) -> set[tuple[str, str]]:
    """The (kind, value) by which a household with these is found: each address and number in its comparing form."""
    pairs = (("email", email, normal_email), ("phone", phone, normal_phone))
    return {(kind, value) for kind, text, normal in pairs for part in parted(text) if (value := normal(part))}
