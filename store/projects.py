"""The projects with what they are compared by (area, kind, occupied households) and how their offices are reached."""

from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select, update
from sqlalchemy.orm import Session

from domain.directory_codes import ProjectKind
from store.rows import as_dataclass, dialect, inserting, selecting, touched
from store.tables import household, project


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """area: 区域, a part of the company's portfolio. area_m2: of all buildings. phones: of the office, several by 、.

    occupied_households: as the company states it, None to go by the directory.
    """

    area: str | None = None
    area_m2: int | None = None
    kind: ProjectKind | None = None
    occupied_households: int | None = None
    office_name: str | None = None
    office_address: str | None = None
    phones: str | None = None


@dataclass(frozen=True, kw_only=True)
class Project(ProjectFacts):
    """A project. version: counts its changes."""

    id: int
    name: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the directory holds of a project, in households."""

    households: int = 0
    occupied: int = 0


def every(session: Session) -> list[Project]:
    """All of them, by name."""
    return [as_dataclass(Project, row) for row in session.execute(_PROJECTS.order_by(project.c.name))]


def get(session: Session, project_id: int) -> Project | None:
    """One, or None."""
    row = session.execute(_PROJECTS.where(project.c.id == project_id)).first()
    return None if row is None else as_dataclass(Project, row)


def named(session: Session, name: str) -> Project | None:
    """The project of that name, or None."""
    row = session.execute(_PROJECTS.where(project.c.name == name)).first()
    return None if row is None else as_dataclass(Project, row)


def add(session: Session, name: str, facts: ProjectFacts) -> int | None:
    """Enter a project; its id, None if the name is taken."""
    statement = inserting(dialect(session), project).values(name=name, **vars(facts))
    added = session.execute(statement.on_conflict_do_nothing(index_elements=["name"]).returning(project.c.id))
    found: int | None = added.scalar()
    return found


def save(session: Session, project_id: int, facts: ProjectFacts, *, seen: int) -> bool:
    """Say what is so of it now; False if it has changed since version `seen`."""
    statement = update(project).where(project.c.id == project_id, project.c.version == seen)
    return touched(session, statement.values(**vars(facts), version=seen + 1)) == 1


def figures(session: Session) -> dict[str, Figures]:
    """Project → what the directory holds of it; one without households is left out."""
    occupied = func.sum(cast(household.c.occupied, Integer))
    query = select(household.c.project, func.count(), occupied).group_by(household.c.project)
    return {name: Figures(households=count, occupied=lived or 0) for name, count, lived in session.execute(query)}


_PROJECTS = selecting(Project, project)
