"""Which households, cases and letters are one resident's, from the little that a request names."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from language.folding import comparing
from language.places import comparing_place
from store import directory, occupants
from store.case_tables import case
from store.contact_forms import normal_email, normal_phone, parted
from store.directory import HouseholdRow
from store.households import numbered
from store.occupants import OccupantRow
from store.rows import AnyRow
from store.tables import household, intake
from workers.privacy.resident import Flat, Resident, is_name, names_in, union

_PARTS = ("name", "phone", "email", "project", "building", "unit", "room")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whom a request names, as people write it. A flat needs its room."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    project: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None

    @property
    def flat(self) -> Flat | None:
        """The flat, if one is named."""
        return Flat.of(self.project, self.building, self.unit, self.room) if comparing_place(self.room) else None

    @property
    def resident(self) -> Resident:
        """What of it can be known again; a name that is too short, or no phone number, is left out."""
        return Resident.of(name=self.name, phone=self.phone, email=self.email, flat=self.flat)

    def ill_formed(self) -> list[str]:
        """Which details were given and cannot be sought: `name`, `phone`, `email` or a place without a room."""
        kept = self.resident
        found = {"name": kept.names, "phone": kept.phones, "email": kept.emails}
        wrong = [one for one, values in found.items() if getattr(self, one) and not values]
        placed = any(getattr(self, one) for one in ("building", "unit"))
        return [*wrong, *(["room"] if placed and not kept.flats else [])]


@dataclass(frozen=True, kw_only=True)
class Whose:
    """What is the resident's. resident: everything by which they are known; several: how many residents it may be.

    former: the occupants (ids) that they were, of households in which they live no more.
    """

    resident: Resident
    several: int
    cases: frozenset[int] = frozenset()
    intakes: frozenset[int] = frozenset()
    households: frozenset[int] = frozenset()
    former: frozenset[int] = frozenset()


@dataclass
class _Known:
    """What the rounds of the search have found so far."""

    seed: Resident
    resident: Resident
    flats: set[Flat] = field(default_factory=set)
    cases: dict[int, AnyRow] = field(default_factory=dict)
    households: dict[int, HouseholdRow] = field(default_factory=dict)
    former: dict[int, OccupantRow] = field(default_factory=dict)


def whose(session: Session, wanted: Wanted, *, own_addresses: frozenset[str]) -> Whose:
    """Everything that is the resident's. own_addresses: the company's, which are no one's.

    What is learnt from a case or household (a further phone, another address) leads on only where the names agree, for
    a couple may share a phone, and a letter may give a neighbour's.
    """
    known = _Known(seed=wanted.resident, resident=wanted.resident)
    rows = session.execute(_CASES).all()
    gone = occupants.gone(session)
    while _round(session, known, rows, own_addresses) or _was(session, known, gone):
        pass
    return Whose(
        resident=known.resident,
        several=_several(known, rows),
        cases=frozenset(known.cases),
        intakes=_intakes(session, known),
        households=frozenset(known.households),
        former=frozenset(known.former),
    )


def _round(session: Session, known: _Known, rows: Iterable[AnyRow], own_addresses: frozenset[str]) -> bool:
    """Whether another look found more."""
    before = (known.resident, len(known.cases), len(known.households))
    # The directory first: its names are the surest.
    for home in _households(session, known):
        known.households[home.id] = home
        known.resident |= part_of(session, home, known.resident)
        known.flats.add(_flat(home))
    for row in rows:
        if row.id not in known.cases and _is_theirs(known, row):
            known.cases[row.id] = row
            email = None if normal_email(row.email) in own_addresses else row.email
            known.resident |= Resident.of(name=row.resident_name, phone=row.phone, email=email)
            known.flats |= {_flat(row)} if _flat(row).room else set()
    return before != (known.resident, len(known.cases), len(known.households))


def _was(session: Session, known: _Known, gone: Iterable[OccupantRow]) -> bool:
    """Whether somebody who has moved out is found to be the resident; whose place is then theirs no more."""
    before = known.resident
    for one in gone:
        person = known_as(one)
        touches = bool(person.phones & known.resident.phones or person.emails & known.resident.emails)
        at_home = _lived_at(session, known.seed, one) and bool(person.names) and known.seed.agrees(one.name)
        named = _by_name_alone(known.seed) and _same_name(known.seed, one.name)
        if one.id not in known.former and (named or at_home or (touches and known.resident.agrees(one.name))):
            known.former[one.id] = one
            known.resident |= person
    return known.resident != before


def _lived_at(session: Session, seed: Resident, one: OccupantRow) -> bool:
    if not (seed.flats and (seed.names or seed.phones or seed.emails)):
        return False
    home = directory.get(session, one.household_id)
    return home is not None and any(flat.fits(_flat(home)) for flat in seed.flats)


def _is_theirs(known: _Known, row: AnyRow) -> bool:
    if not known.resident.agrees(row.resident_name):
        return False
    learnt = bool(row.resident_name) and any(flat.fits(_flat(row)) for flat in known.flats)
    at_home = row.household_id is not None and row.household_id in known.households
    named = _by_name_alone(known.seed) and known.seed.names and _same_name(known.seed, row.resident_name)
    return bool(_touches(known.resident, row) or learnt or (at_home and row.resident_name) or named)


def _touches(resident: Resident, row: AnyRow) -> bool:
    """Whether a phone, an address or the flat of a case is the resident's."""
    addresses = {normal_email(row.email), normal_email(row.reply_to_email)}
    return bool(
        normal_phone(row.phone) in resident.phones
        or addresses & resident.emails
        or any(flat.fits(_flat(row)) for flat in resident.flats)
    )


def _households(session: Session, known: _Known) -> list[HouseholdRow]:
    found = [one for phone in known.resident.phones for one in directory.find_by_phone(session, phone)]
    found += [one for address in known.resident.emails for one in directory.find_by_email(session, address)]
    for flat in known.resident.flats:
        found += directory.find_by_place(session, **vars(flat))
    if _by_name_alone(known.seed):
        found += _by_name(session, known.seed)
    return [one for one in found if one.id not in known.households and _agrees(known, one)]


def _by_name(session: Session, seed: Resident) -> list[HouseholdRow]:
    """Households with that name among theirs, in either script."""
    wanted = {comparing(name) for name in seed.names}
    rows = session.execute(select(household.c.id, household.c.name).where(household.c.name.is_not(None))).all()
    ids = [row.id for row in rows if wanted & {comparing(name) for name in names_in(row.name)}]
    return [one for id_ in ids if (one := directory.get(session, id_)) is not None]


def _agrees(known: _Known, home: HouseholdRow) -> bool:
    names = names_in(home.name)
    return not names or any(known.resident.agrees(name) for name in names)


def part_of(session: Session, home: HouseholdRow, resident: Resident) -> Resident:
    """What of a household's entry is the resident's: all of it, or of several people's what belongs to them."""
    people = [one for one in occupants.of_household(session, home.id) if one.present]
    flat_only = bool(resident.flats) and not (resident.names or resident.phones or resident.emails)
    if flat_only or sum(bool(one.name) for one in people) <= 1:
        return union(map(known_as, people))
    return union(known_as(one) for one in people if resident.agrees(one.name) and _overlap(known_as(one), resident))


def known_as(one: OccupantRow) -> Resident:
    """By what somebody in the directory is known."""
    phones, emails = (parted(text) for text in (one.phone, one.email))
    parts = [Resident.of(phone=phone) for phone in phones] + [Resident.of(email=email) for email in emails]
    return union([Resident.of(name=one.name), *parts])


def _overlap(one: Resident, other: Resident) -> bool:
    names = {comparing(name) for name in one.names} & {comparing(name) for name in other.names}
    return bool(names or one.phones & other.phones or one.emails & other.emails)


def _several(known: _Known, rows: Iterable[AnyRow]) -> int:
    """How many different residents it may be: of a name alone, or of a phone, address or flat that others gave too."""
    if not _by_name_alone(known.seed):
        touched = [row.resident_name for row in rows if not known.seed.names and _touches(known.seed, row)]
        return 1 + len({comparing(name) for name in touched if not known.resident.agrees(name)})
    mine: list[Any] = [*known.cases.values()]  # rows of three tables
    mine += [
        SimpleNamespace(
            number=f"household {one.id}", household_id=one.id, **{name: getattr(one, name) for name in _PARTS}
        )
        for one in known.households.values()
    ]
    return max(1, len(set(numbered(mine).values())))


def _by_name_alone(seed: Resident) -> bool:
    return not (seed.phones or seed.emails or seed.flats)


def _same_name(resident: Resident, name: str | None) -> bool:
    return bool(name and is_name(name) and resident.agrees(name))


def _intakes(session: Session, known: _Known) -> frozenset[int]:
    """Every letter of the resident's cases, and what came from the resident's addresses, to whatever it belongs."""
    query = select(intake.c.id, intake.c.case_id, intake.c.sender)
    return frozenset(
        row.id
        for row in session.execute(query)
        if row.case_id in known.cases or normal_email(row.sender) in known.resident.emails
    )


def _flat(row: Any) -> Flat:  # a row of any table with the columns of a place
    return Flat.of(row.project, row.building, row.unit, row.room)


_CASES = select(
    *(
        case.c[name]
        for name in (
            "id",
            "number",
            "resident_name",
            "phone",
            "email",
            "reply_to_email",
            "household_id",
            "project",
            "building",
            "unit",
            "room",
        )
    )
)
