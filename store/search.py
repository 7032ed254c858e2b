"""Full-text search over everything that was read of a case or written to it: newest first, page by page, in its scope.

SQLite has an FTS5 table of the words, PostgreSQL a GIN index over them; the text itself stands beside, for what the
words alone do not prove and for the lines shown around a hit (docs/decisions/011).
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import FromClause, Subquery, Text, TextClause, column, delete, select, table, text
from sqlalchemy.orm import Session

from domain.codes import CaseState, Category, Department, Grade
from domain.staff import CASE_ROLES, Person
from store.case_tables import case, search_text
from store.columns import Key
from store.queue_conditions import visible
from store.rows import AnyInsert, columns_of, dialect, inserting
from store.search_words import PIECE, Wanted, fold, wanted, words

_BEFORE, _AFTER = 24, 72
"""Characters shown before and after the beginning of a hit."""
_ALL = 2**62
_RECENT = 1_000
MOST = 100_000
"""Characters of a case that can be found: PostgreSQL takes no more than a megabyte of words."""


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """A line around a hit. start, end: where in it the hit stands; both 0 if only a word's beginning was found."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """What a list of cases shows of one."""

    id: int
    number: str
    received_at: datetime
    resident_name: str | None
    project: str | None
    building: str | None
    unit: str | None
    room: str | None
    subject: str
    category: Category
    topic: str | None
    departments: tuple[Department, ...]
    grade: Grade
    state: CaseState


@dataclass(frozen=True, kw_only=True)
class Hit(CaseLine):
    """A case that was found."""

    snippet: Snippet


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """What is to be found of one case. pieces: its texts, no word reaches from one into the next."""

    case_id: int
    project: str | None
    pieces: tuple[str, ...]


def index(session: Session, entry: Indexed, *, new: bool = False) -> None:
    """Make a case findable by its texts as they are now, instead of any earlier ones. new: there are none."""
    whole = PIECE.join(piece.replace(PIECE, " ") for piece in entry.pieces if piece)[:MOST]
    folded = fold(whole).text
    row = {"case_id": entry.case_id, "project": entry.project, "text": whole, "folded": folded}
    if dialect(session) == "sqlite" and not new:
        _forget_words(session, entry.case_id)
    session.execute(_keep(dialect(session)), row)
    listed = _listed(folded, entry.project)
    if dialect(session) == "sqlite":
        session.execute(_ADD_SQLITE, {"case": entry.case_id, "words": " ".join(listed)})
    else:
        session.execute(_ADD_POSTGRESQL, {"case": entry.case_id, "words": listed})


def forget(session: Session, case_id: int) -> None:
    """Leave nothing of a case in the index (lawful erasure)."""
    if dialect(session) == "sqlite":
        _forget_words(session, case_id)
    else:
        session.execute(_REMOVE_POSTGRESQL, {"case": case_id})
    session.execute(delete(search_text).where(search_text.c.case_id == case_id))


def missing(session: Session, limit: int) -> list[int]:
    """Cases that were never entered; the newest first."""
    query = select(case.c.id).where(case.c.id.not_in(select(search_text.c.case_id)))
    return list(session.execute(query.order_by(case.c.id.desc()).limit(limit)).scalars())


def search(
    session: Session, person: Person, query: str, *, limit: int = 20, before: int | None = None
) -> tuple[Hit, ...]:
    """The newest cases in which every word of `query` stands and that the person may see.

    before: the id of the last hit of the page before. Nothing to seek (blanks, marks alone) finds nothing.
    """
    sought = wanted(query)
    if not sought:
        return ()
    # The index is asked for projects too, so that a small one does not wait until all others have been searched.
    sqlite, projects = dialect(session) == "sqlite", _projects(person)
    asked = _Asked(
        person=person,
        sought=sought,
        words=_fts(sought, projects) if sqlite else _tsquery(sought, projects),
        below=_ALL if before is None else before,
        limit=limit,
    )
    if sqlite:
        return _hits(session, _found(session, asked, _index, _MATCH_SQLITE), sought)
    ids = _found(session, asked, _recent(asked.below), _MATCH_POSTGRESQL)
    return _hits(session, ids if len(ids) == limit else _found(session, asked, _HITS), sought)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A search. words: as the database's index reads it; below: only cases with smaller ids."""

    person: Person
    sought: Sequence[Wanted]
    words: str
    below: int
    limit: int


def _found(session: Session, asked: _Asked, entries: FromClause, *match: TextClause) -> list[int]:
    """The newest cases among `entries` of the index that the person may see and in which every word is proved."""
    joined = entries.join(case, case.c.id == entries.c.rowid)
    unproved = [search_text.c.folded.contains(one.text) for one in asked.sought if not one.exact]
    if unproved:
        joined = joined.join(search_text, search_text.c.case_id == entries.c.rowid)
    query = select(case.c.id).select_from(joined).where(entries.c.rowid < asked.below, *match, *unproved)
    query = query.where(visible(asked.person)).order_by(entries.c.rowid.desc()).limit(asked.limit)
    return list(session.execute(query, {"asked": asked.words}).scalars())


def _recent(below: int) -> Subquery:
    """The newest entries, in which a frequent word is found sooner than by asking the index for all that have it."""
    newest = select(_index.c.rowid, _index.c.words).where(_index.c.rowid < below).order_by(_index.c.rowid.desc())
    return newest.limit(_RECENT).subquery("recent")


def _hits(session: Session, ids: list[int], sought: Sequence[Wanted]) -> tuple[Hit, ...]:
    query = (
        select(*_COLUMNS, search_text.c.text.label("whole"), search_text.c.folded)
        .join(search_text, search_text.c.case_id == case.c.id)
        .where(case.c.id.in_(ids))
        .order_by(case.c.id.desc())
    )
    found = []
    for row in session.execute(query) if ids else ():
        values = row._asdict()
        snippet = _around(values.pop("whole"), values.pop("folded"), sought)
        found.append(Hit(snippet=snippet, **values))
    return tuple(found)


def _around(whole: str, folded: str, sought: Sequence[Wanted]) -> Snippet:
    """The line around the first word of what is sought that stands in a text, given with its comparing form."""
    starts = [(folded.find(one.text), len(one.text)) for one in sought]
    start, length = min(((start, length) for start, length in starts if start >= 0), default=(0, 0))
    if not length:
        return Snippet(text="", start=0, end=0)
    places = fold(whole, most=start + length).places
    first, last = places[start], places[start + length - 1] + 1
    begin = max(whole.rfind(PIECE, 0, first) + 1, first - _BEFORE)
    ends = whole.find(PIECE, last)
    end = min(len(whole) if ends < 0 else ends, last + _AFTER)
    return Snippet(text=re.sub("\\s", " ", whole[begin:end]), start=first - begin, end=last - begin)


def _listed(folded: str, project: str | None) -> list[str]:
    return [*sorted(words(folded)), project_word(project)]


def project_word(project: str | None) -> str:
    """The word of the index that stands for a project, or for none; no text has its first character."""
    return "\ue000" + (hashlib.sha256(project.encode()).hexdigest()[:12] if project is not None else "")


def _projects(person: Person) -> tuple[str, ...]:
    """The words of the projects whose cases the person may see; empty for all of them."""
    projects = {grant.project for grant in person.grants if grant.role in CASE_ROLES}
    return () if None in projects else tuple(sorted(map(project_word, {None, *projects})))


def _fts(sought: Iterable[Wanted], projects: Sequence[str]) -> str:
    """As FTS5 reads it. No word has a quotation mark."""
    parts = [f'"{word}"' for one in sought for word in one.words]
    parts += [f'"{one.prefix}" *' for one in sought if one.prefix]
    if projects:
        parts.append("(" + " OR ".join(f'"{word}"' for word in projects) + ")")
    return " AND ".join(parts)


def _tsquery(sought: Iterable[Wanted], projects: Sequence[str]) -> str:
    """As PostgreSQL reads it. No word has a quotation mark."""
    parts = [f"'{word}'" for one in sought for word in one.words]
    parts += [f"'{one.prefix}':*" for one in sought if one.prefix]
    if projects:
        parts.append("(" + " | ".join(f"'{word}'" for word in projects) + ")")
    return " & ".join(parts)


def _forget_words(session: Session, case_id: int) -> None:
    """FTS5 keeps no copy of the words, so that it must be told which ones they were."""
    columns = (search_text.c.folded, search_text.c.project)
    row = session.execute(select(*columns).where(search_text.c.case_id == case_id)).first()
    if row is not None:
        session.execute(_REMOVE_SQLITE, {"case": case_id, "words": " ".join(_listed(row.folded, row.project))})


@cache
def _keep(dialect: str) -> AnyInsert:
    statement = inserting(dialect, search_text)
    changed = {name: statement.excluded[name] for name in ("project", "text", "folded")}
    return statement.on_conflict_do_update(index_elements=[search_text.c.case_id], set_=changed)


_index = table("search_index", column("rowid", Key), column("words", Text))
_MATCH_SQLITE = text("search_index MATCH :asked")
_MATCH_POSTGRESQL = text("recent.words @@ CAST(:asked AS tsquery)")
_HITS = (
    text("SELECT rowid FROM search_hits(CAST(:asked AS tsquery)) AS rowid")
    .columns(column("rowid", Key))
    .subquery("hits")
)
_ADD_SQLITE = text("INSERT INTO search_index (rowid, words) VALUES (:case, :words)")
_REMOVE_SQLITE = text("INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', :case, :words)")
_ADD_POSTGRESQL = text(
    "INSERT INTO search_index (rowid, words) VALUES (:case, array_to_tsvector(CAST(:words AS text[])))"
    " ON CONFLICT (rowid) DO UPDATE SET words = excluded.words"
)
_REMOVE_POSTGRESQL = text("DELETE FROM search_index WHERE rowid = :case")
_COLUMNS = columns_of(CaseLine, case)
