"""A person's notices as the desk shows them, and for the admin who can be told how, and what did not arrive."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.clocks import CLOCKS
from domain.codes import ClockName, LetterKind
from domain.labels import DELIVERY_STATE, LETTER, NOTICE
from domain.notices import DeliveryState
from domain.said import N_
from domain.staff import Person
from store import notices, people
from store.notices import DeliveryRow, NoticeRow
from workers.instance.services import Services
from workers.telling.desk_list import listed
from workers.telling.ways import Reachable, reachable
from workers.telling.words import PLAN

_TROUBLE = (DeliveryState.IN_DOUBT, DeliveryState.FAILED)
_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Line:
    """One notice. kind, about: messages; about: "" for the case as a whole. trouble: a way on which it may not have
    arrived, a message; None where all went well."""

    notice: NoticeRow
    kind: str
    about: str
    trouble: str | None


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A notice that may not have arrived. state: a message."""

    login: str
    delivery: DeliveryRow
    state: str


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Who is told how; the newest notices that may not have arrived."""

    everybody: tuple[Reachable, ...]
    troubles: tuple[Trouble, ...]


def lines(session: Session, person: Person) -> tuple[Line, ...]:
    """A person's newest notices."""
    return tuple(
        Line(
            notice=one.notice,
            kind=NOTICE[one.notice.kind],
            about=_about(one.notice),
            trouble=next((DELIVERY_STATE[row.state] for row in one.deliveries if row.state in _TROUBLE), None),
        )
        for one in listed(session, person)
    )


def reach(services: Services, session: Session) -> Reach:
    """For the admin."""
    found = sorted(
        (row for state in _TROUBLE for row in notices.deliveries(session, state)), key=lambda row: row.id, reverse=True
    )
    logins = {one.id: one.login for one in people.list_people(session)}
    troubles = []
    for row in found[:_SHOWN]:
        notice = notices.get(session, row.notice_id)
        login = logins.get(notice.person_id, "") if notice else ""
        troubles.append(Trouble(login=login, delivery=row, state=DELIVERY_STATE[row.state]))
    return Reach(everybody=reachable(services, session), troubles=tuple(troubles))


def _about(notice: NoticeRow) -> str:
    if notice.about == PLAN:
        return N_("处理方案")
    what, _, name = notice.about.partition(":")
    if what == "clock" and name in set(ClockName):
        return CLOCKS[ClockName(name)].label
    return LETTER[name] if what == "letter" and name in set(LetterKind) else ""
