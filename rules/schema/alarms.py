"""alarms.yaml: the kinds of danger, their words, and the moods in which a danger named is none."""

from collections.abc import Mapping

from domain.codes import Channel
from rules.alarm_model import AlarmKind, AlarmRules, Mood
from rules.alarms import REACHES
from rules.model import Example, Near, Place, SlotValue
from rules.schema.files import Book, read_near, unique_id
from rules.schema.keys import known
from rules.schema.source import Item, Reader


def read_alarms(book: Book, reader: Reader, item: Item) -> None:
    """The whole file; examples of a kind become examples of the rulebook."""
    parts = reader.mapping(item, "alarms.yaml", known("alarms.yaml"))
    times = _times(reader, parts)
    moods = _moods(reader, parts.get("moods"), tuple(times))
    kinds: list[AlarmKind] = []
    seen: dict[str, int] = {}
    for entry in reader.sequence(parts.get("kinds"), "kinds"):
        found = reader.mapping(entry, "a kind of alarm", known("kinds"))
        kind = _kind(reader, found, entry, (tuple(times), tuple(mood.id for mood in moods)), seen)
        if kind is not None:
            kinds.append(kind)
            _examples(book, reader, found, kind.id)
    brief = reader.whole(parts.get("brief"), "brief", 0, 1000, 0)
    book.alarms = AlarmRules(times=times, brief=brief, moods=moods, kinds=tuple(kinds))


def _times(reader: Reader, parts: Mapping[str, Item]) -> dict[str, tuple[str, ...]]:
    found = reader.mapping(parts["times"], "times") if "times" in parts else {}
    return {name: reader.texts(words, f"times: {name}", empty=False) for name, words in found.items()}


def _moods(reader: Reader, item: Item | None, times: tuple[str, ...]) -> tuple[Mood, ...]:
    found: list[Mood] = []
    seen: dict[str, int] = {}
    for entry in reader.sequence(item, "moods"):
        parts = reader.mapping(entry, "a mood", known("moods"))
        mood_id = unique_id(reader, parts, entry, seen)
        name = reader.text(parts.get("name"), "name", entry.line)
        around = tuple(
            reader.texts(one, "around", empty=False) for one in reader.sequence(parts.get("around"), "around")
        )
        if around and len(around) != 2:
            reader.wrong(entry.line, "around needs two lists of words: those before and those after")
        if mood_id and name:
            found.append(
                Mood(
                    id=mood_id,
                    name=name,
                    before=_reaches(reader, parts, "before"),
                    after=_reaches(reader, parts, "after"),
                    around=around,
                    excluded=reader.texts(parts.get("not"), "not"),
                    unless=reader.choices(parts.get("unless"), "unless", times),
                    earlier=reader.flag(parts.get("earlier"), "earlier", default=False),
                    place=Place(file=reader.file, line=entry.line),
                )
            )
    return tuple(found)


def _reaches(reader: Reader, parts: Mapping[str, Item], name: str) -> dict[str, tuple[str, ...]]:
    if name not in parts:
        return {}
    found = reader.mapping(parts[name], name, REACHES)
    return {reach: reader.texts(words, f"{name}: {reach}", empty=False) for reach, words in found.items()}


def _kind(
    reader: Reader,
    parts: Mapping[str, Item],
    entry: Item,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    seen: dict[str, int],
) -> AlarmKind | None:
    """names: of the lists of `times`, and of the moods."""
    times, moods = names
    kind_id = unique_id(reader, parts, entry, seen)
    name = reader.text(parts.get("name"), "name", entry.line)
    because = reader.text(parts.get("because"), "because", entry.line)
    if not parts.keys() & {"words", "near", "regex"}:
        reader.wrong(entry.line, f"the alarm {kind_id or ''} has none of words, near, regex")
    near = [read_near(reader, part) for part in reader.sequence(parts.get("near"), "near")]
    if not (kind_id and name and because):
        return None
    if not reader.sequence(parts.get("examples"), "examples"):
        reader.wrong(entry.line, f"the alarm {kind_id} has no example that raises it")
    return AlarmKind(
        id=kind_id,
        name=name,
        because=because,
        words=reader.texts(parts.get("words"), "words"),
        near=tuple(one for one in near if isinstance(one, Near)),
        regex=reader.text(parts["regex"], "regex") if "regex" in parts else None,
        excluded=reader.texts(parts.get("not"), "not"),
        unless=reader.texts(parts.get("unless"), "unless"),
        despite=reader.choices(parts.get("despite"), "despite", moods),
        needs=reader.choices(parts.get("needs"), "needs", times),
        place=Place(file=reader.file, line=entry.line),
    )


def _examples(book: Book, reader: Reader, parts: Mapping[str, Item], kind: str) -> None:
    """Letters that raise the alarm, and letters that only look as if they did."""
    for name, alarms in (("examples", (kind,)), ("quiet", ())):
        for number, item in enumerate(reader.sequence(parts.get(name), name), 1):
            text = reader.text(item, f"each of {name}")
            expect: dict[str, SlotValue | None] = {"alarms": alarms}
            if text is not None:
                book.examples.append(
                    Example(
                        id=f"alarm-{kind}-{name}-{number}",
                        subject="",
                        text=text,
                        channel=Channel.EMAIL,
                        received=None,
                        project=None,
                        confidence=1.0,
                        expect=expect,
                        refused={},
                        place=Place(file=reader.file, line=item.line),
                    )
                )
