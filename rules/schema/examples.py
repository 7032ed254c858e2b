"""What examples may say: a letter with all that a rule may look at, and the decision its author expects."""

from collections.abc import Mapping

from domain.clocks import AT_RECEIPT
from domain.codes import Category, Channel, Department, LetterKind
from domain.decision import SecondOpinion
from domain.reading_codes import FieldName
from rules.model import Example, PastCase, Place, SlotValue
from rules.schema.files import Book, unique_id
from rules.schema.keys import known
from rules.schema.rules import slot_value, term_or_none
from rules.schema.source import Item, Reader

FIELDS: Mapping[str, FieldName] = {
    "households": FieldName.HOUSEHOLDS,
    "sum": FieldName.SUM,
    "days": FieldName.DURATION,
}
"""What an example may say that reading found in its text."""

SAME = ("household", "building", "project")
"""Whose an earlier case was, nearest first; each lies within the next."""

EXPECT = (*known("then"), "department", "alarms")
"""What an example may expect, or refuse under `not`."""


def read_examples(book: Book, reader: Reader, item: Item, seen: dict[str, int]) -> None:
    """One file of examples/; `seen` holds the ids of those read before."""
    for entry in reader.sequence(item, reader.file):
        parts = reader.mapping(entry, "an example", known("examples/*.yaml"))
        example_id = unique_id(reader, parts, entry, seen)
        channel = reader.choice(parts["channel"], "channel", tuple(Channel)) if "channel" in parts else None
        text = reader.text(parts.get("text"), "text", entry.line)
        subject = parts.get("subject")
        expect, refused = (_expected(book, reader, parts.get(name), name) for name in ("expect", "not"))
        if not expect and not refused:
            reader.wrong(entry.line, "an example needs expect or not")
        history = _history(book, reader, parts.get("history"))
        if example_id is None or text is None:
            continue
        project = parts.get("project")
        book.examples.append(
            Example(
                id=example_id,
                subject=str(subject.value) if subject and isinstance(subject.value, str | int | float) else "",
                text=text,
                channel=Channel(channel or Channel.EMAIL),
                received=reader.moment(parts["received"], "received") if "received" in parts else None,
                project=reader.text(project, "project") if project else None,
                confidence=reader.number(parts.get("confidence"), "confidence", 0, 1, default=1.0),
                sender_known=reader.flag(parts.get("sender_known"), "sender_known", default=False),
                attachments=reader.texts(parts.get("attachments"), "attachments"),
                fields=_fields(reader, parts.get("fields")),
                history=history,
                second_opinion=_second_opinion(reader, parts.get("second_opinion"), entry.line),
                expect=expect,
                refused=refused,
                place=Place(file=reader.file, line=entry.line),
            )
        )


def _fields(reader: Reader, item: Item | None) -> dict[FieldName, int]:
    parts = reader.mapping(item, "fields", tuple(FIELDS)) if item else {}
    return {FIELDS[name]: reader.whole(part, f"fields: {name}", 0, 1_000_000_000) for name, part in parts.items()}


def _history(book: Book, reader: Reader, item: Item | None) -> tuple[PastCase, ...]:
    """Earlier cases; `times` stands for so many of them."""
    found: list[PastCase] = []
    for entry in reader.sequence(item, "history"):
        parts = reader.mapping(entry, "an earlier case", known("history"))
        days = reader.whole(parts.get("days", Item(None, entry.line)), "history: days", 0, 3650)
        topic = reader.choice(parts.get("topic"), "history: topic", tuple(book.names.topics), entry.line)
        same = reader.choice(parts.get("same"), "history: same", SAME, entry.line)
        times = reader.whole(parts.get("times"), "history: times", 1, 50, 1)
        if topic and same:
            found.extend([PastCase(days=days, topic=topic, same=same)] * times)
    return tuple(found)


def _second_opinion(reader: Reader, item: Item | None, line: int) -> SecondOpinion | None:
    if item is None:
        return None
    parts = reader.mapping(item, "second_opinion", known("second_opinion"))
    category = reader.choice(parts.get("category"), "second_opinion: category", tuple(Category), line)
    confidence = reader.number(parts.get("confidence", Item(None, line)), "second_opinion: confidence", 0, 1)
    urgent = reader.flag(parts.get("urgent"), "second_opinion: urgent", default=False)
    return SecondOpinion(category=Category(category), urgent=urgent, confidence=confidence) if category else None


def _expected(book: Book, reader: Reader, item: Item | None, what: str) -> dict[str, SlotValue | None]:
    if item is None:
        return {}
    found: dict[str, SlotValue | None] = {}
    for slot, part in reader.mapping(item, what, EXPECT).items():
        if slot == "clocks":
            for name, due in reader.mapping(part, slot, AT_RECEIPT).items():
                found[f"clock:{name}"] = _due(reader, due, f"clocks: {name}")
        elif slot == "letters":
            for name, flag in reader.mapping(part, slot, tuple(LetterKind)).items():
                found[f"letter:{name}"] = reader.flag(flag, f"letters: {name}", default=True)
        else:
            found[slot] = _slot(book, reader, slot, part)
    return found


def _due(reader: Reader, item: Item, what: str) -> SlotValue | None:
    """A term, the very moment a clock runs out, or that it does not run."""
    if isinstance(item.value, str) and item.value[4:5] == "-":
        moment = reader.moment(item, what)
        return moment.isoformat() if moment else None
    return term_or_none(reader, item, what)


def _slot(book: Book, reader: Reader, slot: str, item: Item) -> SlotValue | None:
    if item.value is None and slot in ("topic", "households"):
        return None
    if slot == "alarms":
        return reader.choices(item, slot, tuple(book.names.alarms))
    if slot == "department":
        return reader.choice(item, slot, tuple(Department))
    if slot == "needs_person":
        return reader.flag(item, slot, default=True)
    if slot == "also":
        return reader.choices(item, slot, tuple(Category))
    return slot_value(book.names, reader, slot, item)
