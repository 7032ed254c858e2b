"""The parts of a .docx that an edit reads or rewrites, put together again byte for byte the same each time."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from letters.word.package import join, pack
from letters.word.packages.names import W
from letters.word.packages.opc import read_package, tree_of
from letters.word.packages.refusal import PackageRefused

STYLES = "word/styles.xml"


@dataclass(frozen=True)
class Parts:
    """A .docx opened: its files in their order, the name of the letter's own part, and its body, which may be changed
    in place.
    """

    files: Mapping[str, bytes]
    main: str
    body: etree._Element

    @classmethod
    def read(cls, docx: bytes) -> "Parts":
        """Open `docx`. ValueError if it is no Word document, is too large, or holds two texts for two readers."""
        try:
            package = read_package(docx)
            return cls(package.files, package.main, tree_of(package.files[package.main]))
        except PackageRefused as refused:
            raise ValueError(f"not a Word document (.docx): {refused}") from refused

    def packed(self) -> bytes:
        """The .docx with the body as it now is."""
        body = etree.tostring(self.body, xml_declaration=True, encoding="UTF-8", standalone=True)
        return join(pack(name, body if name == self.main else data) for name, data in self.files.items())

    def styles(self) -> dict[str, etree._Element]:
        """Style id → its element; empty if the file has none."""
        if STYLES not in self.files:
            return {}
        root = tree_of(self.files[STYLES])
        return {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
