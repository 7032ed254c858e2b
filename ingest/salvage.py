"""Finds the letter in mail bytes that break the rules: damaged header fields, boundaries that lead nowhere."""

import re
from email import message_from_bytes
from email.message import Message

_HEADER_LINE = re.compile(rb"([!-9;-~]{1,70})[ \t]*:")
_KNOWN = frozenset(
    b"from to subject date message-id received return-path mime-version content-type delivered-to reply-to cc sender "
    b"x-mailer dkim-signature content-transfer-encoding in-reply-to references x-original-to "
    b"authentication-results".split()
)
_PLAIN_SECTION = re.compile(
    rb"\r?\n--[^\r\n]{1,200}\r?\n(?=(?:[A-Za-z\-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?content-type:\s*text/plain)",
    re.IGNORECASE,
)

_NEXT_SECTION = re.compile(rb"\r?\n--[^\r\n]{1,200}\r?\n|\Z")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_HEAD_BYTES = 8000


def known_fields(data: bytes) -> int:
    """How many well-known header fields the bytes begin with."""
    known = 0
    for number, line in enumerate(data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf\r\n").splitlines()):
        if not line.strip():
            break
        if line[:1] in b" \t" or (number == 0 and line.startswith((b"From ", b">From "))):
            continue
        field = _HEADER_LINE.match(line)
        if field is None:
            break  # a damaged field, or the body of a mail that lost its blank line
        known += field[1].lower() in _KNOWN
    return known


def with_fields_mended(data: bytes) -> bytes:
    """The same mail; a line between two fields that is none is made one, or a parser would end the header there."""
    blank = _BLANK_LINE.search(data)
    if blank is None:
        return data
    lines = data[: blank.start()].splitlines(keepends=True)
    damaged = [
        number
        for number, line in enumerate(lines[:-1])
        if line[:1] not in b" \t" and number and not _HEADER_LINE.match(line) and _is_known(lines[number + 1])
    ]
    for number in damaged:
        lines[number] = b"X-Damaged-Field: " + lines[number]
    return b"".join(lines) + data[blank.start() :] if damaged else data


def _is_known(line: bytes) -> bool:
    field = _HEADER_LINE.match(line)
    return field is not None and field[1].lower() in _KNOWN


def plain_section(data: bytes) -> Message | None:
    """The first plain-text section that can be cut out of a multipart by its looks."""
    start = _PLAIN_SECTION.search(data)
    if start is None:
        return None
    end = _NEXT_SECTION.search(data, start.end())
    section = message_from_bytes(data[start.end() : end.start() if end else None])
    return None if section.is_multipart() else section
