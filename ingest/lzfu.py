"""Unpacks the compressed RTF in which Outlook keeps a message's text (MS-OXRTFCP)."""

import struct

_HEAD = struct.Struct("<IIII")
_PACKED = 0x75465A4C
_PLAIN = 0x414C454D
_WINDOW = 4096
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0"
    b"\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def unpack(data: bytes, most: int) -> bytes:
    """The RTF, at most `most` bytes of it; what is damaged ends early, what is no compressed RTF is empty."""
    if len(data) < _HEAD.size:
        return b""
    _, size, kind, _ = _HEAD.unpack_from(data)
    if kind == _PLAIN:
        return data[_HEAD.size : _HEAD.size + min(size, most)]
    return _unpacked(data, min(size, most)) if kind == _PACKED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    out = bytearray(_DICTIONARY)
    size += len(_DICTIONARY)
    # The window is a ring that begins behind the dictionary: a place in it is a place in `out`, modulo its size.
    position = _HEAD.size
    while position < len(data) and len(out) < size:
        control = data[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += data[position : position + 1]
                position += 1
                continue
            token = data[position : position + 2]
            position += 2
            start = _start(token, len(out))
            if start is None:
                return bytes(out[len(_DICTIONARY) : size])
            for step in range((token[1] & 15) + 2):
                out.append(out[start + step])
    return bytes(out[len(_DICTIONARY) : size])


def _start(token: bytes, length: int) -> int | None:
    """Where in the output a reference begins; None at the end mark or when it points to nothing."""
    if len(token) < 2:
        return None
    offset = int.from_bytes(token, "big") >> 4
    if offset == length % _WINDOW:
        return None
    back = (length - offset) % _WINDOW
    return length - back if back <= length else None
