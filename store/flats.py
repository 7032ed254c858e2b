"""A flat as a list of the company has it, and how it differs from what the directory holds: what an import enters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from language.folding import comparing
from language.places import comparing_place
from store.contact_forms import contacts_of
from store.occupants import NewOccupant, OccupantRow, cells

Key = tuple[str, str, str, str]
"""Project, building, unit and room in their comparing forms."""
PLACE = ("area", "building", "unit", "room")
_LIVED_IN = {True: "是", False: "否", None: ""}


@dataclass(frozen=True, kw_only=True)
class Flat:
    """A flat with the people who live there; what is None is not said."""

    project: str
    area: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    occupied: bool | None = None
    people: tuple[NewOccupant, ...] = ()

    @cached_property
    def key(self) -> Key:
        """By which a flat is known, however it is written."""
        building, unit, room = (comparing_place(part) for part in (self.building, self.unit, self.room))
        return comparing(self.project), building, unit, room

    def __or__(self, other: "Flat") -> "Flat":
        """Two rows of one flat: all their people."""
        more = tuple(one for one in other.people if one not in self.people)
        told = [one for one in (self.occupied, other.occupied) if one is not None]
        occupied, area = any(told) if told else None, self.area or other.area
        return replace(self, area=area, occupied=occupied, people=(*self.people, *more))


@dataclass(frozen=True, kw_only=True)
class StoredFlat(Flat):
    """A flat of the directory. residents: the same people as `people`, as rows."""

    id: int
    version: int
    residents: tuple[OccupantRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moves:
    """What becomes of a flat's people: those who stay (with what is so of them now), come, and leave."""

    stay: tuple[tuple[OccupantRow, NewOccupant], ...] = ()
    come: tuple[NewOccupant, ...] = ()
    leave: tuple[OccupantRow, ...] = ()

    @property
    def still(self) -> bool:
        """Whether nothing changes."""
        return not (self.come or self.leave) and all(as_new(row) == new for row, new in self.stay)


def joined(flats: Iterable[Flat]) -> dict[Key, Flat]:
    """Each flat once, with the people of all its rows."""
    found: dict[Key, Flat] = {}
    for one in flats:
        found[one.key] = found[one.key] | one if one.key in found else one
    return found


def moves(stored: StoredFlat, given: Flat) -> Moves:
    """Who stays, comes and leaves: known again by name, else by a phone or an address. A flat of which the list names
    no one keeps its people."""
    if not given.people:
        return Moves(stay=tuple((row, as_new(row)) for row in stored.residents))
    left = list(stored.residents)
    stay: list[tuple[OccupantRow, NewOccupant]] = []
    come: list[NewOccupant] = []
    for alike in (_same_name, _same_contact):
        waiting = list(given.people) if alike is _same_name else come
        come = []
        for new in waiting:
            row = next((one for one in left if alike(one, new)), None)
            if row is None:
                come.append(new)
            else:
                left.remove(row)
                stay.append((row, _told(row, new)))
    return Moves(stay=tuple(stay), come=tuple(come), leave=tuple(left))


def differences(stored: StoredFlat, given: Flat) -> Mapping[str, tuple[str, str]]:
    """Field → what it says and what it would say; empty if the list says nothing new."""
    found: dict[str, tuple[str, str]] = {}
    for name, new in respelt(stored, given).items():
        found[name] = (getattr(stored, name) or "", new)
    if given.occupied is not None and given.occupied != stored.occupied:
        found["occupied"] = (_LIVED_IN[stored.occupied], _LIVED_IN[given.occupied])
    if [one.parts for one in given.people] == [one.parts for one in stored.people] and not any(
        one.role or one.moved_in for one in given.people
    ):
        return found
    moving = moves(stored, given)
    before, after = cells(stored.people), cells((*(new for _, new in moving.stay), *moving.come))
    found |= {name: (before[name] or "", after[name] or "") for name in before if before[name] != after[name]}
    if not moving.still and not set(found) & set(before):
        found |= _quiet(moving)
    return found


def respelt(stored: Flat, given: Flat) -> dict[str, str]:
    """What a list says of a flat's area and place. A bare 3 says nothing of what the directory writes as 3栋."""
    found = {name: new for name in PLACE if (new := getattr(given, name)) and new != getattr(stored, name)}
    return {name: new for name, new in found.items() if name == "area" or new != comparing_place(getattr(stored, name))}


def _quiet(moving: Moves) -> dict[str, tuple[str, str]]:
    """What changes of people without a name, phone or address changing: whom they are, since when; whose a phone is."""
    pairs = [
        (getattr(row, name), getattr(new, name), name) for row, new in moving.stay for name in ("role", "moved_in")
    ]
    found = {name: (str(old or ""), str(new or "")) for old, new, name in pairs if old != new}
    return found or {"name": ("", "")}


def _told(row: OccupantRow, new: NewOccupant) -> NewOccupant:
    """What is so of somebody now: what the list says, and what was known where it says nothing."""
    return replace(
        new,
        name=new.name or row.name,
        phone=new.phone or row.phone,
        email=new.email or row.email,
        role=new.role or row.role,
        moved_in=new.moved_in or row.moved_in,
        consent=row.consent,
        consent_on=row.consent_on,
    )


def as_new(row: OccupantRow) -> NewOccupant:
    """What is known of somebody, without where and whether they live there."""
    return NewOccupant(
        name=row.name,
        phone=row.phone,
        email=row.email,
        role=row.role,
        consent=row.consent,
        consent_on=row.consent_on,
        moved_in=row.moved_in,
    )


def _same_name(row: OccupantRow, new: NewOccupant) -> bool:
    return bool(row.name) and comparing(row.name) == comparing(new.name)


def _same_contact(row: OccupantRow, new: NewOccupant) -> bool:
    return bool(contacts_of(row.email, row.phone) & contacts_of(new.email, new.phone))
