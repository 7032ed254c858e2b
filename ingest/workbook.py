"""What an Excel workbook holds beside its cells, and which of its cells are not shown (ECMA-376 part 1, 18)."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ingest.drawn_words import is_drawn, words_of_drawing
from ingest.package import Package, PackageError, parse_xml
from ingest.relations import relations_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_AREA = re.compile(
    r"(?:'?(?P<sheet>[^'\"!(),:=]+)'?!)?\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d{1,7})?:\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d{1,7})?"
)
_LAST_ROW = 1_048_576
_OF_NAMES = re.compile(r"INDIRECT\((?!\s*\")", re.IGNORECASE)
"""A list chosen by what another cell says, which is the name of an area."""
_ON = frozenset({"1", "true"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAK = re.compile(rb"<br\s*/?>", re.IGNORECASE)  # which Excel leaves open
_MOST_AREAS = 500
_LONGEST = 2_000
_WORD = re.compile(r"[A-Za-z\u3400-\u9fff]{2}")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z&])')
"""Fonts, places, page numbers and dates in the header or footer of a sheet (18.3.1.46)."""
_COPY_OF_THREAD = re.compile(r"\[(?:线程批注|對話串註解|Threaded comment)\]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Area:
    """Cells from the upper left to the lower right, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet as its parts describe it. hidden: it is not shown. rows, columns: that are hidden, from 1.

    boxes: the words of text boxes, shapes, form controls and drawings, by their place. comments: author and words.
    above, below: what is printed at the head and foot of its pages. uncomputed: formulas came without their values.
    """

    title: str
    hidden: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    boxes: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    above: str = ""
    below: str = ""
    uncomputed: bool = False


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """sheets: by title. lists: by title the cells that hold the choices of some other cell."""

    sheets: Mapping[str, Sheet]
    lists: Mapping[str, tuple[Area, ...]]


def workbook_of(package: Package) -> Workbook:
    """What the parts of a workbook say; what is damaged says nothing. Raises PackageError over the limits."""
    member = next((name for name in sorted(package.names) if re.fullmatch(r"xl/workbook\d*\.xml", name)), "")
    root = _part(package, member)
    if root is None:
        return Workbook(sheets={}, lists={})
    names = {one.get("name", ""): one.text or "" for one in root.iter("{*}definedName")}
    relations = relations_of(package, member)
    sheets: dict[str, Sheet] = {}
    lists: dict[str, list[Area]] = {}
    for one in root.iter("{*}sheet"):
        title = one.get("name", "")
        relation = next((str(value) for key, value in one.attrib.items() if str(key).endswith("}id")), "")
        target = relations.get(relation, "")
        marks = _marks(package, target)
        sheets[title] = _sheet(package, target, title, hidden=one.get("state", "visible") != "visible", marks=marks)
        for sheet, area in _areas(marks.choices, names, title):
            lists.setdefault(sheet, []).append(area)
    return Workbook(sheets=sheets, lists={title: tuple(areas) for title, areas in lists.items()})


def _areas(formulas: Iterable[str], names: Mapping[str, str], title: str) -> Iterator[tuple[str, Area]]:
    """The cells that a list of choices is taken from, however its formula names them: A1:A9, a column, OFFSET(…)."""
    for formula in islice(formulas, _MOST_AREAS):
        sources = [] if formula.startswith('"') else [names.get(formula, formula)]
        if _OF_NAMES.search(formula):
            sources += [area for name, area in names.items() if not name.startswith("_xlnm.")]
        for source in sources[:_MOST_AREAS]:
            for found in islice(_AREA.finditer(source[:_LONGEST]), _MOST_AREAS):
                yield found["sheet"] or title, _area(found)


def _part(package: Package, member: str) -> "_Element | None":
    """The root of a part, None if it is missing or damaged."""
    try:
        return parse_xml(package.read(member)) if member in package.names else None
    except PackageError as error:
        if error.too_large:
            raise
        return None


@dataclass(frozen=True)
class _Marks:
    """What the part of one sheet says. choices: the formulas of lists that cells are chosen from."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    choices: tuple[str, ...] = ()
    above: str = ""
    below: str = ""
    uncomputed: bool = False


def _marks(package: Package, member: str) -> _Marks:
    """Read row by row and forgotten again, for a sheet may be long."""
    from lxml import etree  # noqa: PLC0415  # loaded by parse_xml already

    rows: set[int] = set()
    columns: set[int] = set()
    choices: list[str] = []
    edges: dict[str, list[str]] = {"Header": [], "Footer": []}
    uncomputed = False
    if member not in package.names:
        return _Marks()
    tags = ["{*}row", "{*}col", "{*}dataValidation", "{*}headerFooter"]
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        for _, one in etree.iterparse(io.BytesIO(package.read(member)), tag=tags, **options):
            kind = str(one.tag).rpartition("}")[2]
            if kind == "row":
                rows.update({_whole(one.get("r"))} if _unseen(one) else ())
                uncomputed = uncomputed or any(map(_uncomputed, one))
            elif kind == "headerFooter":
                for edge in one:
                    edges[str(edge.tag)[-6:]].append(_printed(edge.text or ""))
            elif kind == "col" and _unseen(one):
                columns.update(range(_whole(one.get("min")), min(_whole(one.get("max")), 16_384) + 1))
            elif kind == "dataValidation" and one.get("type") == "list":
                words = "".join(str(piece) for piece in next(iter(one.iter("{*}formula1")), one).itertext()).strip()
                choices.append(words)
            one.clear()
    except (etree.XMLSyntaxError, ValueError, KeyError):
        pass  # openpyxl tells of a damaged sheet
    above, below = ("\n".join(dict.fromkeys(filter(None, edges[edge]))) for edge in ("Header", "Footer"))
    return _Marks(frozenset(rows), frozenset(columns), tuple(choices), above, below, uncomputed)


def _uncomputed(cell: "_Element") -> bool:
    """Whether a cell has a formula whose value no program has put beside it; an empty text is a value."""
    formula = cell.find("{*}f")
    return formula is not None and cell.get("t") != "str" and not cell.findtext("{*}v")


def _printed(edge: str) -> str:
    """The words of a header or footer; empty if it has none beside page numbers and the like."""
    words = " ".join(piece for piece in _CODES.sub(" ", edge[:_LONGEST]).split() if any(map(str.isalnum, piece)))
    return words if _WORD.search(words) else ""


def _unseen(element: "_Element") -> bool:
    return element.get("hidden") in _ON or element.get("ht") == "0" or element.get("width") == "0"


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else 0


def _area(found: re.Match[str]) -> Area:
    top, bottom = int(found["top"] or 1), int(found["bottom"] or _LAST_ROW)
    return Area(left=_column(found["left"]), top=top, right=_column(found["right"]), bottom=bottom)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _sheet(package: Package, member: str, title: str, *, hidden: bool, marks: _Marks) -> Sheet:
    boxes: list[str] = []
    comments: list[tuple[str, str]] = []
    threads: list[tuple[str, str]] = []
    for target in relations_of(package, member).values():
        part = target.rpartition("/")[2].lower()
        if "threadedcomment" in target.lower():
            threads += _threads(package, target)
        elif part.endswith(".vml"):
            boxes += _controls(package, target)
        elif part.startswith("comment"):
            comments += _comments(package, target)
        elif part.startswith("drawing"):
            boxes += _text_boxes(package, target)
    if threads:
        comments = [one for one in comments if not _COPY_OF_THREAD.match(one[1])]
    return Sheet(
        title=title,
        hidden=hidden,
        rows=marks.rows,
        columns=marks.columns,
        boxes=tuple(boxes),
        comments=(*comments, *threads),
        above=marks.above,
        below=marks.below,
        uncomputed=marks.uncomputed,
    )


def _text_boxes(package: Package, member: str) -> Iterator[str]:
    """The words of shapes by their place, a paragraph a line; controls, which are hidden here, are told elsewhere."""
    root = _part(package, member)
    found = []
    for anchor in () if root is None else root:
        place = tuple(_whole(anchor.findtext(f"{{*}}from/{{*}}{name}")) for name in ("row", "col"))
        for body in anchor.iter("{*}txBody"):
            shape = body.getparent()
            if shape is None or any(one.tag == _FALLBACK for one in body.iterancestors()):
                continue
            if any(one.get("hidden") in _ON for one in shape.iter("{*}cNvPr")):
                continue
            lines = ("".join(one.text or "" for one in line.iter("{*}t")) for line in body.iter("{*}p"))
            found.append((place, "\n".join(filter(None, (line.strip() for line in lines)))))
    yield from (words for _, words in sorted(found, key=lambda one: one[0]) if words)
    for target in sorted(filter(is_drawn, relations_of(package, member).values())):
        if target in package.names and (words := words_of_drawing(package.read(target))):
            yield words


def _controls(package: Package, member: str) -> Iterator[str]:
    """Check boxes and option buttons with their labels (MS-OI29500, VML): ☑ or ☐ before each."""
    from lxml import etree  # noqa: PLC0415  # loaded by parse_xml already

    try:
        raw = _BREAK.sub(b"", package.read(member))
        root = etree.fromstring(raw, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    except (PackageError, etree.XMLSyntaxError, ValueError):
        return
    for data in () if root is None else root.iter("{*}ClientData"):
        shape = data.getparent()
        if data.get("ObjectType") in {"Checkbox", "Radio"} and shape is not None:
            label = "".join(str(piece) for box in shape.iter("{*}textbox") for piece in box.itertext())
            yield f"{'☑' if data.findtext('{*}Checked') == '1' else '☐'}{' '.join(label.split())}"


def _comments(package: Package, member: str) -> Iterator[tuple[str, str]]:
    root = _part(package, member)
    if root is None:
        return
    authors = [one.text or "" for one in root.iter("{*}author")]
    for comment in root.iter("{*}comment"):
        words = "".join(one.text or "" for one in comment.iter("{*}t"))
        number = _whole(comment.get("authorId"))
        author = authors[number] if number < len(authors) else ""
        yield author, " ".join(words.removeprefix(f"{author}:").split())


def _threads(package: Package, member: str) -> Iterator[tuple[str, str]]:
    root = _part(package, member)
    for comment in () if root is None else root.iter("{*}threadedComment"):
        yield "", " ".join((comment.findtext("{*}text") or "").split())
