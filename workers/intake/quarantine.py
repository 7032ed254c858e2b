"""Puts a file in which nothing is readable into quarantine/ with the reason beside it, where staff will find it."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from domain.codes import IntakeState
from domain.reading import Problem
from domain.settings import SCAN_FOLDER
from ingest.sources.folder import Folder
from store import intake
from workers.instance.services import Services
from workers.intake.decide import QUARANTINE
from workers.intake.poll import folder_of


class QuarantineStage:
    """Moves files; mail stays on its server and in the archive."""

    name = QUARANTINE
    batch = 16

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, str | Exception]:
        """Move the file of each id that came from the scan folder."""
        with services.database.reading() as session:
            rows = [row for id_ in ids if (row := intake.get(session, id_)) and row.state is IntakeState.QUARANTINED]
        folder = folder_of(services)
        done: dict[int, str | Exception] = {
            row.id: _move(services, folder, row) for row in rows if row.source == SCAN_FOLDER
        }
        services.crash_points.point("quarantine.moved")
        return done

    def record(self, services: Services, session: Session, subject_id: int, prepared: str) -> None:
        """Nothing to record: the row says quarantined already, and moving again changes nothing."""

    def committed(self, services: Services) -> None:
        """After the commit."""

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """The file stays where it is; the row keeps it before a person all the same."""


def _move(services: Services, folder: Folder, row: intake.IntakeRow) -> str | Exception:
    """The name under which the file was put aside, or why that failed."""
    name = str(row.details.get("name") or "")
    problem = (
        row.problems[0] if row.problems else Problem(where=name, what=row.note or "没有可读的文字", mend="请人工查看")
    )
    try:
        data = services.archive.get(row.sha256) if row.sha256 else None
        folder.quarantine(row.source_key, name, problem, data=data)
    except OSError as error:
        return error
    return name
