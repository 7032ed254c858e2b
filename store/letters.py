"""Letter rows: one for each version of each letter of a case, and where it stands on its way to the resident."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Update, bindparam, func, literal, or_, select, tuple_, union, update
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from domain.codes import Department, LetterKind, LetterState, Role, Way
from domain.mailboxes import domain_of, one_mailbox
from domain.reading_codes import Script
from domain.staff import Person
from store.case_tables import case, letter
from store.once import once
from store.queue_conditions import PRESSING
from store.queue_places import of_roles
from store.rows import as_dataclass, by_case, checked, columns_of, dialect, first, inserting, one_of, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewLetter:
    """A letter to be kept; unique by case, kind, round and version.

    dated: the date it bears. docx_sha, pdf_sha: names in the archive. body: the mail's plain text. held: why it waits
    for a person. department: for which a notice is.
    """

    case_id: int
    intake_id: int
    kind: LetterKind
    round: int = 1
    version: int = 1
    state: LetterState = LetterState.DRAFT
    number: str | None = None
    dated: date | None = None
    docx_sha: str | None = None
    pdf_sha: str | None = None
    message_id: str | None = None
    to_address: str | None = None
    subject: str | None = None
    body: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    script: Script = Script.HANS
    held: str | None = None
    department: Department | None = None


@dataclass(frozen=True, kw_only=True)
class LetterRow(NewLetter):
    """A letter as it stands. answer: what the mail server said; error: what went wrong.

    sealed_sha: the approved PDF with the seal over it. address_confirmed_by: who took the responsibility for an address
    that neither the directory nor the envelope knows. batch_id: the day's PDF it was printed with. promised: the date
    of the next answer, of an interim letter. postal: the name and the lines of the address that a letter on paper was
    submitted with.
    """

    id: int
    claimed_by: str | None
    claimed_at: datetime | None
    sent_at: datetime | None
    answer: str | None
    error: str | None
    way: Way | None = None
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    sealed_sha: str | None = None
    address_confirmed_by: str | None = None
    batch_id: int | None = None
    printed_at: datetime | None = None
    posted_at: datetime | None = None
    tracking: str | None = None
    promised: date | None = None
    postal: tuple[str, ...] = ()


def goes_by_mail(letter: LetterRow) -> bool:
    """Whether SMTP is the letter's way; a letter on paper never goes by it, whatever address it bears."""
    return letter.way is not Way.PRINT and bool(letter.to_address)


def create(session: Session, new: NewLetter) -> LetterRow:
    """Keep a letter; if one of the same case, kind, round and version is there already, that one is returned."""
    row = session.execute(_create(dialect(session)), {**vars(new), **_keys(new.to_address)}).first()
    if row is None:
        row = session.execute(_BY_KEY, {column.name: getattr(new, column.name) for column in _UNIQUE}).one()
    return as_dataclass(LetterRow, row)


@once
def get(session: Session, letter_id: int) -> LetterRow | None:
    """One letter, or None."""
    return first(session, LetterRow, _BY_ID, {"id": letter_id})


def hold(session: Session, letter_id: int) -> LetterRow | None:
    """One letter, which no other transaction changes until this one ends; or None.

    A transaction that needs several rows takes the letters before their case, or two of them may block each other.
    """
    return first(session, LetterRow, _BY_ID.with_for_update(), {"id": letter_id})


def hold_of_case(session: Session, case_id: int) -> list[LetterRow]:
    """All letters of a case, held in the same way, oldest first."""
    query = selecting(LetterRow, letter).where(letter.c.case_id == case_id).order_by(letter.c.id)
    return [as_dataclass(LetterRow, row) for row in session.execute(query.with_for_update())]


def by_number(session: Session, number: str) -> LetterRow | None:
    """The letter that bears a number, or None."""
    return first(session, LetterRow, selecting(LetterRow, letter).where(letter.c.number == number), {})


def by_message_ids(session: Session, message_ids: Iterable[str]) -> list[LetterRow]:
    """The letters that went out under these Message-IDs."""
    return _rows(session, letter.c.message_id.in_(set(message_ids)))


def sent_that_may_be(
    session: Session, *, message_ids: Iterable[str], addresses: Iterable[str], numbers: Iterable[str], limit: int
) -> list[LetterRow]:
    """Letters that were sent by mail and have one of these Message-IDs, addresses or numbers (of their case too), the
    newest first; at most `limit`.
    """
    named = (
        letter.c.message_id.in_(set(message_ids)),
        letter.c.to_key.in_(set(addresses)),
        letter.c.number.in_(set(numbers)),
        letter.c.case_id.in_(select(case.c.id).where(case.c.number.in_(set(numbers)))),
    )
    query = selecting(LetterRow, letter).where(letter.c.state == LetterState.SENT, or_(*named))
    query = query.order_by(letter.c.sent_at.desc(), letter.c.id.desc()).limit(limit)
    return [as_dataclass(LetterRow, row) for row in session.execute(query)]


@once
def of_case(session: Session, case_id: int) -> list[LetterRow]:
    """All letters of a case, oldest first."""
    return _rows(session, letter.c.case_id == case_id)


def of_cases(session: Session, case_ids: Collection[int]) -> dict[int, list[LetterRow]]:
    """Case → all its letters, oldest first; a case that has none is left out."""
    return by_case(session, LetterRow, letter, case_ids)


def advance(
    session: Session, letter_id: int, expect: LetterState | Iterable[LetterState], to: LetterState, **values: object
) -> bool:
    """Compare-and-set: to state `to`, with further columns, if the letter is in a state of `expect`; whether it was."""
    expected = (expect,) if isinstance(expect, LetterState) else tuple(expect)
    changes = {**checked(letter, values), "state": to}
    if "to_address" in values:
        address = values["to_address"]
        changes |= _keys(None if address is None else str(address))
    return touched(session, _advance(expected), {"letter": letter_id, **changes}) == 1


def _keys(address: str | None) -> dict[str, str | None]:
    """The columns by which an address is found and counted."""
    return {"to_key": address, "cap_mailbox": one_mailbox(address) or None, "cap_domain": domain_of(address) or None}


def in_state(
    session: Session, states: LetterState | Iterable[LetterState], limit: int | None = None
) -> list[LetterRow]:
    """Letters in one of `states`, oldest first."""
    wanted = (states,) if isinstance(states, LetterState) else tuple(states)
    return _rows(session, letter.c.state.in_(wanted), limit=limit)


def held(
    session: Session, person: Person, roles: Sequence[Role], *, after: int = 0, limit: int | None = None
) -> list[LetterRow]:
    """The acknowledgements that wait for a person, of the projects these roles are held for.

    Those of urgent cases first, then the oldest.

    after: the id of the last one of the page before.
    """
    query = selecting(LetterRow, letter).join(case, case.c.id == letter.c.case_id).where(*_waits_for(person, roles))
    if after:
        last = select(_CALM).join(letter, letter.c.case_id == case.c.id).where(letter.c.id == after)
        calm = session.execute(last).scalar() or 0
        query = query.where(tuple_(_CALM, letter.c.id) > tuple_(literal(calm), literal(after)))
    query = query.order_by(_CALM, letter.c.id).limit(limit)
    return [as_dataclass(LetterRow, row) for row in session.execute(query)]


def count_held(session: Session, person: Person, roles: Sequence[Role]) -> int:
    """How many `held` has in all."""
    query = select(func.count()).select_from(letter).join(case, case.c.id == letter.c.case_id)
    return session.execute(query.where(*_waits_for(person, roles))).scalar_one()


_CALM = sql_case((PRESSING, 0), else_=1)


def _waits_for(person: Person, roles: Sequence[Role]) -> tuple[ColumnElement[bool], ...]:
    waiting = (letter.c.state == LetterState.DRAFT, letter.c.held.is_not(None))
    return (*waiting, letter.c.kind == LetterKind.ACKNOWLEDGEMENT, of_roles(person, roles))


def gone_since(session: Session, since: datetime) -> list[LetterRow]:
    """The letters that were sent or posted at `since` or later, oldest first."""
    gone = (LetterState.SENT, LetterState.POSTED)
    # By the two indexes of when it left: by its state SQLite would look through all that ever did.
    left = union(*(select(letter.c.id).where(at >= since) for at in (letter.c.sent_at, letter.c.posted_at)))
    return _rows(session, letter.c.id.in_(left), letter.c.state.in_(gone))


def _rows(session: Session, *where: ColumnElement[bool], limit: int | None = None) -> list[LetterRow]:
    query = selecting(LetterRow, letter).where(*where).order_by(letter.c.id).limit(limit)
    return [as_dataclass(LetterRow, row) for row in session.execute(query)]


@cache
def _create(dialect: str) -> ReturningInsert[object]:
    statement = inserting(dialect, letter).on_conflict_do_nothing(index_elements=_UNIQUE)
    return statement.returning(*columns_of(LetterRow, letter))


@cache
def _advance(expected: tuple[LetterState, ...]) -> Update:
    return update(letter).where(letter.c.id == bindparam("letter"), one_of(letter.c.state, expected))


_UNIQUE = [letter.c.case_id, letter.c.kind, letter.c.round, letter.c.version]
_BY_ID = selecting(LetterRow, letter).where(letter.c.id == bindparam("id"))
_BY_KEY = selecting(LetterRow, letter).where(*(column == bindparam(column.name) for column in _UNIQUE))
