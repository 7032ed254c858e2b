"""The parts of a .docx that an edit reads or rewrites, put together again byte for byte the same each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from letters.word.package import join, pack
from letters.word.packages.names import W
from letters.word.packages.opc import read_package, tree_of
from letters.word.packages.refusal import PackageRefused

STYLES = "word/styles.xml"


@dataclass(frozen=True, kw_only=True)
class Style:
    """A style of paragraphs. name: as Word shows it."""

    name: str
    centred: bool


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

    def styles(self) -> Mapping[str, Style]:
        """Style id → what it is; empty if the file has none."""
        return _styles(self.files[STYLES]) if STYLES in self.files else {}


# Letters made from one template, or by one program, share this part, which is often their largest by far.
@lru_cache(maxsize=16)
def _styles(part: bytes) -> Mapping[str, Style]:
    root = tree_of(part)
    return {style.get(f"{W}styleId", ""): _style(style) for style in root.iter(f"{W}style")}


def _style(element: etree._Element) -> Style:
    name = element.find(f"{W}name")
    return Style(
        name=element.get(f"{W}styleId", "") if name is None else name.get(f"{W}val", ""),
        centred=is_centred(element),
    )


def is_centred(holder: etree._Element) -> bool:
    """Whether a paragraph or a style sets its text in the middle."""
    mark = holder.find(f"{W}pPr/{W}jc")
    return mark is not None and mark.get(f"{W}val") == "center"
