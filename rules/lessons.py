"""Texts from which the model learns, beside the examples: `lessons/*.yaml` of a rulebook, topic → letters.

They decide nothing and are no part of the rulebook's version; `model.json` is, which is learnt from them.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from rules.model import Finding
from rules.rulebook import Rulebook
from rules.schema.source import Reader
from rules.suggest import Labelled

FOLDER = "lessons"
"""Where they lie in the rulebook's folder; a rulebook needs none."""


def read_lessons(folder: Path, topics: Collection[str], findings: list[Finding]) -> tuple[Labelled, ...]:
    """The letters of every file, in the order of names and lines; what is wrong goes to `findings`."""
    found: list[Labelled] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            findings.append(Finding(file=name, line=1, what=f"cannot be read: {error}"))
            continue
        found.extend(_letters(Reader(name, findings), text, topics))
    return tuple(found)


def of_examples(book: Rulebook) -> tuple[Labelled, ...]:
    """The rulebook's own examples that expect a topic."""
    expected = ((one, one.expect.get("topic")) for one in book.examples)
    return tuple(
        Labelled(subject=one.subject, text=one.text, topic=topic) for one, topic in expected if isinstance(topic, str)
    )


def _letters(reader: Reader, text: str, topics: Collection[str]) -> Iterator[Labelled]:
    item = reader.parse(text)
    if item is None or item.value is None:
        return
    for topic, letters in reader.mapping(item, "lessons", tuple(topics)).items():
        yield from (Labelled(subject="", text=one, topic=topic) for one in reader.texts(letters, topic))
