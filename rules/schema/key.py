"""What one key of a rulebook means, for the manual and for the reader of the file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """One key. en, zh: what it means."""

    en: str
    zh: str
