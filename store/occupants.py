"""Who lives in a household or has lived there; its name, phones and addresses in the directory are made from those who
live there now, so that who moves out is matched with no letter from then on."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from domain.directory_codes import OccupantRole
from language.folding import comparing
from store.contact_forms import contacts_of, parted
from store.directory_tables import occupant
from store.rows import as_dataclass, selecting
from store.tables import contact, household

_CHUNK = 500  # keys a query, well under both databases' limit of parameters
_NAMES = re.compile("[,;，；、/|]+")
JOINER = "、"
Parts = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, kw_only=True)
class NewOccupant:
    """Somebody in a household. phone and email may hold several. consent: to be reached for more than their complaints,
    None if no one asked; consent_on: the day of the answer."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    role: OccupantRole | None = None
    consent: bool | None = None
    consent_on: date | None = None
    moved_in: date | None = None

    @property
    def parts(self) -> Parts:
        """Name, phone and mail address."""
        return self.name, self.phone, self.email


@dataclass(frozen=True, kw_only=True)
class OccupantRow(NewOccupant):
    """present: lives there now; moved_out: the day they left, None if unknown or they did not."""

    id: int
    household_id: int
    moved_out: date | None = None
    present: bool = True


def people_of(name: str | None, phone: str | None, email: str | None) -> tuple[NewOccupant, ...]:
    """The people of one row of a list: 王芳、李明 with two phones are two, each with their own.

    Where the numbers do not tell whose each is, they are those of somebody without a name beside them.
    """
    names = tuple(part.strip() for part in _NAMES.split(name or "") if part.strip())
    if len(names) < 2:
        given = (next(iter(names), None), (phone or "").strip() or None, (email or "").strip() or None)
        return (_person(given),) if any(given) else ()
    phones, emails = (_dealt(text, len(names)) for text in (phone, email))
    found = [_person((name, phones[at], emails[at])) for at, name in enumerate(names)]
    unclear = _person((None, phones[-1], emails[-1]))
    return (*found, unclear) if any(unclear.parts) else tuple(found)


def _person(given: Parts) -> NewOccupant:
    return NewOccupant(name=given[0], phone=given[1], email=given[2])


def _dealt(text: str | None, people: int) -> tuple[str | None, ...]:
    """What is each one's, and at the end what cannot be told whose it is."""
    parts = parted(text)
    if len(parts) == people:
        return (*parts, None)
    return (*[None] * people, JOINER.join(parts) or None)


def cells(people: Iterable[NewOccupant]) -> dict[str, str | None]:
    """Name, phone and email of a household, from those who live there."""
    given = tuple(people)
    return {
        name: JOINER.join(dict.fromkeys(filter(None, (getattr(one, name) for one in given)))) or None
        for name in ("name", "phone", "email")
    }


def of_household(session: Session, household_id: int) -> list[OccupantRow]:
    """Everybody, those who live there now before those who left."""
    found = of_households(session, [household_id]).get(household_id, [])
    return sorted(found, key=lambda one: not one.present)


def of_households(session: Session, household_ids: Sequence[int]) -> dict[int, list[OccupantRow]]:
    """Household → everybody who lives or lived there, in the order of their ids."""
    found: dict[int, list[OccupantRow]] = {}
    for start in range(0, len(household_ids), _CHUNK):
        wanted = occupant.c.household_id.in_(household_ids[start : start + _CHUNK])
        for row in session.execute(selecting(OccupantRow, occupant).where(wanted).order_by(occupant.c.id)):
            found.setdefault(row.household_id, []).append(as_dataclass(OccupantRow, row))
    return found


def get(session: Session, occupant_id: int) -> OccupantRow | None:
    """One of them, or None."""
    row = session.execute(selecting(OccupantRow, occupant).where(occupant.c.id == occupant_id)).first()
    return None if row is None else as_dataclass(OccupantRow, row)


def gone(session: Session) -> list[OccupantRow]:
    """Everybody who moved out of anywhere."""
    query = selecting(OccupantRow, occupant).where(occupant.c.present.is_(False)).order_by(occupant.c.id)
    return [as_dataclass(OccupantRow, row) for row in session.execute(query)]


def add(session: Session, people: Iterable[tuple[int, NewOccupant]]) -> None:
    """Enter people, each into a household (its id). The caller then calls `sync`."""
    values = [{"household_id": at, "present": True, **_values(one)} for at, one in people]
    if values:
        session.execute(insert(occupant), values)


def change(session: Session, people: Iterable[tuple[int, NewOccupant]]) -> None:
    """Say what is so of people now, each by id. The caller then calls `sync`."""
    for id_, one in people:
        session.execute(update(occupant).where(occupant.c.id == id_).values(**_values(one)))


def leave(session: Session, occupant_ids: Collection[int], on: date | None) -> None:
    """They live there no more, since that day. The caller then calls `sync`."""
    for some in _chunks(occupant_ids):
        session.execute(update(occupant).where(occupant.c.id.in_(some)).values(present=False, moved_out=on))


def come_back(session: Session, occupant_id: int) -> None:
    """They live there after all. The caller then calls `sync`."""
    session.execute(update(occupant).where(occupant.c.id == occupant_id).values(present=True, moved_out=None))


def remove(session: Session, occupant_id: int) -> None:
    """Take somebody out for good, as a lawful erasure does. The caller then calls `sync`."""
    session.execute(delete(occupant).where(occupant.c.id == occupant_id))


def sync(session: Session, household_ids: Collection[int]) -> None:
    """Make name, phones, addresses and what letters are matched by from those who live there now."""
    for some in _chunks(household_ids):
        people = of_households(session, some)
        session.execute(delete(contact).where(contact.c.household_id.in_(some)))
        found: dict[int, Mapping[str, str | None]] = {
            id_: cells(one for one in people.get(id_, ()) if one.present) for id_ in some
        }
        for id_, given in found.items():
            session.execute(update(household).where(household.c.id == id_).values(**given))
        enter_contacts(session, found)


def enter_contacts(session: Session, given: Mapping[int, Mapping[str, str | None]]) -> None:
    """By what the households (ids with their cells), which had none, are found."""
    values = [
        {"household_id": id_, "kind": kind, "value": value}
        for id_, one in given.items()
        for kind, value in sorted(contacts_of(one["email"], one["phone"]))
    ]
    if values:
        session.execute(insert(contact), values)


def _values(one: NewOccupant) -> dict[str, object]:
    return {
        "name": one.name,
        "match_name": comparing(one.name),
        "phone": one.phone,
        "email": one.email,
        "role": one.role,
        "consent": one.consent,
        "consent_on": one.consent_on,
        "moved_in": one.moved_in,
    }


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    wanted = sorted(ids)
    return (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
