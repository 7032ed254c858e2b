"""Counts the rows against what the sources show now, so that a lost message cannot stay unseen."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC

from domain.health import Unentered
from ingest.sources.receiver import Listing, Shown, SourceError
from store import comparisons, intake, ledger
from store.comparisons import Comparison
from store.ledger import LedgerRow
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake.poll import sources_of

_NAMED = 20
"""How many messages without a row are named."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """One source's rows, how many messages it shows and how many of them have none, the first of those named.

    unreachable: why it could not be asked.
    """

    row: LedgerRow
    missing: int
    shown: int = 0
    named: tuple[Unentered, ...] = ()
    unreachable: str | None = None


def count(services: Services, only: str | None = None) -> list[Count]:
    """Every source that is configured or has rows, by name, or one alone; what was found is kept for the desk.

    Raises Refused for a name that is none.
    """
    with services.database.reading() as session:
        rows = {row.source: row for row in ledger.count(session) if only in {None, row.source}}
    sources = [source for source in sources_of(services) if only in {None, source.name}]
    counts = []
    for source in sources:
        row = rows.pop(source.name, LedgerRow(source=source.name))
        try:
            counts.append(_compared(services, row, source.listing()))
        except SourceError as error:
            counts.append(Count(row=row, missing=0, unreachable=str(error)))
    _keep(services, counts)
    counts += [Count(row=row, missing=0) for row in rows.values()]
    if only is not None and not counts:
        raise Refused("没有叫 {name} 的邮箱；可能已被删去", name=only)
    return sorted(counts, key=lambda one: one.row.source)


def _keep(services: Services, counts: list[Count]) -> None:
    now = services.now()
    with services.database.transaction() as session:
        for one in counts:
            comparison = Comparison(
                source=one.row.source,
                at=now,
                shown=one.shown,
                missing=one.missing,
                named=one.named,
                unreachable=one.unreachable,
            )
            comparisons.keep(session, comparison)


def _compared(services: Services, row: LedgerRow, listing: Listing) -> Count:
    """Messages without a row: by key where they were found, by time and size where taken messages are moved to.

    In the move target a message has a key of that folder; one that somebody moved there before we saw it has no row.
    """
    with services.database.reading() as session:
        known = intake.known_among(session, listing.source, [one.key for one in listing.folder])
        entered = Counter(intake.shown(session, listing.source)) if listing.target else Counter()
    missing = [one for one in listing.folder if one.key not in known]
    for one in listing.target:
        place = (one.received.astimezone(UTC), one.size)
        if entered[place]:
            entered[place] -= 1
        else:
            missing.append(one)
    named = tuple(_named(one) for one in sorted(missing, key=lambda one: one.received)[:_NAMED])
    shown = len(listing.folder) + len(listing.target)
    return Count(row=row, missing=len(missing), shown=shown, named=named)


def _named(one: Shown) -> Unentered:
    return Unentered(key=one.key, received=one.received, size=one.size)
