"""The signature under the record of a case: an event with the hash of all that was told of the case until then."""

from sqlalchemy.orm import Session

from domain.events import EventName
from domain.staff import Grant, Person
from store import events
from store.cases import CaseRow
from workers.instance.services import Services


def sign(
    services: Services, session: Session, case: CaseRow, actor: Person, grant: Grant, *, letter_id: int | None = None
) -> None:
    """Sign the record of a held case as it stands. letter_id: of the record form that was approved by it."""
    told, head = events.end_of(session, case.id)
    payload: dict[str, object] = {"events": told, "hash": head, "role": grant.role, "deputy_of": grant.deputy_of}
    if letter_id is not None:
        payload["letter"] = letter_id
    events.append(session, case.id, services.now(), actor.login, EventName.RECORD_SIGNED, payload)
