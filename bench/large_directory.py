"""How long the directory takes at 100 000 households: an import, and what each of its pages asks of the store.

p50 and p95 on SQLite. Exits 1 if the p95 of a page is above the aim. `make bench` leaves it out: filling takes long.
Usage: python bench/large_directory.py [--households N] [--rounds N]
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.staff import Grant, Person
from store import directory, homes, occupants, projects
from store.database import Database, migrate, open_database
from workers.casework import households
from workers.directory.columns import Choices, guessed
from workers.directory.planning import plan

HOUSEHOLDS = 100_000
PROJECTS = 12
AIM = 0.150
ROUNDS = 20
CLERK = Person(id=1, login="me", name="me", grants=(Grant(role=Role.CLERK),))
NAMES = [f"{family}{given}" for family in "王李张刘陈杨赵黄周吴" for given in "芳伟敏静丽强磊军洋勇"]
HEAD = ("项目", "楼栋", "单元", "房间", "姓名", "电话")


def rows(count: int) -> list[tuple[str, ...]]:
    """A list of so many households."""
    return [HEAD, *(_row(n) for n in range(count))]


def _row(n: int) -> tuple[str, ...]:
    flat = n // PROJECTS
    room = f"{flat % 200 // 4 + 1}{flat % 4 + 1:02d}"
    return (
        f"项目{n % PROJECTS}",
        f"{flat // 400 + 1}栋",
        f"{flat // 200 % 2 + 1}",
        room,
        f"{NAMES[n % 97]}{n // 97 % 89:02d}号",
        f"139{n:08d}",
    )


def main() -> int:
    """Fill, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'huihan.db'}"
        migrate(url)
        database = open_database(url)
        taken_over(database, rows(asked.households))
        slow = [name for name, page in PAGES.items() if measured(database, name, page, asked.rounds) > AIM]
        database.dispose()
    return 1 if slow else 0


def taken_over(database: Database, table: list[tuple[str, ...]]) -> None:
    """The import: its reckoning, its entering, and the same again with nothing to do."""
    choices = Choices(columns=guessed(table).columns, new_projects=tuple(f"项目{n}" for n in range(PROJECTS)))
    for what in ("first", "again"):
        started = time.monotonic()
        with database.transaction() as session:
            made = plan(session, table, choices)
            reckoned = time.monotonic()
            directory.enter(session, [one.given for one in made.new], (), on=None)
        entered = time.monotonic() - reckoned
        print(f"{what}: preview {reckoned - started:6.2f} s, entering {len(made.new)} households {entered:6.2f} s")


def measured(database: Database, name: str, page: Callable[[Session], object], rounds: int) -> float:
    """p95 in seconds."""
    took = []
    for _ in range(rounds):
        started = time.monotonic()
        with database.reading() as session:
            page(session)
        took.append(time.monotonic() - started)
    p95 = statistics.quantiles(took, n=20)[18]
    print(f"{name:24} p50 {statistics.median(took) * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms")
    return p95


def _found(text: str) -> Callable[[Session], object]:
    return lambda session: households.find(session, text, person=CLERK)


PAGES: dict[str, Callable[[Session], object]] = {
    "projects": lambda session: (projects.every(session), projects.figures(session)),
    "a project": lambda session: homes.buildings(session, "项目3"),
    "a building": lambda session: homes.of_building(session, "项目3", "7"),
    "a household": lambda session: (homes.get(session, 777), occupants.of_household(session, 777)),
    "search by flat": _found("7-2-1203"),
    "search by room": _found("1203"),
    "search by name": _found("李敏"),
    "search by phone": _found("139 0000 7777"),
}

if __name__ == "__main__":
    sys.exit(main())
