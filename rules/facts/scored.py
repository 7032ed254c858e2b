"""The topics that were heard, as facts: score in thousandths, rank, and how they stand to the best."""

from rules.fact import MOST, Situation
from rules.predicate import Answers, Asked, Kind
from rules.topics import Ranked

_SCALE = 1_000_000
"""Of the numbers that are ratios."""


def thousandths(topic: Ranked) -> int:
    """A topic's score as a whole number."""
    return min(round(topic.score * 1000), MOST)


def margin_over(best: Ranked, other: Ranked) -> int:
    """How many times the other's score the best has, in millionths, rounded down."""
    score = thousandths(other)
    return min(thousandths(best) * _SCALE // score, MOST) if score else MOST


def _scored(situation: Situation, asked: Asked) -> Answers:
    """n: the score; rank: from 1; share: of the best score, in millionths, rounded down.

    Rules ask for the best or for a share: topics of a smaller share than any of them asks for meet no condition.
    """
    best, least = 0, asked.least.get("share", 0)
    for rank, one in enumerate(situation.ranked, 1):
        score = thousandths(one)
        best = best or score
        share = score * _SCALE // best if best else _SCALE
        if rank > 1 and share < least:
            break
        if one.topic.id in asked.keys:
            yield one.topic.id, {"n": score, "rank": rank, "share": share}


def _best(situation: Situation, asked: Asked) -> Answers:
    """n: the best score; margin: over the second, where there is one."""
    ranked = situation.ranked
    if ranked:
        more = {"margin": margin_over(ranked[0], ranked[1])} if len(ranked) > 1 else {}
        for key in asked.keys:
            yield key, {"n": thousandths(ranked[0]), **more}


KINDS = {"scored": Kind(answers=_scored), "best": Kind(answers=_best)}
