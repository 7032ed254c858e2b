"""What the page of a case says of a wish to lower its grade."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.staff import Person
from store import lowerings, people
from store.cases import CaseRow
from store.lowerings import LoweringRow
from workers.casework.lowering import may_confirm
from workers.instance.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class LoweringView:
    """A wish that waits. who: the name of the person that asks; mine: the viewer is it; why: they may not confirm."""

    row: LoweringRow
    who: str
    mine: bool
    why: Refused | None


def lowering_view(session: Session, case: CaseRow, person: Person) -> LoweringView | None:
    """The wish as this person sees it; None if there is none."""
    row = lowerings.asked(session, case.id)
    if row is None:
        return None
    why = None
    try:
        may_confirm(row, case, person)
    except Refused as refusal:
        why = refusal
    asker = people.by_login(session, row.asked_by)
    return LoweringView(row=row, who=asker.name if asker else row.asked_by, mine=row.asked_by == person.login, why=why)
