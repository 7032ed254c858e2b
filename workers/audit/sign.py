"""Signs the heads of all chains and the fingerprints of what is new, once a day, with a key outside the database."""

import hashlib
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.staff import Person, operator
from store import house_log, mailboxes
from store.case_tables import case
from store.rows import Columns
from store.tables import counter
from store.watched import WATCHED, Watched, sums
from workers.audit import keys
from workers.audit.days import Day, DayFile, Head, RowsFile, TableSum, names, open_days, packed, write_day
from workers.audit.found import Found
from workers.audit.house import SIGNED
from workers.audit.signed import Signed, signed
from workers.audit.verify import changed
from workers.audit.walk import Walk
from workers.instance.permissions import present
from workers.instance.services import Services

_LEASE = "audit"
_AT_MOST = timedelta(hours=2)

log = structlog.get_logger("huihan.audit")


def sign_due(services: Services) -> DayFile | None:
    """Sign today unless it is signed; what was signed. Of two machines at once, one does."""
    today = services.now().astimezone(services.zone).date()
    folder = services.settings.audit
    if any(path.name.startswith(today.isoformat()) for path in names(folder)):
        return None
    with services.database.transaction() as session:
        mine = mailboxes.acquire(session, _LEASE, services.worker, services.now(), _AT_MOST)
    if not mine:
        return None
    try:
        one, found = sign(services, actor=operator("huihan"))
    finally:
        with services.database.transaction() as session:
            mailboxes.release(session, _LEASE, services.worker)
    for difference in found:
        log.error("audit_difference", table=difference.table, id=difference.id, case=difference.case)
    log.info("audit_signed", day=one.name, sha256=one.sha256, differences=len(found.differences))
    return one


def sign(services: Services, *, actor: Person, found: Found | None = None) -> tuple[DayFile, Found]:
    """Sign what stands now, and what was found wrong on the way: that keeps its old fingerprint, and stays an alarm.

    Raises AuditKeyError and DayError.
    """
    key = keys.signing_key(services.settings.audit_key)
    found, folder = found or Found(), services.settings.audit
    opened = open_days(folder, [key.public_key()], found)
    with signed(opened, found) as known, services.database.snapshot() as session:
        now = services.now()
        data, count = packed(Walk.through(session, known, found, only=_only(session, known)).go())
        day = Day(
            day=now.astimezone(services.zone).date(),
            signed_at=now,
            previous=_newest(folder),
            rows=RowsFile(sha256=hashlib.sha256(data).hexdigest(), count=count),
            key=keys.name_of(key.public_key()),
            **_ends(session, known),
        )
    one = write_day(folder, day, data, key)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        said = {"day": one.name, "sha256": one.sha256, "differences": len(found.differences)}
        house_log.append(session, at=services.now(), who=actor.login, what=SIGNED, payload=said)
    return one, found


def _only(session: Session, known: Signed) -> list[int] | None:
    """The cases to be looked at: those that have changed; all where the tables have changed, or a day is damaged."""
    if known.last is None or not known.whole:
        return None
    tables = known.last.day.tables
    for name, watched in WATCHED.items():
        now, then = watched.layout, tables.get(name)
        if then is None or (then.fixed, then.changing) != (now.fixed, now.changing):
            return None
    return changed(session, known)


def _ends(session: Session, known: Signed) -> Columns:
    """The ends of all chains, those of cases that have grown one by one, and the sums of the tables."""
    root, heads = hashlib.sha256(), list[Head]()
    query = select(case.c.id, case.c.number, case.c.events, case.c.event_head).order_by(case.c.id)
    for id_, number, events, head in session.execute(query.execution_options(yield_per=1000)):
        root.update(f"{id_}\t{number}\t{events}\t{head}\n".encode())
        last, now = known.head(id_), Head(case_id=id_, number=number, events=events, head=head)
        if last is None or last.head != now:
            heads.append(now)
    end = house_log.end(session)
    root.update(f"house\t{end.count}\t{end.head}\n".encode())
    return {
        "root": root.hexdigest(),
        "heads": tuple(heads),
        "house": Head(case_id=0, number="house", events=end.count, head=end.head),
        "counters": {f"{row.series}/{row.year}": row.value for row in session.execute(select(counter))},
        "tables": {name: _sum(session, watched) for name, watched in WATCHED.items()},
    }


def _sum(session: Session, watched: Watched) -> TableSum:
    rows, last = sums(session, watched)
    layout = watched.layout
    return TableSum(rows=rows, last=last, fixed=layout.fixed, changing=layout.changing)


def _newest(folder: Path) -> str | None:
    """The sha256 of the newest file, whatever is in it: the next one names it."""
    files = names(folder)
    return hashlib.sha256(files[-1].read_bytes()).hexdigest() if files else None
