"""OpenDocument files (ODF 1.3: .odt and its kin, zipped or flat): every word a reader would see, from their XML."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.reading import Part
from domain.reading_codes import Method
from ingest.clean import clean
from ingest.embedded import add_pictures
from ingest.hidden import HIDDEN, HIDDEN_MEND
from ingest.inside import Inside
from ingest.odf_forms import drop_hidden_tables, fill_in_forms
from ingest.package import ZIP, Package, PackageError, parse_xml
from ingest.reading import Context, Reading, unread

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "odt"
ORDER = 24
SUFFIXES = (".odt",)

_TYPE = b"application/vnd.oasis.opendocument."
_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = f"{_NS}text:1.0}}"
_TABLE = f"{_NS}table:1.0}}"
_STYLE = f"{_NS}style:1.0}}"
_OFFICE = f"{_NS}office:1.0}}"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_UNSEEN = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}note-citation",
        f"{_TEXT}ruby-text",
        f"{_TEXT}sequence-decls",
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_OFFICE}settings",
        f"{_NS}svg-compatible:1.0}}title",
        f"{_NS}svg-compatible:1.0}}desc",
    }
)
_LINES = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
# Frames, tables and notes within a paragraph hold paragraphs of their own.
_BLOCKS = (f"{_NS}drawing:1.0}}", _TABLE, f"{_TEXT}note")
# LibreOffice's mark of a content control that was left empty.
_PROMPT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}showing-place-holder"
_MOST_SPACES = 100
_HEADERS = (f"{_STYLE}header", f"{_STYLE}header-first", f"{_STYLE}footer", f"{_STYLE}footer-first")
_KIND = "OpenDocument 文档"


def sniff(data: bytes, name: str) -> bool:
    """A zip whose first member names an OpenDocument type (ODF part 2, 3.3), or one XML file of it (part 3, 3.1.2)."""
    del name
    zipped = data.startswith(ZIP) and data[30:38] == b"mimetype" and _TYPE in data[38:120]
    return zipped or _is_flat(data)


def _is_flat(data: bytes) -> bool:
    head = data[:4_000]
    return not data.startswith(ZIP) and b"<office:document" in head and _TYPE in head


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part: page headers, text with tables, notes where they are cited, page footers, then comments."""
    media_type = _media_type(data)
    if _is_flat(data):
        return (_read_flat(data, name, media_type, Inside(name, context)),)
    try:
        package = Package(data, budget=context.budget, ratio=context.limits.unzip_ratio)
        return (_read_package(package, name, media_type, Inside(name, context)),)
    except PackageError as error:
        return (unread(name, media_type, f"{_KIND}{error.what}", error.mend),)


def _media_type(data: bytes) -> str:
    start = data.find(_TYPE, 0, 4_000)
    kind = data[start + len(_TYPE) : start + len(_TYPE) + 12].split(b"PK")[0]
    letters = "".join(char for char in kind.decode("ascii", "ignore") if char.isalpha() or char == "-")
    return _TYPE.decode() + next(
        (known for known in ("text", "spreadsheet", "presentation") if known in letters), "text"
    )


def _read_package(package: Package, name: str, media_type: str, inside: Inside) -> Reading:
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise PackageError(locked=True)
    content = parse_xml(package.read("content.xml"))
    if content is None:
        raise PackageError
    styles = parse_xml(package.read("styles.xml")) if "styles.xml" in package.names else None
    text = _text(content, styles, inside)
    if any(member.startswith(("Basic/", "Scripts/")) for member in package.names):
        inside.problem(f"{_KIND}带有宏，已读取文字，宏没有运行", "打开原件前请确认来源可信")
    pictures = [info for info in package.members if info.filename.startswith("Pictures/")]
    add_pictures(package, inside, pictures, called=_KIND, words=len(text))
    if not text and not any(part.text for part in inside.parts):
        inside.problem(f"{_KIND}里{'只有图片，' if pictures else ''}没有文字", "请打开原件查看，并由人工登记内容")
    method = Method.TEXT if text else Method.NONE
    part = Part(name=name, media_type=media_type, method=method, text=text, confidence=1.0 if text else 0.0)
    return Reading(parts=(part, *inside.parts), problems=inside.problems, inner=inside.inner)


def _read_flat(data: bytes, name: str, media_type: str, inside: Inside) -> Reading:
    root = parse_xml(data)
    if root is None:
        return unread(name, media_type, f"{_KIND}已损坏", "请打开原件查看，或请来信人重新发送")
    text = _text(root, root, inside)
    if not text:
        inside.problem(f"{_KIND}里没有文字", "请打开原件查看，并由人工登记内容")
    method = Method.TEXT if text else Method.NONE
    part = Part(name=name, media_type=media_type, method=method, text=text, confidence=1.0 if text else 0.0)
    return Reading(parts=(part,), problems=inside.problems)


def _text(content: "_Element", styles: "_Element | None", inside: Inside) -> str:
    """Page headers, the text, page footers; comments set apart."""
    _drop_hidden(content)
    if drop_hidden_tables(content):
        inside.problem(HIDDEN, HIDDEN_MEND)
    fill_in_forms(content)
    above, below = _page_edges(styles)
    body = content.find(f"{_OFFICE}body")
    shown = "\n".join(filter(None, (above, _lines(content if body is None else body), below)))
    comments = "\n".join(_comment(one) for one in content.iter(f"{_OFFICE}annotation"))
    return clean(f"{shown}\n\n{comments}")


def _comment(element: "_Element") -> str:
    """A comment, marked as one, by whom."""
    author = (element.findtext(_CREATOR) or "").strip()
    words = " ".join(" ".join(_lines(one).split()) for one in element if one.tag in _LINES or one.tag == f"{_TEXT}list")
    return f"批注（{author}）：{words}" if author else f"批注：{words}"


def _drop_hidden(content: "_Element") -> None:
    """Take out the text whose style hides it."""
    hidden = {
        style.get(f"{_STYLE}name")
        for style in content.iter(f"{_STYLE}style")
        if any(one.get(f"{_TEXT}display") == "none" for one in style.iter(f"{_STYLE}text-properties"))
    }
    for element in [*content.iter(f"{_TEXT}span"), *content.iter(f"{_TEXT}p")] if hidden else ():
        if element.get(f"{_TEXT}style-name") in hidden:
            tail = element.tail
            element.clear()
            element.tail = tail


def _page_edges(styles: "_Element | None") -> tuple[str, str]:
    """The texts of page headers and of page footers, each once."""
    if styles is None:
        return "", ""
    found: dict[bool, list[str]] = {True: [], False: []}
    for tag in _HEADERS:
        for element in styles.iter(tag):
            text = _lines(element)
            if text and text not in found["header" in tag]:
                found["header" in tag].append(text)
    return "\n".join(found[True]), "\n".join(found[False])


def _lines(element: "_Element") -> str:
    lines = (line.rstrip() for line in "".join(_words(element)).split("\n"))
    return "\n".join(line for line in lines if line)


def _words(element: "_Element", *, running: bool = False) -> Iterator[str]:
    """The words within an element; depth is bounded by the XML parser (256).

    running: it belongs to running text, whose every character counts; white space between blocks does not.
    """
    running = element.tag in _LINES or (running and not str(element.tag).startswith(_BLOCKS))
    if running:
        yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN and child.get(_PROMPT) != "true":
            yield from _child_words(child, running=running)
        if running:
            yield child.tail or ""


def _child_words(child: "_Element", *, running: bool) -> Iterator[str]:
    tag = str(child.tag)
    if tag == f"{_TEXT}s":
        count = child.get(f"{_TEXT}c", "1")
        yield " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)
    elif tag == f"{_TEXT}tab":
        yield "\t"
    elif tag == f"{_TEXT}line-break":
        yield "\n"
    elif tag == f"{_TABLE}table-row":
        cells = [" ".join("".join(_words(cell)).split()) for cell in child if _is_cell(cell)]
        yield "\t".join(cells).rstrip("\t") + "\n"
    elif tag == f"{_TEXT}note":
        yield f"（{' '.join(''.join(_words(child)).split())}）"
    else:
        yield from _words(child, running=running)
        if tag in _LINES:
            yield "\n"


def _is_cell(element: "_Element") -> bool:
    return element.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
