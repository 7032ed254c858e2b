"""Counts the rows against what the sources show now, so that a lost message cannot stay unseen."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC

from ingest.sources.receiver import Listing, SourceError
from store import intake, ledger
from store.ledger import LedgerRow
from workers.instance.services import Services
from workers.intake.poll import sources_of


@dataclass(frozen=True, kw_only=True)
class Count:
    """One source's rows and how many of the messages it shows have none; unreachable: why it could not be asked."""

    row: LedgerRow
    missing: int
    unreachable: str | None = None


def count(services: Services) -> list[Count]:
    """Every source that is configured or has rows, by name."""
    with services.database.reading() as session:
        rows = {row.source: row for row in ledger.count(session)}
    counts = []
    for source in sources_of(services):
        row = rows.pop(source.name, LedgerRow(source=source.name))
        try:
            counts.append(Count(row=row, missing=_missing(services, source.listing())))
        except SourceError as error:
            counts.append(Count(row=row, missing=0, unreachable=str(error)))
    counts += [Count(row=row, missing=0) for row in rows.values()]
    return sorted(counts, key=lambda one: one.row.source)


def _missing(services: Services, listing: Listing) -> int:
    """Messages without a row: by key where they were found, by time and size where taken messages are moved to.

    In the move target a message has a key of that folder; one that somebody moved there before we saw it has no row.
    """
    with services.database.reading() as session:
        known = intake.known_among(session, listing.source, [one.key for one in listing.folder])
        entered = Counter(intake.shown(session, listing.source)) if listing.target else Counter()
    unmatched = Counter((one.received.astimezone(UTC), one.size) for one in listing.target) - entered
    return sum(1 for one in listing.folder if one.key not in known) + unmatched.total()
