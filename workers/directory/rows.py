"""What each row of a list says: a flat and the people in it, and what of it is doubtful."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.directory_codes import Doubt, OccupantRole
from ingest.table_file import DATED
from store.contact_forms import normal_phone, parted
from store.flats import Flat
from store.occupants import people_of
from workers.directory.columns import Choices, Rows

_YES = {"是", "1", "y", "yes", "true", "已入住", "入住", "自住", "出租", "在住", "√", "✓"}
_NO = {"否", "0", "n", "no", "false", "未入住", "空置", "空", "空房", "未收楼", "×"}
_ROLES: Mapping[str, OccupantRole] = {
    **dict.fromkeys(("业主", "产权人", "户主", "owner", "本人"), OccupantRole.OWNER),
    **dict.fromkeys(("租户", "租客", "承租人", "tenant"), OccupantRole.TENANT),
    **dict.fromkeys(("家人", "家属", "亲属", "配偶", "子女", "父母", "family"), OccupantRole.FAMILY),
}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s.*)?")
_WHOLE_FLAT = re.compile(r"(\w+?)(?:号?[栋幢座]|号楼|#)?[-－—](?:(\w+?)(?:单元)?[-－—])?(\w+?)室?")
_BETWEEN = re.compile(r"(?<=\d)\s+(?=\d)")
_MARKED = re.compile("'[=+@-]")
_LEAST_DIGITS = 7
_PLACE = ("building", "unit", "room")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row. number: as the file counts, from 1. flat: None where not even its place can be told.

    doubts: each with the words that are doubtful.
    """

    number: int
    cells: tuple[str, ...]
    flat: Flat | None
    doubts: tuple[tuple[Doubt, str], ...] = ()


def read_rows(rows: Rows, choices: Choices) -> Iterator[Row]:
    """The households of a list, row by row; empty rows are none."""
    for number, cells in enumerate(rows[choices.header + 1 :], choices.header + 2):
        if any(cells):
            yield _row(number, tuple(cells), choices)


def shown(cell: str) -> str:
    """A cell as people see it."""
    return cell.removeprefix(DATED)


def _row(number: int, cells: tuple[str, ...], choices: Choices) -> Row:
    given = {name: cells[at] for name, at in choices.columns.items() if at < len(cells) and cells[at]}
    doubts: list[tuple[Doubt, str]] = []
    project = given.get("project") or choices.project
    place = _place(given, doubts)
    if not project:
        doubts.append((Doubt.NO_PROJECT, ""))
    if not place.get("room") and not any(doubt is Doubt.DATED_CELL for doubt, _ in doubts):
        doubts.append((Doubt.NO_ROOM, ""))
    phone, email = _phone(given, doubts), _email(given, doubts)
    people = people_of(_plain(given.get("name")), phone, email)
    role, moved_in = _role(given, doubts), _moved_in(given, doubts)
    named = tuple(replace(one, role=role, moved_in=moved_in) for one in people) if role or moved_in else people
    occupied = _occupied(given, doubts)
    flat = None
    if project and place.get("room"):
        area = _plain(given.get("area"))
        flat = Flat(project=shown(project), area=area, **place, occupied=occupied, people=named)
    return Row(number=number, cells=cells, flat=flat, doubts=tuple(doubts))


def _place(given: Mapping[str, str], doubts: list[tuple[Doubt, str]]) -> dict[str, str | None]:
    """Building, unit and room; one cell such as 3-2-501 where the list has no column for the building."""
    for name in _PLACE:
        if given.get(name, "").startswith(DATED):
            doubts.append((Doubt.DATED_CELL, shown(given[name])))
            return {}
    place = {name: given.get(name) for name in _PLACE}
    if place["room"] and not (place["building"] or place["unit"]) and (whole := _WHOLE_FLAT.fullmatch(place["room"])):
        return dict(zip(_PLACE, whole.groups(), strict=True))
    return place


def _phone(given: Mapping[str, str], doubts: list[tuple[Doubt, str]]) -> str | None:
    phone = _plain(given.get("phone"))
    if phone is None:
        return None
    if any(len(normal_phone(one)) < _LEAST_DIGITS for one in parted(phone)):
        phone = _BETWEEN.sub("-", phone)  # 138 0013 8000 is one number, and so is +86 138…
    odd = [one for one in parted(phone) if len(normal_phone(one)) < _LEAST_DIGITS]
    if odd:
        doubts.append((Doubt.ODD_PHONE, "、".join(odd)))
    return "、".join(one for one in parted(phone) if one not in odd) if odd else phone


def _email(given: Mapping[str, str], doubts: list[tuple[Doubt, str]]) -> str | None:
    email = _plain(given.get("email"))
    if email is not None and not all(_ADDRESS.fullmatch(one) for one in parted(email)):
        doubts.append((Doubt.ODD_EMAIL, email))
    return email


def _occupied(given: Mapping[str, str], doubts: list[tuple[Doubt, str]]) -> bool | None:
    said = given.get("occupied", "").strip().lower()
    if said in _YES:
        return True
    if said in _NO:
        return False
    if said:
        doubts.append((Doubt.ODD_OCCUPIED, shown(said)))
    return None


def _role(given: Mapping[str, str], doubts: list[tuple[Doubt, str]]) -> OccupantRole | None:
    said = given.get("role", "").strip().lower()
    if said and said not in _ROLES:
        doubts.append((Doubt.ODD_ROLE, shown(said)))
    return _ROLES.get(said)


def _moved_in(given: Mapping[str, str], doubts: list[tuple[Doubt, str]]) -> date | None:
    said = shown(given.get("moved_in", "")).strip()
    if not said:
        return None
    if found := _DATE.fullmatch(said):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            pass
    doubts.append((Doubt.ODD_DATE, said))
    return None


def _plain(cell: str | None) -> str | None:
    """A cell's words, without the mark that an export puts before what could be a formula."""
    words = shown(cell or "")
    return (words[1:] if _MARKED.match(words) else words) or None
