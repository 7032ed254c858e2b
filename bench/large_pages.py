"""How long every page of the desk and every read of its API takes, in a house of 100 000 cases and as many households.

The routes come from the application itself, each asked by those it is for: p50, p95 and processor time, over HTTP.
Exits 1 if a p95 is above its aim; what waits for a process of its own by its nature is shown below, and not held to it.
Usage: python bench/large_pages.py [--cases N] [--rounds N] [--on sqlite|postgresql] [--only PART_OF_A_NAME]...
"""

import argparse
import gc
import io
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import structlog
from httpx2 import Client, TransportError
from httpx2 import Limits as Connections
from large_desk import AIM, CASES, Measured, database, measured, opened
from PIL import Image, ImageDraw
from sqlalchemy import text
from support.desk_rows import PROJECTS, Kept
from support.every_page import API, GRANTS, Asked, Pages
from support.house_rows import HOUSEHOLDS, STAFF, home
from support.typical_rows import typical_rows

from desk.access import COOKIE
from desk.app import create_app
from desk.server import DeskServer
from domain.codes import LetterKind
from domain.collecting import COLLECT_EVERY
from domain.reading_codes import Script
from domain.scopes import Scope
from domain.settings import Limits, PublicSettings
from domain.staff import Person, operator
from domain.staff_codes import LinkPurpose
from domain.surveys import Quarter
from store import directory, people
from store.people import NewPerson
from workers.directory import importing
from workers.instance.services import Services
from workers.intake import past_import
from workers.ruledesk.rule_forms import find_rule
from workers.staff import calendar_links, sign_in_links, tokens
from workers.staff.people import person_of
from workers.stationery import changing, house_marks, samples
from workers.surveys import planning
from workers.telling import programs

ROUNDS = 30
AIM_OF_STATISTICS = 1.0
"""Seconds (p95) of a page that counts the whole house."""
OPEN = 0.03
"""Share of the cases that is not filed: 3 000 at a time."""
WANTED = {200, 303}
LAW = operator("huihan")
_IDLE = Connections(keepalive_expiry=1)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table."""

    asked: Asked
    took: Measured

    @property
    def over(self) -> bool:
        """Whether it is slower than it may be."""
        return self.asked.apart is None and self.took.p95 > (AIM_OF_STATISTICS if self.asked.counts else AIM)

    @property
    def who(self) -> str:
        """Who asked."""
        return self.asked.who or ("program" if API in self.asked.name else "nobody")


def _seal() -> bytes:
    drawn, seal = io.BytesIO(), Image.new("RGBA", (400, 400))
    ImageDraw.Draw(seal).ellipse((10, 10, 390, 390), outline="red", width=12)
    seal.save(drawn, "PNG")
    return drawn.getvalue()


def made(services: Services, who: Mapping[str, Person], files: Kept) -> dict[str, Sequence[str]]:
    """What no bulk row is: made by use cases, as people make it. By the name that paths have for it."""
    admin = who["admin"]
    letter = services.archive.get(files.docx or "")
    rows = [("项目", "楼栋", "单元", "房间", "姓名", "电话"), *map(_row, range(2, HOUSEHOLDS, len(PROJECTS) - 1))]
    listed = "\n".join(",".join(row) for row in rows).encode()
    importing.upload(services, listed, "households.csv", actor=admin)
    past_import.upload(services, _older_ledger(), "2025.csv", actor=who["manager"])
    _survey(services, who)
    changing.bring(services, LetterKind.REPLY, Script.HANS, letter, name="reply.docx", actor=admin)
    house_marks.set_seal(services, _seal(), actor=admin)
    sample = samples.keep_sample(services, letter)
    programs.add(services, "https://93.184.216.34/hook", events=(), actor=admin)
    door = sign_in_links.make_link(services, admin.id, LinkPurpose.SIGN_IN, actor=LAW)
    rulebook = services.compiled.rulebook
    with services.database.transaction() as session:
        typical_rows(session, rulebook)
        session.execute(text("UPDATE notice SET person_id = :person WHERE id <= 3000"), {"person": who["manager"].id})
    return {
        "name:programs": ["bench"],
        "name:templates": [LetterKind.REPLY.value],
        "name:rulebook": [*rulebook.texts],
        "topic": [topic.id for topic in rulebook.topics],
        "rule": [rule.id for rule in rulebook.rules if find_rule(rulebook.texts, rule.id)],
        "webhook_id": ["1"],
        "notice_id": [str(n) for n in range(100, 3_000, 100)],
        "sha": [sample],
        "token:/calendar/{token}.ics": [calendar_links.make(services, actor=who["clerk"])],
        "token:/welcome/{token}": [door],
    }


def _older_ledger() -> bytes:
    lines = [("编号", "日期", "投诉人", "项目", "楼栋", "单元", "房间", "投诉内容")]
    for number in range(1, 1_000):
        lives = home(number, PROJECTS)
        told = f"2025-{number % 12 + 1:02}-11"
        lines.append((str(number), told, lives.name, lives.project, lives.building, lives.unit, lives.room, "电梯停运"))
    return "\n".join(",".join(line) for line in lines).encode()


def _survey(services: Services, who: Mapping[str, Person]) -> None:
    with services.database.reading() as session:
        ids = tuple(one.id for one in directory.all_projects(session))
    quarter = Quarter.of(services.now().date())
    wished = planning.Plan(quarter=quarter, project_ids=ids, share=20, questions=("总体满意度", "环境卫生"))
    survey = planning.plan(services, wished, actor=who["manager"])
    planning.start(services, survey, actor=who["service_department"])


def _row(number: int) -> tuple[str, ...]:
    lives = home(number, PROJECTS)
    return lives.project, lives.building, lives.unit, lives.room, lives.name, lives.phone


def people_of(services: Services) -> dict[str, Person]:
    """Those who ask, by their name in GRANTS."""
    with services.database.transaction() as session:
        for number, (name, grants) in enumerate(GRANTS.items(), STAFF + 1):
            login = f"bench{number}"
            row = people.create(session, NewPerson(login=login, name=name, made_at=services.now(), made_by="huihan"))
            assert row is not None
            for grant in grants:
                people.grant(session, row.id, grant)
        rows = {name: people.by_login(session, f"bench{n}") for n, name in enumerate(GRANTS, STAFF + 1)}
        found = {name: person_of(services, session, row.id) for name, row in rows.items() if row}
    return {name: person for name, person in found.items() if person}


@contextmanager
def clients(services: Services, who: Mapping[str, Person]) -> Iterator[dict[str | None, Client]]:
    """A browser for each of them, one that nobody signed in with, and a program's."""
    token = tokens.create(services, name="bench", scopes=tuple(Scope), actor=who["admin"]).token
    with DeskServer(services, host="127.0.0.1", port=0) as server:
        host, port = server.address

        def client(cookies: Mapping[str, str], headers: Mapping[str, str]) -> Client:
            return Client(
                base_url=f"http://{host}:{port}", cookies=dict(cookies), headers=dict(headers), timeout=90, limits=_IDLE
            )

        found: dict[str | None, Client] = {None: client({}, {"authorization": f"Bearer {token}"})}
        for name, person in who.items():
            link = sign_in_links.make_link(services, person.id, LinkPurpose.SIGN_IN, actor=LAW)
            found[name] = client({COOKIE: sign_in_links.use_sign_in(services, link).token}, {})
        yield found
        for one in found.values():
            one.close()


def lines(services: Services, files: Kept, rounds: int, only: Sequence[str]) -> Iterator[Line]:
    """Every page, measured."""
    who, wrong = people_of(services), set[str]()
    with clients(services, who) as browsers:
        pages = Pages(create_app(services), services, made(services, who, files))
        for asked in pages.asked():
            if only and not any(part in asked.name for part in only):
                continue

            def get(number: int, asked: Asked = asked) -> None:
                address = asked.addresses[number % len(asked.addresses)]
                try:
                    status: object = browsers[asked.who].get(address).status_code
                except TransportError as error:
                    status = repr(error)
                if status not in WANTED:
                    wrong.add(f"{status} for {asked.who}: {address}")

            line = Line(asked=asked, took=measured(asked.name, get, rounds))
            print(said(line), flush=True)
            yield line
    if wrong:
        raise SystemExit(f"not answered: {'; '.join(sorted(wrong))}")


def shown(found: Sequence[Line], kind: str) -> Iterator[str]:
    """Print the table, slowest first, and name what is too slow."""
    held = [line for line in found if line.asked.apart is None]
    print(f"== {kind}, {len(held)} lines, load {os.getloadavg()[0]:.1f}")
    for line in sorted(found, key=lambda line: (line.asked.apart is not None, -line.took.p95)):
        print(said(line))
        if line.over:
            yield f"{kind} {line.asked.name}, {line.who}"


def said(line: Line) -> str:
    """p50, p95 and processor time, and who asked for what."""
    took = (line.took.p50, line.took.p95, line.took.worked)
    figures = " ".join(f"{seconds * 1000:8.1f}" for seconds in took)
    note = f"  (apart: {line.asked.apart})" if line.asked.apart else "  !" if line.over else ""
    return f"{figures} ms  {line.asked.name}, {line.who}{note}"


def as_in_a_desk() -> None:
    """What filling has left in this process is no garbage of a desk, which also collects as rarely as `huihan` does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--only", action="append", default=[])
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    slow: list[str] = []
    for kind in wanted.on or ("sqlite", "postgresql"):
        with database(kind) as url, opened(url, wanted.cases, share=OPEN) as (services, files):
            settings = replace(
                services.settings,
                public=PublicSettings(enabled=True, projects=True, looks_per_address=10**9),
                limits=Limits(api_per_minute=10**9, calendar_per_hour=10**9),
            )
            as_in_a_desk()
            found = [*lines(replace(services, settings=settings), files, wanted.rounds, wanted.only)]
            slow += shown(found, kind)
    if slow:
        sys.exit(f"p95 above {AIM * 1000:.0f} ms, of statistics {AIM_OF_STATISTICS * 1000:.0f} ms: {'; '.join(slow)}")


if __name__ == "__main__":
    main()
