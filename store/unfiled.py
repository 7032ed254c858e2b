"""What came in and became no case: what was ignored, newest first, and all that waits or was ignored by its words.

The text of such a mail stands beside its row until it becomes a case, which has its own (store.search). There are few
of them, so that a search reads the texts themselves, the newest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from domain.codes import IgnoredReason, IntakeState, Role
from domain.reading import Document
from domain.staff import Person
from store.intake import IntakeRow
from store.queue_conditions import visible_intake
from store.rows import AnyInsert, as_dataclass, dialect, inserting, selecting
from store.search_words import PIECE, fold, wanted
from store.tables import intake, intake_text

MOST = 20_000
"""Characters of one that can be found."""
_UNFILED = (IntakeState.IGNORED, IntakeState.AWAITING_PERSON, IntakeState.QUARANTINED)
_NOT_NEWS = (IgnoredReason.BEFORE_START, IgnoredReason.SET_ASIDE)


@dataclass(frozen=True, kw_only=True)
class IgnoredFilter:
    """Which of the ignored to list. reason: None for all but those of before the start; words: all must stand in it."""

    reason: IgnoredReason | None = None
    project: str | None = None
    words: str = ""


def keep_text(session: Session, row: IntakeRow, document: Document | None) -> None:
    """Let a mail without a case be found by what was read of it."""
    sender = document.envelope.sender if document else None
    pieces = [row.subject, row.sender, row.note]
    if document is not None and sender is not None:
        pieces += [sender.name, sender.email, document.text, document.quoted]
    text = PIECE.join(dict.fromkeys(piece.replace(PIECE, " ") for piece in pieces if piece))[:MOST]
    session.execute(_keep(dialect(session)), {"intake_id": row.id, "folded": fold(text).text})


def forget_text(session: Session, intake_id: int) -> None:
    """It has become a case, or is erased."""
    session.execute(delete(intake_text).where(intake_text.c.intake_id == intake_id))


def without_text(session: Session, limit: int) -> list[int]:
    """Mails without a case that were never entered; the newest first. What came before the start has no text."""
    known = select(intake_text.c.intake_id)
    old = func.coalesce(intake.c.ignored_reason, "") == IgnoredReason.BEFORE_START
    query = select(intake.c.id).where(intake.c.state.in_(_UNFILED), ~old, intake.c.id.not_in(known))
    return list(session.execute(query.order_by(intake.c.id.desc()).limit(limit)).scalars())


def ignored(
    session: Session,
    person: Person,
    roles: Sequence[Role],
    asked: IgnoredFilter,
    *,
    limit: int,
    before: int | None = None,
) -> list[IntakeRow]:
    """What was ignored in the projects that these roles are held for, newest first; before: the last id of a page."""
    where = [intake.c.state == IntakeState.IGNORED, visible_intake(person, roles)]
    if asked.reason is not None:
        where.append(intake.c.ignored_reason == asked.reason)
    else:
        where.append(func.coalesce(intake.c.ignored_reason, "") != IgnoredReason.BEFORE_START)
    if asked.project:
        where.append(intake.c.project == asked.project)
    return _found(session, where, asked.words, limit, before)


def search(
    session: Session, person: Person, roles: Sequence[Role], words: str, *, limit: int, before: int | None = None
) -> list[IntakeRow]:
    """What waits or was ignored and has all these words, newest first, in the projects of these roles."""
    if not wanted(words):
        return []
    return _found(session, [intake.c.state.in_(_UNFILED), visible_intake(person, roles)], words, limit, before)


def ignored_between(session: Session, person: Person, roles: Sequence[Role], since: datetime, until: datetime) -> int:
    """How many the service ignored by itself of what came from `since` on and before `until`."""
    where = (
        intake.c.state == IntakeState.IGNORED,
        intake.c.first_seen_at >= since,
        intake.c.first_seen_at < until,
        func.coalesce(intake.c.ignored_reason, "").not_in(_NOT_NEWS),
        visible_intake(person, roles),
    )
    return session.execute(select(func.count()).select_from(intake).where(*where)).scalar_one()


def _found(
    session: Session, where: list[ColumnElement[bool]], words: str, limit: int, before: int | None
) -> list[IntakeRow]:
    query = selecting(IntakeRow, intake)
    if sought := wanted(words):
        query = query.join(intake_text, intake_text.c.intake_id == intake.c.id)
        where = [*where, *(intake_text.c.folded.contains(one.text, autoescape=True) for one in sought)]
    if before is not None:
        where = [*where, intake.c.id < before]
    query = query.where(*where).order_by(intake.c.id.desc()).limit(limit)
    return [as_dataclass(IntakeRow, row) for row in session.execute(query)]


@cache
def _keep(dialect: str) -> AnyInsert:
    statement = inserting(dialect, intake_text)
    changed = {"folded": statement.excluded.folded}
    return statement.on_conflict_do_update(index_elements=[intake_text.c.intake_id], set_=changed)
