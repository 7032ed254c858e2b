"""What signing in leaves behind: sessions and links, by the hashes of their tokens alone; failures; known addresses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from domain.staff_codes import LinkPurpose
from store import people
from store.rows import dialect, first, inserting, selecting, touched
from store.staff_tables import known_address, sign_in_failure, sign_in_link, web_session


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session at the desk. token_hash: sha256 in hex of what the browser holds. csrf: what its forms must carry.

    flash: what its next page says, as the desk packed it. issuer: the identity provider by which it was begun.
    """

    token_hash: str
    person_id: int
    csrf: str = field(repr=False)
    made_at: datetime
    seen_at: datetime
    expires_at: datetime
    flash: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """A one-time link. token_hash: sha256 in hex. used_at: when it was used up.

    vouched: whether more than one admin answers for it, or the program itself.
    """

    token_hash: str
    person_id: int
    purpose: LinkPurpose
    made_at: datetime
    made_by: str
    expires_at: datetime
    used_at: datetime | None = None
    vouched: bool = False


def begin(session: Session, row: SessionRow) -> None:
    """Keep a new session, and forget all that have expired."""
    session.execute(_FORGET_SESSIONS, {"at": row.made_at})
    session.execute(_BEGIN, vars(row))


def find(session: Session, token_hash: str) -> SessionRow | None:
    """The session of a token, expired or not; or None."""
    return first(session, SessionRow, _FIND, {"hash": token_hash})


def touch(session: Session, token_hash: str, at: datetime) -> None:
    """It was used at `at`."""
    session.execute(_TOUCH, {"hash": token_hash, "at": at})


def keep_flash(session: Session, token_hash: str, flash: str) -> None:
    """Its next page says `flash`, in place of what it would have said."""
    session.execute(_KEEP_FLASH, {"hash": token_hash, "flash": flash})


def drop_flash(session: Session, token_hash: str, flash: str) -> None:
    """Its next page says nothing, unless that is no longer `flash`."""
    session.execute(_DROP_FLASH, {"hash": token_hash, "old": flash})


def end(session: Session, token_hash: str) -> None:
    """End one session."""
    session.execute(_END, {"hash": token_hash})


def end_all(session: Session, person_id: int, *, but: str = "") -> int:
    """End a person's sessions, except the one whose token has the hash `but`; how many ended."""
    return touched(session, _END_ALL, {"person": person_id, "but": but})


def keep_link(session: Session, row: LinkRow) -> None:
    """Keep a link; the person's earlier ones for the same purpose are void."""
    people.lock(session, row.person_id)
    session.execute(_VOID_LINKS, {"person": row.person_id, "for": row.purpose})
    session.execute(_KEEP_LINK, vars(row))


def find_link(session: Session, token_hash: str) -> LinkRow | None:
    """The link of a token, used, expired or neither; or None."""
    return first(session, LinkRow, _FIND_LINK, {"hash": token_hash})


def use_link(session: Session, token_hash: str, at: datetime) -> bool:
    """Use a link up, if it has been neither used nor expired by `at`: of two who try, one does."""
    return touched(session, _USE_LINK, {"hash": token_hash, "at": at}) == 1


def void_links(session: Session, person_id: int) -> None:
    """No link of a person works any more."""
    session.execute(_VOID_ALL_LINKS, {"person": person_id})


def add_failures(session: Session, keys: Iterable[str], at: datetime) -> list[int]:
    """Note a failure under each key (such as one for the pair, one for the address); the rows' ids in that order."""
    statement = inserting(dialect(session), sign_in_failure).returning(
        sign_in_failure.c.id, sort_by_parameter_order=True
    )
    return [int(id_) for id_ in session.execute(statement, [{"key": key, "at": at} for key in keys]).scalars()]


def failures(session: Session, key: str, since: datetime) -> list[datetime]:
    """The moments of the failures under a key after `since`, oldest first."""
    return list(session.execute(_FAILURES, {"of": key, "since": since}).scalars())


def take_back(session: Session, failure_ids: Iterable[int]) -> None:
    """These were no failures."""
    session.execute(delete(sign_in_failure).where(sign_in_failure.c.id.in_(tuple(failure_ids))))


def clear_failures(session: Session, key: str) -> None:
    """Forget the failures under a key."""
    session.execute(_CLEAR, {"of": key})


def forget_failures(session: Session, before: datetime) -> None:
    """Forget what is too old to count."""
    session.execute(_FORGET_FAILURES, {"before": before})


def remember_address(session: Session, person_id: int, network: str, at: datetime, *, forget: datetime) -> None:
    """A person came in at `at` from the address of that hash; addresses not used since `forget` are forgotten."""
    session.execute(delete(known_address).where(known_address.c.last_at < forget))
    statement = inserting(dialect(session), known_address).on_conflict_do_update(
        index_elements=[known_address.c.person_id, known_address.c.network], set_={"last_at": at}
    )
    session.execute(statement, {"person_id": person_id, "network": network, "last_at": at})


def remembers(session: Session, person_id: int, network: str, since: datetime) -> bool:
    """Whether a person came in from the address of that hash at `since` or later."""
    values = {"person": person_id, "network": network, "since": since}
    return session.execute(_REMEMBERS, values).first() is not None


_BEGIN = insert(web_session)
_FIND = selecting(SessionRow, web_session).where(web_session.c.token_hash == bindparam("hash"))
_OF_TOKEN = update(web_session).where(web_session.c.token_hash == bindparam("hash"))
_TOUCH = _OF_TOKEN.values(seen_at=bindparam("at"))
_KEEP_FLASH = _OF_TOKEN.values(flash=bindparam("flash"))
_DROP_FLASH = _OF_TOKEN.where(web_session.c.flash == bindparam("old")).values(flash=None)
_END = delete(web_session).where(web_session.c.token_hash == bindparam("hash"))
_END_ALL = delete(web_session).where(
    web_session.c.person_id == bindparam("person"), web_session.c.token_hash != bindparam("but")
)
_FORGET_SESSIONS = delete(web_session).where(web_session.c.expires_at <= bindparam("at"))

_KEEP_LINK = insert(sign_in_link)
_FIND_LINK = selecting(LinkRow, sign_in_link).where(sign_in_link.c.token_hash == bindparam("hash"))
_USE_LINK = (
    update(sign_in_link)
    .where(
        sign_in_link.c.token_hash == bindparam("hash"),
        sign_in_link.c.used_at.is_(None),
        sign_in_link.c.expires_at > bindparam("at"),
    )
    .values(used_at=bindparam("at"))
)
_VOID_ALL_LINKS = delete(sign_in_link).where(sign_in_link.c.person_id == bindparam("person"))
_VOID_LINKS = _VOID_ALL_LINKS.where(sign_in_link.c.purpose == bindparam("for"))

_FAILURES = (
    select(sign_in_failure.c.at)
    .where(sign_in_failure.c.key == bindparam("of"), sign_in_failure.c.at > bindparam("since"))
    .order_by(sign_in_failure.c.at)
)
_CLEAR = delete(sign_in_failure).where(sign_in_failure.c.key == bindparam("of"))
_FORGET_FAILURES = delete(sign_in_failure).where(sign_in_failure.c.at < bindparam("before"))
_REMEMBERS = select(known_address.c.person_id).where(
    known_address.c.person_id == bindparam("person"),
    known_address.c.network == bindparam("network"),
    known_address.c.last_at >= bindparam("since"),
)
