"""A letter for the printer: no punctuation hangs beyond the end of a line, where LibreOffice 7.4 would lose it.

A full-width mark that no longer fits on a justified line is left out, on paper and in the text layer. LibreOffice reads
`w:overflowPunct` the wrong way round: set, it keeps marks within the line. Word takes it as set where it is not
written (ECMA-376-1 17.3.1.21), and the letter itself stays as it is: only what LibreOffice is given changes.
"""

import io
import re
import zipfile

from lxml import etree

from letters.word.package import join, pack
from letters.word.packages.names import W
from letters.word.packages.opc import safe_parser

_STYLES = "word/styles.xml"
_SET = re.compile(rb"<(?:\w+:)?overflowPunct\b[^<>]*?(?:/>|>\s*</(?:\w+:)?overflowPunct\s*>)")


def without_hanging(docx: bytes) -> bytes:
    """`docx` with every paragraph's marks kept within its lines; as it is if it is no Word file with styles."""
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            parts = {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
        styles = etree.fromstring(_SET.sub(b"", parts[_STYLES]), safe_parser())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError, etree.XMLSyntaxError):
        return docx
    _set_for_all(styles)
    changed = {name: _SET.sub(b"", data) if _is_text(name) else data for name, data in parts.items()}
    changed[_STYLES] = etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True)
    return join(pack(name, data, level=1) for name, data in changed.items())


def _is_text(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml")


def _set_for_all(styles: etree._Element) -> None:
    """In the defaults of the document, which every style inherits."""
    defaults = styles.find(f"{W}docDefaults")
    if defaults is None:
        defaults = etree.Element(f"{W}docDefaults")
        styles.insert(0, defaults)
    properties = _child(_child(defaults, f"{W}pPrDefault"), f"{W}pPr")
    properties.append(etree.Element(f"{W}overflowPunct", {f"{W}val": "1"}))


def _child(parent: etree._Element, tag: str) -> etree._Element:
    found = parent.find(tag)
    return etree.SubElement(parent, tag) if found is None else found
