"""The words of a text as the search index has them: both scripts folded, Chinese by pairs, digits by threes.

Chinese has no blanks between words: every pair of neighbouring characters is a word of the index, and every single one;
a longer word is found by its pairs. Digits are words by threes, so that three digits of a phone number find it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from language.folding import comparing

PIECE = "\x1e"
"""Parts the pieces of a text (a letter, a name, a phone number): no word reaches over it."""
_RUN = re.compile("(?P<latin>[a-z]+)|(?P<digits>[0-9]+)|(?P<other>[^a-z0-9 \x1e]+)")
_MOST_WORDS = 8
_LONGEST_WORD = 50


@dataclass(frozen=True)
class Folded:
    """A text in its comparing form, without blanks and marks. places: of each of its characters in the text."""

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Wanted:
    """One word that somebody seeks: its comparing form, the words of the index it needs, and the start of a last one.

    exact: the words of the index alone prove it, the text need not be asked.
    """

    text: str
    words: tuple[str, ...]
    prefix: str | None
    exact: bool


def fold(text: str, most: int | None = None) -> Folded:
    """The comparing form: NFKC, simplified, lower case, letters and digits alone.

    most: how many of its characters are enough; None: all.
    What parts two Latin words stays as one blank; what parts Chinese characters or digits goes, so that a line that
    breaks within a word, or 138-0013-8000, is found.
    """
    out: list[str] = []
    places: list[int] = []
    parted = False
    for place, character in enumerate(text):
        if most is not None and len(out) >= most:
            break
        if character == PIECE:
            out.append(PIECE)
            places.append(place)
            parted = False
            continue
        for one in _folded(character):
            if not one.isalnum():
                parted = True
                continue
            if parted and out and _latin(one) and _latin(out[-1]):
                out.append(" ")
                places.append(place)
            out.append(one)
            places.append(place)
            parted = False
        parted = parted or not _folded(character)
    return Folded("".join(out), tuple(places))


def words(folded: str) -> set[str]:
    """The words of the index that a folded text holds."""
    found: set[str] = set()
    for run in _RUN.finditer(folded):
        text = run.group()
        if run.lastgroup == "digits":
            found.update(_pieces(text, 3))
        elif run.lastgroup == "other":
            found.update(text)
            found.update(_pieces(text, 2))
        else:
            found.add(text)
    return found


def wanted(query: str) -> tuple[Wanted, ...]:
    """What somebody seeks, word by word; all of them must be in a text. Of a Latin word its beginning is enough."""
    found = []
    for word in query.split()[:_MOST_WORDS]:
        text = fold(word[:_LONGEST_WORD].replace(PIECE, " ")).text
        runs = list(_RUN.finditer(text))
        if not runs:
            continue
        prefix = runs.pop().group() if runs[-1].lastgroup == "latin" else None
        needed = [piece for run in runs for piece in _needed(run)]
        exact = len(needed) + (prefix is not None) == 1
        found.append(Wanted(text, tuple(dict.fromkeys(needed)), prefix, exact))
    return tuple(found)


def _needed(run: re.Match[str]) -> tuple[str, ...]:
    size = {"digits": 3, "other": 2, "latin": len(run.group())}[run.lastgroup or "other"]
    return _pieces(run.group(), size)


def _pieces(text: str, size: int) -> tuple[str, ...]:
    """Every `size` neighbours; a text that is shorter is its own piece."""
    return tuple(text[start : start + size] for start in range(max(1, len(text) - size + 1)))


def _latin(character: str) -> bool:
    return "a" <= character <= "z"


@lru_cache(maxsize=100_000)
def _folded(character: str) -> str:
    return comparing(character)
