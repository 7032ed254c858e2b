"""Sentences for people, each the key of its own translation: they are translated only where they are shown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a message that is translated where it is shown."""
    return message


_NAMED = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([^{}|]*)\|([^{}|]*))?\}")


def filled(message: str, values: Mapping[str, object], spoken: Callable[[object], str] = str) -> str:
    """`message` with each {name} replaced by its value, in one pass: braces in a value stay as they are.

    {days:day|days} gives the word that goes with a number: the first for 1, the second for any other. Nothing else is
    understood: no attribute, index, conversion or width (CWE-134); any other brace stays as it is written.
    spoken: how a value becomes text.
    """

    def value(place: re.Match[str]) -> str:
        name, one, other = place.groups()
        if name not in values:
            return place[0]
        text = spoken(values[name])
        if one is None:
            return text
        return one if text == "1" else other

    return _NAMED.sub(value, message)


@dataclass(frozen=True)
class Sentence:
    """A value within a sentence that is a message itself, such as a state's name or what a check found.

    message: Chinese, with {names} for `values`; as text it is Chinese.
    """

    message: str
    values: Mapping[str, "Sentence | object"] = field(default_factory=dict)
    """Named in the type, sentences come back as such from another process (workers/instance/answers.py)."""

    def __str__(self) -> str:
        return filled(self.message, self.values)
