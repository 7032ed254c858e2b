"""How the instance is, for an admin's page: the last examination, the queues, what a restart would take up."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.pages import OPEN_PAGE
from domain.health import Examination, Finding
from store import examinations, jobs
from workers.health.queues import Queues, queues
from workers.instance.house_settings import awaiting_restart
from workers.instance.services import Services
from workers.instance.stages import EXAMINE
from workers.public.visitors import Today, today


@dataclass(frozen=True, kw_only=True)
class PublicDoor:
    """The page for residents, where the house has one. address: for a notice or a QR code; today: what came by it."""

    address: str
    today: Today


@dataclass(frozen=True, kw_only=True)
class SystemPage:
    """wrong, doubtful, well: findings, the first two with a mend. under_way: an examination was asked for."""

    last: Examination | None
    wrong: tuple[Finding, ...]
    doubtful: tuple[Finding, ...]
    well: tuple[Finding, ...]
    under_way: bool
    queues: Queues
    restart: tuple[str, ...]
    public: PublicDoor | None


def system_page(viewer: Viewer, session: Session) -> SystemPage:
    """As it is now; the findings as of the last examination."""
    services = viewer.services
    last = examinations.last(session)
    found = sorted(last.findings if last else (), key=_rank)
    ranked = {rank: tuple(group) for rank, group in groupby(found, key=_rank)}
    return SystemPage(
        last=last,
        wrong=ranked.get(0, ()),
        doubtful=ranked.get(1, ()),
        well=ranked.get(2, ()),
        under_way=jobs.live(session, EXAMINE, examinations.ONLY),
        queues=queues(session, services.mailboxes, services.now()),
        restart=awaiting_restart(services, session),
        public=_public_door(services, session),
    )


def _public_door(services: Services, session: Session) -> PublicDoor | None:
    settings = services.settings
    if not settings.public.enabled:
        return None
    return PublicDoor(address=settings.desk.link(OPEN_PAGE), today=today(services, session))


def _rank(finding: Finding) -> int:
    return 0 if not finding.ok else 1 if finding.mend else 2
