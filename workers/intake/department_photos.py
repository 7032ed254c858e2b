"""Beside the road: photos and files that came with a department's report become evidence of the case, each once.

The report stands before; what is slow and risky, taking the mail apart, is done here in a process that may be killed.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import structlog
from sqlalchemy.orm import Session

from domain.codes import IntakeState
from domain.events import EventName
from domain.staff import HOUSE
from domain.work_codes import EvidenceSource
from store import cases, events, evidence, intake
from store.intake import IntakeRow
from workers.casework.evidence import MOST_FILES, MOST_OF_CASE, About, Handed, Stored, keep, put
from workers.instance.pool import Content
from workers.instance.services import Services
from workers.instance.stages import PHOTOS
from workers.intake.originals_tasks import files_of_use

log = structlog.get_logger("huihan.photos")


class PhotosStage:
    """Takes the mail apart with no transaction open, then keeps what the case has not."""

    name = PHOTOS
    batch = 4

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, tuple[Stored, ...] | Exception]:
        """The files by intake id, in the archive already."""
        with services.database.reading() as session:
            rows = [row for id_ in ids if (row := intake.get(session, id_)) and _reports(session, row)]
        limits = services.settings.limits
        tasks = [
            (Content(read=partial(services.archive.get, row.sha256 or "")), _name(row), limits, MOST_FILES)
            for row in rows
        ]
        prepared: dict[int, tuple[Stored, ...] | Exception] = {}
        for row, found in zip(rows, services.previews.map(files_of_use, tasks), strict=True):
            prepared[row.id] = found if isinstance(found, Exception) else put(services, _handed(found))
        services.crash_points.point("photos.archived")
        return prepared

    def record(self, services: Services, session: Session, subject_id: int, prepared: tuple[Stored, ...]) -> None:
        """Rows for the files that the case never had; one that was withdrawn does not come back."""
        row = intake.get(session, subject_id)
        of = cases.case_of_intake(session, subject_id)
        case = cases.hold_case(session, of.number) if of is not None else None
        if row is None or case is None or not _reports(session, row):
            return
        had = {one.sha256 for one in evidence.of_case(session, case.id)}
        about = About(source=EvidenceSource.DEPARTMENT, dated=row.received_at.astimezone(services.zone).date())
        for file in {one.sha256: one for one in prepared if one.sha256 not in had}.values():
            if len(had) >= MOST_OF_CASE:
                log.warning("evidence_is_full", case=case.number)
                return
            had.add(keep(services, session, case, file, about, HOUSE, intake_id=row.id).sha256)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("photos.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """The mail itself stays with the case, and what it holds can be looked at there."""
        log.warning("photos_not_taken_out", intake=subject_id, why=error)


def _reports(session: Session, row: IntakeRow) -> bool:
    """Whether a mail is a department's report, by the event that it made."""
    if row.sha256 is None or row.case_id is None or row.state is not IntakeState.FOLLOW_UP:
        return False
    told = (one for one in events.history(session, row.case_id) if one.what == EventName.DEPARTMENT_REPORT)
    return any((one.payload or {}).get("intake") == row.id for one in told)


def _handed(files: tuple[tuple[str, bytes], ...]) -> tuple[Handed, ...]:
    return tuple(Handed(name=name, data=data) for name, data in files if data)


def _name(row: IntakeRow) -> str:
    return str(row.details.get("name") or "")
