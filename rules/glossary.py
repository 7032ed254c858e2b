"""Folds the words of other regions and of English to those of the topics, once, before anything is looked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from language.folding import Folded, fold, fold_word
from language.script import leans_traditional
from rules.english import English
from rules.model import GlossaryLine

LANGUAGES_APART = 3
"""How many times further apart two words of one matter stand in English than in Chinese, in characters."""

_Found = tuple[int, int, tuple[int, ...]]
"""Where a term stands, and the numbers of its lines: of several regions, or none for a word that is kept."""


@dataclass(frozen=True)
class FoldedLetter:
    """A letter with the topics' words. stretch: how many times further apart words may stand than in Chinese."""

    subject: Folded
    body: Folded
    stretch: int = 1


class Glossary:
    """The lines of a glossary, compiled once. Immutable after construction; safe to share between threads."""

    def __init__(self, lines: Sequence[GlossaryLine] = (), kept: Iterable[str] = ()) -> None:
        self._lines = tuple(lines)
        self._regions = frozenset(line.region for line in lines if line.marked)
        self._words = tuple(fold_word(line.word) for line in lines)
        terms: dict[str, list[int]] = {fold_word(word): [] for word in kept}
        for number, line in enumerate(lines):
            if not line.english:
                terms.setdefault(fold_word(line.term), []).append(number)
        terms.pop("", None)
        # 天花板, for which 天花 stands, is left whole where a letter has it already.
        inside = _automaton(terms)
        whole = (word for word in self._words if word not in terms and inside.find_matches_as_indexes(word))
        terms |= {word: [] for word in whole}
        self._numbers = tuple(map(tuple, terms.values()))
        self._chinese = _automaton(terms)
        leans_traditional("")  # its tables are made here, not while the first letter waits
        self._english = English({line.term.lower(): number for number, line in enumerate(lines) if line.english})

    def fold(self, title: str, text: str) -> FoldedLetter:
        """A letter's subject and text, folded and with the topics' words."""
        subject, body = fold(title), fold(text)
        in_subject, in_body = self._found(subject.text), self._found(body.text)
        if not in_subject and not in_body:
            return FoldedLetter(subject, body)
        numbers = {number for _, _, some in (*in_subject, *in_body) for number in some}
        lines = [self._lines[number] for number in numbers]
        shown = self._shown(lines, title + text)
        english = any(line.english for line in lines) and _is_latin(title + text)
        return FoldedLetter(
            self._exchanged(subject, in_subject, shown),
            self._exchanged(body, in_body, shown),
            LANGUAGES_APART if english else 1,
        )

    def word(self, word: str) -> str:
        """A word of the rulebook in the form that letters are folded to: what is exchanged there is exchanged in it."""
        folded = fold_word(word)
        found = self._found(folded)
        return self._exchanged(Folded(folded, None), found, frozenset()).text if found else folded

    def _found(self, text: str) -> list[_Found]:
        """The terms of a folded text, in order."""
        found: list[_Found] = [(start, end, (number,)) for start, end, number in self._english.found(text)]
        chinese = self._chinese.find_matches_as_indexes(text)
        found += [(start, end, lines) for at, start, end in chinese if (lines := self._numbers[at])]
        return sorted(found)

    def _shown(self, lines: Sequence[GlossaryLine], whole: str) -> frozenset[str]:
        """The regions whose marked terms count: that of most of the other terms; without any, all if the script is
        traditional."""
        if not any(line.marked for line in lines):
            return frozenset()
        own = Counter(line.region for line in lines if not line.marked and line.region in self._regions)
        most = max(own.values(), default=0)
        if not most and not leans_traditional(whole):
            return frozenset()
        return frozenset(line.region for line in lines if own[line.region] == most)

    def _exchanged(self, folded: Folded, found: Sequence[_Found], shown: frozenset[str]) -> Folded:
        words = [
            (start, end, self._words[number])
            for start, end, some in found
            for number in [one for one in some if self._counts(one, shown)][:1]
        ]
        return folded.exchanged(words) if words else folded

    def _counts(self, number: int, shown: frozenset[str]) -> bool:
        line = self._lines[number]
        return not line.marked or line.region in shown


def _automaton(terms: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(list(terms), matchkind=MatchKind.LeftmostLongest)


def _is_latin(text: str) -> bool:
    """Whether at most a fifth of it is Chinese: a Chinese character takes three bytes in UTF-8, a Latin letter one."""
    return len(text.encode()) < 1.4 * len(text)
