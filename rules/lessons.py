"""Texts from which the model learns, beside the examples: `lessons/*.yaml` of a rulebook, topic → letters.

They decide nothing and are no part of the rulebook's version; `model.json` is, which is learnt from them.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from rules.model import Example, Finding
from rules.rulebook import Rulebook
from rules.schema.source import Reader
from rules.suggest import Labelled

DANGER, HARMLESS = "danger", "harmless"
"""Stand for topics in lessons: letters that say danger is there, and letters that only look as if they did."""

FOLDER = "lessons"
"""Where they lie in the rulebook's folder; a rulebook needs none."""


def read_lessons(folder: Path, topics: Collection[str], findings: list[Finding]) -> tuple[Labelled, ...]:
    """The letters of every file, in the order of names and lines; what is wrong goes to `findings`.

    Of those that teach danger the topic is DANGER or HARMLESS.
    """
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
    """The rulebook's own examples that expect a topic, and those that expect alarms or none."""
    return tuple(
        Labelled(subject=one.subject, text=one.text, topic=topic)
        for one in book.examples
        for topic in (one.expect.get("topic"), _danger(one))
        if isinstance(topic, str)
    )


def _danger(example: Example) -> str | None:
    if "alarms" not in example.expect:
        return None
    return DANGER if example.expect["alarms"] else HARMLESS


def _letters(reader: Reader, text: str, topics: Collection[str]) -> Iterator[Labelled]:
    item = reader.parse(text)
    if item is None or item.value is None:
        return
    for topic, letters in reader.mapping(item, "lessons", (*topics, DANGER, HARMLESS)).items():
        yield from (Labelled(subject="", text=one, topic=topic) for one in reader.texts(letters, topic))
