"""A list of people is taken over: who is new, what changes, what is doubtful, who is not in it; no one is removed.

All of it is one transaction, and each act goes the way that it goes by hand: what one admin alone may not give waits
for a second person (`workers.staff.changes`).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import structlog
from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.said import N_
from domain.staff import Grant, Person
from domain.staff_codes import ChangeKind
from ingest.table_file import read_table
from store import changes as stored_changes
from store import people
from store.people import NewPerson, PersonRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.pool import Content, PoolError
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import changes, second_person
from workers.staff.people import checked, checked_login, fitting, only_admins
from workers.staff.people_rows import Row, rows_of
from workers.staff.second_person import GUARDED, Asker

MOST_BYTES = 3_000_000
MOST = 2_000
"""Rows of a list."""
CHANGED_SINCE = N_("人员在您预览之后有变化，没有导入；请重新选择文件，再看一遍预览")
_FACTS = ("name", "email", "phone")

Table = Sequence[Sequence[str]]
log = structlog.get_logger("huihan.people")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One person as the list has them. numbers: of their rows. grants: that it gives and they do not hold yet.

    stored: None for somebody new. facts: name → what it was and what it will be. confirmed: of `grants`, those that a
    second person must confirm. asked: of those of the list, what waits for a second person already. kept: roles that
    they hold and the list does not name: they keep them.
    """

    login: str
    numbers: tuple[int, ...]
    name: str
    stored: PersonRow | None
    facts: Mapping[str, tuple[str, str]]
    grants: tuple[Grant, ...]
    confirmed: tuple[Grant, ...]
    asked: tuple[Grant, ...] = ()
    kept: tuple[Grant, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything would."""
        return self.stored is None or bool(self.facts or self.grants)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a list would do. missing: who works here and is not in it; nothing happens to them."""

    new: tuple[Listed, ...]
    changed: tuple[Listed, ...]
    same: tuple[Listed, ...]
    doubtful: tuple[Row, ...]
    missing: tuple[PersonRow, ...]

    @property
    def digest(self) -> str:
        """What was looked at: the same again, or something has changed since."""
        return hashlib.sha256(repr((self.new, self.changed)).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was taken over. waits: acts that a second person must confirm; left_out: rows."""

    added: tuple[str, ...]
    changed: int
    granted: int
    waits: int
    left_out: int


def read_people(services: Services, data: bytes, name: str) -> Table:
    """The rows of a file, read in a process that may be killed. Raises Refused."""
    if len(data) > MOST_BYTES:
        raise Refused("文件超过 3 MB；请只留人员名册这一张表")
    task = (Content(read=lambda: data), PurePath(name).name, services.settings.limits)
    read = next(iter(services.previews.map(read_table, [task])))
    if isinstance(read, ValueError):
        raise Refused("{why}", why=str(read))
    if isinstance(read, PoolError | Exception):
        raise Refused("这个文件太大或已损坏，读不出来；请另存为 UTF-8 的 .csv 再试")
    return checked_table(read)


def checked_table(table: Table) -> Table:
    """The same; Refused for one that is too long."""
    if len(table) > MOST:
        raise Refused("名册超过 {most} 行；请分成几个文件", most=MOST)
    return table


def plan(services: Services, session: Session, table: Table, *, actor: Person) -> Plan:
    """What a list would do now, by this admin. Raises Refused for one without a head."""
    only_admins(actor)
    guards = not second_person.founding(session, Asker.of(actor))
    waiting = stored_changes.waiting(session)
    asked = {(one.person_id, frozenset(one.details.items())) for one in waiting if one.kind is ChangeKind.GRANT}
    listed: dict[str, Listed] = {}
    doubtful: list[Row] = []
    for row in rows_of(checked_table(table)):
        try:
            login, one = _listed(session, row, listed.get(row.login and checked_login(row.login)))
        except Refused as mistake:
            doubtful.append(replace(row, mistake=mistake))
        else:
            listed[login] = one
    found = [_held_against(session, one, asked, guards=guards) for one in listed.values()]
    named = {one.login for one in found} | {row.login.strip().lower() for row in doubtful}
    return Plan(
        new=tuple(one for one in found if one.stored is None),
        changed=tuple(one for one in found if one.stored is not None and one.changes),
        same=tuple(one for one in found if not one.changes),
        doubtful=tuple(doubtful),
        missing=tuple(row for row in people.list_people(session) if row.active and row.login not in named),
    )


def apply(services: Services, table: Table, digest: str | None, *, actor: Person) -> Done:
    """Take over what the preview of that digest showed, all of it or nothing; None: whatever it is, as a command does.

    Raises Refused, also if it would be something else now.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        made = plan(services, session, table, actor=actor)
        if digest not in (None, made.digest):
            raise Refused(CHANGED_SINCE)
        waits = sum(_taken(services, session, one, actor) for one in (*made.new, *made.changed))
        done = Done(
            added=tuple(one.login for one in made.new),
            changed=sum(bool(one.facts) for one in made.changed),
            granted=sum(len(one.grants) for one in (*made.new, *made.changed)),
            waits=waits,
            left_out=len(made.doubtful),
        )
        counts: dict[str, object] = {"new": len(done.added), "changed": done.changed, "granted": done.granted}
        noted(services, session, HouseEvent.PEOPLE_IMPORTED, who=actor.login, whom="", **counts, waits=waits)
    log.info("people_imported", by=actor.login, **counts, waits=waits)
    return done


def _listed(session: Session, row: Row, before: Listed | None) -> tuple[str, Listed]:
    """The person of a row, with what earlier rows said of them. Raises Refused for a mistake."""
    if row.mistake is not None:
        raise row.mistake
    if not row.login:
        raise Refused("没有写登录名")
    login = checked_login(row.login)
    facts = checked({"name": row.name, "email": row.email, "phone": row.phone})
    said = {name: ("", str(value)) for name, value in facts.items() if value}
    grants = tuple(fitting(session, one) for one in row.grants)
    if before is None:
        stored = people.by_login(session, login)
        if stored is not None and not stored.active:
            raise Refused("{login} 已停用；请先在其页面上恢复账号", login=login)
        name = said["name"][1]
        return login, Listed(
            login=login, numbers=(row.number,), name=name, stored=stored, facts=said, grants=grants, confirmed=()
        )
    for name in _FACTS:
        if name in said and name in before.facts and said[name] != before.facts[name]:
            raise Refused("与第 {row} 行是同一个登录名，姓名、邮箱或电话却不同", row=before.numbers[0])
    numbers = (*before.numbers, row.number)
    both = tuple(dict.fromkeys((*before.grants, *grants)))
    return login, replace(before, numbers=numbers, facts={**before.facts, **said}, grants=both)


def _held_against(
    session: Session, one: Listed, asked: Iterable[tuple[int, frozenset[tuple[str, str]]]], *, guards: bool
) -> Listed:
    """The same with what is so of them already."""
    held = people.grants_of(session, one.stored.id) if one.stored else ()
    known = set(asked)
    waits = tuple(
        grant
        for grant in one.grants
        if one.stored and (one.stored.id, frozenset(changes.details_of(grant).items())) in known
    )
    grants = tuple(grant for grant in one.grants if grant not in held and grant not in waits)
    before = {name: getattr(one.stored, name) or "" if one.stored else "" for name in one.facts}
    facts = {name: (before[name], said) for name, (_, said) in one.facts.items() if said != before[name]}
    return replace(
        one,
        facts=facts,
        grants=grants,
        confirmed=tuple(grant for grant in grants if guards and grant.role in GUARDED),
        asked=waits,
        kept=tuple(grant for grant in held if grant not in one.grants),
    )


def _taken(services: Services, session: Session, one: Listed, actor: Person) -> int:
    """Enter a person, or change one, and give the roles; how many of these acts wait for a second person."""
    facts = {name: said for name, (_, said) in one.facts.items()}
    row, waits = one.stored, 0
    if row is None:
        new = NewPerson(
            login=one.login,
            name=one.name,
            email=facts.get("email"),
            phone=facts.get("phone"),
            made_at=services.now(),
            made_by=actor.login,
        )
        row = people.create(session, new)
        if row is None:
            raise Refused(CHANGED_SINCE)
        noted(services, session, HouseEvent.PERSON_ADDED, who=actor.login, whom=one.login)
    else:
        email = facts.pop("email", None)
        if email is not None:
            made = changes.make(services, session, ChangeKind.EMAIL, row, actor=actor, details={"email": email})
            waits += made is not None
        if facts:
            people.change(session, row.id, **facts)
            what = sorted(facts)
            noted(services, session, HouseEvent.PERSON_CHANGED, who=actor.login, whom=row.login, changed=what)
    for grant in one.grants:
        details = changes.details_of(grant)
        made = changes.make(services, session, ChangeKind.GRANT, row, actor=actor, details=details)
        waits += made is not None
    return waits
