"""Typical cases: every version of what was written, the words that were let stand, what is found of those published."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.codes import Category
from domain.typical import TypicalState, TypicalText
from store.erasures import Erasure, key_of
from store.rows import as_dataclass, checked, columns_of, dialect, first, inserting, selecting, touched
from store.search_words import PIECE, fold, wanted
from store.typical_tables import typical_case, typical_pass, typical_version


@dataclass(frozen=True, kw_only=True)
class NewTypical:
    """A typical case to be kept. case_id, project: of the case it is written up from. made_by: a login."""

    case_id: int | None
    project: str | None
    category: Category
    topic: str | None
    state: TypicalState = TypicalState.DRAFT
    version: int = 1
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class TypicalRow(NewTypical):
    """A typical case as it stands. case_id: None once the case was erased. version: the last one."""

    id: int
    published_at: datetime | None
    published_by: str | None


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One saving of what is written. made_by: a login."""

    id: int
    typical_id: int
    version: int
    content: TypicalText
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class PassRow:
    """Words that a person has confirmed to be no one's data."""

    id: int
    typical_id: int
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """A typical case with its last version."""

    row: TypicalRow
    text: TypicalText


@dataclass(frozen=True, kw_only=True)
class TypicalFilter:
    """Which are wanted. topics: None for all; category: of the house's scheme; words: all of them must stand in it;
    before: only those published before that one, by moment and id. projects: None for all.
    """

    states: tuple[TypicalState, ...] = (TypicalState.PUBLISHED,)
    topics: Collection[str] | None = None
    category: Category | None = None
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    projects: Collection[str] | None = None
    before: tuple[datetime, int] | None = None
    limit: int = 50


def add(session: Session, new: NewTypical, text: TypicalText) -> TypicalRow:
    """Keep a draft with its first version."""
    row = session.execute(insert(typical_case).values(**vars(new)).returning(*columns_of(TypicalRow, typical_case)))
    kept = as_dataclass(TypicalRow, row.one())
    _keep_version(session, kept.id, kept.version, text, new.made_at, new.made_by)
    return kept


def get(session: Session, typical_id: int) -> TypicalRow | None:
    """One, or None."""
    return first(session, TypicalRow, _BY_ID, {"id": typical_id})


def hold(session: Session, typical_id: int) -> TypicalRow | None:
    """One, which no other transaction changes until this one ends; or None."""
    return first(session, TypicalRow, _BY_ID.with_for_update(), {"id": typical_id})


def of_case(session: Session, case_id: int) -> list[Written]:
    """Those written up from a case, oldest first."""
    return _written(session, typical_case.c.case_id == case_id)


def save(session: Session, row: TypicalRow, text: TypicalText, *, at: datetime, by: str) -> int:
    """The next version, as a draft; its number. sqlalchemy.exc.IntegrityError if somebody else made it meanwhile."""
    version = row.version + 1
    _keep_version(session, row.id, version, text, at, by)
    _change(session, row.id, version=version, state=TypicalState.DRAFT, folded="")
    return version


def publish(session: Session, row: TypicalRow, text: TypicalText, *, at: datetime, by: str) -> None:
    """It can be found and read from now on."""
    folded = fold(PIECE.join(text.parts.values())).text
    _change(session, row.id, state=TypicalState.PUBLISHED, folded=folded, published_at=at, published_by=by)


def withdraw(session: Session, row: TypicalRow) -> None:
    """It is not found any more."""
    _change(session, row.id, state=TypicalState.WITHDRAWN, folded="")


def versions(session: Session, typical_id: int) -> list[VersionRow]:
    """Every version, oldest first."""
    query = selecting(VersionRow, typical_version).where(typical_version.c.typical_id == typical_id)
    return [as_dataclass(VersionRow, row) for row in session.execute(query.order_by(typical_version.c.version))]


def latest(session: Session, row: TypicalRow) -> TypicalText:
    """What is written now."""
    query = select(typical_version.c.content).where(
        typical_version.c.typical_id == row.id, typical_version.c.version == row.version
    )
    text: TypicalText = session.execute(query).scalar_one()
    return text


def let_stand(session: Session, typical_id: int, words: str, *, at: datetime, by: str) -> None:
    """These words are no one's data; what was confirmed once stays confirmed."""
    added = inserting(dialect(session), typical_pass).values(typical_id=typical_id, words=words, at=at, by=by)
    session.execute(added.on_conflict_do_nothing(index_elements=["typical_id", "words"]))


def passes(session: Session, typical_id: int) -> list[PassRow]:
    """The words that were let stand, oldest first."""
    query = selecting(PassRow, typical_pass).where(typical_pass.c.typical_id == typical_id)
    return [as_dataclass(PassRow, row) for row in session.execute(query.order_by(typical_pass.c.id))]


def found(session: Session, wanted_: TypicalFilter) -> list[Written]:
    """Those that are wanted with their last version, the last published first."""
    order = (typical_case.c.published_at.desc(), typical_case.c.id.desc())
    return _written(session, *_conditions(wanted_), order=order, limit=wanted_.limit)


def drafts(session: Session, *, projects: Collection[str] | None, limit: int) -> list[Written]:
    """Drafts and withdrawn ones of these projects, or of none yet, the newest first. projects: None for all."""
    columns = typical_case.c
    open_: list[ColumnElement[bool]] = [columns.state.in_((TypicalState.DRAFT, TypicalState.WITHDRAWN))]
    if projects is not None:
        open_.append(or_(columns.project.is_(None), columns.project.in_(projects)))
    return _written(session, *open_, order=(typical_case.c.id.desc(),), limit=limit)


def erase_case(session: Session, case_id: int) -> Erasure:
    """Cut the link to a case that is being erased. What is not published goes, and every earlier version: they were
    never checked, or no longer say what was.
    """
    rows: set[tuple[str, str]] = set()
    query = selecting(TypicalRow, typical_case).where(typical_case.c.case_id == case_id)
    for one in [as_dataclass(TypicalRow, row) for row in session.execute(query)]:
        kept = one.state is not TypicalState.DRAFT
        gone = typical_version.c.typical_id == one.id
        gone = and_(gone, typical_version.c.version != one.version) if kept else gone
        ids = session.execute(select(typical_version.c.id).where(gone)).scalars().all()
        session.execute(delete(typical_version).where(gone))
        rows |= {("typical_version", key_of(id_)) for id_ in ids} | {("typical_case", key_of(one.id))}
        if kept:
            _change(session, one.id, case_id=None)
            last = session.execute(select(typical_version.c.id).where(typical_version.c.typical_id == one.id))
            rows |= {("typical_version", key_of(id_)) for id_ in last.scalars()}
        else:
            session.execute(delete(typical_pass).where(typical_pass.c.typical_id == one.id))
            session.execute(delete(typical_case).where(typical_case.c.id == one.id))
    return Erasure(rows=frozenset(rows))


def _conditions(wanted_: TypicalFilter) -> list[ColumnElement[bool]]:
    columns = typical_case.c
    conditions: list[ColumnElement[bool]] = [columns.state.in_(wanted_.states)]
    if wanted_.topics is not None:
        conditions.append(columns.topic.in_(wanted_.topics))
    if wanted_.category is not None:
        conditions.append(columns.category == wanted_.category)
    if wanted_.projects is not None:
        conditions.append(columns.project.in_(wanted_.projects))
    if wanted_.since is not None:
        conditions.append(columns.published_at >= wanted_.since)
    if wanted_.until is not None:
        conditions.append(columns.published_at < wanted_.until)
    if wanted_.before is not None:
        at, id_ = wanted_.before
        conditions.append(or_(columns.published_at < at, and_(columns.published_at == at, columns.id < id_)))
    conditions += [columns.folded.contains(one.text, autoescape=True) for one in wanted(wanted_.words)]
    return conditions


def _written(
    session: Session,
    *where: ColumnElement[bool],
    order: Sequence[ColumnElement[object]] = (),
    limit: int | None = None,
) -> list[Written]:
    joined = and_(
        typical_version.c.typical_id == typical_case.c.id, typical_version.c.version == typical_case.c.version
    )
    query = select(*columns_of(TypicalRow, typical_case), typical_version.c.content).join(typical_version, joined)
    query = query.where(*where).order_by(*(order or (typical_case.c.id,))).limit(limit)
    written = []
    for one in session.execute(query):
        values = one._asdict()
        text = values.pop("content")
        written.append(Written(row=TypicalRow(**values), text=text))
    return written


def _keep_version(session: Session, typical_id: int, version: int, text: TypicalText, at: datetime, by: str) -> None:
    values = {"typical_id": typical_id, "version": version, "content": text, "made_at": at, "made_by": by}
    session.execute(insert(typical_version), values)


def _change(session: Session, typical_id: int, **values: object) -> None:
    touched(
        session, update(typical_case).where(typical_case.c.id == typical_id).values(**checked(typical_case, values))
    )


_BY_ID = selecting(TypicalRow, typical_case).where(typical_case.c.id == bindparam("id"))
