"""What all chapters share: a text in both languages, the desk's own translations, tables."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from desk.messages import known, translations

LANGUAGES = ("en", "zh")


class Told(NamedTuple):
    """One text in English and in Chinese."""

    en: str
    zh: str

    def to(self, language: str) -> str:
        """In that language."""
        return self.en if language == "en" else self.zh


def spoken(message: str, language: str) -> str:
    """A message of the desk in that language; KeyError where the catalogue has no such message."""
    said = translations(language).gettext(message)
    if message not in known() and said == message and language == "en":
        raise KeyError(message)
    return said


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of Markdown, with an empty line behind it."""
    yield _row(head)
    yield "|" + "---|" * len(head)
    for row in rows:
        yield _row(row)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
