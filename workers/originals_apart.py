"""What showing originals does in the processes that may be killed; it imports no more than that needs."""

from pathlib import Path

from domain.settings import Limits
from ingest.mail_page import mail_html
from ingest.page_image import page_png
from ingest.pieces import Piece, pieces
from store.archive import Archive


def named_pieces(root: Path, sha: str, name: str, limits: Limits) -> tuple[tuple[str, int], ...]:
    """Name and size of each file inside an archived original."""
    return tuple((one.name, len(one.data)) for one in _pieces(root, sha, name, limits))


def piece_bytes(root: Path, sha: str, name: str, limits: Limits, number: int) -> bytes:
    """One of them, by its place; IndexError if there is none."""
    return _pieces(root, sha, name, limits)[number].data


def page_image(root: Path, sha: str, name: str, limits: Limits, number: int, page: int, rotation: int) -> bytes:
    """A page of one of them as PNG. Raises as `page_png`, and IndexError."""
    return page_png(piece_bytes(root, sha, name, limits, number), page, rotation, limits)


def mail_body(root: Path, sha: str) -> str | None:
    """The cleaned HTML body of an archived mail, None if it has none."""
    return mail_html(Archive(root).get(sha))


def _pieces(root: Path, sha: str, name: str, limits: Limits) -> tuple[Piece, ...]:
    return pieces(Archive(root).get(sha), name, limits)
