"""What taking a list over would do: which households are new, changed, as they were, doubtful, or not in it any more.

The same reckoning is made for the preview and, in the transaction of the import, once more: only if both say the same
is anything entered.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from domain.directory_codes import Doubt
from language.folding import comparing
from store import directory, projects
from store.contact_forms import contacts_of
from store.flats import Flat, Key, StoredFlat, differences
from workers.directory.columns import Choices, Rows
from workers.directory.rows import Row, read_rows


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A household of which the list says something else. fields: what it says and what it would say."""

    numbers: tuple[int, ...]
    stored: StoredFlat
    given: Flat
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """A household that is not in the directory."""

    numbers: tuple[int, ...]
    given: Flat


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """doubtful: rows that are left out. doubts: how many rows each doubt concerns, taken or not.

    unknown_projects: names that the list has and the directory has not, with their rows. gone: households of the list's
    projects that are in the directory and not in it.
    """

    new: tuple[Fresh, ...]
    changed: tuple[Changed, ...]
    same: int
    doubtful: tuple[Row, ...]
    doubts: Mapping[Doubt, int]
    unknown_projects: Mapping[str, int]
    gone: tuple[StoredFlat, ...]
    digest: str


def plan(session: Session, rows: Rows, choices: Choices) -> ImportPlan:
    """What would be done now, by those choices."""
    names = {comparing(one.name): one.name for one in projects.every(session)}
    names |= {comparing(name): names.get(comparing(name), name) for name in choices.new_projects}
    read = [_of_project(row, names) for row in read_rows(rows, choices)]
    read = _doubted(read)
    left = tuple(row for row in read if row.flat is None or not _taken(row, choices))
    left_numbers = {row.number for row in left}
    given, numbers = _by_flat(row for row in read if row.number not in left_numbers)
    listed = {row.flat.key for row in read if row.flat is not None}
    stored = directory.of_projects(session, {key[0] for key in listed})
    new, changed, same = _compared(given, numbers, stored)
    gone = tuple(one for key, one in stored.items() if key not in listed)
    unknown = Counter(row.flat.project for row in read if row.flat and _has(row, Doubt.UNKNOWN_PROJECT))
    counted = Counter(doubt for row in read for doubt in {doubt for doubt, _ in row.doubts})
    made = ImportPlan(
        new=new,
        changed=changed,
        same=same,
        doubtful=left,
        doubts=counted,
        unknown_projects=unknown,
        gone=gone,
        digest="",
    )
    return replace(made, digest=_digest(made, choices))


def _of_project(row: Row, names: Mapping[str, str]) -> Row:
    """With the project's name as the directory has it."""
    if row.flat is None:
        return row
    name = names.get(comparing(row.flat.project))
    if name is None:
        return replace(row, doubts=(*row.doubts, (Doubt.UNKNOWN_PROJECT, row.flat.project)))
    return row if name == row.flat.project else replace(row, flat=replace(row.flat, project=name))


def _doubted(rows: Sequence[Row]) -> list[Row]:
    """With the doubts that several rows raise together."""
    flats: dict[Key, set[str]] = {}
    phones: dict[str, dict[Key, set[str]]] = {}
    for row in rows:
        if row.flat is None:
            continue
        for one in row.flat.people:
            name = comparing(one.name)
            flats.setdefault(row.flat.key, set()).add(name)
            for _, phone in contacts_of(None, one.phone):
                phones.setdefault(phone, {}).setdefault(row.flat.key, set()).add(name)
    shared = {phone for phone, homes in phones.items() if len(homes) > 1 and _strangers(homes)}
    times = Counter(row.flat.key for row in rows if row.flat)
    several = {key for key, count in times.items() if count > 1 and len(flats.get(key, ())) > 1}
    return [_raised(row, shared, several) for row in rows]


def _strangers(homes: Mapping[Key, set[str]]) -> bool:
    """Whether different people give one number in different flats; a family with two flats is none."""
    names = list(homes.values())
    return any(names[0].isdisjoint(other) for other in names[1:])


def _raised(row: Row, shared: set[str], several: set[Key]) -> Row:
    if row.flat is None:
        return row
    found = list(row.doubts)
    if row.flat.key in several:
        found.append((Doubt.SEVERAL_ROWS, ""))
    own = {phone for one in row.flat.people for _, phone in contacts_of(None, one.phone)}
    if own & shared:
        found.append((Doubt.SHARED_PHONE, "、".join(sorted(own & shared))))
    return row if len(found) == len(row.doubts) else replace(row, doubts=tuple(found))


def _taken(row: Row, choices: Choices) -> bool:
    return all(not doubt.final and doubt in choices.take for doubt, _ in row.doubts)


def _has(row: Row, wanted: Doubt) -> bool:
    return any(doubt is wanted for doubt, _ in row.doubts)


def _by_flat(rows: Iterable[Row]) -> tuple[dict[Key, Flat], dict[Key, tuple[int, ...]]]:
    given: dict[Key, Flat] = {}
    numbers: dict[Key, tuple[int, ...]] = {}
    for row in rows:
        if row.flat is not None:
            key = row.flat.key
            given[key] = given[key] | row.flat if key in given else row.flat
            numbers[key] = (*numbers.get(key, ()), row.number)
    return given, numbers


def _compared(
    given: Mapping[Key, Flat], numbers: Mapping[Key, tuple[int, ...]], stored: Mapping[Key, StoredFlat]
) -> tuple[tuple[Fresh, ...], tuple[Changed, ...], int]:
    new: list[Fresh] = []
    changed: list[Changed] = []
    same = 0
    for key, flat in given.items():
        if key not in stored:
            new.append(Fresh(numbers=numbers[key], given=flat))
        elif found := differences(stored[key], flat):
            changed.append(Changed(numbers=numbers[key], stored=stored[key], given=flat, fields=found))
        else:
            same += 1
    return tuple(new), tuple(changed), same


def _digest(made: ImportPlan, choices: Choices) -> str:
    """By which the import knows that it does what was shown."""
    told = [
        choices.packed(),
        [one.numbers for one in made.new],
        [(one.stored.id, one.stored.version, sorted(one.fields.items())) for one in made.changed],
        made.same,
        [row.number for row in made.doubtful],
        [(one.id, one.version) for one in made.gone] if choices.move_out else [],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
