"""Sentences with values, said in the language of a page, and packed so that the next page can say them."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.said import Sentence, filled

Say = Callable[[str, Mapping[str, object] | None], str]


class Tone(StrEnum):
    """How something is said on the next page."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Undo:
    """The form that takes an act back: where it is sent, and its fields. It is an act with an event of its own."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Flash:
    """One sentence for the next page. message: the key of its translation, with {names} for `values`.

    undo: how the act that it tells of is taken back, None for one that cannot be.
    """

    tone: Tone
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    undo: Undo | None = None

    def packed(self) -> str:
        """The flash as text that a session's row can hold."""
        undo = [self.undo.path, dict(self.undo.fields)] if self.undo else []
        return json.dumps([self.tone, self.message, packed(self.values), undo], ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> "Flash":
        """The flash that `packed` packed."""
        tone, message, values, *rest = json.loads(text)
        undo = next((Undo(path=one[0], fields=one[1]) for one in rest if one), None)
        return cls(tone=Tone(tone), message=message, values=unpacked(values), undo=undo)


def sayer(gettext: Callable[[str], str], known: Collection[str]) -> Say:
    """A function that says a message with {names}; values that are sentences are translated too.

    known: the messages of the catalogue. Values are filled into no other: a text that came from outside stays as it is.
    """

    def say(message: str, values: Mapping[str, object] | None = None) -> str:
        text = gettext(message)
        return filled(text, values, _text) if values and message in known else text

    def _text(value: object) -> str:
        return say(value.message, value.values) if isinstance(value, Sentence) else str(value)

    return say


def packed(values: Mapping[str, object]) -> dict[str, object]:
    """Values as JSON can hold them: text, or the message and values of a sentence."""
    return {
        name: {"message": value.message, "values": packed(value.values)} if isinstance(value, Sentence) else str(value)
        for name, value in values.items()
    }


def unpacked(values: Mapping[str, object]) -> dict[str, object]:
    """What `packed` packed."""
    return {
        name: Sentence(str(value["message"]), unpacked(value["values"])) if isinstance(value, dict) else str(value)
        for name, value in values.items()
    }
