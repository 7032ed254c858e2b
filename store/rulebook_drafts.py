"""The draft of the next version of the rulebook: one for the house, changed only by who has seen its last version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.rows import as_dataclass, dialect, inserting, selecting, touched
from store.tables import rulebook_declined, rulebook_draft

_ONLY = 1


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """The draft as it is kept. base: the version that it was begun from. files: path → text of those that differ from
    it, None for one that is left out; empty: there is no draft. version: rises with each change and never falls.
    """

    base: str
    files: Mapping[str, str | None]
    version: int
    changed_at: datetime
    changed_by: str


def held(session: Session) -> DraftRow | None:
    """The draft; None if there was never one."""
    row = session.execute(_HELD).first()
    return None if row is None else as_dataclass(DraftRow, row)


def put(session: Session, draft: DraftRow) -> bool:
    """Keep `draft` in place of the version before it; False if another came first, and nothing is changed."""
    values = vars(draft)
    if draft.version == 1:
        statement = inserting(dialect(session), rulebook_draft).on_conflict_do_nothing().returning(rulebook_draft.c.id)
        return session.execute(statement, {"id": _ONLY, **values}).first() is not None
    mine = update(rulebook_draft).where(rulebook_draft.c.id == _ONLY, rulebook_draft.c.version == draft.version - 1)
    return touched(session, mine.values(**values)) == 1


def declined(session: Session) -> frozenset[tuple[str, str]]:
    """(topic, word) of every proposal that was declined."""
    rows = session.execute(select(rulebook_declined.c.topic, rulebook_declined.c.word))
    return frozenset((row.topic, row.word) for row in rows)


def decline(session: Session, *, topic: str, word: str, at: datetime, who: str) -> bool:
    """Remember that a word is not wanted for a topic; False if it was declined before."""
    statement = inserting(dialect(session), rulebook_declined).on_conflict_do_nothing()
    values = {"topic": topic, "word": word, "at": at, "who": who}
    return session.execute(statement.returning(rulebook_declined.c.topic), values).first() is not None


_HELD = selecting(DraftRow, rulebook_draft)
