"""The versions of the rulebook that were ever live or kept: their files, who made them live, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from store.rows import as_dataclass, columns_of
from store.tables import rulebook, rulebook_version


@dataclass(frozen=True, kw_only=True)
class Version:
    """One entry of the history: a rulebook was made live (`active`), or only kept. sha: of its files; at: UTC."""

    id: int
    sha: str
    at: datetime
    who: str
    note: str
    active: bool


@dataclass(frozen=True, kw_only=True)
class KeptRulebook:
    """A rulebook as it was kept. files: path inside the folder → text."""

    sha: str
    name: str
    files: Mapping[str, str]


def add_version(session: Session, *, sha: str, at: datetime, who: str, note: str, active: bool) -> None:
    """Add to the history; the rulebook must be kept already (`cases.keep_rulebook`). The last active entry is live."""
    session.execute(insert(rulebook_version), {"sha": sha, "at": at, "who": who, "note": note, "active": active})


def active_sha(session: Session) -> str | None:
    """The hash of the live rulebook, None before the first activation."""
    found: str | None = session.execute(_ACTIVE).scalar()
    return found


def history(session: Session) -> list[Version]:
    """Every entry, newest first."""
    query = select(*columns_of(Version, rulebook_version)).order_by(rulebook_version.c.id.desc())
    return [as_dataclass(Version, row) for row in session.execute(query)]


def version_of(session: Session, sha: str, at: datetime) -> Version | None:
    """The activation by which a rulebook decided at a moment: the last until then, else its first, if it has any."""
    query = (
        select(*columns_of(Version, rulebook_version))
        .where(rulebook_version.c.sha == sha, rulebook_version.c.active)
        .order_by(rulebook_version.c.id)
    )
    found = [as_dataclass(Version, row) for row in session.execute(query)]
    return next((one for one in reversed(found) if one.at <= at), found[0] if found else None)


def kept(session: Session, sha: str) -> KeptRulebook | None:
    """The rulebook of that hash, or None."""
    row = session.execute(_KEPT, {"hash": sha}).first()
    return None if row is None else as_dataclass(KeptRulebook, row)


def shas_like(session: Session, start: str) -> list[str]:
    """The hashes of kept rulebooks that begin so, in order; at most ten."""
    size = len(start)
    query = select(rulebook.c.sha).where(func.substr(rulebook.c.sha, 1, size) == start.lower())
    return list(session.execute(query.order_by(rulebook.c.sha).limit(10)).scalars())


_ACTIVE = (
    select(rulebook_version.c.sha).where(rulebook_version.c.active).order_by(rulebook_version.c.id.desc()).limit(1)
)
_KEPT = select(*columns_of(KeptRulebook, rulebook)).where(rulebook.c.sha == bindparam("hash"))
