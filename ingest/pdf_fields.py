"""What stands in the fields of a PDF form, and the plain values of PDF objects (ISO 32000-1, 7.3 and 12.7)."""

import re
import zlib
from typing import TYPE_CHECKING

from ingest.clean import clean

if TYPE_CHECKING:
    from pikepdf import Object

_PASSWORD, _RADIO, _PUSH_BUTTON = 1 << 13, 1 << 15, 1 << 16  # flags of a field (12.7.4)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"</p>\s*(?=<)|<br\s*/?>", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS_SHOWN = re.compile(rb"(?:\([^()]*[^()\s][^()]*\)|<[0-9A-Fa-f\s]{2,}>|\])\s*T[jJ]\b")
_DEPTH = 20
_MOST_CHARS = 100_000


def is_array(value: "Object") -> bool:
    """Whether it is an array."""
    from pikepdf import Array  # noqa: PLC0415  # loaded when the file was opened

    return isinstance(value, Array)


def items_of(value: "Object | None") -> "list[Object]":
    """The dictionaries, names and texts in an array, empty for what is none."""
    return list(value) if value is not None and is_array(value) else []


def text_of(value: object) -> str:
    """A text string or a stream of text, cleaned; empty for anything else."""
    from pikepdf import Stream, String  # noqa: PLC0415  # as above

    if isinstance(value, Stream):
        raw = value.read_bytes()[:_MOST_CHARS]
        return clean(raw.decode("utf-16" if raw[:2] in {b"\xfe\xff", b"\xff\xfe"} else "utf-8", "replace"))
    return clean(str(value)[:_MOST_CHARS]) if isinstance(value, String) else ""


def number_of(value: object) -> int:
    """An integer; 0 for anything else."""
    return value if isinstance(value, int) else 0


def inherited(field: "Object", key: str) -> "Object | None":
    """An attribute of a field or of the fields above it (12.7.3.1)."""
    at: Object | None = field
    for _ in range(_DEPTH):
        if at is None or key in at:
            break
        at = at.get("/Parent")
    return None if at is None else at.get(key)


def name_of(field: "Object") -> str:
    """What the form calls a field, where that is a word for people."""
    for key in ("/T", "/TU"):
        name = text_of(inherited(field, key))
        if _HAN.search(name):
            return name
    return ""


def value_of(field: "Object") -> str:
    """A text as it was filled in, the choices that were made, or a box as ☑ or ☐; empty for buttons and passwords."""
    kind, flags = str(inherited(field, "/FT") or ""), number_of(inherited(field, "/Ff"))
    value = inherited(field, "/V")
    if kind == "/Btn":
        return "" if flags & _PUSH_BUTTON else _box(field, value)
    if kind == "/Ch":
        chosen = items_of(value) or ([value] if value is not None else _by_index(field))
        return "、".join(filter(None, (_shown(field, one) for one in chosen)))
    return "" if flags & _PASSWORD else text_of(value) or plain(text_of(inherited(field, "/RV")))


def plain(rich: str) -> str:
    """The words of a rich text (12.7.3.4)."""
    return clean(_TAG.sub("", _BREAK.sub("\n", rich)))


def _by_index(field: "Object") -> "list[Object]":
    """The options of a list that are chosen by their numbers alone (12.7.4.4)."""
    options = items_of(inherited(field, "/Opt"))
    numbers = (number_of(one) for one in items_of(inherited(field, "/I")))
    chosen = [options[one] for one in numbers if 0 <= one < len(options)]
    return [next(iter(items_of(one)), one) for one in chosen]


def shows_words(field: "Object") -> bool:
    """Whether a field without a value is drawn with words all the same."""
    from pikepdf import Stream  # noqa: PLC0415  # loaded when the file was opened

    if str(inherited(field, "/FT") or "") not in {"/Tx", "/Ch"}:
        return False
    look = field.get("/AP")
    normal = None if look is None else look.get("/N")
    raw = _content(normal) if isinstance(normal, Stream) else b""
    return _WORDS_SHOWN.search(raw) is not None


def _content(stream: "Object") -> bytes:
    """The beginning of a stream of drawing instructions, empty if it is packed in a rare way."""
    raw = stream.read_raw_bytes()
    if str(stream.get("/Filter", "")) != "/FlateDecode":
        return raw[:_MOST_CHARS] if "/Filter" not in stream else b""
    try:
        return zlib.decompressobj().decompress(raw, _MOST_CHARS)
    except zlib.error:
        return b""


def _states(field: "Object") -> list[str]:
    """The names of the states in which a box is on: each its own in a group of radio buttons."""
    look = field.get("/AP")
    normal = None if look is None else look.get("/N")
    names = [] if normal is None else [str(name)[1:] for name in normal.keys()]  # noqa: SIM118  # no dict of Python
    return [name for name in names if name != "Off"]


def _box(field: "Object", value: object) -> str:
    """By its own state, else by whether the field's value is the state that this box stands for."""
    state = field.get("/AS")
    if state is not None:
        return "☐" if str(state) == "/Off" else "☑"
    chosen = str(value or "/Off")[1:]
    states = _states(field)
    return "☑" if chosen not in {"Off", ""} and (not states or chosen in states) else "☐"


def label_of(field: "Object") -> str:
    """What a field, or one box of it, is called; a group of radio buttons names the question and not the answer."""
    if str(inherited(field, "/FT") or "") != "/Btn":
        return name_of(field)
    state = next((name for name in _states(field) if _HAN.search(name)), "")
    return state or ("" if number_of(inherited(field, "/Ff")) & _RADIO else name_of(field))


def _shown(field: "Object", value: object) -> str:
    """A choice as the form shows it, which may be other than what it sends (12.7.4.4)."""
    words = text_of(value)
    for option in items_of(inherited(field, "/Opt")):
        pair = [text_of(one) for one in items_of(option)]
        if len(pair) == 2 and pair[0] == words:
            return pair[1]
    return words
