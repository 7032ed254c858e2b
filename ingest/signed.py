"""Takes the words out of signed mail: the content of opaque S/MIME (RFC 8551), the text of clear-signed OpenPGP.

Signatures are not checked: nothing is decided by them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from asn1crypto import core, parser

_CONTENT_TYPES = bytes.fromhex("06092a864886f70d0107")  # 1.2.840.113549.1.7 (RFC 5652)
_SIGNED, _ENVELOPED, _AUTH_ENVELOPED = 2, 3, 0x17
_OCTET_STRING, _PRIMITIVE = (0, 4), 0
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
    try:
        kind, info = _elements(_Element(*parser.parse(data)).contents)[:2]
        if kind.contents[-1:] != bytes([_SIGNED]):
            return None
        signed_data = _elements(info.contents)[0]
        encapsulated = _elements(signed_data.contents)[2]
        explicit = _elements(encapsulated.contents)[1]
        return b"".join(_octets(_elements(explicit.contents)[0], 0))
    except (ValueError, IndexError):  # damaged, too little, too deep, of another form
        return None


class _Element(NamedTuple):
    """One element of BER (X.690 8.1), as asn1crypto parses it. method: 0 primitive, 1 constructed."""

    class_: int
    method: int
    tag: int
    header: bytes
    contents: bytes
    trailer: bytes


class _Elements(core.SequenceOf):  # type: ignore[misc]  # asn1crypto publishes no types
    """Elements one after the other, whatever they are.

    asn1crypto's own forms of CMS refuse octet strings in pieces unless their length is open, and join those in time
    that grows with the square of their number.
    """

    _child_spec = core.Any


def _elements(contents: bytes) -> list[_Element]:
    """What lies in `contents` side by side. Raises ValueError if one is damaged."""
    elements = _Elements(contents=contents)
    len(elements)  # parses them
    return [_Element(*child[:6]) for child in elements.children]


def _octets(element: _Element, depth: int) -> Iterator[bytes]:
    """The bytes of an octet string, which may be written in pieces (X.690 8.7.3)."""
    if (element.class_, element.tag) != _OCTET_STRING or depth > _MAX_DEPTH:
        raise ValueError("no octet string")
    if element.method == _PRIMITIVE:
        yield element.contents
        return
    for piece in _elements(element.contents):
        yield from _octets(piece, depth + 1)


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
