"""Writes to the house log from the use cases: who came in, and who changed people, settings and rules."""

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from store import house_log
from workers.instance.services import Services


def noted(
    services: Services, session: Session, entry: HouseEvent, *, who: str, whom: str = "", **payload: object
) -> None:
    """Append an entry in the caller's transaction, as its last act but the commit.

    entry: its name (`domain.HOUSE_EVENT`). who: a login or a part of the program; whom: the login it is about.
    payload: JSON values only.
    """
    house_log.append(session, at=services.now(), who=who, what=entry, whom=whom, payload=payload)
