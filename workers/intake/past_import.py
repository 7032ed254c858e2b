"""An older ledger of complaints is taken over: sent, looked at, and taken as it was shown (TRADE 3).

What is kept of a file between those steps are its rows, for a week; of what was taken over the rows that were left out,
as long; its name, by whom, when and how many stay.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from sqlalchemy.orm import Session

from domain.past_codes import PAST_DOUBT
from domain.said import N_
from domain.staff import Person
from store import jobs, past_imports
from store.past_imports import ImportHead, PastImport
from workers.directory.importing import read_list
from workers.instance.permissions import HEADS, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.stages import PAST_IMPORT
from workers.intake import past_taking
from workers.intake.past_columns import HEADS as COLUMN_HEADS
from workers.intake.past_columns import Choices, guessed, named, shown
from workers.intake.past_lines import LONGEST_CELL, PastLine
from workers.intake.past_plan import PastPlan, plan

KEPT = timedelta(days=7)
"""So long the rows of a ledger are kept."""
MOST_LINES = 50_000
LEFT_OUT = "未导入的投诉"
"""What the file of lines that are left out is called."""
CHANGED_SINCE = N_("预览之后有变化，没有导入；请再看一遍预览，然后导入")
_HEADS = " ".join(heads[0] for heads in COLUMN_HEADS.values())


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A ledger as it would be taken over. plan: None once that was decided."""

    ledger: PastImport
    choices: Choices
    plan: PastPlan | None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a command did, or would do. ledger: None if it only looked."""

    plan: PastPlan
    ledger: ImportHead | None


def read_ledger(services: Services, data: bytes, name: str) -> Sequence[Sequence[str]]:
    """The rows of a file, read in a process that may be killed. Raises Refused."""
    rows = read_list(services, data, name, LONGEST_CELL)
    if len(rows) > MOST_LINES:
        raise Refused("台账超过 {most} 行；请按年份分成几个文件", most=MOST_LINES)
    return rows


def upload(services: Services, data: bytes, name: str, *, actor: Person) -> int:
    """Keep a ledger to be looked at; its id. Raises Refused."""
    rows = read_ledger(services, data, name)
    choices = _read(rows, name)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_take(actor)
        return _keep(services, session, data, name, rows, choices, actor)


def may_take(actor: Person) -> None:
    """Refused for who is no head of any project: what is taken stands in every figure."""
    if not actor.holds(*HEADS):
        raise Refused("导入旧台账须由主任、客户服务部或经理进行")


def sees(person: Person, ledger: ImportHead) -> bool:
    """Whether somebody may look into a ledger: who sent it, and who is a head of every project."""
    mine = person.login == ledger.made_by and person.holds(*HEADS)
    return mine or any(one.project is None and one.role in HEADS for one in person.grants)


def listed(session: Session, person: Person) -> list[ImportHead]:
    """The ledgers that somebody may look into, newest first."""
    return [one for one in past_imports.heads(session) if sees(person, one)]


def seen(session: Session, import_id: int, person: Person) -> PastImport | None:
    """A ledger; None if there is none that this person may look into."""
    found = past_imports.get(session, import_id)
    return found if found is not None and sees(person, found) else None


def preview(services: Services, session: Session, import_id: int, person: Person) -> Preview | None:
    """What would be done now; None if there is no such ledger for this person."""
    found = seen(session, import_id, person)
    if found is None:
        return None
    choices = Choices.unpacked(found.choices)
    waits = found.applied_at is None and bool(found.content)
    made = plan(services, session, found.content, choices, person) if waits else None
    return Preview(ledger=found, choices=choices, plan=made)


def choose(services: Services, import_id: int, choices: Choices, *, actor: Person) -> None:
    """Say how a ledger is to be read. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_take(actor)
        _waiting(session, import_id, actor)
        past_imports.choose(session, import_id, choices.packed())


def apply(services: Services, import_id: int, digest: str, *, actor: Person) -> None:
    """Have taken over what the preview of that digest showed. Refused if it would be something else now."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_take(actor)
        found = _waiting(session, import_id, actor)
        made = plan(services, session, found.content, Choices.unpacked(found.choices), actor)
        if made.digest != digest:
            raise Refused(CHANGED_SINCE)
        _decide(services, session, found, made, actor)
        jobs.defer(session, PAST_IMPORT, import_id)
    services.work_signal.send()


def resume(services: Services, import_id: int, *, actor: Person) -> None:
    """Go on with one that stands still. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_take(actor)
        found = seen(session, import_id, actor)
        if found is None or found.applied_at is None or found.finished_at is not None:
            raise Refused("这份台账没有正在进行的导入")
        jobs.defer(session, PAST_IMPORT, import_id)
        jobs.hasten(session, PAST_IMPORT, import_id)
    services.work_signal.send()


def take(
    services: Services,
    data: bytes,
    name: str,
    *,
    actor: Person,
    project: str = "",
    preview: bool = False,
) -> Taken:
    """Take a ledger over at once, as a command does; one that was broken off goes on where it was. Raises Refused.

    project: of the whole ledger, where no column says it.
    """
    rows = read_ledger(services, data, name)
    choices = _read(rows, name, project=project)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_take(actor)
        made = plan(services, session, rows, choices, actor)
        if preview or not made.take:
            return Taken(plan=made, ledger=None)
        import_id = _keep(services, session, data, name, rows, choices, actor)
        found = _waiting(session, import_id, actor)
        _decide(services, session, found, made, actor)
        jobs.defer(session, PAST_IMPORT, import_id)
    past_taking.take_all(services, import_id)
    with services.database.reading() as session:
        return Taken(plan=made, ledger=past_imports.get(session, import_id))


def discard(services: Services, import_id: int, *, actor: Person) -> None:
    """Forget the rows of a ledger that waits, and those that were left out of one that was taken."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_take(actor)
        found = seen(session, import_id, actor)
        if found is None:
            raise Refused("没有这份台账")
        if found.applied_at is not None and found.finished_at is None:
            raise Refused("这份台账正在导入；导完以后再删除")
        past_imports.forget(session, import_id, services.now())


def expire(services: Services) -> int:
    """Forget the rows that have been kept for long enough; of how many ledgers."""
    now = services.now()
    with services.database.transaction() as session:
        return sum(past_imports.forget(session, one, now) for one in past_imports.expired(session, now - KEPT))


def left_out(head: Sequence[str], lines: Sequence[PastLine]) -> list[list[str]]:
    """The lines that are not taken, under their head, each with its number and why."""
    return [
        ["行", "问题", *map(shown, head)],
        *([str(line.line), why(line), *map(shown, line.cells)] for line in lines),
    ]


def why(line: PastLine) -> str:
    """Why a line is doubtful, in words."""
    return "；".join(f"{PAST_DOUBT[doubt]}（{words}）" if words else PAST_DOUBT[doubt] for doubt, words in line.doubts)


def _read(rows: Sequence[Sequence[str]], name: str, *, project: str = "") -> Choices:
    found = guessed(rows)
    choices = Choices(header=found.header, columns=found.columns, project=project)
    if choices.missing:
        raise Refused(
            "{name} 的表头缺少{missing}；表头可写：{heads}", name=name, missing=named(choices.missing), heads=_HEADS
        )
    return choices


def _keep(
    services: Services,
    session: Session,
    data: bytes,
    name: str,
    rows: Sequence[Sequence[str]],
    choices: Choices,
    actor: Person,
) -> int:
    return past_imports.add(
        session,
        fingerprint=hashlib.sha256(data).hexdigest(),
        name=PurePath(name.replace("\\", "/")).name[:120] or "—",
        rows=rows,
        choices=choices.packed(),
        at=services.now(),
        who=actor.login,
    )


def _decide(services: Services, session: Session, found: PastImport, made: PastPlan, actor: Person) -> None:
    """These lines are taken, by whichever process works them; the others are kept with why."""
    if not made.take:
        raise Refused("没有可以导入的行")
    head = found.content[Choices.unpacked(found.choices).header]
    take = [["0", *head], *([str(line.line), *line.cells] for line in made.take)]
    left = left_out(head, made.left) if made.left else ()
    if not past_imports.apply(
        session, found.id, at=services.now(), who=actor.login, take=take, left_out=left, omitted=len(made.left)
    ):
        raise Refused(CHANGED_SINCE)


def _waiting(session: Session, import_id: int, actor: Person) -> PastImport:
    found = seen(session, import_id, actor)
    if found is None or (found.applied_at is None and not found.content):
        raise Refused("这份台账已过期或已放弃；请重新上传")
    if found.applied_at is not None:
        raise Refused("这份台账已经导入，或正在导入")
    return found
