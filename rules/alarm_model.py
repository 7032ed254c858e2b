"""What a rulebook says of dangers that are there now, and of the moods in which they are none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.model import Near, Place


@dataclass(frozen=True, kw_only=True)
class Mood:
    """How a danger may be named without being there: imagined, past, over, practised, compared, quoted, denied.

    before, after: reach (rules.alarms.REACHES) → words that stand there. around: words before and words after, both in
    the danger's clause. excluded: longer words in which a word before or after is none (可怕). unless: lists of
    `times`; such a word between a word before and the danger, or behind a word after, gives the danger back. earlier: a
    date well before the letter's counts as a word before.
    """

    id: str
    name: str
    before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    around: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    earlier: bool = False
    place: Place


@dataclass(frozen=True, kw_only=True)
class AlarmKind:
    """One kind of danger: (`words` or `near` or `regex`), outside longer words of `excluded`, with none of `unless` in
    the sentence, in no mood but those of `despite`.

    needs: lists of `times`, of which a word must stand close by, except in a brief letter.
    """

    id: str
    name: str
    because: str
    words: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    regex: str | None = None
    excluded: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    place: Place


@dataclass(frozen=True, kw_only=True)
class AlarmRules:
    """All kinds of danger and the moods in which they are none. times: name → words that say when: now, since, again.
    brief: a letter of at most so many characters tells what is now."""

    times: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    brief: int = 0
    moods: tuple[Mood, ...] = ()
    kinds: tuple[AlarmKind, ...] = ()
