"""Search index and directory are folded by the one folding of `language`: a search for 卫生间 finds 衞生間.

Only rows whose folded form changes are written again.
"""

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from language.folding import comparing
from language.places import comparing_place
from store import search
from store.search import Indexed
from store.search_words import PIECE, fold

revision = "0021"
down_revision = "0020"

_BATCH = 500
_TEXTS = sa.table("search_text", *map(sa.column, ("case_id", "project", "text", "folded")))
_MATCHES: dict[str, Callable[[str | None], str]] = {
    "project": comparing,
    "building": comparing_place,
    "unit": comparing_place,
    "room": comparing_place,
}
_HOUSEHOLDS = sa.table(
    "household", sa.column("id"), *(sa.column(one + name) for name in _MATCHES for one in ("", "match_"))
)


def upgrade() -> None:
    with Session(bind=op.get_bind(), join_transaction_mode="create_savepoint") as session:
        for row in _rows(session, _TEXTS, "case_id"):
            if fold(row["text"]).text != row["folded"]:
                search.index(
                    session,
                    Indexed(case_id=row["case_id"], project=row["project"], pieces=tuple(row["text"].split(PIECE))),
                )
        for row in _rows(session, _HOUSEHOLDS, "id"):
            _refold(session, row)
        session.commit()


def _rows(session: Session, table: sa.TableClause, key: str) -> Iterator[sa.RowMapping]:
    """All rows in the order of their key, a batch at a time."""
    last = 0
    while (
        rows := session.execute(sa.select(table).where(table.c[key] > last).order_by(table.c[key]).limit(_BATCH))
        .mappings()
        .all()
    ):
        yield from rows
        last = int(rows[-1][key])


def _refold(session: Session, row: sa.RowMapping) -> None:
    """The comparing forms of one household, unless another household has them already: then both stay as they are."""
    forms = {f"match_{name}": form(row[name]) for name, form in _MATCHES.items()}
    if any(row[name] != form for name, form in forms.items()):
        same = sa.and_(*(_HOUSEHOLDS.c[name] == form for name, form in forms.items()))
        if session.execute(sa.select(_HOUSEHOLDS.c.id).where(same)).first() is None:
            session.execute(sa.update(_HOUSEHOLDS).where(_HOUSEHOLDS.c.id == row["id"]).values(**forms))
