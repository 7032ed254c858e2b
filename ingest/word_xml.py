"""The words of WordprocessingML (ECMA-376) as a reader of the page sees them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.package import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted or moved away, properties, instructions of fields, the reading aid above a character.
_UNSEEN = frozenset(
    {"del", "moveFrom", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "instrText", "delText", "rt"}
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_OFF = frozenset({"0", "false", "off"})


def text_of(raw: bytes) -> str | None:
    """The words of one XML part, a paragraph or table row a line, cells by tabs; None if it is not well-formed.

    Insertions, text boxes and content controls count; deletions, comments, hidden text and prompts do not.
    """
    root = parse_xml(raw)
    if root is None:
        return None
    lines = [line.rstrip() for line in "".join(_words(root)).split("\n")]
    return "\n".join(line for line in lines if line)


def _words(element: "_Element") -> Iterator[str]:
    """The visible words below an element, in document order; depth is bounded by the XML parser (256)."""
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag == _FALLBACK:
            continue
        local = _local(tag)
        if local in _UNSEEN or (local == "r" and _hidden(child)) or (local == "sdt" and _is_prompt(child)):
            continue
        if local == "t" or tag == _MATH_TEXT:
            yield child.text or ""
        elif local in _BREAKS:
            yield _BREAKS[local]
        else:
            yield from _block(child, local)


def _block(element: "_Element", local: str) -> Iterator[str]:
    if local == "tr":
        yield "\t".join(" ".join("".join(_words(cell)).split()) for cell in element if _is_cell(cell)) + "\n"
    elif local == "txbxContent":
        yield "\n"
        yield from _words(element)
    else:
        yield from _words(element)
        if local == "p":
            yield "\n"


def _local(tag: str) -> str:
    return tag.removeprefix(_W).removeprefix(_STRICT)


def _child(element: "_Element", name: str) -> "_Element | None":
    return next((one for one in element if isinstance(one.tag, str) and _local(one.tag) == name), None)


def _hidden(run: "_Element") -> bool:
    properties = _child(run, "rPr")
    vanish = None if properties is None else _child(properties, "vanish")
    return vanish is not None and not any(str(value) in _OFF for value in vanish.attrib.values())


def _is_prompt(control: "_Element") -> bool:
    """Whether a content control was left empty and shows only what should be filled in."""
    properties = _child(control, "sdtPr")
    return properties is not None and _child(properties, "showingPlcHdr") is not None


def _is_cell(element: "_Element") -> bool:
    return isinstance(element.tag, str) and element.tag.endswith(("}tc", "}sdt"))
