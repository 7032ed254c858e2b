"""What ties letters together: threads, earlier cases of one household or building, and what was written to whom."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from domain.codes import PENDING, LetterKind, LetterState
from domain.decision import EarlierCase
from store.cases import CaseRow
from store.directory import normal_email, normal_place, normal_text
from store.rows import as_dataclass, columns_of
from store.tables import case, intake, letter

_CASE_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,6}-[0-9]{4}-[0-9]{6}(?![0-9])")
_LETTER_NUMBER = re.compile(r"[\w]{1,10}〔[0-9]{4}〕[0-9]{1,7}号")
_MOST_HISTORY = 200
_GONE_OUT = (
    LetterState.QUEUED,
    LetterState.SENDING,
    LetterState.SENT,
    LetterState.IN_DOUBT,
    LetterState.BOUNCED,
)


def find_followed(session: Session, threaded: Collection[str], subject: str) -> list[CaseRow]:
    """Cases that a letter follows, oldest first: by the Message-IDs it threads to, or by our number in its subject.

    The IDs may be those of letters the case received or of letters we sent (RFC 5322, 3.6.4).
    """
    ids = set(threaded)
    found = [case.c.number.in_(_CASE_NUMBER.findall(subject))] if _CASE_NUMBER.search(subject) else []
    if numbers := _LETTER_NUMBER.findall(subject):
        found.append(case.c.id.in_(select(letter.c.case_id).where(letter.c.number.in_(numbers))))
    if ids:
        found.append(case.c.id.in_(select(letter.c.case_id).where(letter.c.message_id.in_(ids))))
        found.append(case.c.id.in_(select(intake.c.case_id).where(intake.c.message_id.in_(ids))))
    if not found:
        return []
    query = select(*columns_of(CaseRow, case)).where(or_(*found)).order_by(case.c.id)
    return [as_dataclass(CaseRow, row) for row in session.execute(query)]


def pending_before(session: Session, threaded: Collection[str], intake_id: int) -> frozenset[int]:
    """Letters that this one threads to, entered before it, that have not come to their end yet."""
    if not threaded:
        return frozenset()
    query = select(intake.c.id).where(
        intake.c.message_id.in_(set(threaded)), intake.c.id < intake_id, intake.c.state.in_(PENDING)
    )
    return frozenset(session.execute(query).scalars())


def history(
    session: Session,
    *,
    household_id: int | None,
    email: str | None,
    project: str | None,
    building: str | None,
    before: datetime,
    since: datetime,
) -> list[EarlierCase]:
    """Earlier cases that may matter: of the same household or address, or of the same project; newest first.

    At most 200: more than any rule counts.
    """
    ties = []
    if household_id is not None:
        ties.append(case.c.household_id == household_id)
    if email:
        ties.append(case.c.email == email)
    if project:
        ties.append(case.c.project == project)
    if not ties:
        return []
    query = (
        select(case)
        .where(or_(*ties), and_(case.c.received_at >= since, case.c.received_at <= before))
        .order_by(case.c.received_at.desc(), case.c.id.desc())
        .limit(_MOST_HISTORY)
    )
    earlier = []
    for row in session.execute(query):
        same_project = bool(project) and normal_text(row.project) == normal_text(project)
        same_building = same_project and bool(building) and normal_place(row.building) == normal_place(building)
        same_household = (household_id is not None and row.household_id == household_id) or (
            bool(email) and row.email == normal_email(email)
        )
        earlier.append(
            EarlierCase(
                number=row.number,
                topic=row.topic,
                received=row.received_at,
                same_household=same_household,
                same_building=same_building,
                same_project=same_project,
            )
        )
    return earlier


def addresses_written_to(session: Session, case_id: int) -> frozenset[str]:
    """Addresses that letters of the case went to."""
    query = select(letter.c.to_address).where(
        letter.c.case_id == case_id, letter.c.to_address.is_not(None), letter.c.state.in_(_GONE_OUT)
    )
    return frozenset(session.execute(query).scalars())


def letters_to_sender_since(session: Session, address: str, since: datetime) -> int:
    """How many acknowledgements were made for an address for letters first seen since a moment, held ones left out."""
    query = (
        select(func.count())
        .select_from(letter.join(intake, letter.c.intake_id == intake.c.id))
        .where(
            letter.c.to_key == address,
            letter.c.kind == LetterKind.ACKNOWLEDGEMENT,
            letter.c.held.is_(None),
            intake.c.first_seen_at >= since,
        )
    )
    return session.execute(query).scalar_one()
