"""What showing originals does in the processes that may be killed; it imports no more than that needs."""

import mimetypes

from domain.reading import Part
from domain.settings import Limits
from ingest.mail_page import mail_html
from ingest.page_image import page_png
from ingest.pieces import Piece, piece_of_part, pieces
from ingest.registry import format_of

_SMALLEST_PHOTO = 120
"""Pixels of a picture's shorter side, below which it shows nothing that one could look into."""


class NoPieceError(Exception):
    """The part is no file of its own inside the original."""


def part_bytes(data: bytes, name: str, limits: Limits, parts: tuple[Part, ...], number: int) -> bytes:
    """The file that part `number` of a reading came from. Raises NoPieceError."""
    found = pieces(data, name, limits)
    place = piece_of_part(parts, [one.name for one in found]).get(number)
    if place is None:
        raise NoPieceError
    return found[place].data


def files_of_use(data: bytes, name: str, limits: Limits, most: int) -> tuple[tuple[str, bytes], ...]:
    """The photos, films and PDFs that an original brings, each with its name, but not what is small enough for an icon
    or the logo beneath a signature; `most` at most."""
    brought = [one for one in pieces(data, name, limits) if not one.container and _of_use(one, limits)]
    return tuple((one.name, one.data) for one in brought[:most])


def _of_use(piece: Piece, limits: Limits) -> bool:
    if (mimetypes.guess_type(piece.name)[0] or "").startswith("video/"):
        return True
    known = format_of(piece.data, piece.name)
    return known is not None and (known.NAME == "pdf" or (known.NAME == "image" and _is_photo(piece.data, limits)))


def _is_photo(data: bytes, limits: Limits) -> bool:
    """Whether a picture is more than an icon; what cannot be opened is kept, for a person to look at."""
    from ingest.ocr.rasters import pages_of  # noqa: PLC0415  # Pillow and numpy, for pictures alone

    first = next(iter(pages_of(data, limits)), None)
    return first is None or first.image is None or min(first.image.size) >= _SMALLEST_PHOTO


def page_image(data: bytes, name: str, limits: Limits, parts: tuple[Part, ...], number: int) -> bytes:
    """The page that it is, as PNG. Raises as `part_bytes` and `page_png`."""
    part = parts[number]
    return page_png(part_bytes(data, name, limits, parts, number), part.page or 1, part.rotation, limits)


def mail_body(data: bytes) -> str | None:
    """The cleaned HTML body of a mail, None if it has none."""
    return mail_html(data)
