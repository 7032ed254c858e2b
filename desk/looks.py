"""Notes who looked at what of a case: a handler of personal information must be able to say so (PIPL art. 51)."""

from desk.access import Viewer
from store import case_views
from store.cases import CaseRow


def note(viewer: Viewer, case: CaseRow, what: str) -> None:
    """Note that the viewer looked. what: `page`, `original`, `mail`, `attachment`, `letter`, `plan`, `record`."""
    services = viewer.services
    with services.database.transaction() as session:
        case_views.add(session, case.id, viewer.person.id, services.now(), what)
