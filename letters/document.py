"""The text of a Word letter as a person reads it, for mail bodies and for checks on drafts that staff edited."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": " ", f"{_W}cr": " "}
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def safe_parser() -> etree.XMLParser:
    """A parser that loads nothing from outside and expands no entities."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def plain_text(docx: bytes) -> str:
    """The body of a .docx, one paragraph a line; deleted text is left out.

    Raises ValueError if `docx` is no Word document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            return text_of(package.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise ValueError(f"not a Word document (.docx): {error}") from error


def text_of(document_xml: bytes) -> str:
    """The paragraphs of a document part, one a line; white space at their ends is dropped."""
    root = etree.fromstring(document_xml, safe_parser())
    lines = [_paragraph_text(paragraph).rstrip() for paragraph in root.iter(f"{_W}p")]
    return "\n".join(lines).strip("\n")


def leaves(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The elements of a paragraph that hold its text, each with its text, in order; not those of paragraphs within."""
    for child in paragraph:
        if child.tag in _SKIPPED or child.tag == f"{_W}p":
            continue
        if child.tag == f"{_W}t":
            yield child, child.text or ""
        elif child.tag in _BREAKS:
            yield child, _BREAKS[child.tag]
        else:
            yield from leaves(child)


def _paragraph_text(paragraph: etree._Element) -> str:
    return "".join(text for _, text in leaves(paragraph))
