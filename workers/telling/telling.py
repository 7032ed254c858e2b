"""Stage tell: from an event of a case, or an alarm in what is no case yet, to the notices of those it concerns.

The event and the wish to tell of it are one transaction (`store.events`); the notices, their deliveries and their jobs
are another. A notice is unique by person and key, so that a second run tells no one twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import Role, Urgency
from domain.events import EventName
from domain.notices import TELL, NoticeKind, WayKind, kind_of
from domain.staff import Person
from store import cases, events, intake, jobs, notices
from store.events import EventRow
from store.intake import WAITING, IntakeRow
from store.notices import BY_MAIL, NewNotice, WayRow
from workers.instance.services import Services
from workers.instance.stages import GIVEN, NOTIFY, TELL_OF_INTAKE
from workers.staff.people import everybody
from workers.telling.concerned import News, concerned
from workers.telling.quiet import due
from workers.telling.words import PLAN

_TOLD_OF_INTAKE = (Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice to be entered, and to whom."""

    notice: NewNotice
    person: Person


class TellStage:
    """The events of cases."""

    name = TELL
    batch = 32

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, tuple[Told, ...] | Exception]:
        """Who is told what, by event id."""
        with services.database.reading() as session:
            people = everybody(services, session)
            return {id_: tuple(_of_event(services, session, id_, people)) for id_ in ids}

    def record(self, services: Services, session: Session, subject_id: int, prepared: tuple[Told, ...]) -> None:
        """Enter the notices, and ask for each to be sent."""
        enter(services, session, prepared)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("tell.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """What cannot be told stands in the case all the same, and in every queue that it belongs to."""


class TellOfIntakeStage(TellStage):
    """What came in and is no case yet: that it says that there is danger now, and to whom it was given."""

    name = TELL_OF_INTAKE

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, tuple[Told, ...] | Exception]:
        """Who is told, by intake id."""
        with services.database.reading() as session:
            people = everybody(services, session)
            return {id_: tuple(_of_intake(services, session, id_, people)) for id_ in ids}


def enter(services: Services, session: Session, told: Iterable[Told]) -> int:
    """Enter notices in the caller's transaction; how many are new."""
    new = 0
    for one in told:
        notice_id = notices.enter(session, one.notice)
        if notice_id is None:
            continue
        new += 1
        if one.notice.kind in services.settings.notices.events:
            _send(services, session, notice_id, one)
    return new


def ways_for(person: Person, ways: Iterable[WayRow], *, presses: bool) -> tuple[int, ...]:
    """On which of a person's ways a notice goes; by mail where they chose none and have an address."""
    chosen = tuple(ways)
    if not chosen:
        return (BY_MAIL,) if person.email else ()
    wanted = [way for way in chosen if presses or not way.urgent_only]
    return tuple(dict.fromkeys(BY_MAIL if way.kind is WayKind.MAIL else way.id for way in wanted))


def _send(services: Services, session: Session, notice_id: int, told: Told) -> None:
    settings, now = services.settings.notices, services.now()
    at = due(settings, services.zone, now, presses=told.notice.presses)
    for way_id in ways_for(told.person, notices.ways_of(session, told.person.id), presses=told.notice.presses):
        delivery_id = notices.deliver(session, notice_id, way_id, at)
        if delivery_id is not None:
            jobs.defer(session, NOTIFY, delivery_id, run_at=at if at > now else None)


def _of_event(services: Services, session: Session, event_id: int, people: tuple[Person, ...]) -> Iterable[Told]:
    event = events.get(session, event_id)
    case = cases.get_case(session, event.case_id) if event else None
    kind = kind_of(event.what, event.payload) if event else None
    if event is None or case is None or kind is None:
        return
    news = News(services=services, session=session, case=case, event=event, people=people)
    presses = kind.presses or case.urgency is Urgency.URGENT
    key = f"case:{case.id}:{kind}" if kind.once else f"event:{event.id}"
    for person in concerned(news, kind):
        notice = NewNotice(
            person_id=person.id,
            key=key,
            kind=kind,
            presses=presses,
            case_id=case.id,
            subject=case.number,
            about=_about(event),
            made_at=services.now(),
        )
        yield Told(notice=notice, person=person)


def _of_intake(services: Services, session: Session, intake_id: int, people: tuple[Person, ...]) -> Iterable[Told]:
    row = intake.get(session, intake_id)
    if row is None:
        return
    yield from _of_giving(services, row, people)
    for person in people if row.alarms else ():
        if person.grant(*_TOLD_OF_INTAKE, project=row.project) is None:
            continue
        notice = NewNotice(
            person_id=person.id,
            key=f"intake:{row.id}",
            kind=NoticeKind.ALARM,
            presses=True,
            intake_id=row.id,
            made_at=services.now(),
        )
        yield Told(notice=notice, person=person)


def _of_giving(services: Services, row: IntakeRow, people: Iterable[Person]) -> Iterable[Told]:
    """Whom somebody else gave what waits, once for each time."""
    given = row.details.get(GIVEN)
    if row.state not in WAITING or row.owner is None or not isinstance(given, Mapping) or given["by"] == row.owner:
        return
    for person in people:
        if person.login == row.owner:
            notice = NewNotice(
                person_id=person.id,
                key=f"intake:{row.id}:given:{given['at']}",
                kind=NoticeKind.HANDED,
                presses=bool(row.alarms),
                intake_id=row.id,
                made_at=services.now(),
            )
            yield Told(notice=notice, person=person)


def of_way(services: Services, session: Session, way: WayRow, whose: Person, at: datetime) -> Iterable[Told]:
    """The notices to the admins that somebody's way fails."""
    yield from _of_admins(services, session, NoticeKind.WAY_FAILED, f"way:{way.id}", whose.login, at)


def of_program(services: Services, session: Session, webhook_id: int, host: str, at: datetime) -> Iterable[Told]:
    """The notices to the admins that a program could not be told of an event."""
    yield from _of_admins(services, session, NoticeKind.PROGRAM_FAILED, f"program:{webhook_id}", host, at)


def _of_admins(
    services: Services, session: Session, kind: NoticeKind, about: str, subject: str, at: datetime
) -> Iterable[Told]:
    """Once a day and thing that fails."""
    for person in everybody(services, session):
        if not person.holds(Role.ADMIN):
            continue
        notice = NewNotice(
            person_id=person.id,
            key=f"{about}:{at:%Y-%m-%d}",
            kind=kind,
            presses=False,
            subject=subject,
            made_at=at,
        )
        yield Told(notice=notice, person=person)


def _about(event: EventRow) -> str:
    said = event.payload or {}
    if event.what in (EventName.CLOCK_NEARING, EventName.CLOCK_PASSED):
        return f"clock:{said.get('clock')}"
    if "plan" in said:
        return PLAN
    return f"letter:{said['kind']}" if "letter" in said and said.get("kind") else ""
