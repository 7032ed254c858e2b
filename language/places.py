"""The comparing form of a building, unit or room (3栋, 3号楼, 三棟, ３＃ and 03 are one), and how they are written."""

import re
from functools import lru_cache

from language.folding import comparing
from language.numbers import ORDINAL, ordinal

_WORDS = re.compile("^第|号楼|单元|楼栋|栋|幢|座|楼|号|室|房|门|#|\\s")
_NUMBER = re.compile(ORDINAL)
PLACES = (("building", "栋"), ("unit", "单元"), ("room", "室"))
"""What a flat is named by, from the large to the small, each with the word that follows a bare number."""


@lru_cache(maxsize=10_000)
def comparing_place(value: str | None) -> str:
    """`3` for any writing of building 3; `1201` for 1201室 and 一二〇一; unknown is empty."""
    text, before = comparing(value), None
    while text != before:  # what one word's removal brings together may be another word
        before = text
        text = _WORDS.sub("", text)
        text = _NUMBER.sub(lambda found: str(ordinal(found[0])), text)
        text = re.sub("(?<![0-9])0+(?=[0-9])", "", text)
    return text


def written_place(value: str | None, word: str) -> str:
    """`3栋` for 3 and 栋; what is more than a number or letter stays as it is."""
    if not value:
        return ""
    return value + word if value.isascii() and value.replace("-", "").isalnum() else value
