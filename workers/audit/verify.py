"""Names everything in an instance that is not as it was written (`huihan audit verify`), or only what is new of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.archive import Archive
from store.case_tables import case, decision
from workers.audit import contacts, decisions, files, house, numbers, orphans, staff
from workers.audit.days import open_days
from workers.audit.found import Found
from workers.audit.signed import Signed, signed
from workers.audit.walk import Walk


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where what is audited lies. folder: of the signed days; keys: public, one of which must have signed a day."""

    archive: Archive
    folder: Path
    keys: tuple[Ed25519PublicKey, ...]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How much is looked at. recent: only cases that have changed since the last signing, or since the one before.

    replay: how many of the last decisions are made again, beside all that are not signed yet; None: every one.
    expected: name of a day → sha256 of its file, as it was noted elsewhere.
    """

    recent: bool = False
    replay: int | None = 0
    expected: Mapping[str, str] = field(default_factory=dict)


def verify(session: Session, place: Place, wanted: Wanted, found: Found) -> Found:
    """What is not as it was written, added to `found`. session: of `Database.snapshot`."""
    opened = open_days(place.folder, place.keys, found)
    with signed(opened, found) as known:
        _days(session, known, wanted, found)
        walk = Walk.through(session, known, found, only=changed(session, known) if wanted.recent else None)
        for _ in walk.go():
            pass  # what could be signed now is for `sign`
        house.check(session, known, found, recent=wanted.recent)
        staff.check(session, found)
        contacts.check(session, found)
        if not wanted.recent:
            numbers.check(session, known, found)
            orphans.check(session, found)
            walk.rulebooks.check(found)
            files.check(session, place.archive, walk.erased, found)
        _replay(session, walk, wanted, found)
    return found


def how_many(session: Session) -> int:
    """How many cases there are to go through."""
    return session.execute(select(func.count()).select_from(case)).scalar_one()


def changed(session: Session, known: Signed) -> list[int]:
    """Ids of the cases whose chain is not as it was last signed, and of those that were signed with the last day."""
    lately = {head.case_id for head in known.last.day.heads} if known.last else set()
    found: list[int] = []
    query = select(case.c.id, case.c.events, case.c.event_head).order_by(case.c.id)
    for id_, events, head in session.execute(query.execution_options(yield_per=1000)):
        last = known.head(id_)
        if last is None or id_ in lately or (last.head.events, last.head.head) != (events, head):
            found.append(id_)
    return found


def _days(session: Session, known: Signed, wanted: Wanted, found: Found) -> None:
    """That no day is missing which the log of the house names, or which was noted elsewhere."""
    there = {one.name: one.sha256 for one in known.days}
    for name, sha, where in (
        *((name, sha, "日志") for name, sha in house.signings(session)),
        *((name, sha, "另行保存的记录") for name, sha in wanted.expected.items()),
    ):
        if name not in there:
            found.add("audit", name, f"{where}中有这一天的审计文件，它却不见了，或签名不对")
        elif there[name] != sha:
            found.add("audit", name, f"审计文件不是{where}中的那一份：散列不同")
    if known.last is None:
        found.note("还没有签署过：只能核对记录彼此是否相符；huihan audit sign 签署")


def _replay(session: Session, walk: Walk, wanted: Wanted, found: Found) -> None:
    """Decisions that are not signed yet are all made again; of the others those that are wanted."""
    last = walk.signed.last
    done = last.day.tables["decision"].last if last is not None else 0
    signed_up_to = done if walk.signed.whole else 0
    if wanted.recent or wanted.replay == 0:
        decisions.replay(session, walk.rulebooks, found, erased=walk.erased, after=done)
    elif wanted.replay is None:
        decisions.replay(session, walk.rulebooks, found, erased=walk.erased, after=0, signed=signed_up_to)
    else:
        newest = session.execute(select(func.coalesce(func.max(decision.c.id), 0))).scalar_one()
        after = min(done, max(0, newest - wanted.replay))
        decisions.replay(session, walk.rulebooks, found, erased=walk.erased, after=after, signed=signed_up_to)
