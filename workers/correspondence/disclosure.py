"""What a letter may say of its reader: the directory's name, flat and phone go to the household alone (DESIGN 2).

Anybody can name a flat or a phone number in a mail. What writers said of themselves may be repeated to them; what only
the directory knows stands in a letter if it goes to an address that the household has in the directory, or if a person
has confirmed that the writer is that household (docs/decisions/017).
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.correction import AS_READ, either
from domain.events import EventName
from domain.staff import Person
from language.folding import comparing
from language.places import comparing_place
from letters.context import Place
from store import cases, corrections, directory, events, intake
from store.cases import CaseRow
from store.directory import normal_email, normal_phone
from store.letters import LetterRow
from workers.correspondence.stale_drafts import void_drafts
from workers.deciding.case_lookup import current, held_case
from workers.deciding.directory_match import Clues, clues_of, corrected
from workers.instance.permissions import present
from workers.instance.refusals import Refused
from workers.instance.services import Services


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a letter may say of its reader. withheld: names, phones and the flat that only the directory knows."""

    name: str | None
    place: Place
    withheld: tuple[str, ...] = ()


def told(session: Session, case: CaseRow, letter: LetterRow) -> Told:
    """What the letter may say: all that the case holds if the household may know it, else what was said to us."""
    if knows(session, case, letter.to_address, answered_for=letter.address_confirmed_by is not None):
        place = Place(project=case.project, area=case.area, building=case.building, unit=case.unit, room=case.room)
        return Told(name=case.resident_name, place=place)
    said = _said(session, case, letter)
    place = Place(project=said.project, building=said.building, unit=said.unit, room=said.room)
    return Told(name=said.name, place=place, withheld=_withheld(session, case, said))


def knows(session: Session, case: CaseRow, address: str | None, *, answered_for: bool = False) -> bool:
    """Whether who reads a letter to this address may be told what the directory has of the case's household.

    address: None for paper. answered_for: a person answers for the address. What was confirmed holds for who opened
    the case, not for everybody who writes to it later.
    """
    if case.household_id is None:
        return True
    reader = normal_email(address)
    writers = {"", normal_email(case.reply_to_email), normal_email(case.email)}
    if is_confirmed(case) and (answered_for or reader in writers):
        return True
    return reader in directory.same_household_addresses(session, case.household_id)


def is_confirmed(case: CaseRow) -> bool:
    """Whether a person has confirmed that who wrote is the household that the case has now."""
    return case.household_id is not None and case.household_confirmed == case.household_id


def confirm_household(services: Services, number: str, *, actor: Person) -> CaseRow:
    """A person answers for it that who wrote is the case's household. Refused if the case has none.

    Drafts that no one has written at are made again, with what they may say now.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        void_drafts(services, session, number, actor.login)
        case = held_case(session, number, actor)
        if case.household_id is None:
            raise Refused("{number} 还没有对上住户名册；请先更正住户", number=number)
        if not is_confirmed(case):
            cases.update_case(session, case.id, household_confirmed=case.household_id)
            payload = {"household": case.household_id}
            events.append(session, case.id, services.now(), actor.login, EventName.HOUSEHOLD_CONFIRMED, payload)
        return current(session, case)


def _said(session: Session, case: CaseRow, letter: LetterRow) -> Clues:
    """What the writer of the letter that is answered said, and before that the one of the case, if it is the same."""
    own = _clues(session, letter.intake_id)
    if letter.intake_id == case.intake_id or normal_email(letter.to_address) != normal_email(case.reply_to_email):
        return own
    first = _clues(session, case.intake_id)
    of_flat = own if own.room else first
    return Clues(
        name=own.name or first.name,
        phones=(*own.phones, *first.phones),
        project=of_flat.project,
        building=of_flat.building,
        unit=of_flat.unit,
        room=of_flat.room,
    )


def _clues(session: Session, intake_id: int) -> Clues:
    document, row = corrections.document_of(session, intake_id), intake.get(session, intake_id)
    if document is None or row is None:
        return Clues()
    latest = corrections.latest(session, intake_id)
    correction = latest.standing if latest else AS_READ
    found = corrected(clues_of(document, row.project), correction)
    name = either(correction.name, found.name) or document.envelope.sender.name
    return Clues(
        name=name,
        phones=found.phones,
        project=found.project,
        building=found.building,
        unit=found.unit,
        room=found.room,
    )


def _withheld(session: Session, case: CaseRow, said: Clues) -> tuple[str, ...]:
    """The household's names, phones and flat, without those that were said to us."""
    household = directory.get(session, case.household_id) if case.household_id is not None else None
    if household is None:
        return ()
    parts = directory.parted
    name = comparing(said.name)
    names = [one for one in parts(household.name) if len(one) > 1 and (not name or comparing(one) not in name)]
    phones = {normal_phone(one) for one in said.phones}
    flat = Place(building=household.building, unit=household.unit, room=household.room).text
    same = comparing_place(household.room) == comparing_place(said.room) if said.room else False
    hidden = [*names, *(one for one in parts(household.phone) if normal_phone(one) not in phones)]
    return tuple(hidden if same or not household.room else [*hidden, flat])
