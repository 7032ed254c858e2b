"""Accounts at the company's identity provider: whose they are, who is on the way there, what it publishes of itself."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from store.rows import as_dataclass, columns_of, dialect, first, inserting, selecting, touched
from store.staff_tables import company_account, company_attempt, provider_document


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """Whose account it is. subject: as the provider names it for ever. last_at: the last time they came in by it."""

    issuer: str
    subject: str
    person_id: int
    made_at: datetime
    made_by: str
    last_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    """Somebody on the way. state_hash, browser_hash: sha256 in hex. nonce, verifier: what the answer must prove.

    target: the path of ours to which they go then.
    """

    state_hash: str
    browser_hash: str
    network: str
    issuer: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    target: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """What the provider published at a URL."""

    url: str
    body: str = field(repr=False)
    fetched_at: datetime


def link(session: Session, row: AccountRow) -> bool:
    """Keep whose account it is; False if it, or that person, is linked already."""
    statement = inserting(dialect(session), company_account).on_conflict_do_nothing()
    return session.execute(statement.returning(company_account.c.person_id), vars(row)).first() is not None


def unlink(session: Session, issuer: str, person_id: int) -> bool:
    """Forget a person's account; whether there was one."""
    mine = delete(company_account).where(company_account.c.issuer == issuer, company_account.c.person_id == person_id)
    return touched(session, mine) == 1


def of_subject(session: Session, issuer: str, subject: str) -> AccountRow | None:
    """Whose account that is; None if no one's."""
    return first(session, AccountRow, _OF_SUBJECT, {"issuer": issuer, "subject": subject})


def of_person(session: Session, issuer: str, person_id: int) -> AccountRow | None:
    """A person's account there, or None."""
    return first(session, AccountRow, _OF_PERSON, {"issuer": issuer, "person": person_id})


def came_in(session: Session, row: AccountRow, at: datetime) -> None:
    """Its person came in by it at `at`."""
    mine = update(company_account).where(
        company_account.c.issuer == row.issuer, company_account.c.subject == row.subject
    )
    session.execute(mine.values(last_at=at))


def begin(session: Session, row: AttemptRow, *, forget: datetime) -> None:
    """Keep who is on the way, and forget who left at `forget` or before."""
    session.execute(delete(company_attempt).where(company_attempt.c.made_at <= forget))
    session.execute(insert(company_attempt), vars(row))


def on_the_way(session: Session, network: str, since: datetime) -> int:
    """How many left from an address after `since`."""
    return int(session.execute(_ON_THE_WAY, {"network": network, "since": since}).scalar_one())


def take(session: Session, state_hash: str) -> AttemptRow | None:
    """Who is back, and on the way no longer: of two who say so, one is."""
    mine = delete(company_attempt).where(company_attempt.c.state_hash == state_hash)
    row = session.execute(mine.returning(*columns_of(AttemptRow, company_attempt))).first()
    return as_dataclass(AttemptRow, row) if row else None


def document(session: Session, url: str) -> DocumentRow | None:
    """What is kept of that URL, or None."""
    return first(session, DocumentRow, _DOCUMENT, {"url": url})


def keep_document(session: Session, row: DocumentRow) -> None:
    """Keep what was published, in place of what was before."""
    statement = inserting(dialect(session), provider_document).on_conflict_do_update(
        index_elements=[provider_document.c.url], set_={"body": row.body, "fetched_at": row.fetched_at}
    )
    session.execute(statement, vars(row))


_OF_SUBJECT = selecting(AccountRow, company_account).where(
    company_account.c.issuer == bindparam("issuer"), company_account.c.subject == bindparam("subject")
)
_OF_PERSON = selecting(AccountRow, company_account).where(
    company_account.c.issuer == bindparam("issuer"), company_account.c.person_id == bindparam("person")
)
_ON_THE_WAY = select(func.count()).where(
    company_attempt.c.network == bindparam("network"), company_attempt.c.made_at > bindparam("since")
)
_DOCUMENT = selecting(DocumentRow, provider_document).where(provider_document.c.url == bindparam("url"))
