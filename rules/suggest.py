"""Proposes words from letters whose topic people have confirmed: how much likelier a word is in a topic's letters than
in all others, as log-odds, with the letters' counts as evidence. Rules stay in charge: a person accepts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from language.folding import fold, fold_word
from rules.common_words import common_words
from rules.model import Topic
from rules.rulebook import Rulebook

SHORTEST, LONGEST = 2, 6
"""Characters of a word that may be proposed."""

LEAST_LETTERS = 3
"""Letters of the topic in which a word must stand; two may be by chance, or by one writer."""

_SURE = 1.96
"""Standard errors by which the log-odds must lie above zero (95 %)."""

_SHARE = 0.8
"""Of the letters with the word, the least share that are of the topic."""

_MOST = 10
"""Words proposed for one topic at once; more no one weighs."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_EMPTY = frozenset(
    "的了是我你他她它们在和就也都不有这那个说要把被让给到对与及或但而因为所以请会能可去来着过吗呢吧啊很太再又还已将从向以之其等么什怎您某年月日号第几一二三四五六七八九十百千万"
)
"""Characters with which no word of a matter begins or ends."""


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A letter with the topic that a person says it has."""

    subject: str
    text: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A word for a topic. letters: of the topic's `of` letters, those it stands in; others: of the `of_others` rest."""

    topic: str
    word: str
    weight: float
    letters: int
    of: int
    others: int
    of_others: int


def suggest(book: Rulebook, given: Sequence[Labelled], *, least: int = LEAST_LETTERS) -> tuple[Suggestion, ...]:
    """Words worth adding, by topic in the order of the rulebook, the surest first.

    Letters of a topic that the rulebook has not are others to all.
    """
    grams = [_grams(letter) for letter in given]
    everywhere = Counter(gram for letter in grams for gram in letter)
    chance = _by_chance()
    found: list[Suggestion] = []
    for topic in book.topics:
        mine = [letter for letter, labelled in zip(grams, given, strict=True) if labelled.topic == topic.id]
        if len(mine) < least:
            continue
        counts = Counter(gram for letter in mine for gram in letter)
        heard = _heard(book, topic)
        ranked = []
        for word, n in _whole(counts, least):
            others = everywhere[word] - n
            odds, error = _log_odds(n, len(mine), others, len(given) - len(mine))
            sure = odds >= _SURE * error and n >= _SHARE * (n + others)
            if sure and word not in chance and not any(one in word or word in one for one in heard):
                one = Suggestion(
                    topic=topic.id,
                    word=word,
                    weight=_weight(odds),
                    letters=n,
                    of=len(mine),
                    others=others,
                    of_others=len(given) - len(mine),
                )
                ranked.append((odds / error, one))
        found.extend(_apart(one for _, one in sorted(ranked, key=lambda pair: (-pair[0], pair[1].word))))
    return tuple(found)


def as_patch(suggestions: Sequence[Suggestion], letters: int) -> str:
    """The suggestions in the form of topics.yaml, each with its evidence; nothing suggested gives a comment alone."""
    lines = [f"# 根据 {letters} 封已确认主题的来信提出，供管理员取舍：接受的抄入 topics.yaml，再 check、test。"]
    topic = None
    for one in suggestions:
        if one.topic != topic:
            lines += [f"- id: {one.topic}", "  signals:"]
            topic = one.topic
        evidence = f"本主题 {one.of} 封中 {one.letters} 封，其他 {one.of_others} 封中 {one.others} 封"
        lines.append(f"    {one.word}: {one.weight:g}  # {evidence}")
    if topic is None:
        lines.append("# 没有足够把握的词可提。")
    return "\n".join(lines) + "\n"


def _grams(letter: Labelled) -> frozenset[str]:
    return grams_of(fold(f"{letter.subject}\n{letter.text}").text, range(SHORTEST, LONGEST + 1))


def grams_of(text: str, sizes: Sequence[int]) -> frozenset[str]:
    """Every stretch of Chinese of these lengths that might be a word, once a letter; the text is folded."""
    return frozenset(
        run[at : at + size]
        for run in _HAN.findall(text)
        for size in sizes
        for at in range(len(run) - size + 1)
        if run[at] not in _EMPTY and run[at + size - 1] not in _EMPTY
    )


def _whole(counts: Mapping[str, int], least: int) -> Iterator[tuple[str, int]]:
    """Frequent stretches, without those that only ever stand inside one longer stretch (业服 in 物业服务)."""
    frequent = {gram: n for gram, n in counts.items() if n >= least}
    inside = {
        part
        for gram, n in frequent.items()
        for part in (gram[1:], gram[:-1])
        if len(part) >= SHORTEST and frequent.get(part) == n
    }
    return ((gram, n) for gram, n in frequent.items() if gram not in inside)


def _log_odds(n: int, of: int, others: int, of_others: int) -> tuple[float, float]:
    """The log-odds ratio and its standard error, each count raised by a half (Haldane and Anscombe)."""
    cells = (n + 0.5, of - n + 0.5, others + 0.5, of_others - others + 0.5)
    return log(cells[0] / cells[1]) - log(cells[2] / cells[3]), sqrt(sum(1 / cell for cell in cells))


def _weight(odds: float) -> float:
    """In steps of a half from 1 to 4: the range in which the shipped rulebook weighs single words."""
    return min(4.0, max(1.0, round(odds) / 2))


def _heard(book: Rulebook, topic: Topic) -> frozenset[str]:
    """The words by which the topic is heard already, or is spoken against."""
    signals = {signal.id: signal for signal in book.signals}
    words = [key for key, _ in topic.signals if not key.isascii()]
    words += [word for key, _ in topic.signals if key in signals for word in signals[key].any]
    return frozenset(fold_word(word) for word in words) - {""}


def _by_chance() -> frozenset[str]:
    return frozenset(
        words[at : at + SHORTEST]
        for words, cut in common_words()
        for at in (range(len(words) - 1) if cut is None else (cut - 1,))
    )


def _apart(ranked: Iterable[Suggestion]) -> list[Suggestion]:
    """The surest of those that lie in one another, and no more than a person weighs."""
    kept: list[Suggestion] = []
    for one in ranked:
        if len(kept) < _MOST and not any(one.word in other.word or other.word in one.word for other in kept):
            kept.append(one)
    return kept
