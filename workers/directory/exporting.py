"""The directory is handed out as a list, Excel or CSV, that can be taken over again; no cell runs as a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from sqlalchemy.orm import Session

from domain.directory_codes import DIRECTORY_FIELD, OCCUPANT_ROLE
from domain.events import HouseEvent
from domain.staff import Person
from store import homes, occupants, projects
from store.homes import HomeRow
from store.occupants import NewOccupant
from workers.directory.rights import may_keep
from workers.instance import sheets
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.services import Services

_FIELDS = (
    *("project", "area", "building", "unit", "room", "name", "phone", "email", "occupied", "role", "moved_in"),
    *("consent", "languages", "wishes"),
)
LEFT_OUT, WHOLE = "未导入的行", "业主名册"
"""What the files are called."""
HEAD = tuple(DIRECTORY_FIELD[name] for name in _FIELDS)
_STARTS = ("=", "+", "-", "@", "\t", "\r")
_YES = {True: "是", False: "否", None: ""}
Table = Sequence[Sequence[str]]


def table(services: Services, project_id: int | None, *, actor: Person) -> Table:
    """The households of a project, or of all, a row a person who lives there, under their head. Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_keep(actor)
        rows = [HEAD, *_rows(session, project_id)]
        noted(services, session, HouseEvent.DIRECTORY_EXPORTED, who=actor.login, count=len(rows) - 1)
    return rows


def excel(rows: Table) -> bytes:
    """As .xlsx; every cell is text, whatever it begins with. Rows may be of unequal length."""
    longest = max(map(len, rows), default=0)
    head, *others = (tuple(row) + ("",) * (longest - len(row)) for row in rows or [()])
    return sheets.table(DIRECTORY_FIELD["project"], head, others)


def as_csv(rows: Table) -> bytes:
    """As CSV that Excel opens as UTF-8; what could be a formula has a ' before it, which the import takes away."""
    out = StringIO(newline="")
    csv.writer(out).writerows([[_safe(value) for value in row] for row in rows])
    return out.getvalue().encode("utf-8-sig", "replace")


def _rows(session: Session, project_id: int | None) -> Iterator[tuple[str, ...]]:
    for project in projects.every(session):
        if project_id not in (None, project.id):
            continue
        for building in homes.buildings(session, project.name):
            found = homes.of_building(session, project.name, building.key)
            people = occupants.of_households(session, [home.id for home in found])
            for home in found:
                living: Iterable[NewOccupant] = [one for one in people.get(home.id, ()) if one.present]
                yield from (_row(home, one) for one in living or (NewOccupant(),))


def _row(home: HomeRow, one: NewOccupant) -> tuple[str, ...]:
    values = (
        *(home.project, home.area, home.building, home.unit, home.room, one.name, one.phone, one.email),
        _YES[home.occupied],
        OCCUPANT_ROLE[one.role] if one.role else "",
        one.moved_in.isoformat() if one.moved_in else "",
        _YES[one.consent],
        *(home.languages, home.wishes),
    )
    return tuple(value or "" for value in values)


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(_STARTS) else value
