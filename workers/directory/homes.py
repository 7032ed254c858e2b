"""A household is kept up to date: who lives there, came and left, what they speak and wish, and what is noted.

Each act names the version that was on the screen: what somebody else changed meanwhile is not overwritten. The house
log says which fields were changed, and no value of them.
"""

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.staff import Person
from store import homes, occupants
from store.contact_forms import normal_phone, parted
from store.homes import HomeFacts, HomeRow
from store.occupants import NewOccupant, OccupantRow
from workers.directory.rights import ANOTHER, READERS
from workers.instance.house_entries import noted
from workers.instance.permissions import permit, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

LONGEST_NOTE = 2_000
_LONGEST = 200
_LEAST_DIGITS = 7
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def change(services: Services, household_id: int, facts: HomeFacts, *, seen: int, actor: Person) -> None:
    """Say what is so of a household itself. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        home = _home(session, household_id, actor)
        changed = [one.name for one in fields(HomeFacts) if getattr(home, one.name) != getattr(facts, one.name)]
        if home.version != seen or (changed and not homes.change(session, home.id, facts, seen=seen)):
            raise Refused(ANOTHER)
        _note(services, session, home, actor, changed)


def add_occupant(services: Services, household_id: int, given: NewOccupant, *, seen: int, actor: Person) -> None:
    """Somebody has moved in, or was not known yet. Raises Refused."""
    given = _checked(given, services.now().astimezone(services.zone).date())
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        home = _held(session, household_id, actor, seen)
        occupants.add(session, [(home.id, given)])
        occupants.sync(session, [home.id])
        _note(services, session, home, actor, ["added"])


def change_occupant(services: Services, occupant_id: int, given: NewOccupant, *, seen: int, actor: Person) -> None:
    """Say what is so of somebody now. Raises Refused."""
    today = services.now().astimezone(services.zone).date()
    given = _checked(given, today)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        before = _occupant(session, occupant_id)
        home = _held(session, before.household_id, actor, seen)
        if given.consent is not None and given.consent_on is None:
            given = replace(given, consent_on=before.consent_on if given.consent == before.consent else today)
        changed = [one.name for one in fields(NewOccupant) if getattr(before, one.name) != getattr(given, one.name)]
        occupants.change(session, [(before.id, given)])
        occupants.sync(session, [home.id])
        _note(services, session, home, actor, ["consent" if one == "consent_on" else one for one in changed])


def move_out(services: Services, occupant_id: int, on: date, *, seen: int, actor: Person) -> None:
    """Somebody has left, on that day: they stay on record, and no letter is matched by them from now on. Refused."""
    if on > services.now().astimezone(services.zone).date():
        raise Refused("迁出日期不能晚于今天；到那天再登记")
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        before = _occupant(session, occupant_id)
        home = _held(session, before.household_id, actor, seen)
        if not before.present:
            raise Refused("此人已登记迁出")
        if before.moved_in is not None and on < before.moved_in:
            raise Refused("迁出日期早于迁入日期")
        occupants.leave(session, [before.id], on)
        occupants.sync(session, [home.id])
        _note(services, session, home, actor, ["moved_out"])


def move_back(services: Services, occupant_id: int, *, seen: int, actor: Person) -> None:
    """They had not left after all. Raises Refused."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        before = _occupant(session, occupant_id)
        home = _held(session, before.household_id, actor, seen)
        if before.present:
            raise Refused("此人没有登记迁出")
        occupants.come_back(session, before.id)
        occupants.sync(session, [home.id])
        _note(services, session, home, actor, ["moved_back"])


def add_note(services: Services, household_id: int, text: str, *, actor: Person) -> None:
    """Note something of a household; what was noted stays. Raises Refused."""
    text = text.strip()
    if not text:
        raise Refused("请写下备注")
    if len(text) > LONGEST_NOTE:
        raise Refused("备注最多 {most} 个字", most=LONGEST_NOTE)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        home = _home(session, household_id, actor)
        homes.add_note(session, home.id, at=services.now(), who=actor.login, text=text)
        _note(services, session, home, actor, ["note"])


def note_look(services: Services, household_id: int, *, actor: Person) -> None:
    """Note that somebody looked at a household's page (PIPL art. 51)."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        homes.looked(session, household_id, actor.id, services.now())


def _home(session: Session, household_id: int, actor: Person) -> HomeRow:
    home = homes.get(session, household_id)
    if home is None:
        raise Refused("没有这一户")
    permit(actor, home.project, *READERS)
    return home


def _held(session: Session, household_id: int, actor: Person, seen: int) -> HomeRow:
    home = _home(session, household_id, actor)
    if not homes.hold(session, home.id, seen=seen):
        raise Refused(ANOTHER)
    return home


def _occupant(session: Session, occupant_id: int) -> OccupantRow:
    found = occupants.get(session, occupant_id)
    if found is None:
        raise Refused("没有这位住户")
    return found


def _checked(given: NewOccupant, today: date) -> NewOccupant:
    if not any(given.parts):
        raise Refused("请至少填写姓名、电话、邮箱中的一项")
    if any(len(part or "") > _LONGEST for part in given.parts):
        raise Refused("姓名、电话、邮箱每项最多 {most} 个字", most=_LONGEST)
    for phone in parted(given.phone):
        if len(normal_phone(phone)) < _LEAST_DIGITS:
            raise Refused("电话“{phone}”不足 7 位数字；请改正或留空", phone=phone)
    for address in parted(given.email):
        if not _ADDRESS.fullmatch(address):
            raise Refused("邮箱“{email}”不是邮件地址；请改正或留空", email=address)
    if any(day is not None and day > today for day in (given.moved_in, given.consent_on)):
        raise Refused("日期不能晚于今天")
    return replace(given, consent_on=given.consent_on if given.consent is not None else None)


def _note(services: Services, session: Session, home: HomeRow, actor: Person, changed: Iterable[str]) -> None:
    said = list(dict.fromkeys(changed))
    if said:
        noted(
            services,
            session,
            HouseEvent.HOUSEHOLD_CHANGED,
            who=actor.login,
            household=home.id,
            project=home.project,
            changed=said,
        )
