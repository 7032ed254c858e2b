"""How far a reading is from the truth, in characters; seals and notes beside the letter may be read or left out."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_DELETE, _INSERT, _REPLACE, _KEEP = range(4)


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Characters that must be changed, put in or taken out, and the characters there are."""

    wrong: int
    of: int
    confused: Counter[tuple[str, str]]
    """What was read for what; an empty string for nothing."""

    @property
    def rate(self) -> float:
        """Character error rate, 0 for a perfect reading; above 1 if more was made up than there is."""
        return self.wrong / self.of if self.of else 0.0


def total(all_of_them: Iterable[Errors]) -> Errors:
    """The errors of several readings as of one."""
    wrong, of, confused = 0, 0, Counter[tuple[str, str]]()
    for one in all_of_them:
        wrong, of = wrong + one.wrong, of + one.of
        confused += one.confused
    return Errors(wrong=wrong, of=of, confused=confused)


def plain(text: str) -> str:
    """Without white space, half and full width alike (Unicode NFKC): what is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def errors(truth: str, read: str, beside: Iterable[str] = ()) -> Errors:
    """The least changes (Levenshtein) from `read` to `truth`; each character of `beside` may be read once more."""
    want, have = plain(truth), plain(read)
    free = Counter(plain("".join(beside)))
    confused = Counter[tuple[str, str]]()
    for kind, expected, found in _changes(want, have):
        if kind == _INSERT and free[found] > 0:
            free[found] -= 1
        elif kind != _KEEP:
            confused[expected, found] += 1
    return Errors(wrong=confused.total(), of=len(want), confused=confused)


def _changes(want: str, have: str) -> Iterable[tuple[int, str, str]]:
    """The steps of one cheapest way, from the end to the beginning."""
    table = _table(want, have)
    row, column = len(want), len(have)
    while row or column:
        here = table[row][column]
        if row and column and want[row - 1] == have[column - 1] and here == table[row - 1][column - 1]:
            row, column = row - 1, column - 1
            yield _KEEP, want[row], have[column]
        elif row and column and here == table[row - 1][column - 1] + 1:
            row, column = row - 1, column - 1
            yield _REPLACE, want[row], have[column]
        elif column and here == table[row][column - 1] + 1:
            column -= 1
            yield _INSERT, "", have[column]
        else:
            row -= 1
            yield _DELETE, want[row], ""


def _table(want: str, have: str) -> list[list[int]]:
    table = [list(range(len(have) + 1))]
    for number, expected in enumerate(want, 1):
        above, row = table[-1], [number]
        for column, found in enumerate(have, 1):
            changed = above[column - 1] + (expected != found)
            row.append(min(changed, above[column] + 1, row[-1] + 1))
        table.append(row)
    return table
