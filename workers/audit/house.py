"""What the house log says since the last signing: it explains why people, roles, the directory and letters without a
case are not as they were."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.said import filled
from store import house_log
from store.chains import ERASED
from store.desk_tables import house_event, house_event_payload
from store.erasures import Erasure, read
from store.staff_tables import person
from store.watched import Seen, Watched
from workers.audit.days import Head, RowPrint
from workers.audit.found import Found
from workers.audit.sentences import FLAWS
from workers.audit.signed import Signed

DIRECTORY = frozenset({"project", "household", "occupant", "household_note"})
PEOPLE = frozenset({"person", "role_grant", "deputy", "change_request", "second_factor", "recovery_code"})
_TAKEN = frozenset({"role_grant", "second_factor", "recovery_code"})
DIRECTORY_ACTS = frozenset({HouseEvent.DIRECTORY_IMPORTED, HouseEvent.PROJECT_CHANGED, HouseEvent.HOUSEHOLD_CHANGED})
SIGNED = HouseEvent.AUDIT_SIGNED


@dataclass(frozen=True, kw_only=True)
class HouseSince:
    """Entries since the last signing. names: of entries; whom: logins they are about; intakes: ids they name;
    logins: person → login, of everybody.
    """

    names: frozenset[str]
    whom: frozenset[str]
    intakes: frozenset[str]
    logins: dict[str, str]

    def explains(self, watched: Watched, seen: Seen) -> bool:
        """Whether an entry says that a row without a case has come or changed."""
        table = watched.table.name
        if table in DIRECTORY:
            return not DIRECTORY_ACTS.isdisjoint(self.names)
        if table in PEOPLE:
            return self.logins.get(str(seen.values.get("person_id" if table != "person" else "id"))) in self.whom
        return str(seen.values.get("intake_id", seen.key)) in self.intakes

    def explains_removal(self, told: RowPrint) -> bool:
        """Whether an entry may say that a row was taken away; whose role it was stands in no fingerprint."""
        return told.table in _TAKEN and bool(self.whom)


def since(session: Session, signed: Signed) -> HouseSince:
    """What the house log says since the last signing."""
    after = signed.last.day.house.events if signed.last else 0
    names, whom, intakes = set[str](), set[str](), set[str]()
    query = (
        select(house_event.c.what, house_event.c.whom, house_event_payload.c.payload)
        .outerjoin(house_event_payload, house_event_payload.c.event_id == house_event.c.id)
        .where(house_event.c.seq > after)
    )
    for row in session.execute(query.execution_options(yield_per=500)):
        names.add(row.what)
        whom |= {row.whom} - {""}
        named = _payload(row.payload).get("intake")
        intakes |= {str(named)} if named is not None else set()
    logins = {str(id_): login for id_, login in session.execute(select(person.c.id, person.c.login))}
    return HouseSince(names=frozenset(names), whom=frozenset(whom), intakes=frozenset(intakes), logins=logins)


def erased(session: Session) -> Iterator[Erasure]:
    """What entries of the house log say was erased."""
    query = (
        select(house_event_payload.c.payload)
        .join(house_event, house_event.c.id == house_event_payload.c.event_id)
        .where(house_event.c.what == ERASED, house_event_payload.c.payload.is_not(None))
    )
    for payload in session.execute(query).scalars():
        yield read(_payload(payload))


def signings(session: Session) -> Iterator[tuple[str, str]]:
    """Name and sha256 of each day that was signed."""
    query = (
        select(house_event_payload.c.payload)
        .join(house_event, house_event.c.id == house_event_payload.c.event_id)
        .where(house_event.c.what == SIGNED, house_event_payload.c.payload.is_not(None))
        .order_by(house_event.c.seq)
    )
    for payload in session.execute(query).scalars():
        said = _payload(payload)
        yield str(said.get("day")), str(said.get("sha256"))


def check(session: Session, signed: Signed, found: Found, *, recent: bool = False) -> None:
    """The chain of the house log, and that it goes on from where it was signed. recent: only what came since."""
    last = signed.last.day.house if signed.last else None
    for flaw in house_log.flaws(session, after=last.events if recent and last else 0):
        key = _id_of(session, flaw.seq) if flaw.seq is not None else "—"
        found.add("house_event", key, filled(FLAWS[flaw.what], {"seq": flaw.seq, "log": "日志"}))
    end = house_log.end(session)
    found.count("house_events", end.count)
    for one in signed.days if not recent else signed.days[-1:]:
        _signed_head(session, one.day.house, one.name, end.count, found)


def _signed_head(session: Session, head: Head, day: str, now: int, found: Found) -> None:
    if not head.events:
        return
    hashed = session.execute(select(house_event.c.hash).where(house_event.c.seq == head.events)).scalar()
    if hashed is None:
        what = f"日志末尾被截去：{day} 签署时有 {head.events} 条，现在只有 {now} 条"
        found.add("house_event", "—", what)
    elif hashed != head.head:
        found.add("house_event", _id_of(session, head.events), f"日志被重写过：第 {head.events} 条与 {day} 签署时不同")


def _id_of(session: Session, seq: int | None) -> str:
    return str(session.execute(select(house_event.c.id).where(house_event.c.seq == seq)).scalar() or seq)


def _payload(text: str | None) -> dict[str, object]:
    """A payload as it lies there; what is none is the chain's to tell."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
