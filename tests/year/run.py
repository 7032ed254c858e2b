"""Prepares a ground, an instance with its rulebook, households and people, and simulates plans on copies of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from servers.house import House, running_house
from servers.instance import SHIPPED
from sqlalchemy.orm import Session

from domain.codes import Department, Role
from domain.settings import NoticeSettings, SmtpSettings
from domain.staff import Grant
from rules.compiled import Compiled, compile_rulebook
from rules.load import load_rulebook
from store import directory, people
from store.database import migrate
from store.people import NewDeputy, NewPerson
from year.books import Books
from year.compared import Outcome
from year.office import ZONE, AtHand, Office, Post
from year.simulation import Plan, Simulation
from year.staff import Staff, staff_of
from year.town import PROJECTS, households

_FIRST_DAY = datetime(2026, 1, 1)


@dataclass(frozen=True)
class Ground:
    """An instance as it was set up, before the first letter. households: in all its projects."""

    folder: Path
    compiled: Compiled
    households: int
    staff: Staff


def ground(folder: Path, *, projects: tuple[str, ...] = PROJECTS, per_project: int) -> Ground:
    """Set one up in an empty folder: so many households in each of the projects."""
    shutil.copytree(SHIPPED, folder / "rulebook", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    loaded = load_rulebook(folder / "rulebook")
    assert loaded.rulebook is not None, loaded.findings
    compiled = compile_rulebook(loaded.rulebook)
    migrate(_url(folder))
    with _open(folder, compiled) as house:
        with house.services.database.transaction() as session:
            count = directory.import_households(session, households(per_project, projects)).new
            _employ(session, staff := staff_of(projects))
        office = Office(house, Random(), lambda _: frozenset())
        office.at(_FIRST_DAY)
        office.first_rulebook()
    shutil.rmtree(folder / "smtp")
    return Ground(folder, compiled, count, staff)


def simulate(
    ground: Ground, root: Path, plan: Plan, *, during: Callable[[Simulation], object] = lambda _: None
) -> Outcome:
    """One run of a plan on a copy of the ground. during: is shown the simulation before it runs."""
    shutil.copytree(ground.folder, root, dirs_exist_ok=True)
    with _open(root, ground.compiled) as house:
        books = Books(root / "huihan.db")
        office = Office(house, Random(plan.seed), books.due)
        office.at(plan.start)
        simulation = Simulation(office, books, plan, ground.households, ground.staff)
        during(simulation)
        return simulation.run()


def _employ(session: Session, staff: Staff) -> None:
    made = {"made_at": _FIRST_DAY.replace(tzinfo=ZONE), "made_by": "admin"}
    ids = {}
    for one in staff.workers:
        row = people.create(session, NewPerson(login=one.login, name=one.login, email=one.email, **made))
        assert row is not None
        ids[one.login] = row.id
        department = Department(one.department) if one.department else None
        people.grant(session, row.id, Grant(role=Role(one.role), project=one.project, department=department))
    for gone in staff.absences:
        begins, ends = gone.start.replace(tzinfo=ZONE), gone.end.replace(tzinfo=ZONE)
        people.add_deputy(
            session,
            NewDeputy(person_id=ids[gone.away], deputy_id=ids[gone.deputy], from_at=begins, until_at=ends, **made),
        )


@contextmanager
def _open(folder: Path, compiled: Compiled) -> Iterator[House]:
    with running_house(folder, _url(folder), compiled, AtHand()) as house:
        house.services = replace(
            house.services,
            settings=replace(house.services.settings, notices=NoticeSettings(quiet_from=time(22), quiet_until=time(7))),
            post=Post(SmtpSettings(host="", port=0, from_address=""), house.services.crash_points.point),
        )
        yield house


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'huihan.db'}"


@contextmanager
def memory_folder() -> Iterator[Path]:
    """An empty folder, in memory where the machine has one: what is simulated need not outlast a power cut."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder with a name of its own is made in it
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "year"
