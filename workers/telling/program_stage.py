"""Stage webhook: one event goes to one program until it answers, longer apart each time, or is given up.

At least once: what a crash leaves unanswered is sent again, under the same id. A program that does not answer is left
alone until it is due, whatever waits for it; one that has been dead for days is stopped, and the admins are told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain.notices import DeliveryState
from domain.webhooks import MOST_TRIES, WEBHOOK, Told, wait_after
from store import cases, events, webhooks
from store.webhooks import DeliveryRow, WebhookRow
from workers.instance.services import Services
from workers.instance.stages import LaterError
from workers.telling.program_calls import Answer, post
from workers.telling.programs import STOPPED, opened, stop_now
from workers.telling.telling import enter, of_program


class ProgramStage:
    """One at a time: each try is recorded before the next."""

    name = WEBHOOK
    batch = 1

    def prepare(self, services: Services, ids: Sequence[int]) -> Mapping[int, Answer | Exception]:
        """Send; what came of it, by delivery id."""
        return {id_: answer for id_ in ids if (answer := _tried(services, id_)) is not None}

    def record(self, services: Services, session: Session, subject_id: int, prepared: Answer) -> None:
        """The end of a delivery, and what it says of its program."""
        now = services.now()
        state = DeliveryState.SENT if prepared.arrived else DeliveryState.FAILED
        delivery = webhooks.delivery(session, subject_id)
        if delivery is None or not webhooks.end(session, subject_id, state, answer=prepared.said, at=now):
            return
        if prepared.arrived:
            webhooks.change(session, delivery.webhook_id, failures=0, retry_at=None)
        else:
            _given_up(services, session, delivery.webhook_id, now)

    def committed(self, services: Services) -> None:
        """After the commit."""
        services.crash_points.point("webhook.committed")

    def give_up(self, services: Services, session: Session, subject_id: int, error: str) -> None:
        """Something of our own is wrong with it, each time."""
        self.record(services, session, subject_id, Answer(arrived=False, said=error))


def _tried(services: Services, delivery_id: int) -> Answer | Exception | None:
    """What came of a try; LaterError if there is another, None if nothing is to be done."""
    now = services.now()
    with services.database.reading() as session:
        delivery = webhooks.delivery(session, delivery_id)
        row = webhooks.get(session, delivery.webhook_id) if delivery else None
        told = _told(services, session, delivery) if delivery else None
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return None
    if row is None or told is None or not row.told:
        return Answer(arrived=False, said=STOPPED)
    if row.retry_at is not None and row.retry_at > now:
        return LaterError("the program does not answer", wait=row.retry_at - now)
    answer = post(services.settings.notices, opened(services, row.target), told, opened(services, row.secret), now)
    services.crash_points.point("webhook.answered")
    return answer if answer.arrived else _failed(services, row, delivery, answer)


def _failed(services: Services, row: WebhookRow, delivery: DeliveryRow, answer: Answer) -> Answer | Exception:
    """Count it; another try, unless there were enough."""
    failures = row.failures + 1
    wait = wait_after(max(failures, delivery.attempts + 1))
    due_at = services.now() + wait
    with services.database.transaction() as session:
        webhooks.failed(session, delivery.id, answer=answer.said, due_at=due_at)
        webhooks.change(session, row.id, failures=failures, retry_at=services.now() + wait_after(failures))
    if max(failures, delivery.attempts + 1) >= MOST_TRIES:
        return answer
    return LaterError(answer.said, wait=wait)


def _told(services: Services, session: Session, delivery: DeliveryRow) -> Told | None:
    event = events.get(session, delivery.event_id)
    case = cases.get_case(session, event.case_id) if event else None
    if event is None or case is None:
        return None
    return Told(
        id=f"{delivery.webhook_id}-{delivery.event_id}",
        event=event.what,
        at=event.at.astimezone(services.zone),
        number=case.number,
        seq=event.seq,
        state=case.state,
        link=services.settings.desk.link(f"/api/v1/cases/{case.number}"),
    )


def _given_up(services: Services, session: Session, webhook_id: int, now: datetime) -> None:
    """The admins hear of it; a program that was dead all the time is stopped."""
    row = webhooks.get(session, webhook_id)
    if row is None or not row.told:
        return
    if row.failures >= MOST_TRIES:
        stop_now(services, session, row)
    enter(services, session, of_program(services, session, row.id, row.name, now))
