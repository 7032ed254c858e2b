"""The words of WordprocessingML (ECMA-376) as a reader of the page sees them, its forms as they were filled in."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ingest.package import parse_xml
from ingest.word_symbols import is_symbol_font, symbol

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
    "{http://schemas.microsoft.com/office/word/2003/wordml}",
)
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ANNOTATION = "{http://schemas.microsoft.com/aml/2001/core}annotation"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
# Deleted or moved away, properties, instructions of fields, the reading aid above a character.
_UNSEEN = frozenset(
    {"del", "moveFrom", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "instrText", "delText", "rt"}
)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_OFF = frozenset({"0", "false", "off"})
_PROMPT = re.compile(
    r"(?:单击|點擊|点击|轻触|按一下|單擊).{0,8}(?:此处|此處|这里|這裡).*|(?:请)?[选選](?:择|擇|取)一?[个個]?[项項]目?[。.]?"
    r"|(?:Click|Tap|Click or tap) .*here to enter .*|Choose an item\.?",
    re.IGNORECASE,
)
TICKED, UNTICKED = "☑", "☐"


class _Field(NamedTuple):
    """A legacy form field that has begun (17.16). shown: in place of its result, if at all. since: of the output."""

    shown: str | None
    default: str
    since: int


def text_of(raw: bytes, *, chunk: Callable[[str], str] | None = None) -> str | None:
    """The words of one XML part, a paragraph or table row a line, cells by tabs; None if it is not well-formed.

    Insertions, text boxes and content controls count; deletions, comments, hidden text and prompts do not. A check box
    is ☑ or ☐. chunk: gives the words of a document within the document (17.17.2) by its relationship.
    """
    root = parse_xml(raw)
    return None if root is None else words_of(root, chunk=chunk)


def words_of(element: "_Element", *, chunk: Callable[[str], str] | None = None) -> str:
    """The same of an element."""
    return _Words(chunk).of(element)


def comments_of(raw: bytes) -> list[tuple[str, str]]:
    """The comments in a part of comments, in order: author and words."""
    root = parse_xml(raw)
    found = () if root is None else root.iter("{*}comment")
    return [(_value(one, "author"), " ".join(words_of(one).split())) for one in found]


class _Words:
    """The words below one element, in document order; depth is bounded by the XML parser (256)."""

    def __init__(self, chunk: Callable[[str], str] | None) -> None:
        self._chunk = chunk
        self._out: list[str] = []
        self._fields: list[_Field] = []

    def of(self, element: "_Element") -> str:
        """Its lines, without blank ones."""
        self._children(element)
        lines = [line.rstrip() for line in "".join(self._out).split("\n")]
        return "\n".join(line for line in lines if line)

    def _children(self, element: "_Element") -> None:
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag != _FALLBACK:
                self._child(child, _local(tag))

    def _child(self, child: "_Element", local: str) -> None:
        if local in _UNSEEN or (local == "r" and _hidden(child)) or _is_revision(child):
            return
        if local == "t" or child.tag == _MATH_TEXT:
            self._say(child.text or "")
        elif local in _BREAKS:
            self._say(_BREAKS[local])
        elif local == "sym":
            self._say(_symbol(child))
        elif local == "fldChar":
            self._field(child)
        else:
            self._block(child, local)

    def _say(self, words: str) -> None:
        """Unless a field shows something else in their place."""
        if all(field.shown is None for field in self._fields):
            self._out.append(words)

    def _block(self, element: "_Element", local: str) -> None:
        if local == "tr":
            if not _is_deleted(element, "trPr", "del"):
                self._row(element)
        elif local.endswith("}textpath"):
            self._say(_word_art(element))
        elif local == "sdt":
            self._control(element)
        elif local in {"altChunk", "subDoc"} and self._chunk is not None:
            relation = next((element.get(name) for name in _RELATION if element.get(name)), None)
            self._out.append(f"\n{self._chunk(relation)}\n" if relation else "")
        elif local == "r" and (font := _symbol_font(element)):
            self._symbols(element, font)
        else:
            self._out.append("\n" if local == "txbxContent" else "")
            self._children(element)
            self._out.append("\n" if local == "p" else "")

    def _row(self, row: "_Element") -> None:
        cells = []
        for cell in row:
            if not isinstance(cell.tag, str) or _is_deleted(cell, "tcPr", "cellDel"):
                continue
            if _local(cell.tag) not in _UNSEEN and cell.tag.endswith(("}tc", "}sdt")):
                since = len(self._out)
                self._child(cell, _local(cell.tag))
                cells.append(" ".join("".join(self._out[since:]).split()))
                del self._out[since:]
        self._out.append("\t".join(cells) + "\n")

    def _symbols(self, run: "_Element", font: str) -> None:
        """A run in a symbol font: its letters are marks."""
        since = len(self._out)
        self._children(run)
        words = "".join(self._out[since:])
        self._out[since:] = ["".join(symbol(font, ord(char)) or char for char in words)]

    def _control(self, control: "_Element") -> None:
        """A content control (17.5.2): a check box by its state, others by what they hold, unless that is the prompt."""
        properties = _child(control, "sdtPr")
        box = None if properties is None else _box(properties)
        if box is not None:
            self._say(box)
            return
        content = _child(control, "sdtContent")
        if content is None:
            return
        if properties is not None and _child(properties, "showingPlcHdr") is not None:
            for inner in content.iter():  # filled in within a prompt
                if isinstance(inner.tag, str) and _local(inner.tag) == "sdt":
                    self._control(inner)
            return
        since = len(self._out)
        self._children(content)
        words = "".join(self._out[since:]).strip()
        if _PROMPT.fullmatch(words) or (properties is not None and words in _prompts(properties)):
            del self._out[since:]

    def _field(self, mark: "_Element") -> None:
        """The begin or end of a field; only a form field says something by itself."""
        kind = _value(mark, "fldCharType")
        if kind == "begin":
            data = _child(mark, "ffData")
            field = _Field(None, "", len(self._out)) if data is None else _form_field(data, len(self._out))
            self._say(field.shown or "")
            self._fields.append(field)
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            if field.default and "".join(self._out[field.since :]).strip() == field.default:
                del self._out[field.since :]


def _form_field(data: "_Element", since: int) -> _Field:
    """FORMCHECKBOX, FORMDROPDOWN or FORMTEXT (17.16.17), which is its result unless that is what it asks for."""
    box, choice, text = (_child(data, name) for name in ("checkBox", "ddList", "textInput"))
    if box is not None:
        state = _child(box, "checked")
        state = _child(box, "default") if state is None else state
        ticked = state is not None and _value(state, "val") not in _OFF
        return _Field(TICKED if ticked else UNTICKED, "", since)
    if choice is not None:
        entries = [_value(one, "val") for one in choice if _local(str(one.tag)) == "listEntry"]
        chosen = _child(choice, "result")
        chosen = _child(choice, "default") if chosen is None else chosen
        index = "0" if chosen is None else _value(chosen, "val")
        known = index.isdecimal() and int(index) < len(entries)
        return _Field(entries[int(index)] if known and not _PROMPT.fullmatch(entries[int(index)]) else "", "", since)
    default = None if text is None else _child(text, "default")
    return _Field(None, "" if default is None else _value(default, "val").strip(), since)


def _box(properties: "_Element") -> str | None:
    """The state of a check box among the properties of a control, None if it is none."""
    box = next((one for one in properties if isinstance(one.tag, str) and one.tag.endswith("}checkbox")), None)
    if box is None:
        return None
    state = next((one for one in box if str(one.tag).endswith("}checked")), None)
    return TICKED if state is not None and _value(state, "val") not in _OFF else UNTICKED


def _prompts(properties: "_Element") -> set[str]:
    """What a list of a control shows for choosing nothing."""
    items = (one for one in properties.iter() if isinstance(one.tag, str) and _local(one.tag) == "listItem")
    return {_value(one, "displayText") for one in items if not _value(one, "value")} - {""}


def _local(tag: str) -> str:
    for space in _SPACES:
        if tag.startswith(space):
            return tag[len(space) :]
    return tag


def _child(element: "_Element", name: str) -> "_Element | None":
    return next((one for one in element if isinstance(one.tag, str) and _local(one.tag) == name), None)


def _value(element: "_Element", name: str) -> str:
    """An attribute by its local name, whichever namespace it has; empty without it."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _hidden(run: "_Element") -> bool:
    properties = _child(run, "rPr")
    vanish = None if properties is None else _child(properties, "vanish")
    return vanish is not None and not any(str(value) in _OFF for value in vanish.attrib.values())


def _is_revision(element: "_Element") -> bool:
    """Whether Word 2003 marks it as deleted, or as a comment."""
    return element.tag == _ANNOTATION and _value(element, "type").endswith((".Deletion", ".Comment"))


def _is_deleted(element: "_Element", properties: str, mark: str) -> bool:
    """Whether a row or a cell of a table is marked as deleted (17.13.5.12, 17.13.5.2)."""
    found = _child(element, properties)
    return found is not None and _child(found, mark) is not None


def _word_art(path: "_Element") -> str:
    """Text drawn along a line (VML), unless it is the page's watermark."""
    shape = path.getparent()
    watermark = shape is not None and any("watermark" in str(value).lower() for value in shape.attrib.values())
    return "" if watermark else path.get("string", "")


def _symbol(element: "_Element") -> str:
    code = _value(element, "char")
    try:
        return symbol(_value(element, "font"), int(code, 16))
    except ValueError:
        return ""


def _symbol_font(run: "_Element") -> str:
    """The run's font if its letters stand for marks, else empty."""
    properties = _child(run, "rPr")
    fonts = None if properties is None else _child(properties, "rFonts")
    font = "" if fonts is None else _value(fonts, "ascii") or _value(fonts, "hAnsi")
    return font if is_symbol_font(font) else ""
