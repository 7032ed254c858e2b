"""What differs between two texts, line by line, as a page shows it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_AROUND = 2
"""Lines shown around a change."""
_MOST = 600
"""Lines of one file's difference that a page shows."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line. kind: `same`, `added`, `removed`, or `place` for the numbers of the lines that follow."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FileDiff:
    """What differs in one file. more: how many lines are not shown."""

    name: str
    added: int
    removed: int
    lines: tuple[Line, ...]
    more: int


def diffs(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FileDiff, ...]:
    """The files that differ, by name; a file that is not there counts as empty."""
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return tuple(_file(name, old.get(name, ""), new.get(name, "")) for name in names)


def _file(name: str, old: str, new: str) -> FileDiff:
    lines = tuple(_lines(old.splitlines(), new.splitlines())) if name.endswith(".yaml") else ()
    return FileDiff(
        name=name,
        added=sum(one.kind == "added" for one in lines),
        removed=sum(one.kind == "removed" for one in lines),
        lines=lines[:_MOST],
        more=max(0, len(lines) - _MOST),
    )


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    """By the middle alone: most of a long file is the same at its beginning and its end."""
    start, end = _alike(old, new)
    begin = max(0, start - _AROUND)
    was, now = old[begin : len(old) - max(0, end - _AROUND)], new[begin : len(new) - max(0, end - _AROUND)]
    for group in difflib.SequenceMatcher(None, was, now, autojunk=False).get_grouped_opcodes(_AROUND):
        yield Line(kind="place", text=f"{begin + group[0][3] + 1}–{begin + group[-1][4]}")
        for tag, from_, until, there, to in group:
            if tag == "equal":
                yield from (Line(kind="same", text=text) for text in now[there:to])
                continue
            yield from (Line(kind="removed", text=text) for text in was[from_:until])
            yield from (Line(kind="added", text=text) for text in now[there:to])


def _alike(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many lines are the same at the beginning, and how many more at the end."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] != new[-1 - at]), most - start)
    return start, end
