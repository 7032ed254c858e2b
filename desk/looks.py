"""Notes who looked at what of a case: a handler of personal information must be able to say so (PIPL art. 51)."""

from collections.abc import Sequence

from desk.access import Viewer
from store import case_views
from store.cases import CaseRow


def note(viewer: Viewer, case: CaseRow, what: str) -> None:
    """Note that the viewer looked. what: `page`, `original`, `mail`, `attachment`, `letter`, `plan`, `record`."""
    services = viewer.services
    with services.database.transaction() as session:
        case_views.add(session, case.id, viewer.person.id, services.now(), what)


def note_all(viewer: Viewer, looks: Sequence[tuple[CaseRow, str]]) -> None:
    """The same of each case that a list shows, at once."""
    services = viewer.services
    if looks:
        with services.database.transaction() as session:
            seen = [(case.id, what) for case, what in looks]
            case_views.add_many(session, seen, viewer.person.id, services.now())
