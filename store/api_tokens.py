"""The tokens by which other programs use the API, by their hashes alone."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.scopes import Scope
from store.rows import as_dataclass, columns_of, first, selecting, touched
from store.staff_tables import api_token


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """A token to be kept. token_hash: sha256 in hex of what the program holds. project: None for all.

    expires_at: None: until it is revoked.
    """

    name: str
    token_hash: str = field(repr=False)
    scopes: tuple[Scope, ...]
    project: str | None
    made_at: datetime
    made_by: str
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TokenRow(NewToken):
    """A token as it stands. used_at: its last use, to the minute."""

    id: int
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None

    def works(self, at: datetime) -> bool:
        """Whether it opens anything at that time."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


def create(session: Session, new: NewToken) -> TokenRow | None:
    """Keep a token; None if there was ever one of that name."""
    try:
        with session.begin_nested():
            return as_dataclass(TokenRow, session.execute(_CREATE, vars(new)).one())
    except IntegrityError:
        return None


def find(session: Session, token_hash: str) -> TokenRow | None:
    """The token of a hash, whether it works or not; or None."""
    return first(session, TokenRow, _BY_HASH, {"hash": token_hash})


def named(session: Session, name: str) -> TokenRow | None:
    """The token of a name, or None."""
    return first(session, TokenRow, _BY_NAME, {"name": name})


def list_tokens(session: Session) -> list[TokenRow]:
    """All there ever were, the newest first."""
    return [as_dataclass(TokenRow, row) for row in session.execute(_ALL)]


def touch(session: Session, token_id: int, at: datetime) -> None:
    """It was used at `at`."""
    session.execute(update(api_token).where(api_token.c.id == token_id).values(used_at=at))


def revoke(session: Session, token_id: int, at: datetime, by: str) -> bool:
    """It works no longer; False if it was revoked before."""
    mine = update(api_token).where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
    return touched(session, mine.values(revoked_at=at, revoked_by=by)) == 1


_CREATE = insert(api_token).returning(*columns_of(TokenRow, api_token))
_BY_HASH = selecting(TokenRow, api_token).where(api_token.c.token_hash == bindparam("hash"))
_BY_NAME = selecting(TokenRow, api_token).where(api_token.c.name == bindparam("name"))
_ALL = selecting(TokenRow, api_token).order_by(api_token.c.id.desc())
