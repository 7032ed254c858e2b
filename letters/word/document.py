"""The text of a Word letter as a person reads it, for mail bodies and for checks on drafts that staff edited."""

from collections.abc import Iterator

from lxml import etree

from letters.word.packages.opc import read_package, safe_parser
from letters.word.packages.refusal import PackageRefused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def plain_text(docx: bytes) -> str:
    """The body of a .docx, one paragraph a line; deleted text is left out.

    Raises ValueError if `docx` is no Word document, or one in which two readers may find two texts.
    """
    try:
        package = read_package(docx)
        return text_of(package.files[package.main])
    except (PackageRefused, etree.XMLSyntaxError) as error:
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
