"""Everything that the store holds of a case, as it lies there, for comparing one with another."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import Payload
from store.case_tables import case, event
from store.events import CHAINS
from store.rows import AnyRow
from store.watched import WATCHED, Owner, Seen, Watched, plain, stream


@dataclass(frozen=True, kw_only=True)
class Told:
    """One event. at: as `store.watched.plain` writes it; payload: None if it was erased or is no JSON object."""

    id: int
    seq: int
    at: str
    who: str
    what: str
    payload: Payload | None

    def get(self, name: str) -> Any:  # JSON: each reader names the type it expects
        """A value of the payload, None where there is none."""
        return self.payload.get(name) if self.payload is not None else None


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A case with its rows by table. events: as they stand in the chain; chain: the same as rows. end: how many events
    the case says it has, and the hash of the last.
    """

    id: int
    number: str
    end: tuple[int, str]
    events: tuple[Told, ...]
    chain: tuple[AnyRow, ...]
    rows: Mapping[str, list[Seen]] = field(default_factory=dict)

    def of(self, table: str) -> list[Seen]:
        """Its rows of a table."""
        return self.rows.get(table, [])

    @property
    def row(self) -> Seen:
        """The row of the case itself."""
        return self.rows["case"][0]

    def told(self, *names: str) -> Iterator[Told]:
        """Its events of these names, in order."""
        return (one for one in self.events if one.what in names)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A case of the list that is gone through."""

    id: int
    number: str
    events: int
    head: str


def of_cases() -> tuple[Watched, ...]:
    """The watched tables whose rows belong to cases."""
    return tuple(one for one in WATCHED.values() if one.owner is not Owner.HOUSE)


def listed(session: Session, after: int, limit: int, only: Sequence[int] | None = None) -> list[Listed]:
    """The next cases by id after `after`, at most `limit`. only: of these alone."""
    query = select(case.c.id, case.c.number, case.c.events, case.c.event_head).where(case.c.id > after)
    if only is not None:
        query = query.where(case.c.id.in_([one for one in only if one > after][:limit]))
    rows = session.execute(query.order_by(case.c.id).limit(limit))
    return [Listed(id=row.id, number=row.number, events=row.events, head=row.event_head) for row in rows]


def load(session: Session, cases: Sequence[Listed]) -> tuple[list[CaseFile], Mapping[str, list[Seen]]]:
    """These cases with all that belongs to them, and the same rows by table."""
    ids = [one.id for one in cases]
    by_table = {watched.table.name: list(stream(session, watched, ids)) for watched in of_cases()}
    by_case: dict[int, dict[str, list[Seen]]] = {id_: {} for id_ in ids}
    for table, rows in by_table.items():
        for seen in rows:
            if seen.case_id is not None:
                by_case[seen.case_id].setdefault(table, []).append(seen)
    chains: dict[int, list[AnyRow]] = {id_: [] for id_ in ids}
    for row in session.execute(CHAINS.where(event.c.case_id.in_(ids))):
        chains[row.case_id].append(row)
    files = [
        CaseFile(
            id=one.id,
            number=one.number,
            end=(one.events, one.head),
            events=tuple(_told(row) for row in chains[one.id]),
            chain=tuple(chains[one.id]),
            rows=by_case[one.id],
        )
        for one in cases
    ]
    return files, by_table


def _told(row: AnyRow) -> Told:
    try:
        payload = json.loads(row.payload) if row.payload is not None else None
    except ValueError:
        payload = None
    known = payload if isinstance(payload, dict) else None
    return Told(id=row.id, seq=row.seq, at=str(plain(row.at)), who=row.who, what=row.what, payload=known)
