"""How long the desk's pages ask the database at 100 000 cases: queue with its badges, a case, search; p50 and p95.

On SQLite and PostgreSQL, with 3 % and with 30 % of the cases open, through the eyes of each role. Exits 1 if a p95 is
above the aim. Usage: python bench/bench_desk.py [--cases N] [--rounds N] [--on sqlite|postgresql] [--open SHARE]
"""

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the throw-away servers

from servers import postgres
from sqlalchemy.orm import Session
from support.desk_rows import NOW, PROJECTS, Filler

from domain.codes import Department, Role
from domain.settings import Settings
from domain.staff import Grant, Person
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook
from store import cases, clocks, events, intake, letters, search
from store.database import migrate
from store.queue import QueueFilter
from workers import waiting
from workers.services import Services
from workers.versions import write_rulebook

CASES = 100_000
AIM = 0.150
ROUNDS = 30
EVERYTHING = QueueFilter(mine=False)
PEOPLE = {
    "clerk": Grant(role=Role.CLERK),
    "clerk, one project": Grant(role=Role.CLERK, project=PROJECTS[5]),
    "clerk, tiny project": Grant(role=Role.CLERK, project=PROJECTS[0]),
    "supervisor": Grant(role=Role.SUPERVISOR, project=PROJECTS[5]),
    "service department": Grant(role=Role.SERVICE_DEPARTMENT),
    "manager": Grant(role=Role.MANAGER),
    "department": Grant(role=Role.DEPARTMENT, department=Department.SECURITY),
}
WORDS = ("业主", "电梯", "梯", "魑魅魍魉", "138", "0013", "resi", "电梯停运", "业主 电梯 王芳", "没有人来处理")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One line of the table; times in seconds."""

    name: str
    times: tuple[float, ...]

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20, method="inclusive")[-1]


def person(name: str) -> Person:
    return Person(id=1, login="bench", name=name, grants=(PEOPLE[name],))


def measured(name: str, work: Callable[[int], object], rounds: int) -> Measured:
    work(0)
    gc.collect()
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - began)
    return Measured(name=name, times=tuple(times))


def asked(services: Services, rounds: int, count: int) -> Iterator[Measured]:
    """What the pages ask of workers and store. What the pages themselves cost over HTTP is measured on top of this."""

    def reading(work: Callable[[Session], object]) -> object:
        with services.database.reading() as session:
            return work(session)

    for name in PEOPLE:
        who = person(name)
        yield measured(f"queue, {name}", lambda _, who=who: reading(lambda s: queue_page(services, s, who)), rounds)
        yield measured(
            f"all open, {name}",
            lambda _, who=who: reading(lambda s: waiting.queue_for(services, s, who, EVERYTHING)),
            rounds,
        )
    clerk = person("clerk")
    yield measured("second page", lambda _: reading(lambda s: second_page(services, s, clerk)), rounds)
    yield measured("digest", lambda _: reading(lambda s: waiting.digest_of(services, s, clerk, NOW.date())), rounds)
    step = count // rounds
    yield measured("case", lambda number: reading(lambda s: case_page(s, count - number * step)), rounds)
    for word in WORDS:
        for name in ("clerk", "clerk, tiny project", "department"):
            who = person(name)
            yield measured(
                f"search {word}, {name}",
                lambda _, who=who, word=word: reading(lambda s: search.search(s, who, word)),
                rounds,
            )


def queue_page(services: Services, session: Session, who: Person) -> None:
    waiting.queue_for(services, session, who)
    waiting.counts_for(services, session, who)


def second_page(services: Services, session: Session, who: Person) -> None:
    first = waiting.queue_for(services, session, who)
    waiting.queue_for(services, session, who, after=first.following)


def case_page(session: Session, case_id: int) -> None:
    case = cases.get_case(session, case_id)
    assert case is not None
    clocks.of_case(session, case.id)
    letters.of_case(session, case.id)
    cases.decisions_of_case(session, case.id)
    events.history(session, case.id)
    intake.load_reading(session, case.intake_id)


@contextmanager
def opened(url: str, count: int, open_share: float) -> Iterator[Services]:
    """An instance with so many cases on that database."""
    book = load_rulebook(shipped_rulebook()).rulebook
    assert book is not None
    with TemporaryDirectory(prefix="huihan-desk-") as root:
        write_rulebook(Path(root) / "rulebook", book.texts)
        migrate(url)
        services = Services.open(Settings(root=Path(root), database_url=url), now=lambda: NOW)
        try:
            began = time.perf_counter()
            Filler(book, cases_=count, open_share=open_share).fill(services.database)
            print(f"filled {count} cases in {time.perf_counter() - began:.0f} s", flush=True)
            yield services
        finally:
            services.close()


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of an empty database of either kind."""
    if kind == "sqlite":
        with TemporaryDirectory(prefix="huihan-desk-db-") as folder:
            yield f"sqlite:///{folder}/huihan.db"
        return
    server = postgres.start()
    try:
        yield server.create("bench")
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--open", type=float, action="append")
    wanted = parser.parse_args()
    slow = []
    for kind in wanted.on or ("sqlite", "postgresql"):
        for share in wanted.open or (0.03, 0.30):
            print(f"== {kind}, {share:.0%} open", flush=True)
            with database(kind) as url, opened(url, wanted.cases, share) as services:
                for line in asked(services, wanted.rounds, wanted.cases):
                    over = line.p95 > AIM
                    slow += [f"{kind} {share:.0%} {line.name}"] if over else []
                    print(
                        f"{line.p50 * 1000:8.1f} {line.p95 * 1000:8.1f} ms  {line.name}{'  !' if over else ''}",
                        flush=True,
                    )
    if slow:
        sys.exit(f"p95 above the aim of {AIM * 1000:.0f} ms: {'; '.join(slow)}")


if __name__ == "__main__":
    main()
