"""A list of households is taken over: sent, looked at, mended by the admin's choices, and entered as it was shown.

What is kept of a file between those steps are its rows, for a week; then, or once they are entered, no more than the
rows that were left out. Nothing of the directory is ever removed by a list.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePath

from sqlalchemy.orm import Session

from domain.directory_codes import DIRECTORY_FIELD, DOUBT, Doubt
from domain.events import HouseEvent
from domain.said import N_
from domain.staff import Person
from ingest.table_file import LONGEST_CELL, read_table
from store import directory, directory_uploads, occupants
from store.directory import ImportCounts
from store.directory_uploads import Upload
from workers.directory.columns import HEADS, Choices, guessed
from workers.directory.planning import ImportPlan, plan
from workers.directory.rights import may_keep
from workers.directory.rows import Row, shown
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.pool import Content, PoolError
from workers.instance.refusals import Refused
from workers.instance.services import Services

KEPT = timedelta(days=7)
"""So long a list may wait."""
MOST_BYTES = 30_000_000
TAKEABLE = tuple(doubt for doubt in Doubt if not doubt.final)
"""The doubts in spite of which a row may be taken."""
_HEADS = " ".join(heads[1] for heads in HEADS.values())
CHANGED_SINCE = N_("名册在您预览之后有变化，没有导入；请再看一遍预览，然后导入")


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A list as it would be taken over. plan: None while a needed column is not chosen, or once it has been."""

    upload: Upload
    choices: Choices
    plan: ImportPlan | None


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was taken over, in households. left_out: rows; moved_out: households of which everybody was."""

    counts: ImportCounts
    left_out: int = 0
    moved_out: int = 0
    doubts: Mapping[str, int] = field(default_factory=dict)

    def packed(self) -> str:
        """For the store."""
        return json.dumps({**vars(self), "counts": vars(self.counts)}, ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> "Report":
        """What `packed` wrote."""
        given = json.loads(text)
        return cls(**{**given, "counts": ImportCounts(**given["counts"])})


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a command did, or with report None would do."""

    plan: ImportPlan
    report: Report | None


def read_list(services: Services, data: bytes, name: str, longest: int = LONGEST_CELL) -> Sequence[Sequence[str]]:
    """The rows of a file, read in a process that may be killed. longest: characters of a cell. Raises Refused."""
    if len(data) > MOST_BYTES:
        raise Refused("文件超过 30 MB；请按项目分成几个文件")
    task = (Content(read=lambda: data), PurePath(name).name, services.settings.limits, longest)
    read = next(iter(services.previews.map(read_table, [task])))
    if isinstance(read, ValueError):
        raise Refused("{why}", why=str(read))
    if isinstance(read, PoolError | Exception):
        raise Refused("这个文件太大或已损坏，读不出来；请另存为 UTF-8 的 .csv 再试")
    return read


def upload(services: Services, data: bytes, name: str, *, actor: Person) -> int:
    """Keep a list to be looked at; its id. Raises Refused."""
    rows = read_list(services, data, name)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_keep(actor)
        return directory_uploads.add(
            session,
            fingerprint=hashlib.sha256(data).hexdigest(),
            name=PurePath(name.replace("\\", "/")).name[:120] or "—",
            rows=rows,
            choices=guessed(rows).packed(),
            at=services.now(),
            who=actor.login,
        )


def preview(session: Session, upload_id: int) -> Preview | None:
    """What would be done now; None if there is no such list (any more)."""
    found = directory_uploads.get(session, upload_id)
    if found is None:
        return None
    choices = Choices.unpacked(found.choices)
    ready = found.applied_at is None and not choices.missing
    return Preview(upload=found, choices=choices, plan=plan(session, found.content, choices) if ready else None)


def choose(services: Services, upload_id: int, choices: Choices, *, actor: Person) -> None:
    """Say how a list is to be read. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_keep(actor)
        _waiting(session, upload_id)
        directory_uploads.choose(session, upload_id, choices.packed())


def apply(services: Services, upload_id: int, digest: str, *, actor: Person) -> Report:
    """Enter what the preview of that digest showed, all of it or nothing. Refused if it would be something else now."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_keep(actor)
        found = _waiting(session, upload_id)
        choices = Choices.unpacked(found.choices)
        made = plan(session, found.content, choices)
        if made.digest != digest:
            raise Refused(CHANGED_SINCE)
        report = _enter(services, session, made, choices, actor)
        left = left_out(found.content[choices.header], made)
        now = services.now()
        if not directory_uploads.applied(session, upload_id, at=now, report=report.packed(), left_out=left):
            raise Refused(CHANGED_SINCE)
        return report


def take(
    services: Services, rows: Sequence[Sequence[str]], name: str, *, actor: Person, preview: bool = False
) -> Taken:
    """Take a list over at once, as a command does: new projects are entered, and of doubtful rows all that can be.

    Raises Refused.
    """
    choices = replace(guessed(rows), take=TAKEABLE)
    if choices.missing:
        named = "、".join(DIRECTORY_FIELD[one] for one in choices.missing)
        raise Refused("{name} 的表头缺少{named}；表头可写：{heads}", name=name, named=named, heads=_HEADS)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_keep(actor)
        unknown = plan(session, rows, choices).unknown_projects
        made = plan(session, rows, replace(choices, new_projects=tuple(unknown)))
        if preview:
            return Taken(plan=made, report=None)
        return Taken(plan=made, report=_enter(services, session, made, choices, actor))


def discard(services: Services, upload_id: int, *, actor: Person) -> None:
    """Forget a list."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        may_keep(actor)
        directory_uploads.drop(session, upload_id)


def expire(services: Services) -> int:
    """Forget lists that have waited too long; how many."""
    with services.database.transaction() as session:
        return directory_uploads.expire(session, services.now() - KEPT)


def left_out(head: Sequence[str], made: ImportPlan) -> list[list[str]]:
    """The rows that are not taken, under their head, each with its number and why."""
    return [
        ["行", "问题", *map(shown, head)],
        *([str(row.number), why(row), *map(shown, row.cells)] for row in made.doubtful),
    ]


def why(row: Row) -> str:
    """Why a row is doubtful, in words."""
    return "；".join(f"{DOUBT[doubt]}（{words}）" if words else DOUBT[doubt] for doubt, words in row.doubts)


def _enter(services: Services, session: Session, made: ImportPlan, choices: Choices, actor: Person) -> Report:
    today = services.now().astimezone(services.zone).date()
    changed = [(one.stored, one.given) for one in made.changed]
    directory.enter(session, [one.given for one in made.new], changed, on=today)
    gone = [one for one in made.gone if choices.move_out and one.residents]
    occupants.leave(session, [person.id for one in gone for person in one.residents], today)
    occupants.sync(session, [one.id for one in gone])
    counts = ImportCounts(new=len(made.new), changed=len(changed), same=made.same)
    if counts.new or counts.changed or gone:
        noted(
            services,
            session,
            HouseEvent.DIRECTORY_IMPORTED,
            who=actor.login,
            new=counts.new,
            changed=counts.changed,
            moved_out=len(gone),
        )
    doubts = {str(doubt): count for doubt, count in made.doubts.items()}
    return Report(counts=counts, left_out=len(made.doubtful), moved_out=len(gone), doubts=doubts)


def _waiting(session: Session, upload_id: int) -> Upload:
    found = directory_uploads.get(session, upload_id)
    if found is None:
        raise Refused("这份名册已过期或已放弃；请重新上传")
    if found.applied_at is not None:
        raise Refused("这份名册已经导入")
    return found
