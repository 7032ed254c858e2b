"""Sentences for people, each the key of its own translation: they are translated only where they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a message that is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Sentence:
    """A value within a sentence that is a message itself, such as a state's name or what a check found.

    message: Chinese, with {names} for `values`; as text it is Chinese.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message.format_map(self.values) if self.values else self.message
