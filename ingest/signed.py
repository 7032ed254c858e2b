"""Takes the words out of signed mail: the content of opaque S/MIME (RFC 8551), the text of clear-signed OpenPGP.

Signatures are not checked: nothing is decided by them.
"""

import re
from typing import NamedTuple

_CONTENT_TYPES = bytes.fromhex("06092a864886f70d0107")  # 1.2.840.113549.1.7 (RFC 5652)
_SIGNED, _ENVELOPED, _AUTH_ENVELOPED = 2, 3, 0x17
_SEQUENCE, _OCTETS, _CONSTRUCTED_OCTETS, _CONTEXT_0 = 0x30, 0x04, 0x24, 0xA0
_MAX_DEPTH = 20

_SIGNED_TEXT = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "-----END PGP SIGNATURE-----"
_BLANK = re.compile(r"\n[ \t]*\r?\n")
_DASHES = re.compile(r"^- ", re.MULTILINE)
PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"


def is_pkcs7(data: bytes) -> bool:
    """Whether the bytes are a CMS object: a sequence that begins with the type of its content."""
    return data[:1] == b"\x30" and _CONTENT_TYPES in data[:24]


def is_encrypted(data: bytes) -> bool:
    """Whether a CMS object can be read only with somebody's key."""
    at = data.find(_CONTENT_TYPES, 0, 24) + len(_CONTENT_TYPES)
    return is_pkcs7(data) and data[at : at + 1] in {bytes([_ENVELOPED]), bytes([_AUTH_ENVELOPED])}


def signed_content(data: bytes) -> bytes | None:
    """The content inside a CMS SignedData; None if it is detached, encrypted, damaged or of another kind."""
    if not is_pkcs7(data):
        return None
    kind, info = _fields(data, _SEQUENCE, 2)
    if kind is None or info is None or kind[-1:] != bytes([_SIGNED]):
        return None
    _, _, encapsulated = _fields(_value(info, _CONTEXT_0), None, 3)
    if encapsulated is None:
        return None
    _, content = _fields(encapsulated, None, 2)
    return None if content is None else _octets(_value(content, _CONTEXT_0), 0)


class _Element(NamedTuple):
    """One element of BER (X.690): its tag, its value, the place behind it."""

    tag: int
    value: bytes
    end: int


def _element(data: bytes, at: int, depth: int = 0) -> _Element | None:
    """The element at a place; mail clients write lengths that are left open, too. None when it is damaged."""
    if at + 2 > len(data) or depth > _MAX_DEPTH:
        return None
    tag, length = data[at], data[at + 1]
    start = at + 2
    if length == 0x80:
        return _open_element(data, tag, start, depth)
    if length > 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    end = start + length
    return _Element(tag, data[start:end], end) if end <= len(data) else None


def _open_element(data: bytes, tag: int, start: int, depth: int) -> _Element | None:
    """An element of open length: it ends with two zero bytes after its own elements."""
    at = start
    while data[at : at + 2] != b"\0\0":
        inner = _element(data, at, depth + 1)
        if inner is None:
            return None
        at = inner.end
    return _Element(tag, data[start:at], at + 2)


def _value(data: bytes, tag: int | None) -> bytes:
    """The value of the first element, empty if it is of another tag."""
    found = _element(data, 0)
    return found.value if found is not None and tag in {None, found.tag} else b""


def _fields(data: bytes, tag: int | None, count: int) -> list[bytes | None]:
    """The first `count` elements within the first element of `data`, each as its bytes; None for what is missing."""
    inside = _value(data, tag)
    found: list[bytes | None] = []
    at = 0
    for _ in range(count):
        element = _element(inside, at)
        if element is None:
            found.append(None)
            continue
        found.append(inside[at : element.end])
        at = element.end
    return found


def _octets(data: bytes, depth: int) -> bytes | None:
    """The bytes of an octet string, which may be written in pieces."""
    found = _element(data, 0)
    if found is None or depth > _MAX_DEPTH:
        return None
    if found.tag == _OCTETS:
        return found.value
    if found.tag != _CONSTRUCTED_OCTETS:
        return None
    pieces: list[bytes] = []
    at = 0
    while at < len(found.value):
        piece = _element(found.value, at)
        inner = None if piece is None else _octets(found.value[at : piece.end], depth + 1)
        if piece is None or inner is None:
            return None
        pieces.append(inner)
        at = piece.end
    return b"".join(pieces)


def without_armor(text: str) -> str:
    """Text as it was before OpenPGP signed it in clear (RFC 9580 7); other text as it is."""
    pieces: list[str] = []
    at = 0
    while (start := text.find(_SIGNED_TEXT, at)) >= 0 and (end := text.find(_SIGNATURE, start)) >= 0:
        blank = _BLANK.search(text, start, end)
        pieces += [text[at:start], _DASHES.sub("", text[blank.end() if blank else start : end])]
        stop = text.find(_SIGNATURE_END, end)
        at = stop + len(_SIGNATURE_END) if stop >= 0 else len(text)
    return "".join([*pieces, text[at:]])
