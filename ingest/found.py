"""One detail found in a folded text, before it is tied to its source, and a quick way to look for many kinds."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.reading_codes import FieldName

_AFTER = 40
"""Characters behind an anchor that a match and its look-ahead may use."""


class Found(NamedTuple):
    """A detail with its place. start, end: code points in the text it was found in."""

    name: FieldName
    value: str
    start: int
    end: int


def near(pattern: re.Pattern[str], anchor: re.Pattern[str], text: str, *, before: int) -> Iterator[re.Match[str]]:
    """Matches of `pattern`, looked for only around what every match must hold; much quicker than a search everywhere.

    before: how many characters a match may begin ahead of its anchor. A match is never found twice.
    """
    done = 0
    for hit in anchor.finditer(text):
        start = max(done, hit.start() - before)
        while start < hit.end():
            found = pattern.search(text, start, min(len(text), hit.end() + _AFTER))
            if found is None or found.start() >= hit.end():
                break
            yield found
            start = done = max(found.end(), start + 1)
