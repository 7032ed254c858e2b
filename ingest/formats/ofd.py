"""OFD, the Chinese fixed-layout document (GB/T 33190-2016): the words of each page by their places on it."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.reading import Part, Problem
from domain.reading_codes import Method
from ingest.clean import clean
from ingest.embedded import add_pictures
from ingest.headers import safe_name
from ingest.inside import Inside
from ingest.package import Package, PackageError, member_names, parse_xml
from ingest.reading import Context, Reading, unread

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "ofd"
ORDER = 26
SUFFIXES = (".ofd",)
MEDIA_TYPE = "application/ofd"

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PICTURE = re.compile(r"/Res/[^/]+\.(?:jpe?g|png|bmp|tiff?)$", re.IGNORECASE)
_SAME_LINE = 0.5  # of the size of the type
_CELL_GAP = 1.5
_MEND = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """A zip with OFD.xml in its root."""
    del name
    return "OFD.xml" in member_names(data)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a page; a document that is only pictures has them read as files."""
    try:
        package = Package(data, budget=context.budget, ratio=context.limits.unzip_ratio)
        return (_read_package(package, name, context),)
    except PackageError as error:
        return (unread(name, MEDIA_TYPE, f"OFD 文档{error.what}", error.mend),)


def _read_package(package: Package, name: str, context: Context) -> Reading:
    inside = Inside(name, context)
    limit = context.limits.pages
    documents = _documents(package)
    pages = [page for document in documents for page in _pages(package, document)]
    if len(pages) > limit:
        inside.problem(f"OFD 文档共{len(pages)}页，只读取了前{limit}页", "请打开原件查看其余各页")
    parts: list[Part] = []
    problems: list[Problem] = []
    for number, page in enumerate(pages[:limit], 1):
        text = _page_text(package, page)
        if text is None:
            problems.append(Problem(where=f"{name} 第{number}页", what=f"第{number}页已损坏", mend=_MEND))
        method = Method.TEXT if text else Method.NONE
        confidence = 0.0 if text is None else 1.0
        parts.append(
            Part(name=name, media_type=MEDIA_TYPE, method=method, page=number, text=text or "", confidence=confidence)
        )
    pictures = [info for info in package.members if _PICTURE.search(info.filename)]
    add_pictures(package, inside, pictures, called="OFD 文档", words=sum(len(part.text) for part in parts))
    for document in documents:
        _add_attachments(package, document, inside)
    if not any(part.text for part in (*parts, *inside.parts)):
        inside.problem("OFD 文档里没有可读的文字", _MEND)
    return Reading(parts=(*parts, *inside.parts), problems=(*problems, *inside.problems), inner=inside.inner)


def _root(package: Package, member: str) -> "_Element":
    root = parse_xml(package.read(member))
    if root is None:
        raise PackageError
    return root


def _named(element: "_Element", name: str) -> "Iterator[_Element]":
    """Elements of a local name below an element: producers differ in their namespaces."""
    return element.iter(f"{{*}}{name}")


def _place(base: str, location: str) -> str:
    """A location (ST_Loc, 7.5): from the package's root, or from the folder of the file that names it."""
    joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
    return posixpath.normpath(joined).lstrip("/")


def _documents(package: Package) -> list[str]:
    roots = _named(_root(package, "OFD.xml"), "DocRoot")
    return [_place("OFD.xml", root.text.strip()) for root in roots if root.text]


@dataclass(frozen=True, kw_only=True)
class _Page:
    """Where a page's content lies, the templates of its document by their ids, and its annotations."""

    member: str
    templates: dict[str, str]
    annotations: tuple[str, ...] = ()


def _pages(package: Package, document: str) -> list[_Page]:
    root = _root(package, document)
    templates = {one.get("ID", ""): _place(document, one.get("BaseLoc", "")) for one in _named(root, "TemplatePage")}
    annotations = _annotations(package, document, root)
    places = [(one.get("BaseLoc"), one.get("ID", "")) for one in _named(root, "Page")]
    return [
        _Page(member=_place(document, place), templates=templates, annotations=tuple(annotations.get(page, ())))
        for place, page in places
        if place
    ]


def _annotations(package: Package, document: str, root: "_Element") -> dict[str, list[str]]:
    """Page's id → the members that hold its annotations (GB/T 33190-2016, 15)."""
    found: dict[str, list[str]] = {}
    for listed in _named(root, "Annotations"):
        member = _place(document, (listed.text or "").strip())
        pages = _content(package, member)
        for page in () if pages is None else _named(pages, "Page"):
            places = [one.text.strip() for one in _named(page, "FileLoc") if one.text]
            found.setdefault(page.get("PageID", ""), []).extend(_place(member, place) for place in places)
    return found


def _add_attachments(package: Package, document: str, inside: Inside) -> None:
    """Files within the document (20.2)."""
    for listed in _named(_root(package, document), "Attachments"):
        member = _place(document, (listed.text or "").strip())
        files = _content(package, member)
        for file in () if files is None else _named(files, "Attachment"):
            place = _place(member, (file.findtext("{*}FileLoc") or "").strip())
            name = file.get("Name") or posixpath.basename(place)
            suffix = posixpath.splitext(place)[1]
            try:
                inside.add(package.read(place), name if name.endswith(suffix) else name + suffix)
            except PackageError as error:
                inside.problem(f"附在 OFD 里的文件“{safe_name(name, '无名文件')}”{error.what}", error.mend)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """Words on the page; millimetres from its upper left corner."""

    top: float
    left: float
    right: float
    size: float
    text: str


def _page_text(package: Package, page: _Page) -> str | None:
    """The page's words, line by line, cells of a line by tabs; None if its content is damaged or missing."""
    own = _content(package, page.member)
    if own is None:
        return None
    used = (page.templates.get(one.get("TemplateID", "")) for one in _named(own, "Template"))
    layers = [layer for member in used if member and (layer := _content(package, member)) is not None]
    runs = [run for layer in (*layers, own) for element in _named(layer, "TextObject") for run in _runs(element)]
    notes = [note for member in page.annotations for note in _notes(package, member)]
    runs += [run for note in notes for run in _typed(note)]
    remarks = (" ".join((note.findtext("{*}Remark") or "").split()) for note in notes)
    told = "\n".join(f"批注：{words}" for words in dict.fromkeys(remarks) if words)
    return clean("\n\n".join(filter(None, ("\n".join(_joined(line) for line in _lines(runs)), told))))


def _notes(package: Package, member: str) -> Iterator["_Element"]:
    """The annotations that a reader sees, but for the watermark."""
    root = _content(package, member)
    for note in () if root is None else _named(root, "Annot"):
        if note.get("Type") != "Watermark" and note.get("Visible") != "false":
            yield note


def _typed(note: "_Element") -> Iterator[_Run]:
    """Words that an annotation shows, in their place on the page: what was typed upon it."""
    for look in _named(note, "Appearance"):
        left, top = ([*_numbers(look.get("Boundary")), 0.0, 0.0])[:2]
        for element in _named(look, "TextObject"):
            for run in _runs(element):
                yield replace(run, top=run.top + top, left=run.left + left, right=run.right + left)


def _content(package: Package, member: str) -> "_Element | None":
    """The root of a page's content, None if it is missing or damaged; over the limits the whole document is refused."""
    try:
        return parse_xml(package.read(member))
    except PackageError as error:
        if error.too_large:
            raise
        return None


def _numbers(text: str | None) -> list[float]:
    return [float(number[:20]) for number in _NUMBER.findall(text or "")[:1000]]


def _runs(element: "_Element") -> Iterator[_Run]:
    boundary = [*_numbers(element.get("Boundary")), 0.0, 0.0, 0.0, 0.0]
    size = next(iter(_numbers(element.get("Size"))), 4.0) or 4.0
    for code in _named(element, "TextCode"):
        if code.text:
            left = boundary[0] + next(iter(_numbers(code.get("X"))), 0.0)
            top = boundary[1] + next(iter(_numbers(code.get("Y"))), 0.0)
            right = max(boundary[0] + boundary[2], left + size * len(code.text) * 0.5)
            yield _Run(top=top, left=left, right=right, size=size, text=code.text)


def _lines(runs: list[_Run]) -> list[list[_Run]]:
    lines: list[list[_Run]] = []
    for run in sorted(runs, key=lambda one: one.top):
        if lines and run.top - lines[-1][0].top <= _SAME_LINE * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _joined(line: list[_Run]) -> str:
    text = ""
    right: float | None = None
    for run in sorted(line, key=lambda one: one.left):
        gap = "" if right is None or run.left - right < _CELL_GAP * run.size else "\t"
        text += gap + run.text
        right = run.right
    return text
