"""What a PDF holds beside its pages: form values, notes typed on a page, comments and files (ISO 32000-1, 12)."""

import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.reading_codes import Method
from ingest.headers import safe_name
from ingest.inside import Inside
from ingest.package import parse_xml
from ingest.pdf_fields import (
    is_array,
    items_of,
    label_of,
    name_of,
    number_of,
    plain,
    shows_words,
    text_of,
    value_of,
)
from ingest.reading import Reading

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_TELLING = (b"/Annot", b"/AcroForm", b"/EmbeddedFile", b"/EF", b"/ObjStm", b"/Collection")
"""What a file with any of it cannot lack; it may be packed in an object stream."""
_HIDDEN = 2 | 32  # flags of an annotation (12.5.3): Hidden, NoView
_PLAYED = frozenset({"/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"})
_DRAWN = frozenset({"/Ink", "/Stamp"})
_SILENT = frozenset({"/Popup", "/Link", "/PrinterMark", "/TrapNet", "/Watermark", "/Redact"})
_DEPTH = 20
_MEND = "请打开原件查看，并由人工登记内容"
_MOST_FIELDS = 5_000
_MOST_NODES = 500


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
    absent: a file is named that lies elsewhere.
    """

    pages: Mapping[int, OnPage]
    loose: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    portfolio: bool = False
    hidden: bool = False
    played: bool = False
    dynamic: bool = False
    absent: bool = False


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
        self._hidden = self._played = self._absent = False

    def extras(self, most: int) -> Extras:
        pages = {}
        root = self._document.Root
        owners = [root]
        for number, page in enumerate(self._document.pages, 1):
            if number > most:
                break
            owners.append(page.obj)
            found = self._page(page.obj)
            if found != OnPage():
                pages[number] = found
        for name, spec in self._named_files():
            self._add(spec, name)
        for spec in (spec for owner in owners for spec in items_of(owner.get("/AF"))):
            self._add(spec, "")  # associated with the document or a page (ISO 32000-2, 14.13)
        return Extras(
            pages=pages,
            loose=tuple(self._loose(root.get("/AcroForm"))),
            files=tuple(self._files.values()),
            portfolio="/Collection" in root,
            hidden=self._hidden,
            played=self._played,
            dynamic="/XFA" in root.get("/AcroForm", {}),
            absent=self._absent,
        )

    def _page(self, page: "Object") -> OnPage:
        written: list[Written] = []
        comments: list[str] = []
        drawn = False
        for at, note in enumerate(items_of(page.get("/Annots"))[:_MOST_FIELDS]):
            kind = str(note.get("/Subtype", ""))
            if kind in _SILENT:
                continue
            text = self._words(note, kind)
            if number_of(note.get("/F")) & _HIDDEN:
                self._hidden = self._hidden or bool(text)
            elif kind in {"/Widget", "/FreeText"}:
                written += (
                    [Written(at=at, text=text, label=label_of(note) if kind == "/Widget" else "")] if text else []
                )
                drawn = drawn or (not text and (kind == "/FreeText" or shows_words(note)))
            elif text:
                author = text_of(note.get("/T"))
                comments.append(f"批注（{author}）：{text}" if author else f"批注：{text}")
            elif kind == "/FileAttachment":
                self._add(note.get("/FS"), text_of(note.get("/Contents")))
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
            self._names.add(name_of(note))
            return value_of(note)
        if kind == "/FileAttachment" or "/StateModel" in note:
            return ""
        return text_of(note.get("/Contents")) or plain(text_of(note.get("/RC")))

    def _loose(self, form: "Object | None") -> Iterator[str]:
        """Values of fields without a place on a page, and of a form that only Adobe's own program can show (XFA)."""
        if form is None:
            return
        waiting = [(field, 0) for field in items_of(form.get("/Fields"))]
        for _ in range(_MOST_FIELDS):
            if not waiting:
                break
            field, depth = waiting.pop(0)
            kids = [kid for kid in items_of(field.get("/Kids")) if "/T" in kid]
            if kids and depth < _DEPTH:
                waiting += [(kid, depth + 1) for kid in kids]
            elif field.objgen not in self._placed and name_of(field) not in self._names:
                value = value_of(field)
                yield from (f"{name_of(field)}：{value}",) if value and value != "☐" else ()
        yield from self._xfa(form.get("/XFA"))

    def _xfa(self, packets: "Object | None") -> Iterator[str]:
        if packets is None:
            return
        streams = items_of(packets)[1::2] if is_array(packets) else [packets]
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
            pairs = items_of(node.get("/Names"))
            for name, spec in zip(pairs[::2], pairs[1::2], strict=False):
                yield text_of(name), spec
            waiting += reversed(items_of(node.get("/Kids")))

    def _add(self, spec: "Object | None", name: str) -> None:
        """One file by its specification (7.11.3); the same stream once."""
        embedded = None if spec is None else spec.get("/EF")
        if spec is None or embedded is None:
            self._absent = True
            return
        stream = embedded.get("/UF", embedded.get("/F"))
        key = stream.objgen if stream is not None and stream.objgen != (0, 0) else object()
        if stream is not None and key not in self._files:
            shown = text_of(spec.get("/UF")) or text_of(spec.get("/F")) or name
            self._files[key] = File(name=shown, data=self._unpacked(stream))

    def _unpacked(self, stream: "Object") -> bytes | None:
        """The bytes of a stream, never more than is left."""
        filters = [str(one) for one in items_of(stream.get("/Filter"))] or [str(stream.get("/Filter", ""))]
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
    if extras.absent:
        inside.problem("PDF 里提到的附件不在文件里，没有读取", "请来信人把附件一并发来")
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
