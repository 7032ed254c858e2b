"""The topics that were heard, as facts: score in thousandths, rank, and how they stand to the best."""

from collections.abc import Sequence
from operator import itemgetter

from rules.fact import MOST, Situation
from rules.predicate import Answers, Asked, Kind
from rules.topics import Ranked

_TWO_WORDS = 5
_SCALE = 1_000_000
"""Of the numbers that are ratios."""


def thousandths(score: float) -> int:
    """A score as a whole number."""
    return min(round(score * 1000), MOST)


def margin_over(best: Ranked, other: Ranked) -> int:
    """How many times the other's score the best has, in millionths, rounded down."""
    score = thousandths(other.score)
    return min(thousandths(best.score) * _SCALE // score, MOST) if score else MOST


def _scored(situation: Situation, asked: Asked) -> Answers:
    """n: the score of the words; rank: from 1; share: of the best's, in millionths, rounded down.

    Rules ask for the best or for a share: topics of a smaller share than any of them asks for meet no condition.
    """
    best, least = 0, asked.least.get("share", 0)
    for rank, one in enumerate(situation.ranked, 1):
        score = thousandths(one.of_words)
        best = best or score
        share = min(score * _SCALE // best, MOST) if best else _SCALE
        if rank > 1 and share < least:
            continue
        if one.topic.id in asked.keys:
            yield one.topic.id, {"n": score, "rank": rank, "share": share}


def rival(ranked: Sequence[Ranked]) -> Ranked | None:
    """The next topic that would have the letter handled otherwise than the best: another category, or other people."""
    best = ranked[0].topic
    here = (best.category, best.departments, best.fee)
    return next((one for one in ranked[1:] if (one.topic.category, one.topic.departments, one.topic.fee) != here), None)


def _best(situation: Situation, asked: Asked) -> Answers:
    """n: the score of the best's words; margin: its whole score over its rival's, where there is one; words: different
    ones that speak for it.

    Where there is a model: agree and against: how probable it holds that category and the likeliest other, in
    thousandths; beyond: the latter by the best's score, in millionths, if of that category no topic was heard.
    """
    ranked = situation.ranked
    if not ranked:
        return
    best = ranked[0]
    numbers = {"n": thousandths(best.of_words), "words": words_for(best, situation.heard.letter.text)}
    if (other := rival(ranked)) is not None:
        numbers["margin"] = margin_over(best, other)
    if held := situation.held:
        other_category, against = max(
            ((name, p) for name, p in held.items() if name != best.topic.category), key=itemgetter(1)
        )
        numbers["agree"] = thousandths(held.get(best.topic.category, 0.0))
        numbers["against"] = thousandths(against)
        if all(one.topic.category != other_category for one in ranked):
            numbers["beyond"] = min(round(against * _SCALE / best.score), MOST)
    for key in asked.keys:
        yield key, numbers


def words_for(topic: Ranked, text: str) -> int:
    """How many different words of the letter speak for a topic; a stretch of five characters or more holds two."""
    said = {text[start:end] for start, end in topic.spans}
    return sum(2 if len(one) >= _TWO_WORDS else 1 for one in said)


def _likeliest(situation: Situation, asked: Asked) -> Answers:
    """How probable the model holds the category it holds for the likeliest, in thousandths."""
    if held := situation.held:
        category = max(held, key=lambda name: held[name])
        if category in asked.keys:
            yield category, thousandths(held[category])


KINDS = {
    "scored": Kind(answers=_scored),
    "best": Kind(answers=_best),
    "likeliest": Kind(answers=_likeliest),
}
