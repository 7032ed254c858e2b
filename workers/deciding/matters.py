"""Which matters a letter raises, and the sentence of the letter in which each stands (一信多诉, TRADE 4)."""

import re

from domain.decision import Decision
from domain.reading_codes import Source

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_LONGEST_QUOTE = 60
_MOST_MATTERS = 5
_FURTHER = frozenset({"topics", "also"})
"""The slots that a further matter fills, of the same category or of another."""


def topics_of(decision: Decision, also: float) -> tuple[str, ...]:
    """The main topic, then the further ones, best first; at most five: what a rule made a further matter by its words,
    and what scored at least `also` of the best in another category.

    In the main topic's own category a score says less: what the model thinks of it lifts all its topics.
    """
    if decision.topic is None:
        return ()
    heard = {reason.rule for reason in decision.reasons if reason.slot in _FURTHER}
    least = also * max((topic.score for topic in decision.topics), default=0.0)
    further = [
        topic.topic
        for topic in decision.topics
        if topic.topic in heard or (topic.category != decision.category and topic.score >= least)
    ]
    return tuple(dict.fromkeys((decision.topic, *further)))[:_MOST_MATTERS]


def words_of(decision: Decision, topic: str, subject: str, text: str) -> str:
    """The sentence in which the letter raises `topic`, in the resident's words; empty if it cannot be told."""
    for reason in decision.reasons:
        if reason.rule != topic:
            continue
        places = sorted(reason.matched, key=lambda match: (match.source is Source.SUBJECT, match.start))
        if places:
            source = subject if places[0].source is Source.SUBJECT else text
            return sentence_at(source, places[0].start)
    return ""


def sentence_at(text: str, at: int) -> str:
    """The sentence around a place, without its end mark, at most 60 characters around that place."""
    before = [found.end() for found in _SENTENCE_END.finditer(text, 0, at)]
    after = _SENTENCE_END.search(text, at)
    start, end = (before[-1] if before else 0), (after.start() if after else len(text))
    if end - start > _LONGEST_QUOTE:
        start = max(start, at - _LONGEST_QUOTE // 2)
        end = min(end, start + _LONGEST_QUOTE)
    return text[start:end].strip(" 　，,")
