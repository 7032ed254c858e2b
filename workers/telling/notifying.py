"""Stage notify: one notice on one way goes out once, or lies in doubt; what fails for good goes by mail instead.

The claim is committed before anything is sent, as for letters (`workers.sending.dispatch`): what a crash leaves in
`sending` may have arrived and is not sent again. A way that fails is told to the admins, once a day.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.notices import DeliveryState, WayKind
from domain.staff import Person
from store import jobs, notices
from store.notices import BY_MAIL, DeliveryRow, NoticeRow, WayRow
from workers.instance.services import Services
from workers.instance.smtp import Delivery, Outcome
from workers.instance.stages import NOTIFY, LaterError
from workers.staff.people import person_of
from workers.telling.telling import enter, of_way
from workers.telling.ways import send
from workers.telling.words import text_of, title_of, words_of

_STATE = {
    Outcome.ACCEPTED: DeliveryState.SENT,
    Outcome.REFUSED: DeliveryState.FAILED,
    Outcome.IN_DOUBT: DeliveryState.IN_DOUBT,
}
_STALE = timedelta(days=1)
"""A mail that could not be handed over for so long is no news any more: the desk has shown it since."""


class WayFailedError(Exception):
    """Nothing was handed over: try again a few times, then another way."""


class NotifyStage:
    """One at a time: a crash leaves at most one in doubt."""

    name = NOTIFY
    batch = 1

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Delivery | Exception]:
        """Claim, then send; what is known of it, by delivery id."""
        return {id_: said for id_ in ids if (said := _send(services, id_)) is not None}

    def record(self, services: Services, session: Session, subject_id: int, prepared: Delivery) -> None:
        """What is known becomes the delivery's state."""
        _settle(services, session, subject_id, prepared, of=DeliveryState.SENDING)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("notice.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """It was tried often enough, and nothing was ever handed over."""
        said = Delivery(outcome=Outcome.REFUSED, answer=error)
        _settle(services, session, subject_id, said, of=DeliveryState.WAITING)


def doubt(services: Services, session: Session, delivery: DeliveryRow) -> bool:
    """A delivery whose sender died between claim and answer may have arrived; whether it was still being sent."""
    said = Delivery(outcome=Outcome.IN_DOUBT, answer="interrupted while it was sent")
    return _settle(services, session, delivery.id, said, of=DeliveryState.SENDING)


def _send(services: Services, delivery_id: int) -> Delivery | Exception | None:
    now = services.now()
    with services.database.transaction() as session:
        delivery = notices.get_delivery(session, delivery_id)
        notice = notices.get(session, delivery.notice_id) if delivery else None
        person = person_of(services, session, notice.person_id) if notice else None
        if delivery is None or notice is None or delivery.state is not DeliveryState.WAITING:
            return None
        way = notices.get_way(session, delivery.way_id) if delivery.way_id != BY_MAIL else None
        why = _why_not(delivery, notice, person, way)
        if why is not None or person is None:
            said = Delivery(outcome=Outcome.REFUSED, answer=why or "")
            _settle(services, session, delivery_id, said, of=DeliveryState.WAITING)
            return None
        notices.claim(session, delivery_id, services.worker, now)
    services.crash_points.point("notice.claimed")
    words = words_of(person.language)
    link = services.settings.desk.link(f"/notices/{notice.id}")
    said = send(services, person, way, title_of(words, notice), text_of(words, notice, link))
    services.crash_points.point("notice.answered")
    if said.outcome is not Outcome.NOT_SENT:
        return said
    with services.database.transaction() as session:
        notices.release(session, delivery_id, said.answer)
    if way is None:
        return LaterError(said.answer) if now - notice.made_at < _STALE else WayFailedError(said.answer)
    return WayFailedError(said.answer)


def _why_not(delivery: DeliveryRow, notice: NoticeRow, person: Person | None, way: WayRow | None) -> str | None:
    """Why nothing goes out any more: the person has left, opened the notice already, or removed the way."""
    if person is None:
        return "no longer here"
    if notice.read_at is not None:
        return "read at the desk before"
    if delivery.way_id != BY_MAIL and way is None:
        return "this way was removed"
    return None


def _settle(services: Services, session: Session, delivery_id: int, said: Delivery, *, of: DeliveryState) -> bool:
    now, state = services.now(), _STATE[said.outcome]
    sent_at = now if state is DeliveryState.SENT else None
    if not notices.settle(session, delivery_id, state, answer=said.answer, sent_at=sent_at, of=of):
        return False
    delivery = notices.get_delivery(session, delivery_id)
    notice = notices.get(session, delivery.notice_id) if delivery else None
    if delivery is None or notice is None or delivery.way_id == BY_MAIL:
        return True
    way = notices.get_way(session, delivery.way_id)
    if state is DeliveryState.SENT:
        notices.way_works(session, delivery.way_id)
    elif notice.read_at is None and (state is DeliveryState.FAILED or notice.presses):
        _instead(services, session, notice, way)
    return True


def _instead(services: Services, session: Session, notice: NoticeRow, way: WayRow | None) -> None:
    """By mail, if there is an address; the admins hear of a way that does not work."""
    now, person = services.now(), person_of(services, session, notice.person_id)
    if person is None:
        return
    if person.email:
        by_mail = notices.deliver(session, notice.id, BY_MAIL, now)
        if by_mail is not None:
            jobs.defer(session, NOTIFY, by_mail)
    if way is not None and way.kind is WayKind.WEBHOOK and notices.way_fails(session, way.id, now):
        enter(services, session, of_way(services, session, way, person, now))
