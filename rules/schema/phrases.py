"""phrases.yaml: sentences to take into a letter, by topic, category and kind; the one file a rulebook may lack."""

from domain.codes import Category, LetterKind
from rules.model import Phrase, Place
from rules.schema.files import Book
from rules.schema.keys import known
from rules.schema.source import Item, Reader

LONGEST = 300
"""Characters: a phrase is a sentence or two, not a letter."""


def read_phrases(book: Book, reader: Reader, item: Item) -> None:
    """phrases.yaml."""
    topics = [topic.id for topic in book.topics]
    seen: dict[str, int] = {}
    for entry in reader.sequence(item, "phrases.yaml"):
        parts = reader.mapping(entry, "a phrase", known("phrases.yaml"))
        text = reader.text(parts.get("text"), "text", entry.line)
        kinds = reader.choices(parts.get("kinds"), "kinds", tuple(LetterKind))
        categories = reader.choices(parts.get("categories"), "categories", tuple(Category))
        named = reader.choices(parts.get("topics"), "topics", topics)
        if text is None:
            continue
        if len(text) > LONGEST:
            reader.wrong(entry.line, f"text: longer than {LONGEST} characters")
        if text in seen:
            reader.wrong(entry.line, f"text: the same stands on line {seen[text]}")
        seen.setdefault(text, entry.line)
        book.phrases.append(
            Phrase(
                text=" ".join(text.split()),
                topics=named,
                categories=tuple(map(Category, categories)),
                kinds=tuple(map(LetterKind, kinds)),
                place=Place(file=reader.file, line=entry.line),
            )
        )
