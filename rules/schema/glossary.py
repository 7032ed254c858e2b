"""glossary.yaml: words of other regions and languages, each with the word that the topics use; a file that may lack."""

from rules.model import GlossaryLine, Place
from rules.schema.files import Book
from rules.schema.keys import known
from rules.schema.source import Item, Reader

_KEEP = "keep"


def read_glossary(book: Book, reader: Reader, item: Item) -> None:
    """glossary.yaml."""
    parts = reader.mapping(item, "glossary.yaml")
    book.kept = reader.texts(parts.pop(_KEEP, None), _KEEP)
    for region, lists in parts.items():
        for name, lines in reader.mapping(lists, region, known("REGION")).items():
            _read_lines(book, reader, lines, region, marked=name == "marked")


def _read_lines(book: Book, reader: Reader, item: Item, region: str, *, marked: bool) -> None:
    for term, part in reader.mapping(item, f"the terms of {region}").items():
        word = reader.text(part, f"the word for `{term}`", part.line)
        if word is not None:
            place = Place(file=reader.file, line=item.key_lines[term])
            book.glossary.append(GlossaryLine(term=term, word=word, region=region, marked=marked, place=place))
