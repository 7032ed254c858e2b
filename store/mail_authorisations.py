"""Admins on the way to a provider of mail, who come back with what it granted."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from store.house_tables import mail_authorisation
from store.rows import as_dataclass, columns_of


@dataclass(frozen=True, kw_only=True)
class AuthorisationRow:
    """One on the way. state_hash: sha256 in hex. place: the mailbox's name, empty for the way out. application: a print
    of what asks; verifier: what the answer must prove.
    """

    state_hash: str
    login: str
    place: str
    application: str
    verifier: str = field(repr=False)
    made_at: datetime


def begin(session: Session, row: AuthorisationRow, *, forget: datetime) -> None:
    """Keep who leaves, and forget who left at `forget` or before, and where this admin else wanted to go."""
    late, own = mail_authorisation.c.made_at <= forget, mail_authorisation.c.login == row.login
    session.execute(delete(mail_authorisation).where(late | own))
    session.execute(insert(mail_authorisation), vars(row))


def take(session: Session, state_hash: str) -> AuthorisationRow | None:
    """Who is back, and on the way no longer: of two who say so, one is."""
    mine = delete(mail_authorisation).where(mail_authorisation.c.state_hash == state_hash)
    row = session.execute(mine.returning(*columns_of(AuthorisationRow, mail_authorisation))).first()
    return as_dataclass(AuthorisationRow, row) if row else None
