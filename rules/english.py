"""Finds the glossary's English terms: whole words in their common forms, whatever auxiliaries stand between them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_JOINS = re.compile(r"[\s'’-]*")
"""What may stand between two words of one term."""
_NOT = frozenset({"not", "never", "cannot"})
_PASSED_OVER = frozenset(
    re.findall(
        r"\w+",
        """a an the yet this that these those my our your his her its their is are was were be been
        being am has have had do does did so very quite too still always just really completely
        totally constantly often again also even all both far much i we you he she it they can could
        will would""",
    )
)
"""Words between those of a term that change nothing: the lift [is] broken, [has] not [been] emptied."""
_VOWELS = frozenset("aeiou")
_Word = tuple[int, int, tuple[str, ...]]
"""Where a word stands, and the words of terms of which it may be a form."""

_FURTHEST = 8
"""Words looked at for one term, those passed over among them."""


class English:
    """The English terms of a glossary, compiled once. terms: term (lower case) → what stands for it."""

    def __init__(self, terms: Mapping[str, int]) -> None:
        self._terms: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._forms: dict[str, tuple[str, ...]] = {}
        split = [(words, number) for term, number in terms.items() if (words := _words(term))]
        for words, number in sorted(split, key=lambda one: -len(one[0])):
            self._terms[words[0]].append((words[1:], number))
        listed = {word for words, _ in split for word in words}
        for word in sorted(listed):
            for form in (word, *_forms(word)):
                known = self._forms.get(form, ())
                self._forms[form] = (word, *known) if form == word else (*known, word)

    def found(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(start, end, number) of each term in a folded text, the longest from the first word on, none overlapping."""
        if not self._terms or not text.islower():  # folded text has small letters or none
            return
        words = [(found.start(), found.end(), self._bases(found[0])) for found in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            match = self._from(text, words, at)
            if match is None:
                at += 1
                continue
            last, number = match
            yield words[at][0], words[last][1], number
            at = last + 1

    def _bases(self, word: str) -> tuple[str, ...]:
        """The words of terms of which it is a form, itself first."""
        if word in _NOT or word.endswith(("n't", "n’t")):
            return ("not",)
        plain = word.removesuffix("'s").removesuffix("’s")
        return self._forms.get(plain) or (plain,)

    def _from(self, text: str, words: Sequence[_Word], at: int) -> tuple[int, int] | None:
        """The last word and the number of the term that reaches furthest from a word on."""
        best: tuple[int, int] | None = None
        for base in words[at][2]:
            for rest, number in self._terms.get(base, ()):
                last = _reached(text, words, at, rest)
                if last is not None and (best is None or last > best[0]):
                    best = last, number
        return best


def _reached(text: str, words: Sequence[_Word], at: int, rest: tuple[str, ...]) -> int | None:
    """The index of the word with which a term ends that began with the word at `at`; None if it does not go on."""
    for wanted in rest:
        for here in range(at + 1, min(at + _FURTHEST, len(words))):
            if not _JOINS.fullmatch(text, words[here - 1][1], words[here][0]):
                return None
            if wanted in words[here][2]:
                at = here
                break
            if words[here][2][0] not in _PASSED_OVER:
                return None
        else:
            return None
    return at


def _words(term: str) -> tuple[str, ...]:
    return tuple("not" if word in _NOT else word for word in _WORD.findall(term.lower()))


def _forms(word: str) -> Iterator[str]:
    """The regular forms of a noun or verb; one that is no word does no harm."""
    stem = word[:-1] if word.endswith("e") else word
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
        return
    yield f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
    yield from (f"{stem}ed", f"{stem}ing")
    if len(word) > 2 and word[-1] not in _VOWELS | set("wxy") and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")
