"""Draws docs/images/architecture.svg from the code: the rooms in the order of the import contracts, each with the first
sentence of its docstring, and who imports whom. `python tools/draw_architecture.py [--check]`; a test holds it current.
"""

import ast
import sys
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from grimp import build_graph
from grimp.application.graph import ImportGraph

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "images" / "architecture.svg"
WIDTH, MARGIN, GAP, ROW_GAP = 1120, 24, 20, 38
LINE, PADDING, NAME_SIZE, TEXT_SIZE = 15, 12, 15, 11.5
STYLE = """
  text { font-family: "Liberation Sans", "Noto Sans", Arial, sans-serif; fill: #1f2937 }
  .name { font-size: 15px; font-weight: bold }
  .says { font-size: 11.5px; fill: #4b5563 }
  .room { fill: #ffffff; stroke: #64748b }
  .band { fill: #f1f5f9; stroke: #cbd5e1 }
  .arrow { fill: none; stroke: #94a3b8; stroke-width: 1.3 }
"""
TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z" fill="#94a3b8"/></marker>'
)


@dataclass(frozen=True, kw_only=True)
class Box:
    """One room on the picture; x, y: its upper left corner, in pixels."""

    package: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """As a reader of the picture knows it."""
        return self.package.rpartition(".")[2] + "/"


def contracts() -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the picture from top to bottom: of the whole house, and of workers/ within it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [contract for contract in told if contract["type"] == "layers"]
    house = next(one for one in layers if "containers" not in one)
    workers = next(one for one in layers if one.get("containers") == ["workers"])
    return _rows(house["layers"], ""), _rows(workers["layers"], "workers.")


def _rows(layers: Iterable[str], prefix: str) -> list[list[str]]:
    return [[prefix + name.strip() for name in layer.split("|")] for layer in layers]


def purpose(package: str) -> str:
    """What a room is for: the first sentence of its docstring, without its full stop."""
    source = (ROOT / package.replace(".", "/") / "__init__.py").read_text("utf-8")
    said = " ".join((ast.get_docstring(ast.parse(source)) or "").split())
    return said.partition(". ")[0].rstrip(".")


def arrows(rooms: Sequence[str]) -> list[tuple[str, str]]:
    """Who imports whom, without an arrow that two others say already, in the order of `rooms`."""
    graph = build_graph("workers")
    below = {one: {other for other in rooms if other != one and _imports(graph, one, other)} for one in rooms}
    return [(one, other) for one in rooms for other in rooms if other in _nearest(one, below)]


def _imports(graph: ImportGraph, importer: str, imported: str) -> bool:
    return graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)


def _nearest(one: str, below: Mapping[str, set[str]]) -> set[str]:
    """Those below `one` that no other one below it leads to."""
    return {far for far in below[one] if not any(far in _reached(near, below) for near in below[one] - {far})}


def _reached(start: str, below: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = below[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def placed(rows: Sequence[Sequence[str]], *, left: float, top: float, width: float) -> list[list[Box]]:
    """Rows of boxes from `top` downwards; the boxes of a row share its width and height."""
    found: list[list[Box]] = []
    for row in rows:
        each = min((width - GAP * (len(row) - 1)) / len(row), 430)
        texts = [tuple(textwrap.wrap(purpose(package), int(each / 6.1))) for package in row]
        height = PADDING * 2 + NAME_SIZE + LINE * max(map(len, texts))
        start = left + (width - each * len(row) - GAP * (len(row) - 1)) / 2
        found.append(
            [
                Box(package=package, x=start + at * (each + GAP), y=top, width=each, height=height, lines=lines)
                for at, (package, lines) in enumerate(zip(row, texts, strict=True))
            ]
        )
        top += height + ROW_GAP
    return found


def _rectangle(kind: str, box: Box) -> str:
    return f'<rect class="{kind}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="6"/>'


def drawn(box: Box) -> Iterator[str]:
    """The room with its name and what it is for."""
    yield _rectangle("room", box)
    x, y = box.x + PADDING, box.y + PADDING + NAME_SIZE - 2
    yield f'<text class="name" x="{x:g}" y="{y:g}">{escape(box.name)}</text>'
    for at, line in enumerate(box.lines, start=1):
        yield f'<text class="says" x="{x:g}" y="{y + LINE * at + 1:g}">{escape(line)}</text>'


def arrow(upper: Box, lower: Box, *, at: float = 0.5, into: float = 0.5) -> str:
    """A curve from the foot of one room to the head of the other; at, into: where along them, 0 to 1."""
    x1, y1 = upper.x + upper.width * at, upper.y + upper.height
    x2, y2 = lower.x + lower.width * into, lower.y - 7
    bend = min((y2 - y1) / 2, 60)
    curve = f"M{x1:.0f},{y1:.0f} C{x1:.0f},{y1 + bend:.0f} {x2:.0f},{y2 - bend:.0f} {x2:.0f},{y2:.0f}"
    return f'<path class="arrow" d="{curve}" marker-end="url(#tip)"/>'


def spread(pairs: Sequence[tuple[str, str]], boxes: Mapping[str, Box]) -> Iterator[str]:
    """The arrows between rooms, each leaving and arriving at a place of its own, from left to right."""

    def share(key: int, other: int, pair: tuple[str, str]) -> float:
        same = [one for one in pairs if one[key] == pair[key]]
        same.sort(key=lambda one: boxes[one[other]].x + boxes[one[other]].width / 2)
        return (same.index(pair) + 1) / (len(same) + 1)

    for pair in pairs:
        yield arrow(boxes[pair[0]], boxes[pair[1]], at=share(0, 1, pair), into=share(1, 0, pair))


def picture() -> str:
    """The whole picture as SVG; equal code gives equal text."""
    house, workers = contracts()
    at = house.index(["workers"])
    upper = placed(house[:at], left=MARGIN, top=MARGIN, width=WIDTH - 2 * MARGIN)
    band_top = upper[-1][0].y + upper[-1][0].height + ROW_GAP
    inner = placed(workers, left=MARGIN * 2, top=band_top + 34, width=WIDTH - 4 * MARGIN)
    band_end = inner[-1][0].y + inner[-1][0].height + MARGIN
    lower = placed(house[at + 1 :], left=MARGIN, top=band_end + ROW_GAP, width=WIDTH - 2 * MARGIN)
    height = lower[-1][0].y + lower[-1][0].height + MARGIN
    band = Box(package="workers", x=MARGIN, y=band_top, width=WIDTH - 2 * MARGIN, height=band_end - band_top, lines=())
    outer = [*upper, [band], *lower]
    boxes = {box.package: box for row in inner for box in row}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}">',
            f"<style>{STYLE}</style>",
            f"<defs>{TIP}</defs>",
            f'<rect width="{WIDTH}" height="{height:g}" fill="#ffffff"/>',
            _rectangle("band", band),
            f'<text class="name" x="{band.x + PADDING:g}" y="{band.y + 24:g}">workers/</text>',
            f'<text class="says" x="{band.x + 92:g}" y="{band.y + 24:g}">{escape(purpose("workers"))}</text>',
            *(arrow(one, other) for above, under in pairwise(outer) for one in above for other in under),
            *spread(arrows([package for row in workers for package in row]), boxes),
            *(line for row in (*upper, *inner, *lower) for box in row for line in drawn(box)),
            "</svg>\n",
        ]
    )


def main(argv: Sequence[str]) -> int:
    """Write the picture; with --check only say whether it is current."""
    if "--check" in argv:
        current = TARGET.exists() and TARGET.read_text("utf-8") == picture()
        sys.stdout.write("current\n" if current else f"{TARGET.relative_to(ROOT)} is out of date: make architecture\n")
        return 0 if current else 1
    TARGET.write_text(picture(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
