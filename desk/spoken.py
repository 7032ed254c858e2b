"""Sentences with values, said in the language of a page, and packed so that the next page can say them."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.said import Sentence

Say = Callable[[str, Mapping[str, object] | None], str]


class _Counted(str):
    """A value as text that, asked for as {days:day|days}, gives the word that goes with it: one day, any other days."""

    def __format__(self, spec: str) -> str:
        one, choice, other = spec.partition("|")
        return (one if self == "1" else other) if choice else super().__format__(spec)


def sayer(gettext: Callable[[str], str]) -> Say:
    """What says a message with {names}, as use cases give it; values that are sentences are translated too."""

    def say(message: str, values: Mapping[str, object] | None = None) -> str:
        text = gettext(message)
        return text.format(**{name: _value(value) for name, value in values.items()}) if values else text

    def _value(value: object) -> object:
        return say(value.message, value.values) if isinstance(value, Sentence) else _Counted(value)

    return say


def packed(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as JSON can hold them: text, or the message and values of a sentence."""
    return {
        name: {"message": value.message, "values": packed(value.values)} if isinstance(value, Sentence) else str(value)
        for name, value in values.items()
    }


def unpacked(values: Mapping[str, Any]) -> dict[str, object]:
    """What `packed` packed."""
    return {
        name: Sentence(str(value["message"]), unpacked(value["values"])) if isinstance(value, dict) else str(value)
        for name, value in values.items()
    }
