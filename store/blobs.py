"""Who holds which file of the archive, so that a file goes only when nothing refers to it any more."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.all_tables import SCHEMA

_NAMES = frozenset({"sha256", "docx_sha", "pdf_sha", "sealed_sha"})
_CHUNK = 500
_WITNESSES = frozenset({"approval", "print_batch"})
"""Tables that keep a file's fingerprint as a proof of what was seen or printed, and do without the file."""


def referenced(session: Session, shas: Iterable[str]) -> frozenset[str]:
    """Those of `shas` that a row still needs."""
    return _in(session, shas, but=_WITNESSES)


def named(session: Session, shas: Iterable[str]) -> frozenset[str]:
    """Those of `shas` that any row names, as a proof only, too."""
    return _in(session, shas, but=frozenset())


def _in(session: Session, shas: Iterable[str], *, but: frozenset[str]) -> frozenset[str]:
    wanted = sorted(set(shas))
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        for table in SCHEMA.sorted_tables:
            for name in _NAMES & set(table.c.keys()) if table.name not in but else ():
                found.update(session.execute(select(table.c[name]).where(table.c[name].in_(some))).scalars())
    return frozenset(found)
