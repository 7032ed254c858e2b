"""The directory as people use it: found by a phone, an address of mail, a flat, a name."""

import re
from collections.abc import Collection

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.reading_codes import FieldName
from domain.staff import Person
from ingest.fields import find_fields
from language.folding import comparing
from store import directory
from store.directory import HouseholdRow
from workers.instance.permissions import OFFICE

MOST = 20
_NAMESAKES = 1_000
"""Households of one name that are looked through for those of the person's projects."""
_PARTED = "－—/-"
_SHORT_FLAT = re.compile(
    rf"(?<![\d{_PARTED}])(\d{{1,3}}[A-Za-z]?|[A-Za-z]\d{{0,2}})[{_PARTED}]\s*"
    rf"(?:(\d{{1,2}})[{_PARTED}]\s*)?(\d{{2,5}})(?![\d{_PARTED}])"
)
"""3-2-501, B-1203; a telephone number has more digits in its last part, or more parts."""
_ROOM = re.compile(r"[0-9]{2,5}[室]?")
_PHONE_DIGITS = 7


def find(
    session: Session, wanted: str, *, person: Person, roles: Collection[Role] = OFFICE, most: int = MOST
) -> tuple[HouseholdRow, ...]:
    """At most `most` households of the projects in which the person holds one of `roles`; empty for nothing typed.

    A flat may be written 3栋2单元501 or 3-2-501, a room alone as 501; several words must all fit. A name may be that of
    somebody who has moved out.
    """
    text = " ".join(wanted.split())
    found = _found(session, text) if text else []
    return tuple(row for row in found if person.grant(*roles, project=row.project))[:most]


def _found(session: Session, text: str) -> list[HouseholdRow]:
    if "@" in text:
        return directory.find_by_email(session, text)
    if len(directory.normal_phone(text)) >= _PHONE_DIGITS and not _SHORT_FLAT.search(text):
        return directory.find_by_phone(session, text)
    return _at_flat(session, text) or directory.find_by_name(session, text, limit=_NAMESAKES)


def _at_flat(session: Session, text: str) -> list[HouseholdRow]:
    if short := _SHORT_FLAT.search(text):
        building, unit, room = short.groups()
        return _in_project(directory.find_by_place(session, building=building, unit=unit, room=room), text)
    if _ROOM.fullmatch(text):
        return directory.find_by_place(session, room=text)
    named = {field.name: field.value for field in reversed(find_fields("", text, reference=None))}
    place = {name.value: named.get(name) for name in (FieldName.BUILDING, FieldName.UNIT, FieldName.ROOM)}
    return _in_project(directory.find_by_place(session, **place), text)


def _in_project(rows: list[HouseholdRow], text: str) -> list[HouseholdRow]:
    """Of one project if the text names it, else of all."""
    normal = comparing(text)
    named = [row for row in rows if comparing(row.project) in normal]
    return named or rows
