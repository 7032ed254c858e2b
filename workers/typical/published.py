"""Typical cases that were published: for the monthly report, for training, for other programs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import Category, Role
from domain.staff import CASE_ROLES
from domain.typical import TypicalText
from store import typical_cases
from store.typical_cases import TypicalFilter, Written

KEEPERS = tuple(role for role in Role if role in CASE_ROLES and role is not Role.DEPARTMENT)
"""Who may see of a project what is not published, and the letters that answered its cases."""
_MOST = 500


@dataclass(frozen=True, kw_only=True)
class PublishedCase:
    """One that is published now. topic: its id in the rulebook, None for none. Nothing in it leads to its case."""

    id: int
    category: Category
    topic: str | None
    text: TypicalText
    published_at: datetime


def published(
    session: Session, since: datetime, until: datetime, projects: Collection[str] | None = None
) -> tuple[PublishedCase, ...]:
    """Those published from `since` to before `until` and not withdrawn, of these projects (None: of all), oldest
    first. At most 500.
    """
    wanted = TypicalFilter(since=since, until=until, projects=projects, limit=_MOST)
    return tuple(as_published(one) for one in reversed(typical_cases.found(session, wanted)))


def as_published(one: Written) -> PublishedCase:
    """What others may read of it. ValueError for one that was never published."""
    if one.row.published_at is None:
        raise ValueError(f"typical case {one.row.id} is not published")
    return PublishedCase(
        id=one.row.id,
        category=one.row.category,
        topic=one.row.topic,
        text=one.text,
        published_at=one.row.published_at,
    )
