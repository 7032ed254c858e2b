"""By which templates letters are written now: what lies in the instance's folder, and what the desk has on record."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from domain.codes import LetterKind
from domain.letter_kinds import INSIDE
from domain.reading_codes import Script
from letters.templating.render import SHIPPED
from store import letter_templates
from store.letter_templates import TemplateRow, TemplateUse
from workers.instance.services import Services


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The template of one kind and script. sha256: of the file that letters are written by; None: of a kind's own
    traditional template, where there is none and the simplified one is converted.

    row: the version on record that has this file, None for one that comes with the program or that somebody laid into
    the folder. use: the last taking into use at the desk.
    """

    kind: LetterKind
    script: Script
    sha256: str | None
    shipped: bool
    row: TemplateRow | None
    use: TemplateUse | None

    @property
    def by_hand(self) -> bool:
        """Whether somebody laid the file into the folder: no version has it."""
        return self.sha256 is not None and not self.shipped and self.row is None


def file_of(services: Services, kind: LetterKind, script: Script) -> Path:
    """Where the company's own template lies, or would lie."""
    return services.settings.templates / _file_name(kind, script)


def shipped_file(kind: LetterKind, script: Script) -> bytes | None:
    """The template that comes with the program; None for a traditional one, which is made of the simplified."""
    path = SHIPPED / _file_name(kind, script)
    return path.read_bytes() if path.is_file() else None


def in_force(services: Services, kind: LetterKind, script: Script) -> bytes | None:
    """The file by which letters of that kind and script are written, None where the simplified one is converted."""
    path = file_of(services, kind, script)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return shipped_file(kind, script)


def own_kinds(templates: Path) -> tuple[LetterKind, ...]:
    """The kinds of letter that are written by another file of that folder than the one that comes with the program."""
    return tuple(
        kind
        for kind in LetterKind
        if (own := templates / _file_name(kind, Script.HANS)).is_file()
        and own.read_bytes() != shipped_file(kind, Script.HANS)
    )


def standing(services: Services, session: Session, kind: LetterKind, script: Script) -> Standing:
    """How one template stands. Raises OSError if its file cannot be read."""
    data, shipped = in_force(services, kind, script), shipped_file(kind, script)
    sha = None if data is None else hashlib.sha256(data).hexdigest()
    rows = letter_templates.versions(session, kind, script)
    return Standing(
        kind=kind,
        script=script,
        sha256=sha,
        shipped=data == shipped,
        row=next((row for row in rows if row.sha256 == sha), None),
        use=next(iter(letter_templates.uses(session, kind, script)), None),
    )


def all_standing(services: Services, session: Session) -> Iterator[Standing]:
    """Every kind's template, and the traditional ones that the company has of its own."""
    for kind in LetterKind:
        yield standing(services, session, kind, Script.HANS)
        if kind not in INSIDE and file_of(services, kind, Script.HANT).is_file():
            yield standing(services, session, kind, Script.HANT)


def _file_name(kind: LetterKind, script: Script) -> str:
    return f"{kind.value}.hant.docx" if script is Script.HANT else f"{kind.value}.docx"
