"""What a model has learnt of the words that letters use for a topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class DangerTold(NamedTuple):
    """How a model told danger in letters that it had not learnt from: in `heard` of the `letters` that say it is there,
    and in `wrongly` of the `others`."""

    letters: int
    heard: int
    others: int
    wrongly: int


class Stretch(NamedTuple):
    """A stretch of characters that a model knows: its rarity, and its weights in thousandths, each of the column whose
    number stands at its place in `columns`; of other columns it says nothing."""

    rarity: float
    columns: tuple[int, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """What a model has learnt from `letters` (rules.opinion), in thousandths.

    topics: the topics it tells apart, each with its category when it was learnt. The columns of the weights are these
    topics, then the categories, then danger if it has learnt it. start: of each column, before anything is heard.
    grams: stretch of characters → what it says of them.

    Of `tried` letters that it had not learnt from it had the category `right`; of the `sure` ones (probability 0.8 or
    more) it had `sure_right`. danger: how it told danger; None if it has not learnt that.
    """

    letters: int
    tried: int
    right: int
    sure: int
    sure_right: int
    topics: Mapping[str, str]
    start: tuple[float, ...]
    grams: Mapping[str, Stretch]
    danger: DangerTold | None = None

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of its topics, each once."""
        return tuple(sorted(set(self.topics.values())))
