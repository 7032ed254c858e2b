"""What a glossary may not say: lines that do nothing, say two things, lead on to each other, or are heard by chance."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ahocorasick_rs import AhoCorasick

from language.folding import fold_word
from rules.common_words import common_words, everyday_words
from rules.glossary import Glossary
from rules.model import Finding, GlossaryLine, Topic
from rules.rulebook import Rulebook


def check_glossary(book: Rulebook) -> Iterator[Finding]:
    """All findings on glossary.yaml."""
    sound = []
    for line in book.glossary:
        if not fold_word(line.term):
            yield _finding(line, f"`{line.term}` has no character to look for")
        elif not fold_word(line.word):
            yield _finding(line, f"`{line.term}` maps to nothing")
        elif fold_word(line.term) == fold_word(line.word):
            yield _finding(line, f"`{line.term}` maps onto itself")
        else:
            sound.append(line)
    lines = _by_term(sound)
    yield from _twice(lines)
    yield from _leading_on(sound, lines)
    yield from _by_chance(book, sound)
    glossary = Glossary(sound, book.kept)
    for topic in book.topics:
        yield from _joined(topic, glossary)


def _by_term(sound: list[GlossaryLine]) -> Mapping[str, list[GlossaryLine]]:
    lines: dict[str, list[GlossaryLine]] = defaultdict(list)
    for line in sound:
        lines[fold_word(line.term)].append(line)
    return lines


def _twice(lines: Mapping[str, list[GlossaryLine]]) -> Iterator[Finding]:
    """One term may mean two things in two regions, if both lines are marked."""
    for first, *others in lines.values():
        for other in others:
            if other.region == first.region or not (first.marked and other.marked):
                yield _finding(other, f"`{other.term}` stands twice; the first is on line {first.place.line}")


def _leading_on(sound: list[GlossaryLine], lines: Mapping[str, list[GlossaryLine]]) -> Iterator[Finding]:
    """A word in which another term stands is not exchanged again: the topics do not know it. 天花 → 天花板 is whole."""
    terms = list(lines)
    inside = AhoCorasick(terms)
    for line in sound:
        word = fold_word(line.word)
        if _leads_back(word, fold_word(line.term), lines):
            yield _finding(line, f"`{line.term}` leads back to itself over `{line.word}`")
            continue
        for at, _, _ in inside.find_matches_as_indexes(word, overlapping=True):
            meant = [fold_word(one.word) for one in lines[terms[at]] if not one.marked]
            if meant and not any(one in word for one in meant):
                what = f"`{line.term}` maps to `{line.word}`, in which the term `{terms[at]}` stands"
                yield _finding(line, what, f"write {word.replace(terms[at], meant[0])}")


def _leads_back(word: str, term: str, lines: Mapping[str, list[GlossaryLine]]) -> bool:
    seen: set[str] = set()
    while word in lines and word not in seen and word != term:
        seen.add(word)
        word = fold_word(lines[word][0].word)
    return word == term


def _by_chance(book: Rulebook, sound: list[GlossaryLine]) -> Iterator[Finding]:
    """Terms of every letter that stand in an everyday word, which no word under `keep` and no longer term protects."""
    glossary = Glossary([line for line in sound if not line.marked], book.kept)
    terms = _by_term([line for line in sound if not line.marked and not line.english])
    for everyday in (*everyday_words(), *(words for words, _ in common_words())):
        if everyday in terms or glossary.word(everyday) == everyday:
            continue
        for line in [line for term, some in terms.items() if term in everyday for line in some]:
            yield _warning(line, f"`{line.term}` also stands in `{everyday}`", f"add {everyday} under keep")


def _joined(topic: Topic, glossary: Glossary) -> Iterator[Finding]:
    """Two words of a topic that the glossary makes one would weigh twice."""
    first: dict[str, str] = {}
    for key, _ in topic.signals:
        if key.isascii():
            continue
        word = glossary.word(key)
        if first.setdefault(word, key) != key:
            what = f"topic {topic.id}: the glossary makes `{key}` and `{first[word]}` one word, which then counts twice"
            yield Finding(
                file=topic.place.file, line=topic.place.line, what=what, hint="leave one of the two out", warning=True
            )


def _finding(line: GlossaryLine, what: str, hint: str | None = None) -> Finding:
    return Finding(file=line.place.file, line=line.place.line, what=what, hint=hint)


def _warning(line: GlossaryLine, what: str, hint: str) -> Finding:
    return Finding(file=line.place.file, line=line.place.line, what=what, hint=hint, warning=True)
