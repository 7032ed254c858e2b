"""One form for what people write many ways: NFKC, simplified characters, small Latin letters, no blanks inside Chinese,
with the way back to the letter's own code points."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_RANGES = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0), range(0x2F800, 0x2FA20))
_BLANK = re.compile(rf"(?<=[{_HAN}])[\s\u200b\ufeff]+(?=[{_HAN}])")
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF), " ")


@dataclass(frozen=True)
class Folded:
    """A folded text. origins: for each of its characters the index of the original one; None: the same index."""

    text: str
    origins: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text (code points, end exclusive) behind a stretch of the folded one."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text for comparison; every character of the result comes from exactly one of the original."""
    folded = text.translate(_table())
    origins: list[int] | None = None
    if len(folded) != len(text):  # the table never drops a character, so equal lengths mean one for one
        pieces = [char.translate(_table()) for char in text]
        origins = [index for index, piece in enumerate(pieces) for _ in piece]
    if not _BLANK.search(folded):
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
    return fold(word).text.strip()


@cache
def _table() -> dict[int, str]:
    """Code point → its folded form (one or more characters), for `str.translate`."""
    table = dict(_UNSEEN)
    for code in range(0x80, 0x30000):
        if 0xD800 <= code < 0xE000:
            continue
        char = chr(code)
        normal = unicodedata.normalize("NFKC", char).lower()
        if normal != char and normal:
            table[code] = normal
    table.update({code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
    return table | _simplified(table)


def _simplified(table: dict[int, str]) -> dict[int, str]:
    """Traditional (mainland, Hong Kong, Taiwan forms) → simplified, character by character, as opencc knows them."""
    chars = [chr(code) for block in _HAN_RANGES for code in block]
    normal = [table.get(ord(char), char) for char in chars]
    for config in ("t2s", "hk2s", "tw2s"):
        turned = OpenCC(config).convert("\n".join(normal)).split("\n")
        normal = [new if len(new) == len(old) else old for new, old in zip(turned, normal, strict=True)]
    return {ord(char): new for char, new in zip(chars, normal, strict=True) if char != new}
