"""Meets a letter's details with the directory: who wrote, from which household, and how sure that is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from domain.correction import Correction, either
from domain.decision import DirectoryMatch, Household
from domain.reading import Document, Field
from domain.reading_codes import FieldName, Source
from language.folding import comparing
from language.places import comparing_place
from store import directory
from store.directory import HouseholdRow
from workers.deciding.whose_flat import NamedFlat, Whose, named_flats, own_name, own_phones

_TITLE = re.compile("(?:先生|女士|小姐|太太|阿姨|大爷|大妈|老师|师傅|同志|伯伯|奶奶|爷爷)$")


@dataclass(frozen=True, kw_only=True)
class Clues:
    """What a letter says of its writer. rooms: how many different rooms may be the writer's.

    phones, quoted: the numbers of the writer, and those that the letter says are others'. others: building and room of
    flats that it says are others'. stated: it says that the flat is the writer's, rather than only naming it. lent: it
    says that the writer is a tenant or a relative.
    """

    name: str | None = None
    phones: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    project: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    rooms: int = 0
    others: tuple[tuple[str | None, str], ...] = ()
    stated: bool = False
    lent: bool = False


def clues(fields: Sequence[Field], project: str | None, *, subject: str = "", text: str = "") -> Clues:
    """The clues in the fields; the project of the folder or mailbox stands in where the letter names none.

    A letter may name several flats (a neighbour's too): the writer's is the one it says to be so, by its words or by
    standing beside a name or a number, else the first that is not said to be another's. subject, text: what the fields
    were found in.
    """
    texts = {Source.SUBJECT: subject, Source.TEXT: text}
    named = named_flats(fields, texts)
    own = [flat for flat in named if flat.whose is Whose.WRITERS]
    possible = _possible(named)
    flat = _fullest(possible)
    phones = own_phones(fields, named, texts)
    return Clues(
        name=own_name(fields, named, texts),
        phones=phones,
        quoted=tuple(one.value for one in fields if one.name is FieldName.PHONE and one.value not in phones),
        project=_value(fields, FieldName.PROJECT) or project,
        building=flat.building,
        unit=flat.unit,
        room=flat.room,
        rooms=len({one.room for one in possible if one.room}),
        others=tuple((one.building, one.room) for one in named if one.whose is Whose.OTHERS and one.room),
        stated=flat.whose is Whose.WRITERS,
        lent=any(one.lent for one in own),
    )


def clues_of(document: Document, project: str | None) -> Clues:
    """The clues of a letter as it was read or corrected."""
    return clues(document.fields, project, subject=document.subject, text=document.text)


def _possible(named: Sequence[NamedFlat]) -> list[NamedFlat]:
    """The flats that are the writer's by the best sign of it that any has."""
    for least in (Whose.WRITERS, Whose.BESIDE_PHONE):
        found = [flat for flat in named if flat.whose >= least]
        if any(flat.room for flat in found):
            return found
    return [flat for flat in named if flat.whose is not Whose.OTHERS]


def _fullest(flats: Sequence[NamedFlat]) -> NamedFlat:
    """The first with a room; where the same room is named again with its building, that one. Nothing for none."""
    first = next((one for one in flats if one.room), None)
    if first is None:
        return next(iter(flats), NamedFlat())
    same = [one for one in flats if one.room == first.room]
    return max(same, key=lambda one: (one.building is not None, one.unit is not None))


def _value(fields: Sequence[Field], name: FieldName) -> str | None:
    return next((field.value for field in fields if field.name is name), None)


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
    """The writer's household if exactly one fits and nothing in the letter speaks against it.

    The flat that the writer states stands first, the sender's address next. A telephone number or a name in a text
    proves no one: they tell households apart that fit already, agree, or contradict. What contradicts leaves no
    household, and a person looks.
    """
    by_email = directory.find_by_email(session, sender) if sender else []
    by_phone = _by_phones(session, found.phones)
    known = bool(by_email)
    at_place = _at_place(session, found)
    if by_email and not (found.stated and found.room):
        fitting = _told_apart(by_email, at_place, by_phone)
        against = len(fitting) == 1 and _in_another_building(fitting[0], found)
    elif found.room:
        fitting = _told_apart(at_place, by_email, by_phone, [row for row in at_place if _may_be(row, found)])
        quoted = [] if at_place else _by_phones(session, found.quoted)
        against = _speaks_against(fitting, by_email, [*by_phone, *quoted], found)
        if found.rooms != 1 and not against and not _common(fitting, [*by_email, *by_phone]):
            return DirectoryMatch(candidates=len(at_place), sender_known=known)
    else:
        fitting = [row for row in by_phone if _is_named(row, found.name)]
        against = any(_in_another_building(row, found) or _is_others(row, found) for row in fitting)
        if not fitting:
            return DirectoryMatch(candidates=len(by_phone), sender_known=known)
    if against:
        return DirectoryMatch(sender_known=known, contradicted=True)
    return _matched(fitting, found, sender, known=known)


def _told_apart(rows: list[HouseholdRow], *clues_: list[HouseholdRow]) -> list[HouseholdRow]:
    """Of several rows those that a further clue points to as well, if there are any; the stronger clues first."""
    for clue in clues_:
        ids = {row.id for row in clue}
        rows = [row for row in rows if row.id in ids] or rows
    return rows


def _common(rows: list[HouseholdRow], others: list[HouseholdRow]) -> bool:
    return not {row.id for row in rows}.isdisjoint(row.id for row in others)


def _speaks_against(
    fitting: list[HouseholdRow], by_email: list[HouseholdRow], by_phone: list[HouseholdRow], found: Clues
) -> bool:
    """Whether address, phone or name belong to another household than those at the flat that the letter names."""
    if by_email:
        return not _common(fitting, by_email)
    if by_phone and (found.stated or not _common(fitting, by_phone)):
        return not _common(fitting, by_phone)
    return bool(fitting) and not found.lent and not any(_may_be(row, found) for row in fitting)


def _in_another_building(row: HouseholdRow, found: Clues) -> bool:
    """Whether a household lies in another building than the one that the letter says is the writer's."""
    if not found.stated or not found.building or not row.building:
        return False
    return comparing_place(row.building) != comparing_place(found.building)


def _is_others(row: HouseholdRow, found: Clues) -> bool:
    """Whether a household lies where the letter says that others live."""
    return any(
        comparing_place(row.room) == comparing_place(room)
        and (not building or comparing_place(row.building) == comparing_place(building))
        for building, room in found.others
    )


def _is_named(row: HouseholdRow, name: str | None) -> bool:
    """Whether a household has a person of exactly this name."""
    return bool(name) and comparing(name) in {comparing(one) for one in directory.parted(row.name)}


def _matched(fitting: list[HouseholdRow], found: Clues, sender: str | None, *, known: bool) -> DirectoryMatch:
    if len(fitting) != 1:
        return DirectoryMatch(candidates=len(fitting), sender_known=known)
    row = fitting[0]
    return DirectoryMatch(
        household=Household(
            name=found.name or (None if found.lent else row.name),
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


def _may_be(row: HouseholdRow, found: Clues) -> bool:
    """Whether the directory's name does not speak against the writer's.

    王女士 agrees with 王芳; so does her family's 王强 where the letter says that the flat is the writer's.
    """
    if not row.name or not found.name:
        return True
    kept, written = comparing(row.name), comparing(found.name)
    bare = _TITLE.sub("", written) or written
    return bare[0] in kept if found.stated or len(bare) == 1 else bare in kept
