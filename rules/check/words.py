"""What a rulebook's words would hear by mistake: chance, counting twice, patterns that reach too far."""

import re
from collections.abc import Iterator, Mapping

import re2

from language.folding import fold_word
from rules.common_words import common_words
from rules.model import Finding, Place, Signal, Topic
from rules.patterns import compile_regex
from rules.rulebook import Rulebook

LARGEST_PATTERN = 20_000
"""Instructions of one compiled pattern; an honest one has some hundred, `.{0,900}` in Chinese eight thousand."""

_UNBOUNDED = re.compile(r"(?<!\\)\.[*+]|(?<!\\)\.\{\d+,\}")


def check_words(book: Rulebook) -> Iterator[Finding]:
    """All findings on single words and patterns."""
    signals = {signal.id: signal for signal in book.signals}
    chance = _chance(book)
    for signal in book.signals:
        if signal.regex is not None:
            yield from _regex(signal.place, signal.regex)
        yield from _by_chance(f"signal {signal.id}", signal.place, signal.any, signal.excluded, chance)
    for topic in book.topics:
        words = tuple(key for key, weight in topic.signals if weight > 0 and not key.isascii())
        listed = tuple(key for key, _ in topic.signals)
        yield from _by_chance(f"topic {topic.id}", topic.place, words, listed, chance)
        yield from _twice(topic, signals)


def _regex(place: Place, pattern: str) -> Iterator[Finding]:
    try:
        compiled = compile_regex(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else "unknown"
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        yield _finding(place, f"regex `{pattern}` is not valid RE2: {text}")
        return
    if compiled.search(""):
        yield _finding(place, f"regex `{pattern}` matches the empty text and would be heard in every letter")
    if compiled.programsize > LARGEST_PATTERN:
        size = f"{compiled.programsize} steps; at most {LARGEST_PATTERN}"
        yield _finding(place, f"regex `{pattern[:80]}` blows up to {size}", "write smaller repetitions")
    if _UNBOUNDED.search(pattern):
        what = f"regex `{pattern}` reaches over whole sentences"
        yield _warning(place, what, "write .{0,20} instead of .* or .+")


def _chance(book: Rulebook) -> Mapping[str, str]:
    """Two-character word → everyday words in which it stands by chance, those set apart in the rulebook left out."""
    apart = {fold_word(words.replace("|", "")) for words in book.language.apart}
    found: dict[str, str] = {}
    for words, cut in common_words():
        if words in apart:
            continue
        for at in range(len(words) - 1) if cut is None else (cut - 1,):
            shown = words if cut is None else f"{words[:cut]}|{words[cut:]}"
            found.setdefault(words[at : at + 2], shown)
    return found


def _by_chance(
    what: str, place: Place, words: tuple[str, ...], listed: tuple[str, ...], chance: Mapping[str, str]
) -> Iterator[Finding]:
    known = {fold_word(word) for word in listed}
    for word in dict.fromkeys(map(fold_word, words)):
        longer = chance.get(word)
        if longer is not None and longer.replace("|", "") not in known:
            said = f"{what}: `{word}` also stands by chance in `{longer.replace('|', '')}`"
            yield _warning(place, said, f"add {longer} under language: apart in rulebook.yaml")


def _twice(topic: Topic, signals: Mapping[str, Signal]) -> Iterator[Finding]:
    """A word that speaks for a topic both by itself and through a signal weighs twice, which no one sees."""
    own = {fold_word(key) for key, weight in topic.signals if weight > 0 and not key.isascii()}
    for key, weight in topic.signals:
        signal = signals.get(key) if key.isascii() else None
        if signal is None or weight < 0 or signal.all:
            continue
        for word in sorted(own & {fold_word(word) for word in signal.any}):
            said = f"topic {topic.id}: `{word}` counts twice, by itself and in the signal {key}"
            yield _warning(topic.place, said, "leave one of the two out")


def _finding(place: Place, what: str, hint: str | None = None) -> Finding:
    return Finding(file=place.file, line=place.line, what=what, hint=hint)


def _warning(place: Place, what: str, hint: str) -> Finding:
    return Finding(file=place.file, line=place.line, what=what, hint=hint, warning=True)
