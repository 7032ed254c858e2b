"""Where a language model's opinion differs from what the rules decided: a reason for a person to look, nothing else."""

from domain.codes import Urgency
from rules.fact import MOST, Numbers, Situation
from rules.facts.scored import words_for
from rules.model import All, Condition, Test
from rules.part import Part, Takes
from rules.predicate import Answers, Asked, Names, Predicate
from rules.schema.key import Key
from rules.schema.source import Item, Reader

_NAME = "second_opinion"
_SLOTS = ("category", "urgency")


def _second_opinion(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, _NAME, ("differs", "at_least", "words_below"))
    slot = reader.choice(parts.get("differs"), f"{_NAME}: differs", _SLOTS, item.line)
    least = max(
        1, round(reader.number(parts.get("at_least", Item(None, item.line)), f"{_NAME}: at_least", 0, 1) * 1000)
    )
    if slot is None:
        return None
    sure = Test(kind=_NAME, values=(slot,), least=least)
    if "words_below" not in parts:
        return sure
    below = reader.whole(parts["words_below"], f"{_NAME}: words_below", 1, MOST)
    return All(parts=(sure, Test(kind=_NAME, values=(slot,), below=below, of="words")))


def _differences(situation: Situation, asked: Asked) -> Answers:
    """n: how sure the model is, in thousandths; words: how many different words of the letter speak for its topic.

    An opinion that a letter is less urgent than the rules have it is no difference: a danger too many costs little.
    """
    opinion = situation.given.second_opinion
    if opinion is None:
        return
    best = situation.ranked[0] if situation.ranked else None
    words = words_for(best, situation.heard.letter.text) if best else 0
    numbers: Numbers = {"n": round(opinion.confidence * 1000), "words": words}
    if "category" in asked.keys and opinion.category != situation.settled.get("category"):
        yield "category", numbers
    if "urgency" in asked.keys and opinion.urgent and situation.settled.get("urgency") != Urgency.URGENT:
        yield "urgency", numbers


PREDICATES = {
    _NAME: Predicate(
        key=Key(
            "{differs: category or urgency, at_least: X, words_below: N}: a language model is as sure as X (0–1) of "
            "another category, or that the letter is urgent; words_below: and fewer than N different words speak for "
            "the topic. Such a rule fills needs_person alone",
            "{differs: category 或 urgency, at_least: X, words_below: N}：语言模型以不低于 X（0–1）的把握认为分类不同"
            "（category）或事情紧急（urgency）；words_below：且支持该主题的不同词语少于 N 个。这样的规则只能转人工",
        ),
        parse=_second_opinion,
        parts={
            "differs": Part(takes=Takes.CODE, codes=_SLOTS),
            "at_least": Part(takes=Takes.SHARE),
            "words_below": Part(takes=Takes.WHOLE, optional=True),
        },
        answers=_differences,
        reads="urgency",
        fills=("needs_person",),
        counts=True,
    )
}
