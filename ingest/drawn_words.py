"""The words of SmartArt and charts within an Office file (ECMA-376 part 1, 21); of its controls that they are there."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.inside import Inside
from ingest.package import Package, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_DRAWN = re.compile(r"/(?:diagrams/data|charts/chart(?:Ex)?)\d*\.xml$")
_MOST = 200
"""Drawings of one file that are read."""


def is_drawn(member: str) -> bool:
    """Whether a member holds the words of SmartArt or of a chart."""
    return _DRAWN.search(member) is not None


def words_of_drawing(raw: bytes) -> str:
    """A paragraph a line, each once; of a chart also what its rows and columns are called. Empty if it is damaged."""
    root = parse_xml(raw)
    return "" if root is None else "\n".join(dict.fromkeys(filter(None, _lines(root))))


def _lines(root: "_Element") -> Iterator[str]:
    for paragraph in root.iter("{*}p"):
        yield "".join(one.text or "" for one in paragraph.iter("{*}t")).strip()
    for names in root.iter("{*}strCache"):
        yield from ((one.text or "").strip() for one in names.iter("{*}v"))


def drawings(package: Package, folder: str) -> list[str]:
    """The words of every drawing below a folder, in the order of their names. Raises PackageError over the limits."""
    members = sorted(name for name in package.names if name.startswith(folder) and is_drawn(name))
    return [words for name in members[:_MOST] if (words := words_of_drawing(package.read(name)))]


def tell_of_controls(package: Package, inside: Inside, *, folder: str, called: str) -> None:
    """ActiveX controls keep what was ticked and typed in bytes of their own (MS-OFORMS), which are not read."""
    if any(name.startswith(f"{folder}activeX/") for name in package.names):
        inside.problem(f"{called}里有 ActiveX 控件，其中选择和填写的内容没有读取", "请打开原件查看，并由人工登记内容")
