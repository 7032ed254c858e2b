"""The directory of projects and households, and the comparing forms by which a letter's details find their flat."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from language.folding import comparing
from language.places import comparing_place
from store.rows import Query, as_dataclass, dialect, inserting, selecting
from store.tables import contact, household, project

_SEPARATORS = re.compile("[\\s,;，；、/|]+")
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


def parted(value: str | None) -> tuple[str, ...]:
    """The names, phones or addresses of one cell: several may stand in it, parted by , ; 、 or /."""
    return tuple(part for part in _SEPARATORS.split(value or "") if part)


def normal_phone(value: str | None) -> str:
    """Digits alone, without China's country code and any extension: +86 138-0013-8000 is `13800138000`."""
    digits = re.sub("[^0-9]", "", re.split("[转轉]", unicodedata.normalize("NFKC", value or ""), maxsplit=1)[0])
    return re.sub("^(?:00)?86(?=1[0-9]{10}$)", "", digits)


def normal_email(value: str | None) -> str:
    """Trimmed, NFKC and lower case."""
    return unicodedata.normalize("NFKC", value or "").strip().lower()


def import_households(session: Session, rows: Iterable[NewHousehold]) -> ImportCounts:
    """Enter or update households; nothing is removed. Importing the same rows again changes nothing.

    Several rows for one flat (owner and tenant) are one household with all their names, phones and addresses.
    """
    flats: dict[tuple[str, ...], NewHousehold] = {}
    for row in rows:
        key = _match_key(row)
        flats[key] = _joined(flats[key], row) if key in flats else row
    _enter_projects(session, flats.values())
    stored = {key: found for start in range(0, len(flats), _CHUNK) for key, found in _stored(session, flats, start)}
    fresh = {key: row for key, row in flats.items() if key not in stored}
    altered = {stored[key].id: row for key, row in flats.items() if key in stored and not _equal(stored[key], row)}
    for start in range(0, len(fresh), _CHUNK):
        _insert(session, list(fresh.items())[start : start + _CHUNK])
    for household_id, row in altered.items():
        session.execute(update(household).where(household.c.id == household_id).values(**vars(row)))
        session.execute(delete(contact).where(contact.c.household_id == household_id))
        _insert_contacts(session, {household_id: row})
    return ImportCounts(new=len(fresh), changed=len(altered), same=len(flats) - len(fresh) - len(altered))


def set_contact(session: Session, household_id: int, *, name: str | None, phone: str | None, email: str | None) -> None:
    """Say who lives in a household and how to reach them, instead of what was said before."""
    values = {"name": name, "phone": phone, "email": email}
    session.execute(update(household).where(household.c.id == household_id).values(**values))
    session.execute(delete(contact).where(contact.c.household_id == household_id))
    _insert_contacts(session, {household_id: NewHousehold(project="", name=name, phone=phone, email=email)})


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
    """Households that have this in their name, at most `limit`."""
    query = selecting(HouseholdRow, household).where(household.c.name.contains(name.strip(), autoescape=True))
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


def same_household_addresses(session: Session, household_id: int) -> frozenset[str]:
    """The mail addresses of a household's members, in lower case."""
    query = select(contact.c.value).where(contact.c.household_id == household_id, contact.c.kind == "email")
    return frozenset(session.execute(query).scalars())


def _match_key(row: NewHousehold) -> tuple[str, ...]:
    return (comparing(row.project), comparing_place(row.building), comparing_place(row.unit), comparing_place(row.room))


def _joined(first: NewHousehold, second: NewHousehold) -> NewHousehold:
    def both(name: str) -> str | None:
        values = dict.fromkeys(filter(None, (getattr(first, name), getattr(second, name))))
        return "、".join(values) or None

    return NewHousehold(
        project=first.project,
        area=first.area or second.area,
        building=first.building,
        unit=first.unit,
        room=first.room,
        name=both("name"),
        phone=both("phone"),
        email=both("email"),
        occupied=first.occupied or second.occupied,
    )


def _enter_projects(session: Session, rows: Iterable[NewHousehold]) -> None:
    areas: dict[str, str | None] = {}
    for row in rows:
        areas[row.project] = row.area or areas.get(row.project)
    if not areas:
        return
    statement = inserting(dialect(session), project)
    area = func.coalesce(statement.excluded.area, project.c.area)
    session.execute(
        statement.on_conflict_do_update(index_elements=[project.c.name], set_={"area": area}),
        [{"name": name, "area": area} for name, area in areas.items()],
    )


def _stored(
    session: Session, flats: Mapping[tuple[str, ...], NewHousehold], start: int
) -> Iterable[tuple[tuple[str, ...], HouseholdRow]]:
    chunk = list(flats)[start : start + _CHUNK]
    rooms = {key[3] for key in chunk}
    projects = {key[0] for key in chunk}
    wanted = set(chunk)
    for row in _rows(session, household.c.match_project.in_(projects), household.c.match_room.in_(rooms)):
        key = _match_key(row)
        if key in wanted:
            yield key, row


def _equal(stored: HouseholdRow, row: NewHousehold) -> bool:
    return all(getattr(stored, name) == value for name, value in vars(row).items())


def _insert(session: Session, items: list[tuple[tuple[str, ...], NewHousehold]]) -> None:
    matches = ("match_project", "match_building", "match_unit", "match_room")
    values = [{**vars(row), **dict(zip(matches, key, strict=True))} for key, row in items]
    statement = insert(household).returning(household.c.id, sort_by_parameter_order=True)
    ids = session.execute(statement, values).scalars()
    _insert_contacts(session, {added: row for added, (_, row) in zip(ids, items, strict=True)})


def contacts_of(email: str | None, phone: str | None) -> set[tuple[str, str]]:
    """The (kind, value) by which a household with these is found: each address and number in its comparing form."""
    pairs = (("email", email, normal_email), ("phone", phone, normal_phone))
    return {(kind, value) for kind, text, normal in pairs for part in parted(text) if (value := normal(part))}


def _insert_contacts(session: Session, rows: Mapping[int, NewHousehold]) -> None:
    values: list[dict[str, object]] = []
    for household_id, row in rows.items():
        found = sorted(contacts_of(row.email, row.phone))
        values += [{"household_id": household_id, "kind": kind, "value": value} for kind, value in found]
    if values:
        session.execute(insert(contact), values)


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
_PROJECTS = selecting(ProjectRow, project).order_by(project.c.name)
