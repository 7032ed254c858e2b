"""Brings decoded text into the one form the rest of the house reads: LF line ends, no control characters."""

import hashlib
import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_TRAILING = re.compile(r"(?<![ \t\u3000\xa0])[ \t\u3000\xa0]++\n")
_BLANKS = re.compile(r"\n{4,}")
_SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Text without NULs, control, invisible or unpaired characters, lines ended by LF; otherwise as written."""
    if "\r" in text or not text.isascii() or not text.isprintable():
        text = _CONTROL.sub("", _LINE_ENDS.sub("\n", text))
    return _BLANKS.sub("\n\n\n", _TRAILING.sub("\n", text)).strip("\n\t ")


def body_hash(text: str) -> str:
    """sha256 of the text in NFKC without white space: equal however a server re-wraps the message."""
    folded = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()
