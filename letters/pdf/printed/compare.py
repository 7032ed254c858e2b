"""Holds the text of a PDF against the letter it was made of, word for word and in its order (DESIGN 6).

LibreOffice writes a page's header, its part of the body and its footer one after the other, a row of a table cell by
cell, also where the row goes on over the page. What the PDF says must be exactly that, and nothing else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from letters.pdf.printed.expected import Expected, Unit, expected_of
from letters.pdf.printed.layer import read_pages
from letters.pdf.printed.normal import normal
from letters.word.packages.opc import read_package

_SHOWN = 16
_MOST_WAYS = 400
"""So many ways to divide rows over pages are followed at once; a letter has a handful."""

State = tuple[int, tuple[int, ...]]
"""The unit that comes next, and how much of each of its texts is told already."""


@dataclass(frozen=True)
class Difference:
    """The first place where the two differ. letter, pdf: how each goes on there; empty at its end."""

    letter: str
    pdf: str


def difference(docx: bytes, pdf: bytes) -> Difference | None:
    """The first difference between a letter and its PDF; None if they say the same.

    Raises PackageRefused for what is no letter, SealProblem for what is no PDF.
    """
    expected = expected_of(read_package(docx))
    pages = [normal(page) for page in read_pages(pdf)]
    return _Comparison(expected, _without_floating(pages, expected.floating)).first()


def _without_floating(pages: list[str], floating: Sequence[str]) -> list[str]:
    """The pages without what frames of their own hold, each taken out once a page it stands on."""
    for text in floating:
        pages = [page.replace(text, "", 1) for page in pages]
    return pages


class _Comparison:
    """One comparison; it remembers how far it came."""

    def __init__(self, expected: Expected, pages: list[str]) -> None:
        self.expected, self.units, self.pages = expected, expected.units, pages
        self._before = [0]
        for unit in self.units:
            self._before.append(self._before[-1] + sum(map(len, unit.texts)))
        self._furthest, self._found = -1, Difference("", "")

    def first(self) -> Difference | None:
        states: set[State] = {(0, ())}
        for page in self.pages:
            following: set[State] = set()
            for middle in self._middles(page):
                for state in states:
                    following.update(self._after(state, middle))
            if not following:
                return self._found
            states = set(sorted(following, key=self._told, reverse=True)[:_MOST_WAYS])
        if any(state[0] == len(self.units) for state in states):
            return None
        last = max(states, key=self._told)
        return Difference(self._rest(last)[:_SHOWN], "")

    def _middles(self, page: str) -> Iterator[str]:
        """What of a page may be the body: without a header and a footer of the letter."""
        seen = set()
        for header in self.expected.headers:
            head = re.match(header, page)
            if head is None:
                continue
            for footer in self.expected.footers:
                foot = re.search(f"(?:{footer})\\Z", page[head.end() :])
                if foot is not None:
                    middle = page[head.end() : head.end() + foot.start()]
                    if middle not in seen:
                        seen.add(middle)
                        yield middle

    def _after(self, state: State, text: str) -> Iterator[State]:
        """Where the letter stands after a page that says `text`, in every way that is possible."""
        starts = [(state, 0)]
        if state[0] < len(self.units):
            repeat = self.units[state[0]].repeat
            if repeat and text.startswith(repeat):
                starts.append((state, len(repeat)))
        for (index, told), position in starts:
            yield from self._along(index, told, text, position)

    def _along(self, index: int, told: tuple[int, ...], text: str, position: int) -> Iterator[State]:
        while position < len(text):
            if index == len(self.units):
                self._note((index, told), text[position:], 0)
                return
            rests = _rests(self.units[index], told)
            whole = "".join(rests)
            if not text.startswith(whole, position):
                yield from self._parted(index, told, rests, text[position:])
                return
            position += len(whole)
            index, told = index + 1, ()
        yield index, told

    def _parted(self, index: int, told: tuple[int, ...], rests: Sequence[str], text: str) -> Iterator[State]:
        """The page ends within this unit: each of its texts has come some way."""
        known = told or (0,) * len(rests)
        ways = list(islice(_prefixes(rests, text, 0, 0, set()), _MOST_WAYS))
        for way in ways:
            yield index, tuple(had + more for had, more in zip(known, way, strict=True))
        if not ways:
            whole = "".join(rests)
            self._note((index, told), text, _shared(whole, text))

    def _note(self, state: State, text: str, shared: int) -> None:
        """Keep the difference that stands furthest on."""
        reached = self._told(state) + shared
        if reached > self._furthest:
            self._furthest = reached
            self._found = Difference(self._rest(state)[shared:][:_SHOWN], text[shared:][:_SHOWN])

    def _told(self, state: State) -> int:
        return self._before[state[0]] + sum(state[1])

    def _rest(self, state: State) -> str:
        index, told = state
        if index == len(self.units):
            return ""
        following = "".join("".join(unit.texts) for unit in self.units[index + 1 : index + 4])
        return "".join(_rests(self.units[index], told)) + following


def _rests(unit: Unit, told: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(text[at:] for text, at in zip(unit.texts, told or (0,) * len(unit.texts), strict=True))


def _prefixes(
    rests: Sequence[str], text: str, index: int, position: int, dead: set[tuple[int, int]]
) -> Iterator[tuple[int, ...]]:
    """How much of each text may have been told, if `text` is a beginning of each of them, one after the other.

    dead: places from which there is no way, so that they are not tried again.
    """
    if index == len(rests):
        if position == len(text):
            yield ()
        return
    if (index, position) in dead:
        return
    alive = False
    for length in range(_shared(rests[index], text[position:]), -1, -1):
        for others in _prefixes(rests, text, index + 1, position + length, dead):
            alive = True
            yield length, *others
    if not alive:
        dead.add((index, position))


def _shared(one: str, other: str) -> int:
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))
