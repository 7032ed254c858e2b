"""Hears danger whatever the topic: which kinds a letter says are there now, not imagined, past, over or practised.

The words of all kinds are found by the matcher in its one pass. Only where one was found is the sentence around it
looked at: a danger in one of the moods of the rulebook (if, years ago, a drill, restored, like a …) raises no alarm.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from rules.alarm_model import AlarmKind, AlarmRules, Mood
from rules.glossary import Glossary
from rules.letter import Span
from rules.matcher import Heard
from rules.model import Signal

REACHES = ("close", "clause", "sentence", "next", "letter")
"""How far from a danger the words of a mood are looked for: directly beside it; in its clause; in its sentence; into
the sentence before or after as well; anywhere."""

_SIDE = 90
"""Characters on either side that are looked at: a letter may be one endless sentence."""

_CLOSE = 8
_OWN = -1
"""The place of a kind's own words, beside the numbers of its `near`."""

_MOST_HITS = 60
"""Places of one kind that are weighed in one letter; more make it no more dangerous."""

_SENTENCE_ENDS = "。!?;.\n\x00"
_CLAUSE_ENDS = _SENTENCE_ENDS + ",:"
_DATE = re.compile(r"(?:([0-9]{4}|1[0-9]{2})年)?(?:([0-9]{1,2})月(?:份|([0-9]{1,2})[日号])?)?")
_RECENT = timedelta(days=8)
"""A date within it is no earlier date: a letter about last Thursday is about now."""

_REPUBLIC = 1911
"""Added to a year of the Republic of China (民国)."""


class Raised(NamedTuple):
    """One kind of danger that a letter says is there, and where it says so."""

    kind: AlarmKind
    spans: tuple[Span, ...]


class _Hit(NamedTuple):
    """Words that name a danger. last: where the last of them begins, for those that stand near each other."""

    start: int
    last: int
    end: int


class AlarmBell:
    """The alarms of a rulebook, compiled once. Immutable after construction; safe to share between threads."""

    def __init__(self, rules: AlarmRules, glossary: Glossary) -> None:
        words = _Words(rules, glossary)
        self._kinds = [(kind, _Kind(kind, words)) for kind in rules.kinds]
        self._places = {
            signal.id: place for at, (_, kind) in enumerate(self._kinds) for signal, place in kind.places(at)
        }
        self._moods = [(mood.id, _Mood(mood, words)) for mood in rules.moods]

    @property
    def signals(self) -> tuple[Signal, ...]:
        """What the matcher is to listen for; their ids are no ids of a rulebook, which hold no blank."""
        return tuple(signal for at, (_, kind) in enumerate(self._kinds) for signal, _ in kind.places(at))

    def raised(self, heard: Heard, received: datetime) -> tuple[Raised, ...]:
        """The kinds that the letter says are there now, in the order of the rulebook."""
        said: dict[int, dict[int, int]] = {}
        for name in heard.signals:
            if place := self._places.get(name):
                near = said.setdefault(place[0], {})
                near[place[1]] = near.get(place[1], 0) + 1
        found = []
        for at in sorted(said):
            rule, kind = self._kinds[at]
            hits = kind.hits(heard, said[at])
            if hits and (spans := tuple(self._there(heard.letter.text, rule, kind, hits, received.date()))):
                found.append(Raised(rule, spans))
        return tuple(found)

    def _there(self, text: str, rule: AlarmKind, kind: "_Kind", hits: Sequence[_Hit], day: date) -> Iterator[Span]:
        moods = [mood for name, mood in self._moods if name not in rule.despite]
        for hit in hits[:_MOST_HITS]:
            around = _Around(text, hit)
            if not kind.something_else(around) and not any(mood.takes(around, day) for mood in moods):
                yield hit.start, hit.end


class _Around:
    """A hit with the text around it, cut at clauses and sentences."""

    def __init__(self, text: str, hit: _Hit) -> None:
        self.text, self.hit = text, hit
        low, high = max(0, hit.start - _SIDE), min(len(text), hit.end + _SIDE)
        self._low, self._high = low, high
        self._sentence = _bounds(text, hit, low, high, _SENTENCE_ENDS)
        self._clause = _bounds(text, hit, low, high, _CLAUSE_ENDS)

    def before(self, reach: str) -> str:
        """What stands before the last word of the hit, from where the reach begins."""
        match reach:
            case "close":
                return self.text[max(self._clause[0], self.hit.last - _CLOSE) : self.hit.last]
            case "clause":
                return self.text[self._clause[0] : self.hit.last]
            case "sentence":
                return self.text[self._sentence[0] : self.hit.last]
            case "next":
                begin = self._sentence[0] - 1
                return self.text[_last_of(self.text, self._low, max(self._low, begin), _SENTENCE_ENDS) : self.hit.last]
            case _:
                return self.text[: self.hit.last]

    def after(self, reach: str) -> str:
        """What stands after the hit, to where the reach ends."""
        end = self.hit.end
        match reach:
            case "close":
                return self.text[end : min(self._clause[1], end + _CLOSE)]
            case "clause":
                return self.text[end : self._clause[1]]
            case "sentence":
                return self.text[end : self._sentence[1]]
            case "next":
                begin = min(self._high, self._sentence[1] + 1)
                return self.text[end : _first_of(self.text, begin, self._high, _SENTENCE_ENDS)]
            case _:
                return self.text[end:]

    @property
    def sentence(self) -> str:
        """The whole sentence, at most _SIDE characters to either side."""
        return self.text[slice(*self._sentence)]

    def after_start(self, reach: str) -> str:
        """From the last word of the hit to where the reach ends."""
        return self.text[self.hit.last : self.hit.end] + self.after(reach)


class _Kind:
    """What is listened for, and how hits are made of what was heard."""

    def __init__(self, kind: AlarmKind, words: "_Words") -> None:
        def signal(name: str, any_: tuple[str, ...], regex: str | None = None) -> Signal:
            return Signal(id=f"alarm {name}", any=any_, regex=regex, negatable=False, place=kind.place)

        self._own = signal(kind.id, kind.words, kind.regex)
        self._near = [
            (tuple(signal(f"{kind.id} {at} {number}", group) for number, group in enumerate(near.words)), near.within)
            for at, near in enumerate(kind.near)
        ]
        self._hidden = words.any_of(kind.excluded)
        self._longest = max((len(words.as_heard(word)) for word in kind.excluded), default=0)
        self._unless = words.any_of(kind.unless)
        self._when, self._brief = words.said(kind.needs), words.brief

    def places(self, at: int) -> Iterator[tuple[Signal, tuple[int, int]]]:
        """Each signal for the matcher with its place: the kind's number, and that of its `near`, -1 for its own."""
        if self._own.any or self._own.regex:
            yield self._own, (at, _OWN)
        for number, (group, _) in enumerate(self._near):
            for signal in group:
                yield signal, (at, number)

    def hits(self, heard: Heard, said: Mapping[int, int]) -> list[_Hit]:
        """Where the danger is named, in order; said: how many of its signals were heard, by `near`."""
        signals = heard.signals
        found = [_Hit(start, start, end) for start, end in signals.get(self._own.id, ())]
        for number, count in said.items():
            if number != _OWN and count == len(self._near[number][0]):
                group, within = self._near[number]
                found.extend(_together(heard.letter.text, [signals[signal.id] for signal in group], within))
        return sorted(set(found)) if found else found

    def something_else(self, around: _Around) -> bool:
        """Whether the words only look like it: part of a longer word, beside words that make it harmless, not now."""
        if self._untimely(around):
            return True
        if self._unless is not None and self._unless.search(around.sentence):
            return True
        if self._hidden is None:
            return False
        hit = around.hit
        low, high = max(0, hit.start - self._longest), hit.end + self._longest
        covers = (hit.start, hit.last)
        return any(
            low + match.start() <= begin < low + match.end()
            for match in self._hidden.finditer(around.text[low:high])
            for begin in covers
        )

    def _untimely(self, around: _Around) -> bool:
        """Whether a word of the time is needed and none stands close by."""
        if self._when is None or len(around.text) <= self._brief:
            return False
        return self._when.search(around.before("next") + around.after_start("next")) is None


class _Mood:
    """A mood with its words compiled."""

    def __init__(self, mood: Mood, words: "_Words") -> None:
        apart = mood.excluded
        self._before = [
            (reach, words.any_of(some, ends=reach == "close", apart=apart)) for reach, some in mood.before.items()
        ]
        self._after = [(reach, words.any_of(some, apart=apart)) for reach, some in mood.after.items()]
        self._around = tuple(words.any_of(some) for some in mood.around)
        self._unless = words.said(mood.unless)
        self._earlier = mood.earlier

    def takes(self, around: _Around, day: date) -> bool:
        """Whether the danger is named in this mood only."""
        return self._before_it(around) or self._after_it(around) or self._both(around) or self._dated(around, day)

    def _before_it(self, around: _Around) -> bool:
        for reach, words in self._before:
            text = around.before(reach)
            for match in words.finditer(text) if words else ():
                if _counts(match) and not self._given_back(text[match.end() :], around):
                    return True
        return False

    def _given_back(self, between: str, around: _Around) -> bool:
        return self._unless is not None and self._unless.search(between + around.after_start("clause")) is not None

    def _after_it(self, around: _Around) -> bool:
        for reach, words in self._after:
            text = around.after(reach)
            match = words and (words.match(text) if reach == "close" else _first(words, text))
            if match and _counts(match) and not (self._unless and self._unless.search(text[match.end() :])):
                return True
        return False

    def _both(self, around: _Around) -> bool:
        if len(self._around) != 2:
            return False
        first, second = self._around
        return bool(
            first and second and first.search(around.before("clause")) and second.search(around.after("clause"))
        )

    def _dated(self, around: _Around, day: date) -> bool:
        if not self._earlier:
            return False
        text = around.before("sentence")
        return any(
            _is_earlier(match, day) and not self._given_back(text[match.end() :], around)
            for match in _DATE.finditer(text)
            if match[1] or match[3]
        )


def _counts(match: re.Match[str]) -> bool:
    """Whether it is a word of the list, not a longer one in which such a word is none."""
    return match.lastgroup is None


def _first(words: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(filter(_counts, words.finditer(text)), None)


def _is_earlier(match: re.Match[str], day: date) -> bool:
    """Whether a written date lies well before the day of the letter; a day without a year is the last such day."""
    year, month, number = (int(part) if part else None for part in match.groups())
    if year is not None:
        year += _REPUBLIC if year < 1000 else 0
        if year != day.year or month is None:
            return year < day.year
    if number is None:
        return False
    try:
        written = date(year or day.year, month or day.month, number)
    except ValueError:
        return False
    if written > day and year is None:
        return True
    return day - written > _RECENT


class _Words:
    """Lists of words as patterns, in the form in which letters are heard."""

    def __init__(self, rules: AlarmRules, glossary: Glossary) -> None:
        self._times = rules.times
        self.as_heard = glossary.word
        self.brief = rules.brief

    def said(self, names: Iterable[str]) -> re.Pattern[str] | None:
        """One pattern for the words of these lists of `times`."""
        return self.any_of(word for name in names for word in self._times[name])

    def any_of(self, words: Iterable[str], *, ends: bool = False, apart: Iterable[str] = ()) -> re.Pattern[str] | None:
        """One pattern for all words; Latin words stand by themselves. ends: the text must end with one. apart: longer
        words, which match as the group `apart`.
        """
        listed = self._one_of(words)
        if not listed:
            return None
        longer = self._one_of(apart)
        first = f"(?P<apart>{longer})|" if longer else ""
        return re.compile(f"(?:{first}{listed}){'$' if ends else ''}")

    def _one_of(self, words: Iterable[str]) -> str:
        folded = sorted({self.as_heard(word) for word in words} - {""}, key=lambda word: (-len(word), word))
        return "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in folded)


def _together(text: str, groups: Sequence[Sequence[Span]], within: int) -> Iterator[_Hit]:
    """One word of each list within the distance and in one sentence."""
    ordered = [sorted(group) for group in groups]
    for first in {span for group in ordered for span in group}:
        nearest = [group[at] for group in ordered if (at := bisect_left(group, first)) < len(group)]
        if len(nearest) < len(ordered):
            continue
        last = max(nearest)
        apart = all(one[1] <= other[0] for one, other in pairwise(sorted(nearest)))
        if (
            apart
            and last[0] - first[1] <= within
            and not any(mark in text[first[0] : last[0]] for mark in _SENTENCE_ENDS)
        ):
            yield _Hit(first[0], last[0], max(end for _, end in nearest))


def _bounds(text: str, hit: _Hit, low: int, high: int, ends: str) -> Span:
    return _last_of(text, low, hit.last, ends), _first_of(text, hit.end, high, ends)


def _last_of(text: str, low: int, high: int, marks: str) -> int:
    """Where the stretch begins after the last of the marks; `low` if none stands there."""
    return max((at for mark in marks if (at := text.rfind(mark, low, high)) >= 0), default=low - 1) + 1


def _first_of(text: str, low: int, high: int, marks: str) -> int:
    return min((at for mark in marks if (at := text.find(mark, low, high)) >= 0), default=high)
