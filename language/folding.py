"""One form for what people write many ways; each of the four forms turns every character into the same simplified one.

- `fold`: for the rules' words. NFKC, small letters, no blanks within Chinese; knows its way back to the original.
- `half_width`: for patterns over letters. ASCII for full-width forms, dashes and blanks alike; as long as the original.
- `said`: for comparing what a letter of ours says. Punctuation stays Chinese; as long as the original.
- `comparing`: for names and places. NFKC, small letters, no blanks.
"""

import re
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from language.script import simple_forms, simplified

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANK = re.compile(rf"(?<=[{_HAN}])[\s\u200b\ufeff]+(?=[{_HAN}])")
_ANY_BLANK = re.compile(r"[\s\u200b\ufeff]")
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF), " ")
_WIDE = 0xFEE0
"""From an ASCII sign to its full-width form."""
_HALF = {code: code - _WIDE for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    **dict.fromkeys((0x2010, 0x2011, 0x2013, 0x2014, 0x2212), 0x2D),
}
_HALF_WIDTH = re.compile("[" + "".join(map(re.escape, map(chr, _HALF))) + "]")
_SAID = str.maketrans("「」『』", "“”‘’") | {ord(char) + _WIDE: char for char in string.ascii_letters + string.digits}


@dataclass(frozen=True)
class Folded:
    """A folded text. origins: for each of its characters the index of the original one; None: the same index.

    ends: the index behind the original, of a text in which words were exchanged; None: one more than its origin.
    """

    text: str
    origins: tuple[int, ...] | None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text (code points, end exclusive) behind a stretch of the folded one."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1 if self.ends is None else self.ends[end - 1]

    def exchanged(self, words: Sequence[tuple[int, int, str]]) -> "Folded":
        """With other words in place of stretches of `text`: (start, end, word), in order and never overlapping.

        Each character of a word comes from all that it stands for. Two words with only blanks between them join.
        """
        parts: list[str] = []
        origins: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, word in words:
            if not (parts and self.text[at:start].isspace()):
                self._keep(at, start, parts, origins, ends)
            first, last = self.original(start, end)
            parts.append(word)
            origins.extend([first] * len(word))
            ends.extend([last] * len(word))
            at = end
        self._keep(at, len(self.text), parts, origins, ends)
        return Folded("".join(parts), tuple(origins), tuple(ends))

    def _keep(self, start: int, end: int, parts: list[str], origins: list[int], ends: list[int]) -> None:
        parts.append(self.text[start:end])
        places = range(start, end) if self.origins is None else self.origins[start:end]
        origins.extend(places)
        ends.extend([place + 1 for place in places] if self.ends is None else self.ends[start:end])


def fold(text: str) -> Folded:
    """Fold a text for comparison; every character of the result comes from exactly one of the original."""
    folded = text.translate(_table())
    origins: list[int] | None = None
    if len(folded) != len(text):  # the table never drops a character, so equal lengths mean one for one
        pieces = [char.translate(_table()) for char in text]
        origins = [index for index, piece in enumerate(pieces) for _ in piece]
    if not _ANY_BLANK.search(folded) or not _BLANK.search(folded):  # the first is quick, and most words have none
        return Folded(folded, None if origins is None else tuple(origins))
    places = origins if origins is not None else range(len(folded))
    kept: list[int] = []
    parts: list[str] = []
    at = 0
    for blank in _BLANK.finditer(folded):
        parts.append(folded[at : blank.start()])
        kept.extend(places[at : blank.start()])
        at = blank.end()
    kept.extend(places[at:])
    return Folded("".join([*parts, folded[at:]]), tuple(kept))


def fold_word(word: str) -> str:
    """A term of the rulebook in the form texts are folded to; may be empty."""
    folded = word.translate(_table())
    return (_BLANK.sub("", folded) if _ANY_BLANK.search(folded) else folded).strip()


def half_width(text: str) -> str:
    """`text` simplified, full-width signs as ASCII; as long as the original, so that offsets hold in both."""
    if text.isascii():
        return text
    return _HALF_WIDTH.sub(lambda found: chr(_HALF[ord(found[0])]), simplified(text))


def said(text: str) -> str:
    """`text` simplified, letters and figures narrow, quotation marks of one kind; ，and ：stay as they are written."""
    return simplified(text).translate(_SAID)


def comparing(text: str | None) -> str:
    """The comparing form of a name: NFKC, simplified, lower case, no blanks; unknown is empty."""
    if not text:
        return ""
    return "".join(simplified(unicodedata.normalize("NFKC", text)).split()).lower()


@cache
def _table() -> dict[int, int | str]:
    """Code point → its folded form (one or more characters), for `str.translate`.

    Common characters stand in it as themselves: str.translate takes three times as long for one it does not find.
    """
    table = dict(_UNSEEN)
    for code in range(0x80, 0x30000):
        if 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        normal = unicodedata.normalize("NFKC", char).lower()
        if normal != char and normal:
            table[code] = normal
    table.update({code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
    forms = simple_forms()
    table.update({code: forms[normal] for code, normal in table.items() if normal in forms})
    common: dict[int, int | str] = {code: code for code in (*range(0x20, 0x7F), *range(0x4E00, 0xA000))}
    return common | table | {ord(char): form for char, form in forms.items()}
