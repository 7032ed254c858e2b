"""What somebody without an account is told of a case: where it stands, to who knows its number and its phone.

No name, no flat, no word of any text. Of a number that there is not, and of a phone that is another, the same is
said after the same work.
"""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.codes import GONE, CaseState, Department, IntakeState, LetterKind
from domain.said import N_
from domain.settings import PUBLIC_PAGE
from store import cases, intake, letters
from store.cases import CaseRow
from store.contact_forms import normal_phone, parted
from store.letters import LetterRow
from workers.instance.attempts import Limit, key, network, spend
from workers.instance.refusals import Refused
from workers.instance.services import Services

LOOKS_PER_NUMBER = 10
"""In an hour, from all addresses together: a phone number is not found out by trying."""
_HOUR = timedelta(hours=1)
_TOO_MANY = N_("查询次数已满；请在 {when} 之后再试")
_LONGEST = 40


class Step(StrEnum):
    """How far a case is, in a resident's eyes."""

    RECEIVED = "received"
    HANDLED = "handled"
    DONE = "done"
    TO_VISIT = "to_visit"
    VISITED = "visited"
    CLOSED = "closed"


_STEPS = {
    CaseState.NEW: Step.RECEIVED,
    CaseState.NEEDS_CALL: Step.RECEIVED,
    CaseState.DONE: Step.DONE,
    CaseState.FED_BACK: Step.TO_VISIT,
    CaseState.VISITED: Step.VISITED,
    CaseState.FILED: Step.CLOSED,
}
"""All other states are being handled."""


class TooManyLooksError(Refused):
    """So many asked within the hour that no more are answered for now."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that is told. acknowledged, replied: when that letter left the house. department: None where none is told."""

    number: str
    step: Step
    received: datetime
    acknowledged: datetime | None
    replied: datetime | None
    department: Department | None


@dataclass(frozen=True, kw_only=True)
class Today:
    """What came by the public page since midnight. caught: of those, as if by a machine."""

    came: int
    caught: int


def look(services: Services, *, number: str, phone: str, address: str) -> Told | None:
    """Where the case stands; None if there is none of that number and phone. Raises TooManyLooksError."""
    asked = unicodedata.normalize("NFKC", number).strip().upper()[:_LONGEST]
    _spend(services, asked, address)
    with services.database.reading() as session:
        case = cases.get_case(session, asked)
        if not _has_phone(case, phone) or case is None:
            return None
        return _told(services, session, case)


def today(services: Services, session: Session) -> Today:
    """How many came today, by the house's day."""
    midnight = services.now().astimezone(services.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = intake.count_since(session, PUBLIC_PAGE, midnight)
    return Today(came=sum(counted.values()), caught=counted.get(IntakeState.IGNORED, 0))


def _has_phone(case: CaseRow | None, phone: str) -> bool:
    """Whether the phone is one of the case's; each is compared, in a time that tells nothing."""
    typed = normal_phone(phone)
    kept = (case.phone if case is not None else None) or "-"
    found = [hmac.compare_digest(normal_phone(one).encode(), typed.encode()) for one in parted(kept)]
    return bool(typed) and any(found)


def _told(services: Services, session: Session, case: CaseRow) -> Told:
    written = letters.of_case(session, case.id)
    named = services.settings.public.departments and case.departments
    return Told(
        number=case.number,
        step=_STEPS.get(case.state, Step.HANDLED),
        received=case.received_at,
        acknowledged=_left(written, LetterKind.ACKNOWLEDGEMENT),
        replied=_left(written, LetterKind.REPLY, LetterKind.EXPLANATION),
        department=case.departments[0] if named else None,
    )


def _left(written: list[LetterRow], *kinds: LetterKind) -> datetime | None:
    """When the last of these left the house for the resident."""
    gone = (one.posted_at or one.sent_at for one in written if one.kind in kinds and one.state in GONE)
    return max(filter(None, gone), default=None)


def _spend(services: Services, asked: str, address: str) -> None:
    most = services.settings.public.looks_per_address
    limits = (
        Limit(key=key("look", network(address)), most=most, window=_HOUR, message=_TOO_MANY),
        Limit(key=key("look number", asked), most=LOOKS_PER_NUMBER, window=_HOUR, message=_TOO_MANY),
    )
    try:
        spend(services, limits)
    except Refused as refusal:
        raise TooManyLooksError(refusal.message, **refusal.values) from None
