"""What the page of a case of grade A or B says beside its handling, and what the viewer may add."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.access import Viewer
from desk.views.owner import Colleague, names_of_staff
from domain.codes import OPEN_CLOCKS, ClockName
from domain.gravity import WORDS, Assessment
from store.cases import CaseRow
from store.clocks import ClockRow
from store.events import EventRow
from workers.casework.gravity import DayReport, assessment_of, heads_for, is_grave, reports_of
from workers.instance.permissions import HEADS, OFFICE


@dataclass(frozen=True, kw_only=True)
class GraveView:
    """head: the name of the responsible head, empty if none is named. fields: what is written, by its name.

    reports: newest first, with the names of who reported. due: of the report that is asked for, None if none is.
    heads: whom a head may name, none for anybody else.
    """

    held: Assessment
    head: str
    fields: tuple[tuple[str, str], ...]
    reports: tuple[tuple[DayReport, str], ...]
    due: datetime | None
    heads: tuple[Colleague, ...]


def grave_view(
    viewer: Viewer, session: Session, case: CaseRow, told: Sequence[EventRow], ticking: Sequence[ClockRow]
) -> GraveView | None:
    """None of a case that never was of grade A or B, and for a department."""
    person = viewer.person
    if not is_grave(case) or person.grant(*OFFICE, *HEADS, project=case.project) is None:
        return None
    held, names = assessment_of(told), names_of_staff(session)
    names_heads = person.grant(*HEADS, project=case.project) is not None
    asked = [
        row.due_at
        for row in ticking
        if row.clock is ClockName.PROGRESS and row.state in OPEN_CLOCKS and row.started_at <= viewer.services.now()
    ]
    may_head = heads_for(viewer.services, session, case) if names_heads else ()
    return GraveView(
        held=held,
        head=names.get(held.head, held.head),
        fields=tuple((name, getattr(held, name)) for name in WORDS),
        reports=tuple((one, names.get(one.who, one.who)) for one in reports_of(told)),
        due=min(asked, default=None),
        heads=tuple(Colleague(login=one.login, name=one.name) for one in may_head),
    )
