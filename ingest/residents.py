"""Makes several letters of a sheet or file in which several residents complain, each in a row or form of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.reading import Part, Problem
from ingest.reading import Reading
from language.folding import half_width
from language.labels import HOUSEHOLD, Entry, Label, entries, kind_of

_LEAST_LABELS = 3
_LEAST_RESIDENTS = 2
_MOST_LETTERS = 500
_COMMON_CHARS = 120
_UNSURE = 0.9
_MEND = "请按住户逐件登记"


@dataclass(frozen=True)
class _Letters:
    """What each resident says, and what stands around all of them."""

    texts: tuple[str, ...]
    common: str


def divided(reading: Reading) -> tuple[Reading, ...]:
    """One Reading a resident, where a file that came by itself holds the complaints of several.

    What came with a mail belongs to it, and what says more than rows is left whole: then a person is told.
    """
    if reading.head is None and (pages := _a_page_each(reading)):
        return pages
    found = [(at, letters) for at, part in enumerate(reading.parts) if (letters := _letters(part.text)) is not None]
    if not found:
        return (reading,)
    at, letters = found[0]
    if len(found) > 1 or _stays_whole(reading, at, letters):
        return (_told(reading, [place for place, _ in found], sum(len(one.texts) for _, one in found)),)
    part = reading.parts[at]
    texts = (f"{letters.common}\n{text}" if letters.common else text for text in letters.texts)
    return _one_each(reading, [replace(part, text=text) for text in texts])


def _stays_whole(reading: Reading, at: int, letters: _Letters) -> bool:
    """Whether more is said than the rows of the part `at`, or more rows than are taken for letters."""
    others = (part for number, part in enumerate(reading.parts) if number != at and part.text)
    much = len(letters.common) > _COMMON_CHARS or len(letters.texts) > _MOST_LETTERS
    return reading.head is not None or much or any(others)


def _one_each(reading: Reading, parts: Sequence[Part]) -> tuple[Reading, ...]:
    """One Reading a part; what has no text, and the mails within, stay with the first."""
    silent = tuple(part for part in reading.parts if not part.text)
    first, *rest = (replace(reading, parts=(part,)) for part in parts)
    return (replace(first, parts=(*first.parts, *silent)), *(replace(one, inner=()) for one in rest))


def _a_page_each(reading: Reading) -> tuple[Reading, ...]:
    """One Reading a page or sheet of the file, where each is a form of another resident; empty where one is not."""
    parts = [part for part in reading.parts if part.text]
    if len(parts) < _LEAST_RESIDENTS or len({part.name for part in parts}) > 1 or len(parts) > _MOST_LETTERS:
        return ()
    if not _are_several([(half_width(part.text), entries(half_width(part.text))) for part in parts]):
        return ()
    return _one_each(reading, parts)


def _told(reading: Reading, places: Sequence[int], count: int) -> Reading:
    """Left whole, before a person."""
    parts = list(reading.parts)
    for place in places:
        parts[place] = replace(parts[place], confidence=min(parts[place].confidence, _UNSURE))
    problem = Problem(where=parts[places[0]].name, what=f"其中有{count}位住户的投诉，没有分开", mend=_MEND)
    return replace(reading, parts=tuple(parts), problems=(*reading.problems, problem))


def _letters(text: str) -> _Letters | None:
    """What each resident says, None unless there are two and more that say different things."""
    if "\t" in text and (table := _of_rows(text.split("\n"))):
        return table
    return _of_forms(text)


def _of_rows(lines: Sequence[str]) -> _Letters | None:
    """Below a line of labels a resident a row; rows without one go on with the matter of the row above."""
    for number, line in enumerate(lines):
        kinds = [kind_of(cell.strip()) for cell in half_width(line).split("\t")]
        if _is_head(kinds):
            return _below(line.split("\t"), kinds, lines[:number], lines[number + 1 :])
    return None


def _below(labels: Sequence[str], kinds: Sequence[Label], above: Sequence[str], rows: Sequence[str]) -> _Letters | None:
    """What each resident says in the rows below the labels; lines above them, and rows without a matter, are common."""
    residents: dict[tuple[str, ...], list[str]] = {}
    matters: set[str] = set()
    common = [*above]
    who: tuple[str, ...] = ()
    for row in rows:
        cells = [cell.strip() for cell in row.split("\t")]
        cells += [""] * (len(kinds) - len(cells))
        matter = "".join(cell for cell, kind in zip(cells, kinds, strict=False) if kind is Label.MATTER)
        if not matter:
            common.append(row)
            continue
        named = tuple(cell for cell, kind in zip(cells, kinds, strict=False) if kind in HOUSEHOLD)
        who = named if any(named) else who
        residents.setdefault(who, []).append(_row(labels, cells))
        matters.add(matter)
    if len(residents) < _LEAST_RESIDENTS or len(matters) < 2:
        return None
    around = "\n".join(words.strip() for words in common if words.strip())
    return _Letters(tuple("\n".join(rows) for rows in residents.values()), around)


def _is_head(kinds: Sequence[Label]) -> bool:
    known = sum(kind is not Label.OTHER for kind in kinds)
    return Label.MATTER in kinds and known >= _LEAST_LABELS and any(kind in HOUSEHOLD for kind in kinds)


def _row(labels: Sequence[str], cells: Sequence[str]) -> str:
    """A row as a form: what is empty is left out, what has no label stands by itself."""
    named = [*labels, *[""] * (len(cells) - len(labels))]
    pairs = ((label.strip(), cell) for label, cell in zip(named, cells, strict=False) if cell)
    return "\n".join(f"{label}：{cell}" if label else cell for label, cell in pairs)


def _of_forms(text: str) -> _Letters | None:
    """The same form several times, one below the other, each with a resident and a matter."""
    folded = half_width(text)
    forms = list(_forms(entries(folded)))
    if not _are_several([(folded, form) for form in forms]):
        return None
    starts = [text.rfind("\n", 0, form[0].start) + 1 for form in forms]
    common = text[: starts[0]].strip()
    ends = [*starts[1:], len(text)]
    texts = (text[start:end].strip().removesuffix(common).strip() for start, end in zip(starts, ends, strict=True))
    return _Letters(tuple(texts), common)


def _are_several(forms: Sequence[tuple[str, Sequence[Entry]]]) -> bool:
    """Whether each of two or more is a form of its own, with another resident and another matter; with the text."""
    if len(forms) < _LEAST_RESIDENTS or not all(_is_head([one.kind for one in form]) for _, form in forms):
        return False
    said = [{one.kind: text[one.value_start : one.value_end] for one in reversed(form)} for text, form in forms]
    who = {tuple(one.get(kind, "") for kind in sorted(HOUSEHOLD)) for one in said}
    matters = {one[Label.MATTER] for one in said}
    return len(who) == len(matters) == len(forms) and all(map(any, who)) and all(matters)


def _forms(found: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Labels from one that repeats to the next."""
    labels = [one.label for one in found]
    first = next((one.label for one in found if one.kind in HOUSEHOLD and labels.count(one.label) > 1), None)
    form: list[Entry] = []
    for one in found:
        if one.label == first and form:
            yield form
            form = []
        if form or one.label == first:
            form.append(one)
    if form:
        yield form
