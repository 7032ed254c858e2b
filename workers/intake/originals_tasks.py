"""What showing originals does in the processes that may be killed; it imports no more than that needs."""

from domain.reading import Part
from domain.settings import Limits
from ingest.mail_page import mail_html
from ingest.page_image import page_png
from ingest.pieces import piece_of_part, pieces


class NoPieceError(Exception):
    """The part is no file of its own inside the original."""


def part_bytes(data: bytes, name: str, limits: Limits, parts: tuple[Part, ...], number: int) -> bytes:
    """The file that part `number` of a reading came from. Raises NoPieceError."""
    found = pieces(data, name, limits)
    place = piece_of_part(parts, [one.name for one in found]).get(number)
    if place is None:
        raise NoPieceError
    return found[place].data


def page_image(data: bytes, name: str, limits: Limits, parts: tuple[Part, ...], number: int) -> bytes:
    """The page that it is, as PNG. Raises as `part_bytes` and `page_png`."""
    part = parts[number]
    return page_png(part_bytes(data, name, limits, parts, number), part.page or 1, part.rotation, limits)


def mail_body(data: bytes) -> str | None:
    """The cleaned HTML body of a mail, None if it has none."""
    return mail_html(data)
