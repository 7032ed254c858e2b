"""The directory of projects and households, and the comparing forms by which a letter's details find their flat."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from language.folding import comparing
from language.places import comparing_place
from store import occupants
from store.contact_forms import contacts_of, normal_email, normal_phone, parted
from store.directory_tables import occupant
from store.flats import PLACE, Flat, Key, StoredFlat, differences, joined, moves, respelt
from store.once import once
from store.rows import Query, as_dataclass, dialect, inserting, selecting
from store.tables import contact, household, project

__all__ = [
    "HouseholdRow",
    "ImportCounts",
    "NewHousehold",
    "ProjectRow",
    "all_projects",
    "buildings",
    "contacts_of",
    "count",
    "enter",
    "find_by_email",
    "find_by_name",
    "find_by_phone",
    "find_by_place",
    "get",
    "import_households",
    "normal_email",
    "normal_phone",
    "of_projects",
    "parted",
    "rooms",
    "same_household_addresses",
    "stored_flats",
    "units",
]

_CHUNK = 500  # keys a query, well under both databases' limit of parameters


@dataclass(frozen=True, kw_only=True)
class NewHousehold:
    """A row of the directory as the company keeps it; phone and email may hold several, parted by , ; 、 or /."""

    project: str
    area: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    occupied: bool = True


@dataclass(frozen=True, kw_only=True)
class HouseholdRow(NewHousehold):
    """A household of the directory."""

    id: int


@dataclass(frozen=True, kw_only=True)
class ImportCounts:
    """What an import did, in households: entered, altered, found as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    """A project and the area it belongs to."""

    id: int
    name: str
    area: str | None


def import_households(session: Session, rows: Iterable[NewHousehold], *, on: date | None = None) -> ImportCounts:
    """Enter or update households; none is removed. Importing the same rows again changes nothing.

    Several rows for one flat (owner and tenant) are one household with all their names, phones and addresses. Who
    lived there and is named no more has moved out, `on` that day.
    """
    given = joined(_flat(row) for row in rows)
    stored = stored_flats(session, given)
    changed = {key for key, one in given.items() if key in stored and differences(stored[key], one)}
    fresh = [one for key, one in given.items() if key not in stored]
    enter(session, fresh, [(stored[key], given[key]) for key in changed], on=on)
    return ImportCounts(new=len(fresh), changed=len(changed), same=len(given) - len(fresh) - len(changed))


def enter(
    session: Session, fresh: Sequence[Flat], changed: Sequence[tuple[StoredFlat, Flat]], *, on: date | None
) -> None:
    """Enter new flats, and what a list says of known ones. on: the day on which those it names no more have left."""
    _enter_projects(session, [*fresh, *(given for _, given in changed)])
    for start in range(0, len(fresh), _CHUNK):
        _insert(session, fresh[start : start + _CHUNK])
    for stored, given in changed:
        lived = stored.occupied if given.occupied is None else given.occupied
        values = {**respelt(stored, given), "occupied": lived, "version": household.c.version + 1}
        session.execute(update(household).where(household.c.id == stored.id).values(**values))
    moving = [(stored.id, moves(stored, given)) for stored, given in changed]
    occupants.change(session, ((row.id, new) for _, one in moving for row, new in one.stay))
    occupants.leave(session, [row.id for _, one in moving for row in one.leave], on)
    occupants.add(session, ((at, new) for at, one in moving for new in one.come))
    occupants.sync(session, [stored.id for stored, _ in changed])


def stored_flats(session: Session, keys: Iterable[Key]) -> dict[Key, StoredFlat]:
    """Those flats of the directory, with who lives there now."""
    wanted = set(keys)
    return {key: one for key, one in of_projects(session, {key[0] for key in wanted}).items() if key in wanted}


def of_projects(session: Session, projects: Iterable[str]) -> dict[Key, StoredFlat]:
    """Every flat of projects, named in their comparing form, with who lives there now."""
    rows = session.execute(select(*_FLAT).where(household.c.match_project.in_(set(projects)))).all()
    people = occupants.of_households(session, [row.id for row in rows])
    found: dict[Key, StoredFlat] = {}
    for row in rows:
        here = tuple(one for one in people.get(row.id, ()) if one.present)
        flat = StoredFlat(
            **{name: getattr(row, name) for name in ("id", "version", "project", "occupied", *PLACE)},
            people=here,
            residents=here,
        )
        found[(row.match_project, row.match_building, row.match_unit, row.match_room)] = flat
    return found


@once
def get(session: Session, household_id: int) -> HouseholdRow | None:
    """One household, or None."""
    return next(iter(_rows(session, household.c.id == household_id)), None)


def find_by_email(session: Session, email: str) -> list[HouseholdRow]:
    """Households with this mail address."""
    return _by_contact(session, "email", normal_email(email))


def find_by_phone(session: Session, phone: str) -> list[HouseholdRow]:
    """Households with this phone number, however it is written."""
    return _by_contact(session, "phone", normal_phone(phone))


def find_by_name(session: Session, name: str, *, limit: int) -> list[HouseholdRow]:
    """Households in which somebody with this in their name lives or lived, in either script; at most `limit`."""
    wanted = comparing(name)
    if not wanted:
        return []
    named = select(occupant.c.household_id).where(occupant.c.match_name.contains(wanted, autoescape=True))
    query = selecting(HouseholdRow, household).where(household.c.id.in_(named))
    return [as_dataclass(HouseholdRow, row) for row in session.execute(query.order_by(household.c.id).limit(limit))]


def find_by_place(
    session: Session,
    *,
    project: str | None = None,  # the trade's word, as in NewHousehold
    building: str | None = None,
    unit: str | None = None,
    room: str | None = None,
) -> list[HouseholdRow]:
    """Households at a place; what is None is not compared. Empty without a room: a building alone is no household."""
    if not comparing_place(room):
        return []
    named = {"match_room": comparing_place(room)}
    if project:
        named["match_project"] = comparing(project)
    if building:
        named["match_building"] = comparing_place(building)
    if unit:
        named["match_unit"] = comparing_place(unit)
    return [as_dataclass(HouseholdRow, row) for row in session.execute(_at_place(tuple(named)), named)]


@once
def all_projects(session: Session) -> list[ProjectRow]:
    """Every project, by name."""
    return [as_dataclass(ProjectRow, row) for row in session.execute(_PROJECTS)]


def buildings(session: Session, within: Mapping[str, str]) -> list[str]:
    """The buildings of a project; within: its `project`. In the order people count: 2 before 10."""
    return _names(session, household.c.building, within)


def units(session: Session, within: Mapping[str, str]) -> list[str]:
    """The units of a building; within: `project` and `building`."""
    return _names(session, household.c.unit, within)


def rooms(session: Session, within: Mapping[str, str]) -> list[str]:
    """The rooms of a unit, or of a building without units; within: `project`, `building`, and `unit` if known."""
    return _names(session, household.c.room, within)


def _names(session: Session, column: ColumnElement[str | None], within: Mapping[str, str]) -> list[str]:
    forms = {name: comparing(value) if name == "project" else comparing_place(value) for name, value in within.items()}
    where = [household.c[f"match_{name}"] == form for name, form in forms.items() if form]
    found = session.execute(select(column).where(*where, column.is_not(None)).distinct()).scalars()
    return sorted((name for name in found if name), key=_as_counted)


def _as_counted(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name) if part]


def count(session: Session) -> int:
    """How many households the directory holds."""
    return session.execute(select(func.count()).select_from(household)).scalar_one()


@once
def same_household_addresses(session: Session, household_id: int) -> frozenset[str]:
    """The mail addresses of a household's members, in lower case."""
    query = select(contact.c.value).where(contact.c.household_id == household_id, contact.c.kind == "email")
    return frozenset(session.execute(query).scalars())


def _flat(row: NewHousehold) -> Flat:
    people = occupants.people_of(row.name, row.phone, row.email)
    place = {name: getattr(row, name) for name in PLACE}
    return Flat(project=row.project, occupied=row.occupied, people=people, **place)


def _enter_projects(session: Session, flats: Iterable[Flat]) -> None:
    areas: dict[str, str | None] = {}
    for flat in flats:
        areas[flat.project] = flat.area or areas.get(flat.project)
    if not areas:
        return
    statement = inserting(dialect(session), project)
    area = func.coalesce(statement.excluded.area, project.c.area)
    session.execute(
        statement.on_conflict_do_update(index_elements=[project.c.name], set_={"area": area}),
        [{"name": name, "area": area} for name, area in areas.items()],
    )


def _insert(session: Session, flats: Sequence[Flat]) -> None:
    matches = ("match_project", "match_building", "match_unit", "match_room")
    values = [
        {
            "project": flat.project,
            "occupied": flat.occupied is not False,
            **{name: getattr(flat, name) for name in PLACE},
            **occupants.cells(flat.people),
            **dict(zip(matches, flat.key, strict=True)),
        }
        for flat in flats
    ]
    statement = insert(household).returning(household.c.id, sort_by_parameter_order=True)
    ids = session.execute(statement, values).scalars().all()
    occupants.add(session, ((id_, one) for id_, flat in zip(ids, flats, strict=True) for one in flat.people))
    occupants.enter_contacts(session, {id_: occupants.cells(flat.people) for id_, flat in zip(ids, flats, strict=True)})


def _by_contact(session: Session, kind: str, value: str) -> list[HouseholdRow]:
    if not value:
        return []
    return [as_dataclass(HouseholdRow, row) for row in session.execute(_BY_CONTACT, {"kind": kind, "value": value})]


def _rows(session: Session, *where: ColumnElement[bool]) -> list[HouseholdRow]:
    query = selecting(HouseholdRow, household).where(*where).order_by(household.c.id)
    return [as_dataclass(HouseholdRow, row) for row in session.execute(query)]


@cache
def _at_place(columns: tuple[str, ...]) -> Query:
    """Statements are built once for each way of naming a place."""
    where = (household.c[name] == bindparam(name) for name in columns)
    return selecting(HouseholdRow, household).where(*where).order_by(household.c.id)


_OWNERS = select(contact.c.household_id).where(
    contact.c.kind == bindparam("kind"), contact.c.value == bindparam("value")
)
_BY_CONTACT = selecting(HouseholdRow, household).where(household.c.id.in_(_OWNERS)).order_by(household.c.id)
_FLAT = (
    *(household.c[name] for name in ("id", "version", "project", "occupied", *PLACE)),
    *(household.c[name] for name in ("match_project", "match_building", "match_unit", "match_room")),
)
_PROJECTS = selecting(ProjectRow, project).order_by(project.c.name)
