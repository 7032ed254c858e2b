"""Compares rows with their signed fingerprints: what was changed, removed or put in without the history saying so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from store.erasures import Erasures
from store.watched import Layout, Owner, Seen, Watched, fingerprints, plain, unlooked
from workers.audit.days import GONE, RowPrint
from workers.audit.found import Found
from workers.audit.house import HouseSince
from workers.audit.sentences import AUDITED
from workers.audit.signed import Signed, SignedRow

_AT_ONCE = 500
_MARGIN = timedelta(hours=1)
"""So long a transaction that was open when a day was signed may have taken to commit."""


@dataclass(frozen=True, kw_only=True)
class CaseNow:
    """A case as it stands: its number, and how many events its chain has."""

    number: str
    events: int


@dataclass(frozen=True, kw_only=True)
class Known:
    """What explains a change. cases: those that rows at hand belong to."""

    signed: Signed
    house: HouseSince
    erased: Erasures
    cases: Mapping[int, CaseNow]


def compare(watched: Watched, rows: Iterable[Seen], known: Known, found: Found) -> Iterator[RowPrint]:
    """The fingerprints that are new: of rows that were not signed yet, or have changed as the history says.

    A row that is not as it was signed, or cannot have come since, is a difference and keeps its signed fingerprint.
    """
    source = iter(rows)
    while chunk := list(islice(source, _AT_ONCE)):
        signed = known.signed.rows(watched.table.name, [seen.key for seen in chunk])
        found.count("rows", len(chunk))
        for seen in chunk:
            record = signed.get(seen.key)
            fresh = _new(watched, seen, known, found) if record is None else _again(watched, seen, record, known, found)
            if fresh is not None:
                yield fresh


def removed(watched: Watched, known: Known, found: Found, *, only: frozenset[int] | None = None) -> Iterator[RowPrint]:
    """Signed rows that are gone: a difference, unless the history says why; then that they are gone is to be signed.

    only: of these cases alone, None for all rows.
    """
    for told in known.signed.unseen(watched.table.name):
        if only is not None and told.case_id not in only:
            continue
        if (told.table, told.key) in known.erased.total.rows or known.house.explains_removal(told):
            yield replace(told, fixed=GONE, changing=GONE)
            continue
        found.add(told.table, told.key, f"{AUDITED[told.table]}被删除：签署时还在", _signed_number(known, told.case_id))


def _again(watched: Watched, seen: Seen, record: SignedRow, known: Known, found: Found) -> RowPrint | None:
    layout = known.signed.layout(watched.table.name, record.day)
    now = watched.layout
    if layout is None:
        return _print(watched, seen, now)
    fixed, changing = fingerprints(watched, seen, layout)
    if (fixed, changing) == (record.print.fixed, record.print.changing):
        moved = seen.case_id != record.print.case_id
        return _print(watched, seen, now) if layout != now or moved else None
    erased = (watched.table.name, seen.key) in known.erased.total.rows
    in_flight = record.print.changing == unlooked(watched, layout)
    explained = fixed == record.print.fixed and (in_flight or _explained(watched, seen, known))
    if erased or explained:
        return _print(watched, seen, now)
    day = known.signed.days[record.day].name
    what = f"{AUDITED[watched.table.name]}被改动：与 {day} 签署时不同，而记录中没有相应的经过"
    found.add(watched.table.name, seen.key, what, _number(known, seen.case_id))
    return None


def _new(watched: Watched, seen: Seen, known: Known, found: Found) -> RowPrint | None:
    if _put_in(watched, seen, known):
        what = f"{AUDITED[watched.table.name]}是后来插入的：最近一次签署时没有，而记录中没有相应的经过"
        found.add(watched.table.name, seen.key, what, _number(known, seen.case_id))
        return None
    return _print(watched, seen, watched.layout)


def _put_in(watched: Watched, seen: Seen, known: Known) -> bool:
    """Whether a row that was not signed cannot have come since the last signing."""
    last = known.signed.last
    sums = last.day.tables.get(watched.table.name) if last else None
    if last is None or sums is None or not known.signed.whole:
        return False
    if seen.case_id is None and watched.owner is not Owner.HOUSE:
        return False  # letters come in at any time; what becomes of them is told
    if not watched.appended and not _explained(watched, seen, known):
        return True
    if watched.born is None:
        return False
    return str(seen.values.get(watched.born)) < str(plain(last.day.signed_at - _MARGIN))


def _explained(watched: Watched, seen: Seen, known: Known) -> bool:
    """Whether the history since the last signing may have changed the row, or brought it."""
    if seen.case_id is None:
        return known.house.explains(watched, seen)
    case, head = known.cases.get(seen.case_id), known.signed.head(seen.case_id)
    return case is not None and (head is None or case.events > head.head.events)


def _print(watched: Watched, seen: Seen, layout: Layout) -> RowPrint:
    fixed, changing = fingerprints(watched, seen, layout)
    return RowPrint(table=watched.table.name, key=seen.key, case_id=seen.case_id, fixed=fixed, changing=changing)


def _number(known: Known, case_id: int | None) -> str | None:
    case = known.cases.get(case_id) if case_id is not None else None
    return case.number if case else _signed_number(known, case_id)


def _signed_number(known: Known, case_id: int | None) -> str | None:
    head = known.signed.head(case_id) if case_id is not None else None
    return head.head.number if head else None
