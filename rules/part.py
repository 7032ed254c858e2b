"""How the value of a predicate is written, piece by piece: what a form has to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

VALUE = ""
"""The name of the part that is the predicate's value itself; any other is a key within it, or beside it."""


class Takes(StrEnum):
    """What a part is: some of a closed list, one of it, names that the rulebook defines, texts, yes or no, a number.

    SHARE is a number from 0 to 1.
    """

    CODES = "codes"
    CODE = "code"
    TOPICS = "topics"
    SIGNALS = "signals"
    ALARMS = "alarms"
    TEXTS = "texts"
    FLAG = "flag"
    WHOLE = "whole"
    SHARE = "share"


SEVERAL = frozenset({Takes.CODES, Takes.TOPICS, Takes.SIGNALS, Takes.ALARMS, Takes.TEXTS})
"""What is written as a list."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part. codes: the closed list. optional: whether it may be left out."""

    takes: Takes
    codes: tuple[str, ...] = ()
    optional: bool = False


Parts = Mapping[str, Part]

FLAG: Parts = {VALUE: Part(takes=Takes.FLAG)}
TEXTS: Parts = {VALUE: Part(takes=Takes.TEXTS)}
SHARE: Parts = {VALUE: Part(takes=Takes.SHARE)}
BOUNDS: Parts = {
    "at_least": Part(takes=Takes.WHOLE, optional=True),
    "below": Part(takes=Takes.WHOLE, optional=True),
}
"""At least the one, less than the other, or both."""


def some_of(codes: tuple[str, ...]) -> Parts:
    """Some of a closed list."""
    return {VALUE: Part(takes=Takes.CODES, codes=codes)}
