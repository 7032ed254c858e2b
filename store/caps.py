"""How many acknowledgements went out lately, to one mailbox, to one domain, for one case and in all: what caps compare.

What is numbered and not held is on its way and counts too. The callers that ask wait for each other until they commit,
so that two at once never both take the last place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from domain.mailboxes import domain_of, one_mailbox
from store.case_tables import letter
from store.columns import Key, Plain, UtcTime
from store.rows import dialect, one_of

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_GONE = (LetterState.SENDING, LetterState.SENT, LetterState.IN_DOUBT, LetterState.BOUNCED)
_TO_GO = (LetterState.DRAFT, LetterState.QUEUED)


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """Acknowledgements by mail: of the last hour and day; of the day to that mailbox, that domain, for that case."""

    hour: int
    day: int
    mailbox: int
    domain: int
    case: int


def acknowledged(session: Session, address: str, case_id: int, now: datetime) -> Acknowledged:
    """The counts at `now`, for one more to `address`; locks out other callers until the transaction ends."""
    if dialect(session) == "postgresql":
        session.execute(_LOCK)
    values = {
        "mailbox": one_mailbox(address),
        "domain": domain_of(address),
        "case": case_id,
        "hour": now - _HOUR,
        "day": now - _DAY,
    }
    hour, day, mailbox, domain, of_case = session.execute(_COUNTS, values).one()
    return Acknowledged(hour=hour, day=day, mailbox=mailbox, domain=domain, case=of_case)


def _since(name: str) -> ColumnElement[bool]:
    return or_(_UNDER_WAY, and_(one_of(letter.c.state, _GONE), letter.c.claimed_at >= bindparam(name, type_=UtcTime)))


def _of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_LOCK = select(func.pg_advisory_xact_lock(func.hashtext("huihan acknowledgements")))
_UNDER_WAY = and_(one_of(letter.c.state, _TO_GO), letter.c.held.is_(None), letter.c.number.is_not(None))
_COUNTS = select(
    _of(_since("hour")),
    func.count(),
    _of(letter.c.cap_mailbox == bindparam("mailbox", type_=Plain)),
    _of(letter.c.cap_domain == bindparam("domain", type_=Plain)),
    _of(letter.c.case_id == bindparam("case", type_=Key)),
).where(letter.c.kind == LetterKind.ACKNOWLEDGEMENT, letter.c.to_key.is_not(None), _since("day"))
