"""How many households have written about one matter, as the group in which a case sits tells it (TRADE 5)."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from store import cases, groups
from store.cases import CaseRow
from store.households import numbered
from workers.instance.services import Services


def known(services: Services, session: Session, number: str) -> int | None:
    """The number of households that a case's decision counts with; None below the number from which it matters."""
    case = cases.get_case(session, number)
    seat = groups.seat_of(session, case.id) if case else None
    if seat is None:
        return None
    found = how_many(one.case for one in groups.members(session, seat.group))
    return found if found >= services.compiled.rulebook.groups.counted_from else None


def how_many(found: Iterable[CaseRow]) -> int:
    """How many households these cases come from, as far as can be told."""
    return len(set(numbered(tuple(found)).values()))
