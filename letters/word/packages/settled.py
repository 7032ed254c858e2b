"""A letter of any template with its automatic numbers typed, as it is submitted: what counts by itself is no text that
was checked."""

from lxml import etree

from letters.word.package import join, pack
from letters.word.packages.names import W
from letters.word.packages.numbering import UnknownNumber, type_numbers
from letters.word.packages.opc import read_package, tree_of
from letters.word.packages.refusal import NUMBERED, PackageRefused, in_body, said


def settled(docx: bytes) -> bytes:
    """The letter with typed numbers; the same bytes if it has no automatic ones. Raises PackageRefused."""
    package = read_package(docx)
    numbering, styles = package.one("numbering"), package.one("styles")
    if numbering is None:
        return docx
    body = tree_of(package.files[package.main])
    sheet = tree_of(package.files[styles]) if styles is not None else None
    try:
        type_numbers([body], tree_of(package.files[numbering]), sheet)
    except UnknownNumber as unknown:
        number = list(body.iter(f"{W}p")).index(unknown.paragraph) + 1
        raise PackageRefused(said(NUMBERED, in_body(number, ""))) from unknown
    changed = {package.main: body} | ({styles: sheet} if styles is not None and sheet is not None else {})
    return join(
        pack(name, _written(changed[name]) if name in changed else data) for name, data in package.files.items()
    )


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
