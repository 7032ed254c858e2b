"""Which writings of other programs were taken: each once, in the transaction of what it did."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from store.api_tables import api_request
from store.rows import dialect, first, inserting, selecting


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A writing of a token. key: of the token and what it named it; fingerprint: equal for equal bodies."""

    key: str
    token_id: int
    fingerprint: str
    at: datetime


def take(session: Session, new: Taken) -> Taken | None:
    """Keep it with what the transaction does; the one that was taken under its key before, else None."""
    statement = inserting(dialect(session), api_request).on_conflict_do_nothing().returning(api_request.c.key)
    fresh = session.execute(statement, vars(new)).first() is not None
    return None if fresh else first(session, Taken, _BY_KEY, {"key": new.key})


_BY_KEY = selecting(Taken, api_request).where(api_request.c.key == bindparam("key"))
