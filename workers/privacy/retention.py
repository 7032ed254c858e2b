"""Erases by itself what is kept longer than the settings say: once a day, filed cases only, a batch at a time.

A day that was missed needs no catching up of its own: what was due then is due still.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import HOUSE, Person, operator
from store import erasing, holds, house_log, intake, retention
from store.erasing import NewTask
from workers.instance.permissions import present
from workers.instance.services import Services
from workers.privacy import erasing as working
from workers.privacy.named_files import copies_of

REASON = "超过设定的保存期限"
SWEPT = HouseEvent.RETENTION_SWEPT
_BATCH = 200
log = structlog.get_logger("huihan.retention")


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is kept too long: ids of cases and of ignored intakes, and log files."""

    cases: tuple[int, ...] = ()
    originals: tuple[int, ...] = ()
    ignored: tuple[int, ...] = ()
    logs: tuple[Path, ...] = ()

    @property
    def count(self) -> int:
        """How much that is."""
        return len(self.cases) + len(self.originals) + len(self.ignored) + len(self.logs)


def due(services: Services) -> Due:
    """What a sweep would erase now; a case that is held by law, or must be kept still, is never due."""
    keep, now = services.settings.retention, services.now()
    with services.database.reading() as session:
        kept = frozenset(holds.held(session)) | _under_duty(session, keep.duty, now)
        cases = _without(retention.cases_filed_before(session, now - keep.cases), kept) if keep.cases else ()
        originals: tuple[int, ...] = ()
        if keep.originals:
            whole = kept | frozenset(cases)
            originals = _without(retention.originals_filed_before(session, now - keep.originals), whole)
        ignored = tuple(retention.ignored_before(session, now - keep.ignored)) if keep.ignored else ()
    logs = tuple(_old_logs(services, now - keep.logs)) if keep.logs else ()
    return Due(cases=cases, originals=originals, ignored=ignored, logs=logs)


def sweep(services: Services) -> int | None:
    """Today's sweep, unless it was made: how much was erased. None if it is off, or made."""
    if services.settings.retention.off:
        return None
    today = services.now().astimezone(services.zone).date()
    with services.database.transaction() as session:
        if not retention.claim(session, today, services.now()):
            return None
    erased = sweep_now(services, actor=operator(HOUSE))
    with services.database.transaction() as session:
        retention.finish(session, today, services.now(), erased)
    return erased


def sweep_now(services: Services, *, actor: Person) -> int:
    """Erase everything that is due now; how much that was."""
    found = due(services)
    for path in found.logs:
        path.unlink(missing_ok=True)
    if services.settings.retention.logs:
        with services.database.transaction() as session:
            actor = present(services, session, actor)
            retention.forget_failures(session, services.now() - services.settings.retention.logs)
    for kind, ids in (
        (working.CASE, found.cases),
        (working.ORIGINALS, found.originals),
        (working.INTAKE, found.ignored),
    ):
        for batch in _batches(ids):
            _erase(services, kind, batch, actor.login)
    if found.count:
        counts = {"cases": len(found.cases), "originals": len(found.originals), "ignored": len(found.ignored)}
        counts["logs"] = len(found.logs)
        with services.database.transaction() as session:
            house_log.append(session, at=services.now(), who=actor.login, what=SWEPT, payload=counts)
        log.info("retention_swept", **counts)
    return found.count


def _erase(services: Services, kind: str, ids: tuple[int, ...], who: str) -> None:
    """One batch: written down, and worked through before the next one is."""
    now = services.now()
    with services.database.transaction() as session:
        sizes = retention.sizes_of(session, _intakes(session, kind, ids))
        root = services.settings.root
        paths = [str(path.relative_to(root)) for path in copies_of(root, sizes)] if sizes else []
        names = [(kind, str(id_)) for id_ in ids] + [(working.PATH, path) for path in paths]
        erasing.add(session, (NewTask(kind=one, name=name, at=now, who=who, reason=REASON) for one, name in names))
    working.work(services)


def _intakes(session: Session, kind: str, ids: tuple[int, ...]) -> list[int]:
    if kind == working.INTAKE:
        return list(ids)
    return [row.id for case_id in ids for row in intake.of_case(session, case_id)]


def _under_duty(session: Session, duty: timedelta | None, now: datetime) -> frozenset[int]:
    """Cases that were filed too short a time ago to be erased at all."""
    if duty is None:
        return frozenset()

    def filed_before(cutoff: datetime) -> frozenset[int]:
        cases = retention.cases_filed_before(session, cutoff)
        return frozenset(cases) | frozenset(retention.originals_filed_before(session, cutoff))

    return filed_before(now) - filed_before(now - duty)


def _without(ids: Iterable[int], kept: frozenset[int]) -> tuple[int, ...]:
    return tuple(id_ for id_ in ids if id_ not in kept)


def _old_logs(services: Services, cutoff: datetime) -> Iterator[Path]:
    """Log files that are no longer written to."""
    for path in sorted((services.settings.root / "data").glob("huihan.log.*")):
        if datetime.fromtimestamp(path.stat().st_mtime, tz=cutoff.tzinfo) < cutoff:
            yield path


def _batches(ids: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    left = iter(ids)
    while batch := tuple(islice(left, _BATCH)):
        yield batch
