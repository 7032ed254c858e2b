"""Finds every word, near, regex and signal of a rulebook in a letter: one pass for all terms, however many."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import re2
from ahocorasick_rs import AhoCorasick

from domain.codes import Source
from domain.decision import DecisionInput, Match
from language.folding import Folded, fold_word
from language.forms import heard
from rules.glossary import Glossary
from rules.model import Language, Signal

Span = tuple[int, int]
"""A stretch of the searched text (folded subject, a NUL, folded text), end exclusive."""

OPENING = 60
"""How many characters of the text are its opening."""

MOST_PLACES = 1000
"""Places of one word that are looked at; more change no score and keep a letter of two million characters quick."""

MOST_QUOTED = 50
"""Words quoted for one reason; a person reads no more, and a letter may be two million characters long."""

_BREAK = "\x00"
_SENTENCE_END = re.compile(r"[。!?;\n\x00]|\.(?=\s)")
_CLAUSE_END = re.compile(r"[,、。!?;:\n\x00]|\.(?=\s)")
_LONGEST_CLAUSE = 30
_COMPARED = 7
"""Characters behind the opening of a comparison that belong to it."""
_EITHER_OR = "就是"
_MARKS = ("demand", "trouble", "aside", "alike")
"""The lists of the rulebook's `language` whose words say something of the clause or sentence they stand in."""
_LONGEST_NEGATION = 8
_JOINED = 50
_FEW = 100
"""So many patterns are run one by one: measured, that takes a quarter of the time of the joint automaton."""
_JOINT_MEMORY = 64 << 20

_ANY, _EXCLUDED, _ALL = -1, -2, -3
"""Roles a word may have in a signal."""

_Use = tuple[int, int, bool]
"""A signal's number, the word's role in it, whether a negation takes the hit away."""


@dataclass(frozen=True)
class Letter:
    """The searched text with its landmarks, all in its own coordinates except `ocr` and `attachments_from`."""

    subject: Folded
    body: Folded
    text: str
    base: int
    demands: tuple[Span, ...]
    troubles: tuple[int, ...]
    """Where words of faults and demands begin, in order."""
    asides: tuple[Span, ...]
    """Clauses that complain of nothing, and what stands right behind an opened comparison; in order."""
    attachments_from: int | None
    ocr: tuple[Span, ...]
    stretch: int = 1
    """How many times further apart the words of a `near` may stand than the rulebook says."""

    @property
    def english(self) -> bool:
        """Whether the letter is written in English."""
        return self.stretch > 1

    def places(self, span: Span) -> frozenset[str]:
        """Which of PLACES a stretch stands in."""
        if span[0] < self.base:
            return frozenset({"subject"})
        found = {"text"}
        if span[0] < self.base + OPENING:
            found.add("opening")
        if self.in_demand(span):
            found.add("demand")
        if self.attachments_from is not None and self.match(span).start >= self.attachments_from:
            found.add("attachment")
        if self.in_ocr(span):
            found.add("ocr")
        return frozenset(found)

    def in_demand(self, span: Span) -> bool:
        """Whether the sentence asks for something."""
        at = bisect_right(self.demands, (span[0], len(self.text))) - 1
        return at >= 0 and span[0] < self.demands[at][1]

    def in_aside(self, span: Span) -> bool:
        """Whether it is said by the way: of what is well, or to compare."""
        at = bisect_right(self.asides, (span[0], len(self.text))) - 1
        return at >= 0 and span[0] < self.asides[at][1]

    def in_trouble(self, span: Span) -> bool:
        """Whether a word of a fault or a demand stands in the same clause, outside of it."""
        start, end = _clause(self.text, span)
        at = bisect_left(self.troubles, start)
        return any(not span[0] <= one < span[1] for one in self.troubles[at : bisect_left(self.troubles, end)])

    def in_ocr(self, span: Span) -> bool:
        """Whether OCR read it."""
        if not self.ocr or span[0] < self.base:
            return False
        start = self.match(span).start
        return any(begin <= start < end for begin, end in self.ocr)

    def match(self, span: Span) -> Match:
        """The letter's own words, with folded offsets turned into its own; `text` is filled in by `quote`."""
        if span[0] < self.base:
            start, end = self.subject.original(*span)
            return Match(source=Source.SUBJECT, text="", start=start, end=end)
        start, end = self.body.original(span[0] - self.base, span[1] - self.base)
        return Match(source=Source.TEXT, text="", start=start, end=end)

    def heard_as(self, match: Match) -> str | None:
        """The topics' word for which the letter has one of its region; None where it is the letter's own."""
        part = self.subject if match.source is Source.SUBJECT else self.body
        if part.ends is None or part.origins is None:
            return None
        first, last = bisect_left(part.origins, match.start), bisect_right(part.ends, match.end)
        said = part.text[first:last]
        return said if said != fold_word(match.text) else None

    def quote(self, spans: Iterable[Span], given: DecisionInput) -> tuple[Match, ...]:
        """The letter's own words at these stretches, in reading order; the first MOST_QUOTED of them."""
        found = []
        for span in sorted(set(spans))[:MOST_QUOTED]:
            match = self.match(span)
            whole = given.subject if match.source is Source.SUBJECT else given.text
            text = whole[match.start : match.end]
            found.append(Match(source=match.source, text=text, start=match.start, end=match.end))
        return tuple(found)


@dataclass(frozen=True)
class Heard:
    """What was heard in one letter: word (folded) → places, signal id → places; each in order, never overlapping."""

    letter: Letter
    words: Mapping[str, tuple[Span, ...]]
    signals: Mapping[str, tuple[Span, ...]]


class Matcher:
    """All terms of a rulebook, compiled once. Immutable after construction; safe to share between threads."""

    def __init__(
        self, words: Iterable[str], signals: Sequence[Signal], language: Language, glossary: Glossary | None = None
    ) -> None:
        self._glossary = glossary or Glossary()
        as_heard = self._glossary.word
        self._negations = tuple(map(as_heard, language.negation))
        self._negation_ends = frozenset(word[-1] for word in self._negations)
        self._not_negations = tuple(map(as_heard, language.not_negation))
        self._signals = tuple(_Asked.of(signal, as_heard) for signal in signals)
        names = _by_word(words, as_heard)
        marks = {name: frozenset(map(as_heard, getattr(language, name))) - {""} for name in _MARKS}
        marking = frozenset[str]().union(*marks.values())
        apart, uses = _apart(language.apart, as_heard), _uses(self._signals)
        self._terms = sorted({*names, *marking, *apart, *uses} - {""})
        numbers = {term: index for index, term in enumerate(self._terms)}
        self._single = {numbers[term]: folded for term, folded in names.items() if term}
        self._marks = {numbers[term]: tuple(name for name in _MARKS if term in marks[name]) for term in marking}
        self._apart = {numbers[term]: cuts for term, cuts in apart.items() if term}
        self._uses = [uses.get(term, ()) for term in self._terms]
        self._automaton = AhoCorasick(self._terms) if self._terms else None
        self._edged = {numbers[term]: edge for term in self._terms if (edge := _edge(term)) is not None}
        patterns = [(index, signal.pattern) for index, signal in enumerate(self._signals) if signal.pattern]
        self._few = [index for index, _ in patterns] if len(patterns) <= _FEW else []
        self._prefilters = [] if self._few else _prefilters(patterns)

    def hear(self, given: DecisionInput) -> Heard:
        """Everything the letter says that the rulebook asks about."""
        folded = self._glossary.fold(given.subject, heard(given.text))
        subject, body = folded.subject, folded.body
        text = f"{subject.text}{_BREAK}{body.text}"
        words: dict[str, tuple[Span, ...]] = {}
        gathered: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
        marked: dict[str, list[Span]] = defaultdict(list)
        for index, spans in self._without_chance(self._search(text)).items():
            affirmed = spans
            if len(spans) > 1 or text[spans[0][0] - 1] in self._negation_ends:
                affirmed = [span for span in spans if not self._negated(text, span)]
            for mark in self._marks.get(index, ()):
                marked[mark].extend(spans if mark == "demand" else affirmed)
            if affirmed:
                for word in self._single.get(index, ()):
                    words[word] = tuple(affirmed)
            for signal, role, negatable in self._uses[index]:
                if found := affirmed if negatable else spans:
                    gathered[signal][role].extend(found)
        self._regex_spans(text, gathered)
        letter = Letter(
            subject=subject,
            body=body,
            text=text,
            base=len(subject.text) + 1,
            demands=_sentences_with(text, (start for start, _ in marked["demand"])),
            troubles=tuple(sorted(start for start, _ in marked["trouble"])),
            asides=_asides(text, marked["aside"], marked["alike"]),
            attachments_from=given.attachments_from,
            ocr=given.ocr,
            stretch=folded.stretch,
        )
        return Heard(letter, words, self._heard_signals(letter, gathered))

    def _search(self, text: str) -> dict[int, list[Span]]:
        """Term number → where it stands."""
        found: dict[int, list[Span]] = {}
        if self._automaton is None:
            return found
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if index in self._edged and not self._edged[index].match(text, start):
                continue
            spans = found.get(index)
            if spans is None:
                found[index] = [(start, end)]
            elif spans[-1][1] <= start and len(spans) < MOST_PLACES:  # a word may overlap itself: 哈哈 in 哈哈哈
                spans.append((start, end))
        return found

    def _without_chance(self, found: dict[int, list[Span]]) -> dict[int, list[Span]]:
        """What was found, without what only the joint of two other words makes: 保安 in 确保安全."""
        hiding = sorted(
            (start, end, None if cut is None else start + cut)
            for index, spans in found.items()
            for cut in self._apart.get(index, ())
            for start, end in spans
        )
        if not hiding:
            return found
        starts = [start for start, _, _ in hiding]
        longest = max(end - start for start, end, _ in hiding)

        def by_chance(span: Span) -> bool:
            near = hiding[bisect_left(starts, span[1] - longest) : bisect_right(starts, span[0])]
            return any(
                span[1] <= end and span != (start, end) and (cut is None or span[0] < cut < span[1])
                for start, end, cut in near
            )

        return {index: kept for index, spans in found.items() if (kept := [s for s in spans if not by_chance(s)])}

    def _negated(self, text: str, span: Span) -> bool:
        if text[span[0] - 1 : span[0]] not in self._negation_ends:
            return False
        before = text[max(0, span[0] - _LONGEST_NEGATION) : span[0]]
        if not before.endswith(self._negations) or before.endswith(self._not_negations):
            return False
        # 不是停水就是停电 complains of both.
        return not (before.endswith("不是") and _EITHER_OR in text[span[1] : span[1] + 8])

    def _heard_signals(
        self, letter: Letter, gathered: Mapping[int, Mapping[int, list[Span]]]
    ) -> dict[str, tuple[Span, ...]]:
        heard: dict[str, tuple[Span, ...]] = {}
        for index, found in sorted(gathered.items(), key=itemgetter(0)):
            signal = self._signals[index]
            simple = len(found) == 1 and not signal.alls  # as most are
            if spans := _merged(found.get(_ANY, ())) if simple else signal.heard(letter, found):
                heard[signal.id] = spans
        return heard

    def _regex_spans(self, text: str, gathered: dict[int, dict[int, list[Span]]]) -> None:
        """Add the stretches that patterns match; of many, a joint automaton says which to run at all."""
        joined = [indexes[number] for joint, indexes in self._prefilters for number in joint.Match(text) or ()]
        for index in self._few or joined:
            signal = self._signals[index]
            for match in signal.regex.finditer(text) if signal.regex else ():
                span = match.span()
                if span[1] > span[0] and not (signal.negatable and self._negated(text, span)):
                    gathered[index][_ANY].append(span)


@dataclass(frozen=True)
class _Asked:
    """A signal as the matcher wants it: (role, folded word) pairs; a role is _ANY, _EXCLUDED, a list of `near` (0 and
    up), or a word of `all` (_ALL and below)."""

    id: str
    words: tuple[tuple[int, str], ...]
    alls: tuple[int, ...]
    near: tuple[int, ...]
    within: int
    only_all: bool
    regex: "re2._Regexp | None"
    pattern: str
    negatable: bool

    @classmethod
    def of(cls, signal: Signal, as_heard: Callable[[str], str]) -> "_Asked":
        """From the rulebook's signal. as_heard: a word in the form that letters are folded to."""
        alls = tuple(dict.fromkeys(map(as_heard, signal.all)))
        groups = signal.near.words if signal.near else ()
        words = [(_ANY, as_heard(word)) for word in signal.any]
        words += [(_EXCLUDED, as_heard(word)) for word in signal.excluded]
        words += [(_ALL - at, word) for at, word in enumerate(alls)]
        words += [(at, as_heard(word)) for at, group in enumerate(groups) for word in group]
        return cls(
            id=signal.id,
            words=tuple(dict.fromkeys(words)),
            alls=tuple(_ALL - at for at in range(len(alls))),
            near=tuple(range(len(groups))),
            within=signal.near.within if signal.near else 0,
            only_all=not (signal.any or signal.near or signal.regex),
            regex=compile_regex(signal.regex) if signal.regex else None,
            pattern=signal.regex or "",
            negatable=signal.negatable,
        )

    def heard(self, letter: Letter, found: Mapping[int, list[Span]]) -> tuple[Span, ...]:
        """Where it is heard, in order and never overlapping; empty if it is not."""
        if _EXCLUDED in found or not all(role in found for role in self.alls):
            return ()
        spans = list(found[_ANY]) if _ANY in found else []
        if self.near and all(role in found for role in self.near):
            near = _near([found[role] for role in self.near], self.within * letter.stretch)
            spans.extend(span for span in near if _BREAK not in letter.text[span[0] : span[1]])
        if self.only_all:
            spans.extend(span for role in self.alls for span in found[role])
        return _merged(spans)


def _by_word(words: Iterable[str], as_heard: Callable[[str], str]) -> Mapping[str, Sequence[str]]:
    """What is looked for → the words of the rulebook (folded) that it stands for; several, if the glossary joins
    them."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for word in words:
        found[as_heard(word)][fold_word(word)] = None
    return {term: tuple(names) for term, names in found.items()}


def _edge(term: str) -> re.Pattern[str] | None:
    """A term that begins or ends with a figure or Latin letter, with what may not stand beside it; None for others.

    12345 is no hotline in a longer number, whether its groups of four stand apart by a blank or hyphen or not; ktv is
    none in a longer word, but for an s of the plural.
    """
    first, last = term[0], term[-1]
    if not (first.isascii() and first.isalnum()) and not (last.isascii() and last.isalnum()):
        return None
    before = after = ""
    if first.isascii() and first.isdigit():
        before = r"(?<![0-9a-z])(?<![0-9]\.)(?<![1-9][0-9]{3}[- ])"
    elif first.isascii() and first.isalpha():
        before = "(?<![a-z])"
    if last.isascii() and last.isdigit():
        after = r"(?![0-9])(?!\.[0-9])(?![- ][0-9]{4})" + ("(?![a-z])" if term.isdigit() else "")
    elif last.isascii() and last.isalpha():
        after = "(?!(?!s(?![a-z]))[a-z])"
    return re.compile(before + re.escape(term) + after)


def _uses(signals: Sequence[_Asked]) -> Mapping[str, Sequence[_Use]]:
    """Word → the signals that listen for it."""
    uses: dict[str, list[_Use]] = defaultdict(list)
    for index, signal in enumerate(signals):
        for role, word in signal.words:
            uses[word].append((index, role, signal.negatable and role != _EXCLUDED))
    return uses


def _apart(given: Iterable[str], as_heard: Callable[[str], str]) -> dict[str, tuple[int | None, ...]]:
    """The words written together → where bars divide them; None: nowhere, the whole hides all inside it."""
    found: dict[str, tuple[int | None, ...]] = {}
    for words in given:
        first, *rest = map(as_heard, words.split("|"))
        whole = first + "".join(rest)
        cuts: tuple[int | None, ...] = tuple(len(first) for _ in rest[:1]) or (None,)
        found[whole] = (*found.get(whole, ()), *cuts)
    return found


def compile_regex(pattern: str) -> "re2._Regexp":
    """An RE2 pattern, upper and lower case alike; re2.error where it is none."""
    return re2.compile(pattern, options=_regex_options())


def _regex_options(memory: int = 8 << 20) -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = memory
    return options


def _prefilters(patterns: Sequence[tuple[int, str]]) -> "list[tuple[re2.Set, list[int]]]":
    """Patterns joined into few automata, so that a letter is read few times to see which of them to run.

    What RE2 refuses to join (its memory is bounded) is halved; a single pattern always joins, for it compiled alone.
    """
    found: list[tuple[re2.Set, list[int]]] = []
    waiting = [patterns[at : at + _JOINED] for at in range(0, len(patterns), _JOINED)]
    while waiting:
        some = waiting.pop()
        joint = re2.Set.SearchSet(_regex_options(_JOINT_MEMORY))
        for _, pattern in some:
            joint.Add(pattern)
        try:
            joint.Compile()
        except re2.error:
            if len(some) == 1:
                raise
            half = len(some) // 2
            waiting.extend((some[:half], some[half:]))
        else:
            found.append((joint, [index for index, _ in some]))
    return found


def _near(groups: Sequence[Sequence[Span]], within: int) -> list[Span]:
    """One word of each list within the distance: the stretches from the first of them to the last."""
    ordered = [sorted(group) for group in groups]
    found = []
    for first in {span for group in ordered for span in group}:
        # Each list's next word at or after `first`; the list of `first` itself gives `first`.
        nearest = [group[at] for group in ordered if (at := bisect_left(group, first)) < len(group)]
        if len(nearest) == len(ordered) and max(nearest)[0] - first[1] <= within:
            found.append((first[0], max(end for _, end in nearest)))
    return found


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Overlapping stretches become one."""
    if len(spans) < 2:
        return tuple(spans)
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _clause(text: str, span: Span) -> Span:
    """The clause about a stretch, between commas or the like; no further than 30 characters either way."""
    least, most = max(0, span[0] - _LONGEST_CLAUSE), min(len(text), span[1] + _LONGEST_CLAUSE)
    before = [match.end() for match in _CLAUSE_END.finditer(text, least, span[0])]
    after = _CLAUSE_END.search(text, span[1], most)
    return (before[-1] if before else least, after.start() if after else most)


def _asides(text: str, well: Sequence[Span], alike: Sequence[Span]) -> tuple[Span, ...]:
    clauses = [_clause(text, span) for span in well]
    clauses += [(end, min(end + _COMPARED, _clause(text, (start, end))[1])) for start, end in alike]
    return _merged(clauses)


def _sentences_with(text: str, places: Iterable[int]) -> tuple[Span, ...]:
    """The sentences in which one of the places lies."""
    starts = sorted(places)
    if not starts:
        return ()
    ends = [-1, *[match.start() for match in _SENTENCE_END.finditer(text)], len(text)]
    found: dict[Span, None] = {}
    for start in starts:
        at = bisect_left(ends, start)
        if start < ends[at]:
            found[ends[at - 1] + 1, ends[at]] = None
    return tuple(found)
