"""Finds flats as Hong Kong writes them in English: Flat C, 25/F, Block 3; Tower 5, 12/F, Flat A; Room 1203, Block B."""

import re
from collections.abc import Iterator

from domain.reading_codes import FieldName
from ingest.found import Found

_PIECE = re.compile(
    r"(?<![A-Za-z\d])(?:"
    r"(?:flat|rm|room|unit|suite)\.?\s*(?P<flat>[A-Z]{1,2}|\d{1,4}[A-Z]?)(?![A-Za-z\d])"
    r"|(?P<floor>\d{1,2})\s*(?:st|nd|rd|th)?\s*(?:/\s*F|floor)(?![A-Za-z])(?:\s*(?P<side>[A-Z])(?![A-Za-z\d]))?"
    r"|(?:block|blk|tower|building|bldg)\.?\s*(?P<block>[A-Z]{1,2}|\d{1,2}[A-Z]?)(?![A-Za-z\d])"
    r")",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,]*(?:of|at|on)?\s*")
_MAY_HAVE = re.compile(r"\d\s*/?\s*F|flat|block|tower|room|blk|unit", re.IGNORECASE)
_WHOLE_ROOM = 3


def find_english_flats(folded: str) -> Iterator[tuple[int, int, list[Found]]]:
    """Each flat with its place and its details; pieces that stand side by side are one flat, in any order."""
    if not _MAY_HAVE.search(folded):
        return
    group: list[re.Match[str]] = []
    for piece in _PIECE.finditer(folded):
        new = group and (
            not _BETWEEN.fullmatch(folded[group[-1].end() : piece.start()]) or {_kind(piece)} & set(map(_kind, group))
        )
        if new:
            yield from _flat(group)
            group = []
        group.append(piece)
    yield from _flat(group)


def _kind(piece: re.Match[str]) -> str:
    return next(name for name in ("flat", "floor", "block") if piece[name])


def _flat(group: list[re.Match[str]]) -> Iterator[tuple[int, int, list[Found]]]:
    pieces = {_kind(piece): piece for piece in group}
    flat, floor, block = pieces.get("flat"), pieces.get("floor"), pieces.get("block")
    details: list[Found] = []
    if block:
        details.append(
            Found(name=FieldName.BUILDING, value=block["block"].upper(), start=block.start(), end=block.end())
        )
    door = flat["flat"] if flat else floor["side"] if floor else None
    if door and (floor or len(door) >= _WHOLE_ROOM or (door[0].isdigit() and door[-1].isalpha())):
        ends = [one for one in (flat, floor) if one]
        value = door.upper() if len(door) >= _WHOLE_ROOM or not floor else floor["floor"] + _padded(door.upper())
        start, end = min(one.start() for one in ends), max(one.end() for one in ends)
        details.append(Found(name=FieldName.ROOM, value=value, start=start, end=end))
    if details:
        yield group[0].start(), group[-1].end(), details


def _padded(door: str) -> str:
    return door.zfill(2) if door.isdigit() else door
