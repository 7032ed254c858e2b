"""What runs in the processes that may be killed; it imports no more than reading and writing letters needs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.reading import Document
from domain.settings import Limits
from ingest.read import read_letters
from letters.context import LetterContext
from letters.render import Templates
from store.archive import Archive


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter in its three forms: the Word file, and a mail's text and subject."""

    docx: bytes
    text: str
    subject: str


def read_archived(
    root: Path,
    sha256: str,
    name: str,
    limits: Limits,
    own_addresses: frozenset[str],
    *,
    beat: Callable[[], None] | None = None,
) -> tuple[Document, ...]:
    """The archived bytes `sha256`, read under their original `name`. beat: before each page through OCR."""
    return read_letters(Archive(root).get(sha256), name=name, limits=limits, own_addresses=own_addresses, beat=beat)


def read_file(
    path: str, name: str, limits: Limits, own_addresses: frozenset[str], *, beat: Callable[[], None] | None = None
) -> tuple[Document, ...]:
    """The same for a loose file, for `huihan read` and `huihan decide`."""
    return read_letters(Path(path).read_bytes(), name=name, limits=limits, own_addresses=own_addresses, beat=beat)


def write_letter(folder: Path, context: LetterContext) -> Written:
    """The letter by the templates of `folder`, or the shipped ones. Raises letters.TemplateProblem."""
    templates = _templates(folder)
    return Written(
        docx=templates.render(context.kind, context),
        text=templates.text(context.kind, context),
        subject=templates.subject(context.kind, context),
    )


@cache
def _templates(folder: Path) -> Templates:
    """Kept from letter to letter, for compiling a template takes longer than filling it."""
    return Templates(folder)
