"""Decodes header fields from their raw bytes: encoded words, RFC 2231 parameters, addresses, message ids, dates.

The standard library decodes words one by one and by their label, which breaks characters split between two words and
every wrongly labelled name; here the bytes of neighbouring words are joined first and then given to `ingest.charset`.
"""

import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from domain.reading import Address
from ingest.charset import decode

Headers = dict[str, list[str]]

_WORD = re.compile(rb"=\?([^?\s]{1,40})\?([BbQq])\?([^?]*)\?=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff]")
"""Marks that turn the text around them and show nothing themselves."""
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_ANGLE = re.compile(r"<\s{0,10}([^<>\s@]{1,100}@[^<>\s]{1,255})\s{0,10}>")
_SIGN = r"[^\s<>,;:\"'()（）＜＞，；@\[\]]"
_BARE = re.compile(rf"{_SIGN}{{1,100}}@{_SIGN}{{1,255}}")
_ID = re.compile(r"<([^<>\s]{1,990})>")
_MAX_HEADER = 100_000


def headers_of(message: Message) -> Headers:
    """Every header by lower-case name, raw values in order, octets above 127 as surrogates."""
    found: Headers = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(str(value))
    return found


def first(headers: Headers, name: str) -> str:
    """The first raw value of a header, or an empty string."""
    values = headers.get(name)
    return values[0] if values else ""


def decode_header(raw: str) -> str:
    """A header's text on one line: no CR, LF or control character survives."""
    raw = raw[:_MAX_HEADER]
    if raw.isascii() and "=?" not in raw:
        return _one_line(raw)
    data = raw.encode("utf-8", "surrogateescape")
    pieces: list[str] = []
    pending = b""
    charset: str | None = None
    position = 0
    for word in _WORD.finditer(data):
        gap = data[position : word.start()]
        label = word[1].decode("ascii", "replace").split("*")[0].lower()
        if gap.strip() or label != charset:
            pieces.append(_word_text(pending, charset))
            pending = b""
            pieces.append(_plain_text(gap) if gap.strip() or charset is None else "")
        pending += _word_bytes(word[2], word[3])
        charset = label
        position = word.end()
    pieces += [_word_text(pending, charset), _plain_text(data[position:])]
    return _one_line("".join(pieces))


def _word_text(data: bytes, charset: str | None) -> str:
    return decode(data, charset)[0] if data else ""


def _plain_text(data: bytes) -> str:
    return decode(data)[0] if data else ""


def _word_bytes(encoding: bytes, payload: bytes) -> bytes:
    """The bytes of one encoded word (RFC 2047), padding and stray characters forgiven."""
    if encoding in b"Qq":
        return _HEX.sub(lambda hit: bytes([int(hit[1], 16)]), payload.replace(b"_", b" "))
    clean = _NOT_BASE64.sub(b"", payload)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _one_line(text: str) -> str:
    if text.isprintable():
        return text.strip()
    return _CONTROL.sub(" ", _TURNING.sub("", text.replace("\r\n ", " ").replace("\r\n\t", " "))).strip()


def parameter(raw: str, name: str) -> str | None:
    """One parameter of a structured header, RFC 2231 continuations and charsets included; None if absent."""
    if name not in raw.lower():
        return None
    pattern = rf';\s*{name}(?:\*(\d{{1,3}}))?(\*)?\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)'
    sections = sorted(
        (int(hit[1] or 0), bool(hit[2]), hit[3].strip())
        for hit in re.finditer(pattern, raw[:_MAX_HEADER], re.IGNORECASE)
    )
    if not sections:
        return None
    if any(extended for _, extended, _ in sections):
        return _extended(sections)
    joined = "".join(_unquote(value) for _, _, value in sections)
    return decode_header(joined)


def _unquote(value: str) -> str:
    if value[:1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1] if value[-1:] == '"' and len(value) > 1 else value[1:])
    return value


def _extended(sections: list[tuple[int, bool, str]]) -> str:
    """RFC 2231: charset'language'percent-encoded, possibly in numbered sections."""
    extended_only = [one for one in sections if one[1]]
    chosen = sections if sections[0][0] != sections[-1][0] else extended_only
    charset: str | None = None
    data = b""
    for position, (_, extended, value) in enumerate(chosen):
        plain = _unquote(value)
        if extended and position == 0 and plain.count("'") >= 2:
            charset, _, plain = plain.split("'", 2)
        raw = plain.encode("utf-8", "surrogateescape")
        data += unquote_to_bytes(raw) if extended else raw
    return _one_line(decode(data, charset or None)[0])


def safe_name(name: str | None, fallback: str) -> str:
    """A file name without folders, control characters or reserved signs, at most 150 characters."""
    if not name:
        return fallback
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r'[\x00-\x1f\x7f-\x9f<>:"|?*]+', "_", _TURNING.sub("", last)).strip(" .")
    return clean[-150:] or fallback


def addresses(raw_values: list[str]) -> tuple[Address, ...]:
    """Every mailbox of an address header, names decoded; a value without an @ gives a name alone."""
    found: list[Address] = []
    for raw in raw_values:
        found += [_address(piece) for piece in _split_addresses(raw[:_MAX_HEADER]) if piece.strip()]
    return tuple(one for one in found if one.email or one.name)


def _split_addresses(raw: str) -> list[str]:
    """Splits at commas and semicolons outside quotes and angle brackets."""
    if "," not in raw and ";" not in raw:
        return [raw]
    pieces, start, quoted, angle = [], 0, False, False
    for position, char in enumerate(raw):
        if char == '"' and raw[position - 1 : position] != "\\":
            quoted = not quoted
        elif not quoted and char in "<>":
            angle = char == "<"
        elif char in ",;" and not quoted and not angle:
            pieces.append(raw[start:position])
            start = position + 1
    return [*pieces, raw[start:]]


def _address(raw: str) -> Address:
    angles = list(_ANGLE.finditer(raw))
    if angles:
        email, words = angles[-1][1], raw[: angles[-1].start()]
    else:
        bare = _BARE.search(raw)
        email, words = (bare[0], raw[: bare.start()] + raw[bare.end() :]) if bare else (None, raw)
    name = _without_quotes(decode_header(_without_quotes(re.sub(r"\\(.)", r"\1", words))))
    if email is None:
        decoded = _BARE.search(name)
        return Address(name=None if decoded else name or None, email=decoded[0].lower() if decoded else None)
    email = decode_header(email).lower()
    return Address(name=name if name and name.lower() != email else None, email=email)


def _without_quotes(name: str) -> str:
    """A display name without the quotes around it; `'陈立' via 客服` keeps those around a part."""
    name = name.strip('"<>() ')
    while len(name) > 1 and name[0] == name[-1] == "'" and "'" not in name[1:-1]:
        name = name[1:-1].strip('"<>() ')
    return name


def message_ids(raw: str) -> tuple[str, ...]:
    """The ids of Message-ID, In-Reply-To or References with their angle brackets, in order, each once (RFC 5322 3.6.4).

    An id that was written without brackets is taken as it stands.
    """
    flat = _one_line(raw[:_MAX_HEADER].encode("utf-8", "replace").decode())
    found = [f"<{one}>" for one in _ID.findall(flat)]
    if not found:
        found = [f"<{word.strip('<>')}>" for word in flat.split() if "@" in word]
    return tuple(dict.fromkeys(found))


def date_of(raw: str) -> datetime | None:
    """A Date or Received time with its offset; without one it counts as UTC (RFC 5322 3.3, `-0000`)."""
    text = raw[:500].encode("ascii", "replace").decode().strip()
    parsed = parsedate_tz(text.replace("GMT+08:00", "+0800").replace("CST", "+0800"))
    if parsed is None:
        return None
    offset = parsed[9]
    try:
        zone = UTC if not offset else timezone(timedelta(seconds=offset))
        return datetime(*parsed[:6], tzinfo=zone)
    except (ValueError, OverflowError):
        return None
