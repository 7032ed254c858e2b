"""What people have typed into forms and not sent yet: each row its person's own, gone when the form is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from store.case_tables import case
from store.desk_tables import form_draft
from store.rows import Query, as_dataclass, dialect, inserting, selecting, touched

Fields = tuple[tuple[str, str, bool], ...]
"""Each field of a form: its name, its value, and whether a person types words into it."""


@dataclass(frozen=True, kw_only=True)
class FormDraft:
    """What one person typed into one form. key: chosen by the page that it was typed on. form: which form of the case.

    case_id: None for a complaint that is being registered. stand: how many events the case had when it was typed.
    """

    person_id: int
    key: str
    case_id: int | None
    form: str
    stand: int
    fields: Fields
    saved_at: datetime


def save(session: Session, draft: FormDraft) -> None:
    """Keep it in place of what that page saved before."""
    again = {"stand": draft.stand, "fields": draft.fields, "saved_at": draft.saved_at}
    statement = inserting(dialect(session), form_draft).on_conflict_do_update(
        index_elements=["person_id", "key"], set_=again
    )
    session.execute(statement, vars(draft))


def of_person(session: Session, person_id: int, cases: Iterable[int | None], since: datetime) -> list[FormDraft]:
    """A person's drafts for these cases (None: for no case), saved at `since` or later, the newest first."""
    wanted = set(cases)
    of_cases = form_draft.c.case_id.in_(wanted - {None})
    where = or_(of_cases, form_draft.c.case_id.is_(None)) if None in wanted else of_cases
    query = selecting(FormDraft, form_draft).where(
        form_draft.c.person_id == person_id, form_draft.c.saved_at >= since, where
    )
    newest = query.order_by(form_draft.c.saved_at.desc(), form_draft.c.id.desc())
    return [as_dataclass(FormDraft, row) for row in session.execute(newest)]


def drop(session: Session, person_id: int, key: str) -> bool:
    """Forget one; whether it was there."""
    mine = (form_draft.c.person_id == person_id, form_draft.c.key == key)
    return touched(session, delete(form_draft).where(*mine)) == 1


def drop_oldest(session: Session, person_id: int, *, but: int) -> int:
    """Forget a person's oldest, so that `but` are left; how many went."""
    newest = select(form_draft.c.id).where(form_draft.c.person_id == person_id)
    kept = newest.order_by(form_draft.c.saved_at.desc(), form_draft.c.id.desc()).limit(but)
    ids = set(session.execute(newest).scalars()) - set(session.execute(kept).scalars())
    return touched(session, delete(form_draft).where(form_draft.c.id.in_(ids))) if ids else 0


def expire(session: Session, before: datetime) -> int:
    """Forget what was last saved before; how many."""
    return touched(session, delete(form_draft).where(form_draft.c.saved_at < before))


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How many drafts there are, of how many cases, and how many characters they hold."""

    drafts: int
    cases: int
    characters: int


def kept(session: Session) -> Kept:
    """What lies there now."""
    length = func.coalesce(func.sum(func.length(form_draft.c.fields)), 0)
    query: Query = select(func.count(), func.count(form_draft.c.case_id.distinct()), length).select_from(form_draft)
    drafts, cases, characters = session.execute(query).one()
    return Kept(drafts=drafts, cases=cases, characters=characters)


def stands(session: Session, numbers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Number of a case → its id, and how many events it has."""
    query = select(case.c.number, case.c.id, case.c.events).where(case.c.number.in_(set(numbers)))
    return {row.number: (row.id, row.events) for row in session.execute(query)}
