"""Households as people look at and edit them: by building, with notes, what they wish, and who looked at them."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, cast, func, insert, select, update
from sqlalchemy.orm import Session

from language.folding import comparing
from store.directory import HouseholdRow
from store.directory_tables import household_note, household_view
from store.rows import as_dataclass, selecting, touched
from store.staff_tables import person
from store.tables import household


@dataclass(frozen=True, kw_only=True)
class HomeFacts:
    """What is edited of a household itself. languages: that they speak; wishes: how they want to be dealt with."""

    area: str | None = None
    occupied: bool = True
    languages: str | None = None
    wishes: str | None = None


@dataclass(frozen=True, kw_only=True)
class HomeRow(HouseholdRow):
    """A household with what is noted of it. version: counts its changes."""

    languages: str | None = None
    wishes: str | None = None
    version: int

    @property
    def facts(self) -> HomeFacts:
        """What may be edited."""
        return HomeFacts(area=self.area, occupied=self.occupied, languages=self.languages, wishes=self.wishes)


@dataclass(frozen=True, kw_only=True)
class Building:
    """A building of a project. key: its comparing form, empty for flats without a building."""

    key: str
    name: str
    households: int
    occupied: int


@dataclass(frozen=True, kw_only=True)
class Note:
    """What somebody noted. who: a login."""

    id: int
    household_id: int
    at: datetime
    who: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HomeView:
    """One look at a household's page."""

    at: datetime
    login: str
    name: str


def get(session: Session, household_id: int) -> HomeRow | None:
    """One household, or None."""
    row = session.execute(_HOMES.where(household.c.id == household_id)).first()
    return None if row is None else as_dataclass(HomeRow, row)


def change(session: Session, household_id: int, facts: HomeFacts, *, seen: int) -> bool:
    """Say what is so of it now; False if it has changed since version `seen`."""
    statement = update(household).where(household.c.id == household_id, household.c.version == seen)
    return touched(session, statement.values(**vars(facts), version=seen + 1)) == 1


def hold(session: Session, household_id: int, *, seen: int) -> bool:
    """Count a change of its people; False if it has changed since version `seen`."""
    statement = update(household).where(household.c.id == household_id, household.c.version == seen)
    return touched(session, statement.values(version=seen + 1)) == 1


def buildings(session: Session, project: str) -> list[Building]:
    """The buildings of a project with how many households they have, in the order people count: 2 before 10."""
    query = (
        select(
            household.c.match_building,
            func.min(household.c.building),
            func.count(),
            func.sum(cast(household.c.occupied, Integer)),
        )
        .where(household.c.match_project == comparing(project))
        .group_by(household.c.match_building)
    )
    found = [
        Building(key=key, name=name or "", households=count, occupied=lived or 0)
        for key, name, count, lived in session.execute(query)
    ]
    return sorted(found, key=lambda one: counted(one.key))


def of_building(session: Session, project: str, building: str) -> list[HomeRow]:
    """The households of a building (its comparing form), by unit and room as people count."""
    where = (household.c.match_project == comparing(project), household.c.match_building == building)
    query = _HOMES.add_columns(household.c.match_unit, household.c.match_room).where(*where)
    rows = sorted(session.execute(query), key=lambda row: (counted(row.match_unit), counted(row.match_room)))
    names = HomeRow.__dataclass_fields__
    return [HomeRow(**{name: getattr(row, name) for name in names}) for row in rows]


def counted(name: str) -> list[tuple[int, str]]:
    """A key that sorts 2 before 10, and both before a."""
    return [(int(part), "") if part.isdecimal() else (10**9, part) for part in re.split(r"(\d+)", name) if part]


def notes(session: Session, household_id: int) -> list[Note]:
    """What was noted, newest first."""
    query = selecting(Note, household_note).where(household_note.c.household_id == household_id)
    newest = query.order_by(household_note.c.at.desc(), household_note.c.id.desc())
    return [as_dataclass(Note, row) for row in session.execute(newest)]


def add_note(session: Session, household_id: int, *, at: datetime, who: str, text: str) -> None:
    """Note something."""
    session.execute(insert(household_note), {"household_id": household_id, "at": at, "who": who, "text": text})


def looked(session: Session, household_id: int, person_id: int, at: datetime) -> None:
    """Note a look at its page."""
    session.execute(insert(household_view), {"household_id": household_id, "person_id": person_id, "at": at})


def looks(session: Session, household_id: int, *, limit: int) -> list[HomeView]:
    """Who looked, newest first."""
    query = (
        select(household_view.c.at, person.c.login, person.c.name)
        .join(person, person.c.id == household_view.c.person_id)
        .where(household_view.c.household_id == household_id)
        .order_by(household_view.c.at.desc(), household_view.c.id.desc())
        .limit(limit)
    )
    return [HomeView(at=row.at, login=row.login, name=row.name) for row in session.execute(query)]


_HOMES = selecting(HomeRow, household)
