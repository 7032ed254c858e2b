"""Takes a message or file apart as reading did, without reading pages again: so that people see what was attached."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.reading import Part
from domain.settings import Limits
from ingest.formats.pdf import files
from ingest.ocr.allowance import Allowance
from ingest.reading import Budget, Context, Reading
from ingest.registry import format_of

_CONTAINERS = frozenset({"mail", "msg", "pkcs7", "tnef", "zip", "archive", "docx", "odt", "ofd"})
"""Formats that may hold files; all others are taken as they are, for reading them may take long."""
_OPENED = frozenset({"pdf"})
"""Formats that are pieces themselves and may hold files besides."""
_SEVERAL_PAGES = frozenset({"application/pdf", "image/tiff"})


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One file inside an original. name: as the reading calls it, safe to show; container: it holds further pieces."""

    name: str
    data: bytes
    container: bool = False


def pieces(data: bytes, name: str, limits: Limits) -> tuple[Piece, ...]:
    """The files inside an original, in the order in which they were read; a plain file is its own only piece."""
    found: list[Piece] = []

    def nested(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
        known = format_of(data, name) if len(data) <= limits.message_bytes else None
        inside = known is not None and known.NAME in _CONTAINERS and context.depth <= limits.depth
        found.append(Piece(name=name, data=data, container=inside))
        opened = known is not None and known.NAME in _OPENED and context.depth <= limits.depth
        if known is None or not (inside or opened):
            return (Reading(),)
        try:
            if opened:
                files(data, name, context)
                return (Reading(),)
            return known.read(data, name, context)
        except ImportError:
            raise
        except Exception:  # noqa: BLE001  # parsers of foreign formats raise anything; the piece itself is still shown
            return (Reading(),)

    nested(data, name, _context(limits, nested))
    return tuple(found[1:]) if found[0].container else tuple(found)


def _context(limits: Limits, nested: object) -> Context:
    budget = Budget(bytes=limits.unzip_bytes, files=limits.files)
    return Context(limits=limits, budget=budget, nested=nested, allowance=Allowance(limits, None))  # type: ignore[arg-type]  # the callback of `pieces`


def piece_of_part(parts: Iterable[Part], names: Iterable[str]) -> dict[int, int]:
    """Which piece each part of a reading came from: place of the part → place of its name among `names`.

    Files of equal names are told apart by their order; a part that is no file of its own, as a mail's body, has none.
    """
    places: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        places.setdefault(name, []).append(at)
    found: dict[int, int] = {}
    taken: dict[str, int] = {}
    before: Part | None = None
    for at, part in enumerate(parts):
        name = part.name.rpartition("/")[2]
        if before is None or not _same_file(before, part):
            taken[name] = taken.get(name, -1) + 1
        candidates = places.get(name, [])
        if candidates:
            found[at] = candidates[min(taken[name], len(candidates) - 1)]
        before = part
    return found


def shown_as_image(part: Part) -> bool:
    """Whether a part is a page or a picture that people may look at."""
    return part.media_type.startswith("image/") or (part.media_type == "application/pdf" and part.page is not None)


def _same_file(before: Part, part: Part) -> bool:
    follows = (part.page or 0) > (before.page or 0)
    return before.name == part.name and part.media_type in _SEVERAL_PAGES and follows
