"""What a PDF holds beside its pages: form values, notes typed on a page, comments and files (ISO 32000-1, 12)."""

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.reading_codes import Method
from ingest.clean import clean
from ingest.headers import safe_name
from ingest.inside import Inside
from ingest.package import parse_xml
from ingest.reading import Reading

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_TELLING = (b"/Annot", b"/AcroForm", b"/EmbeddedFile", b"/ObjStm", b"/Collection")
"""What a file with any of it cannot lack; it may be packed in an object stream."""
_HIDDEN = 2 | 32  # flags of an annotation (12.5.3): Hidden, NoView
_PASSWORD, _RADIO, _PUSH_BUTTON = 1 << 13, 1 << 15, 1 << 16  # flags of a field (12.7.4)
_PLAYED = frozenset({"/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})
_DRAWN = frozenset({"/Ink", "/Stamp"})
_SILENT = frozenset({"/Popup", "/Link", "/PrinterMark", "/TrapNet", "/Watermark", "/Redact"})
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"</p>\s*(?=<)|<br\s*/?>", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_DEPTH = 20
_MEND = "请打开原件查看，并由人工登记内容"
_MOST_FIELDS = 5_000
_MOST_NODES = 500
_MOST_CHARS = 100_000


@dataclass(frozen=True, kw_only=True)
class Written:
    """What stands in a place on a page: a field's value, ☑ or ☐, or a typed note. label: the field's own name, if any.

    at: which annotation of the page it is, from 0.
    """

    at: int
    text: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class OnPage:
    """Beside the content of one page. drawn: something was drawn or stamped on it that is no text."""

    written: tuple[Written, ...] = ()
    comments: tuple[str, ...] = ()
    drawn: bool = False


@dataclass(frozen=True, kw_only=True)
class File:
    """A file within the document; data is None if it could not be unpacked within the limits."""

    name: str
    data: bytes | None


@dataclass(frozen=True, kw_only=True)
class Extras:
    """pages: by number from 1. loose: values of fields that stand on no page. portfolio: its pages are only a cover.

    hidden: values that are not shown; played: sound or film; dynamic: a form of XFA, without pages of its own.
    """

    pages: Mapping[int, OnPage]
    loose: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    portfolio: bool = False
    hidden: bool = False
    played: bool = False
    dynamic: bool = False


NOTHING = Extras(pages={})


def extras_of(data: bytes, *, pages: int, most_bytes: int) -> Extras:
    """Everything beside the first `pages` pages; what is damaged is left out. most_bytes: that a file may unpack to."""
    if not any(mark in data for mark in _TELLING):
        return NOTHING
    import pikepdf  # noqa: PLC0415  # for files with annotations or attachments alone

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            return _Gatherer(document, most_bytes).extras(pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError, OSError):
        return NOTHING


class _Gatherer:
    """One document while it is looked through."""

    def __init__(self, document: "Pdf", most_bytes: int) -> None:
        self._document = document
        self._left = most_bytes
        self._placed: set[tuple[int, int]] = set()
        self._names: set[str] = set()
        self._files: dict[object, File] = {}
        self._hidden = self._played = False

    def extras(self, most: int) -> Extras:
        pages = {}
        for number, page in enumerate(self._document.pages, 1):
            if number > most:
                break
            found = self._page(page.obj)
            if found != OnPage():
                pages[number] = found
        root = self._document.Root
        for name, spec in self._named_files():
            self._add(spec, name)
        return Extras(
            pages=pages,
            loose=tuple(self._loose(root.get("/AcroForm"))),
            files=tuple(self._files.values()),
            portfolio="/Collection" in root,
            hidden=self._hidden,
            played=self._played,
            dynamic="/XFA" in root.get("/AcroForm", {}),
        )

    def _page(self, page: "Object") -> OnPage:
        written: list[Written] = []
        comments: list[str] = []
        drawn = False
        for at, note in enumerate(_items(page.get("/Annots"))[:_MOST_FIELDS]):
            kind = str(note.get("/Subtype", ""))
            if kind in _SILENT:
                continue
            text = self._words(note, kind)
            if _number(note.get("/F")) & _HIDDEN:
                self._hidden = self._hidden or bool(text)
            elif kind in {"/Widget", "/FreeText"}:
                written += [Written(at=at, text=text, label=_label(note) if kind == "/Widget" else "")] if text else []
                drawn = drawn or (kind == "/FreeText" and not text)
            elif text:
                author = _text(note.get("/T"))
                comments.append(f"批注（{author}）：{text}" if author else f"批注：{text}")
            elif kind == "/FileAttachment":
                self._add(note.get("/FS"), _text(note.get("/Contents")))
            self._played = self._played or kind in _PLAYED
            drawn = drawn or (kind in _DRAWN and not text)
        return OnPage(written=tuple(written), comments=tuple(dict.fromkeys(comments)), drawn=drawn)

    def _words(self, note: "Object", kind: str) -> str:
        """What an annotation says."""
        if kind == "/Widget":
            self._placed.add(note.objgen)
            parent = note.get("/Parent")
            if parent is not None:
                self._placed.add(parent.objgen)
            self._names.add(_name(note))
            return _value(note)
        if kind == "/FileAttachment" or "/StateModel" in note:
            return ""
        rich = _text(note.get("/RC"))
        return _text(note.get("/Contents")) or clean(_TAG.sub("", _BREAK.sub("\n", rich)))

    def _loose(self, form: "Object | None") -> Iterator[str]:
        """Values of fields without a place on a page, and of a form that only Adobe's own program can show (XFA)."""
        if form is None:
            return
        waiting = [(field, 0) for field in _items(form.get("/Fields"))]
        for _ in range(_MOST_FIELDS):
            if not waiting:
                break
            field, depth = waiting.pop(0)
            kids = [kid for kid in _items(field.get("/Kids")) if "/T" in kid]
            if kids and depth < _DEPTH:
                waiting += [(kid, depth + 1) for kid in kids]
            elif field.objgen not in self._placed and _name(field) not in self._names:
                value = _value(field)
                yield from (f"{_name(field)}：{value}",) if value and value != "☐" else ()
        yield from self._xfa(form.get("/XFA"))

    def _xfa(self, packets: "Object | None") -> Iterator[str]:
        if packets is None:
            return
        streams = _items(packets)[1::2] if _is_array(packets) else [packets]
        for stream in streams[:50]:
            raw = self._unpacked(stream)
            root = parse_xml(raw) if raw else None
            for data in () if root is None else root.iter("{http://www.xfa.org/schema/xfa-data/1.0/}data"):
                for leaf in data.iter():
                    words = (leaf.text or "").strip()
                    if words and not len(leaf):
                        yield f"{str(leaf.tag).rpartition('}')[2]}：{words}"

    def _named_files(self) -> Iterator[tuple[str, "Object"]]:
        """Files of the document, by the tree of names (7.11.4)."""
        names = self._document.Root.get("/Names")
        waiting = [] if names is None else [names.get("/EmbeddedFiles")]
        for _ in range(_MOST_NODES):  # a tree may bite its own tail
            node = waiting.pop() if waiting else None
            if node is None:
                return
            pairs = _items(node.get("/Names"))
            for name, spec in zip(pairs[::2], pairs[1::2], strict=False):
                yield _text(name), spec
            waiting += reversed(_items(node.get("/Kids")))

    def _add(self, spec: "Object | None", name: str) -> None:
        """One file by its specification (7.11.3); the same stream once."""
        embedded = None if spec is None else spec.get("/EF")
        if spec is None or embedded is None:
            return
        stream = embedded.get("/UF", embedded.get("/F"))
        key = stream.objgen if stream is not None and stream.objgen != (0, 0) else object()
        if stream is not None and key not in self._files:
            shown = _text(spec.get("/UF")) or _text(spec.get("/F")) or name
            self._files[key] = File(name=shown, data=self._unpacked(stream))

    def _unpacked(self, stream: "Object") -> bytes | None:
        """The bytes of a stream, never more than is left."""
        filters = [str(one) for one in _items(stream.get("/Filter"))] or [str(stream.get("/Filter", ""))]
        raw = stream.read_raw_bytes()
        if filters == ["/FlateDecode"] and "/DecodeParms" not in stream:
            unpacking = zlib.decompressobj()
            try:
                data = unpacking.decompress(raw, self._left + 1)
            except zlib.error:
                return None
        elif filters == [""]:
            data = raw
        elif "/FlateDecode" not in filters:
            data = stream.read_bytes()
        else:
            return None
        if len(data) > self._left:
            return None
        self._left -= len(data)
        return data


def _is_array(value: "Object") -> bool:
    from pikepdf import Array  # noqa: PLC0415  # loaded by `extras_of` already

    return isinstance(value, Array)


def _items(value: "Object | None") -> "list[Object]":
    """The dictionaries, names and texts in an array, empty for what is none."""
    return list(value) if value is not None and _is_array(value) else []


def _text(value: object) -> str:
    """A text string or a stream of text, cleaned; empty for anything else."""
    from pikepdf import Stream, String  # noqa: PLC0415  # as above

    if isinstance(value, Stream):
        raw = value.read_bytes()[:_MOST_CHARS]
        return clean(raw.decode("utf-16" if raw[:2] in {b"\xfe\xff", b"\xff\xfe"} else "utf-8", "replace"))
    return clean(str(value)[:_MOST_CHARS]) if isinstance(value, String) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _inherited(field: "Object", key: str) -> "Object | None":
    """An attribute of a field or of the fields above it (12.7.3.1)."""
    at: Object | None = field
    for _ in range(_DEPTH):
        if at is None or key in at:
            break
        at = at.get("/Parent")
    return None if at is None else at.get(key)


def _name(field: "Object") -> str:
    """What the form calls a field, where that is a word for people."""
    for key in ("/T", "/TU"):
        name = _text(_inherited(field, key))
        if _HAN.search(name):
            return name
    return ""


def _value(field: "Object") -> str:
    """A text as it was filled in, the choices that were made, or a box as ☑ or ☐; empty for buttons and passwords."""
    kind, flags = str(_inherited(field, "/FT") or ""), _number(_inherited(field, "/Ff"))
    value = _inherited(field, "/V")
    if kind == "/Btn":
        return "" if flags & _PUSH_BUTTON else _box(field, value)
    if kind == "/Ch":
        chosen = _items(value) or ([value] if value is not None else [])
        return "、".join(filter(None, (_shown(field, one) for one in chosen)))
    return "" if flags & _PASSWORD else _text(value)


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


def _label(field: "Object") -> str:
    """What a field, or one box of it, is called; a group of radio buttons names the question and not the answer."""
    if str(_inherited(field, "/FT") or "") != "/Btn":
        return _name(field)
    state = next((name for name in _states(field) if _HAN.search(name)), "")
    return state or ("" if _number(_inherited(field, "/Ff")) & _RADIO else _name(field))


def _shown(field: "Object", value: object) -> str:
    """A choice as the form shows it, which may be other than what it sends (12.7.4.4)."""
    words = _text(value)
    for option in _items(_inherited(field, "/Opt")):
        pair = [_text(one) for one in _items(option)]
        if len(pair) == 2 and pair[0] == words:
            return pair[1]
    return words


def add_files(extras: Extras, inside: Inside) -> None:
    """Read the files; what could not be unpacked is told."""
    for file in extras.files:
        if file.data is None:
            inside.problem(f"附在 PDF 里的文件“{safe_name(file.name, '无名文件')}”没有读取", _MEND)
        else:
            inside.add(file.data, file.name)


def with_files(reading: Reading, extras: Extras, inside: Inside) -> Reading:
    """The pages, then what stands beside all of them; of a portfolio whose files can be read, only these."""
    add_files(extras, inside)
    if extras.hidden:
        inside.problem("PDF 里有隐藏的内容，没有当作来信内容读取", _MEND)
    if extras.dynamic:
        inside.problem("PDF 是动态表单（XFA），只取出了填写的内容", _MEND)
    if extras.played:
        inside.problem("PDF 里有音频、视频，没有读取", _MEND)
    parts = reading.parts
    if extras.loose and parts:
        first = parts[0]
        text = "\n".join(filter(None, (first.text, *extras.loose)))
        parts = (
            replace(first, text=text, method=first.method if first.text else Method.TEXT, confidence=1.0),
            *parts[1:],
        )
    if extras.portfolio and (inside.inner or any(part.text for part in inside.parts)):
        parts = tuple(replace(part, text="", method=Method.NONE, confidence=1.0) for part in parts)
    problems = (*reading.problems, *inside.problems)
    return replace(reading, parts=(*parts, *inside.parts), problems=problems, inner=(*reading.inner, *inside.inner))
