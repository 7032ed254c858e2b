"""Meets a letter's details with the directory: who wrote, from which household, and how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from domain.codes import FieldName
from domain.correction import Correction, either
from domain.decision import DirectoryMatch, Household
from domain.reading import Field
from language.folding import comparing
from store import directory
from store.directory import HouseholdRow

_BESIDE_ROOM = 6
_BESIDE_NAME = 12


@dataclass(frozen=True, kw_only=True)
class Clues:
    """What a letter says of its writer, each the first that was found; `rooms` counts the different rooms it names."""

    name: str | None = None
    phones: tuple[str, ...] = ()
    project: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    rooms: int = 0


def clues(fields: Sequence[Field], project: str | None) -> Clues:
    """The clues in the fields; the project of the folder or mailbox stands in where the letter names none.

    A letter may name several flats (a neighbour's too): the writer's is the one that stands beside a name or a phone
    number, else the first. Building and unit are those that stand directly before that room.
    """

    def all_of(name: FieldName) -> list[Field]:
        return [field for field in fields if field.name is name]

    rooms = all_of(FieldName.ROOM)
    signs = [*all_of(FieldName.RESIDENT), *all_of(FieldName.PHONE)]
    room = next((one for one in rooms if any(_beside(one, sign, _BESIDE_NAME) for sign in signs)), None)
    room = room or next(iter(rooms), None)
    return Clues(
        name=_value(all_of(FieldName.RESIDENT)),
        phones=tuple(dict.fromkeys(field.value for field in all_of(FieldName.PHONE))),
        project=_value(all_of(FieldName.PROJECT)) or project,
        building=_value(_leading(all_of(FieldName.BUILDING), room)),
        unit=_value(_leading(all_of(FieldName.UNIT), room)),
        room=room.value if room else None,
        rooms=len({one.value for one in rooms}),
    )


def _leading(found: list[Field], room: Field | None) -> list[Field]:
    """The buildings or units that stand directly before the room; all of them if no room is named."""
    if room is None:
        return found
    return [one for one in found if one.start <= room.start and _beside(one, room, _BESIDE_ROOM)]


def _beside(one: Field, other: Field, within: int) -> bool:
    """Whether two fields of one text stand at most `within` characters apart."""
    return one.source is other.source and max(one.start - other.end, other.start - one.end) <= within


def _value(found: list[Field]) -> str | None:
    return found[0].value if found else None


def corrected(found: Clues, correction: Correction) -> Clues:
    """The clues with what a person said in their place."""
    phones = found.phones if correction.phone is None else tuple(filter(None, (correction.phone,)))
    return replace(
        found,
        name=either(correction.name, found.name),
        phones=phones,
        project=either(correction.project, found.project),
        building=either(correction.building, found.building),
        unit=either(correction.unit, found.unit),
        room=either(correction.room, found.room),
    )


def match_corrected(session: Session, found: Clues, sender: str | None, correction: Correction) -> DirectoryMatch:
    """The household that a person named, or the one at the place that a person named; else as `match`.

    A project that a person names is compared even if the directory does not know it.
    """
    if correction.household_id is not None:
        named = directory.get(session, correction.household_id)
        rows = [named] if named else []
    elif correction.project:
        place = {"building": found.building, "unit": found.unit, "room": found.room}
        rows = directory.find_by_place(session, project=correction.project, **place)
    elif correction.names_a_place:
        rows = _at_place(session, found)
    else:
        return match(session, found, sender)
    by_email = directory.find_by_email(session, sender) if sender else []
    return _matched(rows, found, sender, known=bool(by_email))


def match(session: Session, found: Clues, sender: str | None) -> DirectoryMatch:
    """The writer's household if exactly one fits.

    The sender's address and the phone numbers prove the writer; a flat named in the text does so only if it is the one
    flat named and the directory's name does not speak against it, for residents write about their neighbours' flats.
    """
    by_email = directory.find_by_email(session, sender) if sender else []
    proofs = [by_email, _by_phones(session, found.phones)]
    fitting = _common(rows for rows in proofs if rows)
    at_place = _at_place(session, found)
    if fitting:
        both = [row for row in fitting if row.id in {place.id for place in at_place}]
        fitting = both or fitting
    elif found.rooms == 1:
        fitting = [row for row in at_place if not _contradicts(row.name, found.name)]
    else:
        return DirectoryMatch(candidates=len(at_place), sender_known=bool(by_email))
    return _matched(fitting, found, sender, known=bool(by_email))


def _matched(fitting: list[HouseholdRow], found: Clues, sender: str | None, *, known: bool) -> DirectoryMatch:
    if len(fitting) != 1:
        return DirectoryMatch(candidates=len(fitting), sender_known=known)
    row = fitting[0]
    return DirectoryMatch(
        household=Household(
            name=found.name or row.name,
            phone=next(iter(found.phones), row.phone),
            email=sender or row.email,
            project=row.project,
            area=row.area,
            building=row.building,
            unit=row.unit,
            room=row.room,
        ),
        household_id=row.id,
        candidates=1,
        sender_known=known,
    )


def _by_phones(session: Session, phones: Iterable[str]) -> list[HouseholdRow]:
    return [row for phone in phones for row in directory.find_by_phone(session, phone)]


def _at_place(session: Session, found: Clues) -> list[HouseholdRow]:
    """Households at the flat that the letter names; a project the directory does not know is not compared."""
    if not found.room:
        return []
    known = {comparing(row.name) for row in directory.all_projects(session)}
    project = found.project if comparing(found.project) in known else None
    return directory.find_by_place(session, project=project, building=found.building, unit=found.unit, room=found.room)


def _common(sets: Iterable[list[HouseholdRow]]) -> list[HouseholdRow]:
    """The rows that stand in every set; empty if there is no set."""
    several = list(sets)
    if not several:
        return []
    ids = set.intersection(*({row.id for row in rows} for rows in several))
    return list({row.id: row for row in several[0] if row.id in ids}.values())


def _contradicts(kept: str | None, written: str | None) -> bool:
    """Whether the directory names somebody else; a surname with a title (王女士) agrees with 王芳."""
    if not kept or not written:
        return False
    return comparing(written)[0] not in comparing(kept)
