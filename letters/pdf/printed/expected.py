"""What a letter should show on paper: its paragraphs and table rows in order, and what heads and foots its pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from letters.pdf.printed.normal import normal
from letters.word.document import leaves
from letters.word.packages.names import MC, W
from letters.word.packages.opc import Package, tree_of

_NUMBER = "\ue000"
_PAGE_NUMBER = "[0-9a-z〇零一二三四五六七八九十百]{1,6}"
_NESTED = (f"{W}txbxContent", f"{MC}Fallback")


@dataclass(frozen=True)
class Unit:
    """A paragraph (one text), or a row of a table (one a cell) with those that its cells reach into.

    repeat: what the table repeats at the top of a page.
    """

    texts: tuple[str, ...]
    repeat: str = ""


@dataclass(frozen=True)
class Expected:
    """units: the body. headers, footers: patterns, each of a whole one. floating: what stands in frames of its own."""

    units: tuple[Unit, ...]
    headers: tuple[str, ...]
    footers: tuple[str, ...]
    floating: tuple[str, ...]


def expected_of(package: Package) -> Expected:
    """What the letter should show."""
    root = tree_of(package.files[package.main])
    headed: dict[str, list[str]] = {"header": [], "footer": []}
    floating = list(_floating(root))
    for relation in package.relations(package.main):
        if relation.kind in headed and relation.target in package.files:
            story = tree_of(package.files[relation.target])
            headed[relation.kind].append(_pattern(story))
            floating += _floating(story)
    return Expected(
        units=tuple(one for one in _units(root) if any(one.texts)),
        headers=_longest_first(headed["header"]),
        footers=_longest_first(headed["footer"]),
        floating=tuple(sorted(filter(None, floating), key=len, reverse=True)),
    )


def headed_texts(package: Package) -> frozenset[str]:
    """What headers and footers say, in normal form, page numbers left out."""
    return frozenset(text for _, text, _ in headed_of(package))


def headed_of(package: Package) -> Iterator[tuple[str, str, str]]:
    """Each header and footer: which of the two, its text in normal form without page numbers, and as it is written."""
    for relation in package.relations(package.main):
        if relation.kind in ("header", "footer") and relation.target in package.files:
            text = _headed_text(tree_of(package.files[relation.target]))
            yield relation.kind, normal(text.replace(_NUMBER, "")), text.replace(_NUMBER, "")


def _longest_first(patterns: list[str]) -> tuple[str, ...]:
    return tuple(sorted({*patterns, ""}, key=lambda one: (-len(one), one)))


def _units(container: etree._Element) -> Iterator[Unit]:
    for child in container:
        if child.tag == f"{W}p":
            yield Unit((_text(child),))
        elif child.tag == f"{W}tbl":
            yield from _rows(child)
        elif isinstance(child.tag, str):
            yield from _units(child)


def _rows(table: etree._Element) -> Iterator[Unit]:
    rows = _own(table, "tr")
    heads = []
    for row in rows:
        if row.find(f"{W}trPr/{W}tblHeader") is None:
            break
        heads.append(row)
    repeat = "".join(text for row in heads for text in _cells(row))
    for group in _joined(rows):
        texts = tuple(text for row in group for text in _cells(row))
        yield Unit(texts, "" if group[0] in heads else repeat)


def _joined(rows: list[etree._Element]) -> list[list[etree._Element]]:
    """The rows in groups: a cell that reaches over several rows may go on after the others have begun."""
    groups: list[list[etree._Element]] = []
    for row in rows:
        merged = row.iterfind(f"{W}tc/{W}tcPr/{W}vMerge")
        if groups and any(one.get(f"{W}val", "continue") == "continue" for one in merged):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _cells(row: etree._Element) -> tuple[str, ...]:
    """What the cells say; a table in a cell adds its own cells, each of which may go on over the page."""
    return tuple(text for cell in _own(row, "tc") for text in _cell(cell))


def _cell(cell: etree._Element) -> Iterator[str]:
    said = ""
    for paragraph in cell.iter(f"{W}p", f"{W}tbl"):
        if _is_nested(paragraph) or next(paragraph.iterancestors(f"{W}tc")) is not cell:
            continue
        if paragraph.tag == f"{W}p":
            said += _text(paragraph)
            continue
        yield said
        said = ""
        for row in _own(paragraph, "tr"):
            yield from _cells(row)
    yield said


def _own(element: etree._Element, name: str) -> list[etree._Element]:
    """The rows of a table, or the cells of a row, but for those of tables within."""
    return [one for one in element.iter(f"{W}{name}") if next(one.iterancestors(element.tag)) is element]


def _text(paragraph: etree._Element) -> str:
    return normal("".join(text for _, text in leaves(paragraph)))


def _is_nested(element: etree._Element) -> bool:
    return next(element.iterancestors(*_NESTED), None) is not None


def _floating(root: etree._Element) -> Iterator[str]:
    for frame in root.iter(f"{W}txbxContent"):
        if next(frame.iterancestors(f"{MC}Fallback"), None) is None:
            yield "".join(_text(one) for one in frame.iter(f"{W}p"))


def _pattern(story: etree._Element) -> str:
    """A header or footer as a pattern, with any number where a page number stands."""
    pieces = _headed_text(story).split(_NUMBER)
    return _PAGE_NUMBER.join(re.escape(normal(piece)) for piece in pieces)


def _headed_text(story: etree._Element) -> str:
    """The text of a header or footer; a field stands as _NUMBER, whatever its kept result is."""
    text, depth = "", 0
    for element in story.iter(f"{W}t", f"{W}noBreakHyphen", f"{W}fldChar", f"{W}fldSimple"):
        if _is_nested(element):
            continue
        if element.tag == f"{W}fldChar":
            kind = element.get(f"{W}fldCharType")
            depth += {"begin": 1, "end": -1}.get(kind or "", 0)
            text += _NUMBER if kind == "begin" and depth == 1 else ""
        elif element.tag == f"{W}fldSimple":
            text += _NUMBER
        elif depth == 0 and next(element.iterancestors(f"{W}fldSimple"), None) is None:
            text += "-" if element.tag == f"{W}noBreakHyphen" else element.text or ""
    return text
