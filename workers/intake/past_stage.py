"""The stage that takes an older ledger over beside the letters, some lines a job, until none is left."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from store import jobs
from workers.instance.services import Services
from workers.instance.stages import PAST_IMPORT
from workers.intake import past_taking
from workers.intake.past_taking import Some


class PastStage:
    """Some lines at each run; what was taken stays taken, whatever happens to the rest."""

    name = PAST_IMPORT
    batch = 1

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Some | Exception]:
        """The next lines by ledger."""
        found = ((id_, past_taking.prepare(services, id_)) for id_ in ids)
        return {id_: some for id_, some in found if some is not None}

    def record(self, services: Services, session: Session, subject_id: int, prepared: Some) -> None:
        """Enter them, and ask for the next."""
        if past_taking.record(services, session, prepared):
            jobs.defer(session, PAST_IMPORT, subject_id)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("past.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """It stands where it got to, on its page, from where a head may have it go on."""
