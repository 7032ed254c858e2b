"""Versions of the letters' Word templates and their uses: nothing that was ever in force is lost."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from domain.codes import LetterKind
from domain.reading_codes import Script
from domain.work_codes import TemplateOrigin
from store.desk_tables import letter_template, letter_template_use
from store.rows import as_dataclass, columns_of, first, selecting


@dataclass(frozen=True, kw_only=True)
class NewTemplate:
    """A template to be kept. script: HANT for one of its own for traditional letters.

    sha256: of its file in the archive. name: of the file that was brought. made_by: a login.
    """

    kind: LetterKind
    script: Script
    sha256: str
    name: str
    origin: TemplateOrigin
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class TemplateRow(NewTemplate):
    """A template as it was kept. version: from 1 within its kind and script."""

    id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class TemplateUse:
    """One taking into use. version: None for the template that comes with the program."""

    id: int
    kind: LetterKind
    script: Script
    version: int | None
    note: str
    at: datetime
    by: str


def keep(session: Session, new: NewTemplate) -> TemplateRow:
    """The next version; the one that has the same file already, if there is one."""
    same = _ONE_KIND.where(letter_template.c.sha256 == bindparam("sha"))
    known = first(session, TemplateRow, same, {**_keys(new.kind, new.script), "sha": new.sha256})
    if known is not None:
        return known
    last = select(func.coalesce(func.max(letter_template.c.version), 0)).where(
        letter_template.c.kind == new.kind, letter_template.c.script == new.script
    )
    values = {**vars(new), "version": session.execute(last).scalar_one() + 1}
    row = session.execute(insert(letter_template).returning(*columns_of(TemplateRow, letter_template)), values).one()
    return as_dataclass(TemplateRow, row)


def find(session: Session, kind: LetterKind, script: Script, version: int) -> TemplateRow | None:
    """One version, or None."""
    query = _ONE_KIND.where(letter_template.c.version == bindparam("version"))
    return first(session, TemplateRow, query, {**_keys(kind, script), "version": version})


def versions(session: Session, kind: LetterKind, script: Script) -> list[TemplateRow]:
    """All of a kind, the newest first."""
    query = _ONE_KIND.order_by(letter_template.c.version.desc())
    return [as_dataclass(TemplateRow, row) for row in session.execute(query, _keys(kind, script))]


def take(
    session: Session, kind: LetterKind, script: Script, version: int | None, *, note: str, at: datetime, by: str
) -> None:
    """From now on letters are written by this version; None: by the one that comes with the program."""
    values = {"kind": kind, "script": script, "version": version, "note": note, "at": at, "by": by}
    session.execute(insert(letter_template_use), values)


def uses(session: Session, kind: LetterKind, script: Script) -> list[TemplateUse]:
    """Every taking into use, the newest first."""
    query = _USES.order_by(letter_template_use.c.id.desc())
    return [as_dataclass(TemplateUse, row) for row in session.execute(query, _keys(kind, script))]


def _keys(kind: LetterKind, script: Script) -> dict[str, object]:
    return {"kind": kind, "script": script}


_ONE_KIND = selecting(TemplateRow, letter_template).where(
    letter_template.c.kind == bindparam("kind"), letter_template.c.script == bindparam("script")
)
_USES = selecting(TemplateUse, letter_template_use).where(
    letter_template_use.c.kind == bindparam("kind"), letter_template_use.c.script == bindparam("script")
)
