"""Puts into an OpenDocument what its forms were filled in with, and takes out the tables that are hidden."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
_FORM, _DRAW, _TABLE, _STYLE, _TEXT = (f"{_NS}{name}:1.0}}" for name in ("form", "drawing", "table", "style", "text"))
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_BOXES = frozenset({f"{_FORM}checkbox", f"{_FORM}radio"})
_UNSHOWN = frozenset({"collapse", "filter"})


def fill_in_forms(root: "_Element") -> None:
    """Give each control (ODF 10.3.19) its value as words: a text or choice as it is, a box as ☑ or ☐ and its label."""
    values: dict[str, str] = {}
    for control in root.iter(f"{_FORM}*"):
        name = control.get(_XML_ID) or control.get(f"{_FORM}id")
        if name:
            values[name] = _value(control)
    for shape in root.iter(f"{_DRAW}control"):
        value, parent = values.get(shape.get(f"{_DRAW}control", "")), shape.getparent()
        if value and parent is not None:
            words = shape.makeelement(f"{_TEXT}span", {})
            words.text = value
            parent.insert(parent.index(shape), words)
    _fill_in_content_boxes(root)
    for mark in root.iter("{*}fieldmark"):
        mark.text = _field(mark)


def _value(control: "_Element") -> str:
    tag = str(control.tag)
    if tag in _BOXES:
        ticked = "checked" in (control.get(f"{_FORM}current-state", ""), control.get(f"{_FORM}state", ""))
        ticked = ticked or control.get(f"{_FORM}current-selected") == "true"
        return f"{'☑' if ticked else '☐'}{control.get(f'{_FORM}label', '')}"
    if tag == f"{_FORM}listbox":
        chosen = (one for one in control.iter(f"{_FORM}option") if one.get(f"{_FORM}current-selected") == "true")
        return "、".join(one.get(f"{_FORM}label", "") for one in chosen)
    return control.get(f"{_FORM}current-value", "")


def _field(mark: "_Element") -> str:
    """A form field that came from Word, as LibreOffice keeps it."""
    kind = next((str(value) for key, value in mark.attrib.items() if str(key).endswith("}type")), "")
    pairs = [[str(value) for value in one.attrib.values()] for one in mark.iter("{*}param")]
    values = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    if kind.endswith("FORMCHECKBOX"):
        return "☑" if values.get("Checkbox_Checked") == "true" else "☐"
    entries = [pair[1] for pair in pairs if len(pair) == 2 and pair[0] == "Dropdown_ListEntry"]
    chosen = values.get("Dropdown_Selected", "")
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""


def _fill_in_content_boxes(root: "_Element") -> None:
    """Content controls of LibreOffice: a box by its state, whatever character shows it."""
    for control in root.iter("{*}content-control"):
        marks = {str(key).rpartition("}")[2]: str(value) for key, value in control.attrib.items()}
        if marks.get("checkbox") == "true":
            for child in list(control):
                control.remove(child)
            control.text = "☑" if marks.get("checked") == "true" else "☐"


def drop_hidden_tables(root: "_Element") -> bool:
    """Take out sheets and rows that are hidden; whether any of them had words."""
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(one.get(f"{_TABLE}display") == "false" for one in style.iter(f"{_STYLE}table-properties"))
    }
    unshown = [one for one in root.iter(f"{_TABLE}table") if one.get(f"{_TABLE}style-name") in hidden]
    unshown += [one for one in root.iter(f"{_TABLE}table-row") if one.get(f"{_TABLE}visibility") in _UNSHOWN]
    told = any("".join(str(piece) for piece in one.itertext()).strip() for one in unshown)
    for element in unshown:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return told
