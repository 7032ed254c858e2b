"""Rows that name another which is not there: neither database lets the program write such, so somebody else did."""

from sqlalchemy import ForeignKeyConstraint, Select, Table, and_, select
from sqlalchemy.orm import Session

from store.erasures import key_of
from store.tables import metadata
from store.watched import WATCHED
from workers.audit.found import Found
from workers.audit.sentences import AUDITED

_MOST = 100
"""Orphans of one table that are named."""


def check(session: Session, found: Found) -> None:
    """Every reference of every watched table."""
    for name in WATCHED:
        table = metadata.tables[name]
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.column_keys)):
            for row in session.execute(_orphans(table, constraint)):
                what = f"{AUDITED[name]}所属的 {constraint.referred_table.name} 不存在：被删除，或它是插入的"
                found.add(name, key_of(*row), what)


def _orphans(table: Table, constraint: ForeignKeyConstraint) -> Select[tuple[object, ...]]:
    parent = constraint.referred_table.alias("parent")
    pairs = [(element.parent, parent.c[element.column.name]) for element in constraint.elements]
    joined = table.outerjoin(parent, and_(*(mine == theirs for mine, theirs in pairs)))
    dangling = and_(pairs[0][1].is_(None), *(mine.is_not(None) for mine, _ in pairs))
    return select(*table.primary_key.columns).select_from(joined).where(dangling).limit(_MOST)
