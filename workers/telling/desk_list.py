"""A person's notices at the desk: the list behind the bell, where each leads, and how many are not read."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.notices import NoticeKind
from domain.staff import Person
from store import notices
from store.notices import DeliveryRow, NoticeRow
from workers.instance.services import Services

SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A notice with what became of it on each way."""

    notice: NoticeRow
    deliveries: tuple[DeliveryRow, ...]


def listed(session: Session, person: Person) -> tuple[Listed, ...]:
    """A person's newest notices."""
    rows = notices.of_person(session, person.id, limit=SHOWN)
    ways = notices.of_notices(session, [row.id for row in rows])
    return tuple(Listed(notice=row, deliveries=ways.get(row.id, ())) for row in rows)


def opened(services: Services, notice_id: int, *, person: Person) -> str | None:
    """Where a notice leads, which counts as read from now on; None if it is not this person's."""
    with services.database.transaction() as session:
        row = notices.get(session, notice_id)
        if row is None or row.person_id != person.id:
            return None
        notices.read(session, person.id, services.now(), notice_id=notice_id)
    return leads_to(row)


def all_read(services: Services, *, person: Person) -> int:
    """Every notice of a person counts as read; how many did not."""
    with services.database.transaction() as session:
        return notices.read(session, person.id, services.now())


def leads_to(notice: NoticeRow) -> str:
    """The page of the desk that it is about."""
    if notice.kind is NoticeKind.WAY_FAILED:
        return "/people/notices"
    if notice.kind is NoticeKind.PROGRAM_FAILED:
        return "/programs"
    if notice.kind is NoticeKind.BREAK_GLASS:
        return "/log"
    if notice.case_id is None:
        return f"/intake/{notice.intake_id}"
    return f"/cases/{notice.subject}"
