"""The examination as a job: made by the service, which has the mailboxes and the secrets, never by a page."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.health import Examination
from domain.staff import Person
from store import examinations, jobs
from workers.health.examining import doctor, examine
from workers.instance.house_entries import noted
from workers.instance.permissions import permit, present
from workers.instance.services import Services
from workers.instance.stages import EXAMINE

EVERY = timedelta(hours=1)


class ExamineStage:
    """Keyed by the one row that is kept."""

    name = EXAMINE
    batch = 1

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Examination | Exception]:
        """Examine once, whatever was asked for."""
        return dict.fromkeys(ids, examine(doctor(services.settings.root), at=services.now()))

    def record(self, services: Services, session: Session, subject_id: int, prepared: Examination) -> None:
        """In place of the one before."""
        examinations.save(session, prepared)

    def committed(self, services: Services) -> None:
        """After the commit."""

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """The page goes on showing the one before, with its time."""


def ask(services: Services, *, actor: Person) -> None:
    """Have the instance examined now; for an admin. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        permit(actor, None, Role.ADMIN)
        jobs.defer(session, EXAMINE, examinations.ONLY)
        noted(services, session, HouseEvent.EXAMINATION_ASKED, who=actor.login)
    services.work_signal.send()


def ask_if_old(services: Services) -> bool:
    """Have the instance examined if that has not been done for an hour; whether it was asked for."""
    with services.database.transaction() as session:
        found = examinations.last(session)
        if found is not None and services.now() - found.at < EVERY:
            return False
        jobs.defer(session, EXAMINE, examinations.ONLY)
    services.work_signal.send()
    return True
