"""How a lawful erasure (PIPL art. 47) is recorded, in the one place that both the erasing and the auditing go by.

An erasure is an event `personal_data_erased` of each case that it touches, which names exactly what is gone: payloads
of events, rows, files of the archive. What is missing and named by no such event is an alarm. What belongs to no case
is named by an entry of the house log with the same name and payload.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import Payload
from store import events
from store.case_tables import event, event_payload
from store.chains import ERASED


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What was erased; values themselves stand nowhere in it.

    events: sequence numbers, in their case, of the events whose payload is gone. rows: (table, key) of each row that
    was removed or whose personal columns were emptied, by `key_of`. files: names in the archive of what was deleted.
    """

    events: frozenset[int] = frozenset()
    rows: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[str] = frozenset()

    def __or__(self, other: "Erasure") -> "Erasure":
        """Both together."""
        return Erasure(events=self.events | other.events, rows=self.rows | other.rows, files=self.files | other.files)

    def payload(self, reason: str, **more: object) -> dict[str, object]:
        """The payload of the event or house log entry that records it. more: further values, none of them personal."""
        rows = [list(one) for one in sorted(self.rows)]
        return {"reason": reason, "events": sorted(self.events), "rows": rows, "files": sorted(self.files), **more}


@dataclass
class Erasures:
    """Everything that was ever erased: by case, and for the rows and files of all cases and the house log together."""

    by_case: dict[int, Erasure] = field(default_factory=dict)
    total: Erasure = field(default_factory=Erasure)


def key_of(*parts: object) -> str:
    """A row's primary key as text, several columns joined by `/` in the order of the table."""
    return "/".join(str(part) for part in parts)


def erase(
    session: Session, case_id: int, at: datetime, who: str, erasure: Erasure, *, reason: str, **more: object
) -> int:
    """Erase the payloads of the named events of a case, and record that and all else that is being erased with them.

    The id of the event. Rows and files are the caller's to erase, in the same transaction and right after its commit.
    ValueError for an event that the case has not, and for the record of an erasure, which holds nothing personal.
    """
    found = {one.seq: one for one in events.history(session, case_id)}
    for seq in sorted(erasure.events):
        if seq not in found or found[seq].what == ERASED:
            raise ValueError(f"Event {seq} of case {case_id} is not there to be erased")
        events.erase_payload(session, found[seq].id)
    return events.append(session, case_id, at, who, ERASED, erasure.payload(reason, **more))


def read(payload: Payload) -> Erasure:
    """What an event or house log entry says was erased."""
    return Erasure(
        events=frozenset(payload.get("events", ())),
        rows=frozenset((str(table), str(key)) for table, key in payload.get("rows", ())),
        files=frozenset(payload.get("files", ())),
    )


def of_case(session: Session, case_id: int) -> Erasure:
    """All that was ever erased of a case."""
    return _cases(session, [case_id]).by_case.get(case_id, Erasure())


def recorded(session: Session, *, elsewhere: Iterable[Erasure] = ()) -> Erasures:
    """All that was ever erased. elsewhere: what the house log says (`read` its entries)."""
    found = _cases(session, None)
    for one in elsewhere:
        found.total |= one
    return found


def _cases(session: Session, case_ids: list[int] | None) -> Erasures:
    query = (
        select(event.c.case_id, event_payload.c.payload)
        .join(event_payload, event_payload.c.event_id == event.c.id)
        .where(event.c.what == ERASED, event_payload.c.payload.is_not(None))
        .order_by(event.c.case_id, event.c.seq)
    )
    if case_ids is not None:
        query = query.where(event.c.case_id.in_(case_ids))
    found = Erasures()
    for case_id, payload in session.execute(query):
        one = read(json.loads(payload))
        found.by_case[case_id] = found.by_case.get(case_id, Erasure()) | one
        found.total |= one
    return found
