"""Second factors: the sealed secrets of TOTP, the last code used, and recovery codes by their hashes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from store.rows import dialect, first, inserting, selecting, touched
from store.staff_tables import recovery_code, second_factor


@dataclass(frozen=True, kw_only=True)
class FactorRow:
    """A second factor. set_at: None until a code has proved it."""

    person_id: int
    secret: str = field(repr=False)
    made_at: datetime
    set_at: datetime | None
    last_step: int


def get(session: Session, person_id: int) -> FactorRow | None:
    """A person's second factor, proved or not; or None."""
    return first(session, FactorRow, _GET, {"person": person_id})


def is_set(session: Session, person_id: int) -> bool:
    """Whether a person signs in with a second factor."""
    row = get(session, person_id)
    return row is not None and row.set_at is not None


def any_set(session: Session) -> bool:
    """Whether anybody does."""
    return session.execute(_ANY).first() is not None


def begin(session: Session, person_id: int, secret: str, at: datetime) -> bool:
    """Keep a secret that is yet to be proved, in place of another such; False if the person has one that is proved."""
    values = {"person_id": person_id, "secret": secret, "made_at": at, "set_at": None, "last_step": 0}
    statement = inserting(dialect(session), second_factor).on_conflict_do_update(
        index_elements=[second_factor.c.person_id],
        set_={"secret": secret, "made_at": at},
        where=second_factor.c.set_at.is_(None),
    )
    return session.execute(statement.returning(second_factor.c.person_id), values).first() is not None


def prove(session: Session, person_id: int, at: datetime) -> None:
    """From now on the person signs in with it."""
    session.execute(update(second_factor).where(second_factor.c.person_id == person_id).values(set_at=at))


def use_step(session: Session, person_id: int, step: int) -> bool:
    """Use the code of a step; False if it, or a later one, has been used: of two who try, one does."""
    mine = update(second_factor).where(second_factor.c.person_id == person_id, second_factor.c.last_step < step)
    return touched(session, mine.values(last_step=step)) == 1


def remove(session: Session, person_id: int) -> bool:
    """Forget a person's second factor and its recovery codes; whether there was one."""
    session.execute(delete(recovery_code).where(recovery_code.c.person_id == person_id))
    return touched(session, delete(second_factor).where(second_factor.c.person_id == person_id)) == 1


def replace_codes(session: Session, person_id: int, hashes: Iterable[str]) -> None:
    """New recovery codes; the earlier ones work no longer."""
    session.execute(delete(recovery_code).where(recovery_code.c.person_id == person_id))
    session.execute(insert(recovery_code), [{"person_id": person_id, "code_hash": one} for one in hashes])


def use_code(session: Session, person_id: int, code_hash: str, at: datetime) -> bool:
    """Use a recovery code up; False if it is none, or was used."""
    mine = update(recovery_code).where(
        recovery_code.c.person_id == person_id,
        recovery_code.c.code_hash == code_hash,
        recovery_code.c.used_at.is_(None),
    )
    return touched(session, mine.values(used_at=at)) == 1


def codes_left(session: Session, person_id: int) -> int:
    """How many recovery codes a person has."""
    return int(session.execute(_LEFT, {"person": person_id}).scalar_one())


_GET = selecting(FactorRow, second_factor).where(second_factor.c.person_id == bindparam("person"))
_ANY = select(second_factor.c.person_id).where(second_factor.c.set_at.is_not(None)).limit(1)
_LEFT = select(func.count()).where(recovery_code.c.person_id == bindparam("person"), recovery_code.c.used_at.is_(None))
