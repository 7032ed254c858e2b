"""The figures of a closed month as they were kept, and what is reckoned otherwise since (TRADE 8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import reduce
from operator import add

from sqlalchemy.orm import Session

from domain.closed import Difference, KeptRates, Key
from domain.rates import MONTHS, NONE, ClockShare, Dimension, Length, RateCount, RateCounts
from domain.staff import Person
from domain.tasks import NOTHING, Count, Counts, Period
from store import closed
from store.closed import ClosedFigures, ClosedMonth
from store.tasks import Among
from workers.instance.permissions import HEADS

Forms = Mapping[str, Mapping[Period, Counts]]
"""Class → its blocks."""


@dataclass(frozen=True, kw_only=True)
class KeptForm:
    """A statistics form as it was kept. classes: of the scheme on that day, in their order; seen: each later reckoning
    that differed, with its day."""

    closed_at: datetime
    classes: Sequence[str]
    rows: Forms
    seen: Sequence[tuple[datetime, Forms]]

    def corrections(self, now: Forms) -> tuple[Difference, ...]:
        """What is reckoned otherwise now, class by class; the total last."""
        names: list[Key] = [*((name,) for name in dict.fromkeys([*self.rows, *now])), ()]
        return tuple(
            Difference(
                of=of, period=period, count=count, kept=kept, now=today, seen_at=self._seen(of, period, count, kept)
            )
            for of in names
            for period in Period
            for count in Count
            if (kept := _number(self.rows, of, period, count)) != (today := _number(now, of, period, count))
        )

    def _seen(self, of: Key, period: Period, count: Count, kept: int) -> datetime | None:
        return next((at for at, forms in self.seen if _number(forms, of, period, count) != kept), None)


@dataclass(frozen=True, kw_only=True)
class RateLines:
    """The rates of one reckoning. lines: key → counts."""

    total: RateCounts
    lines: Mapping[Key, RateCounts]


@dataclass(frozen=True, kw_only=True)
class KeptPeriod:
    """The rates of a period as they were kept. clocks: without medians where several projects are looked at that are
    no area: medians do not add up."""

    closed_at: datetime
    made: RateLines
    clocks: tuple[ClockShare, ...]
    seen: Sequence[tuple[datetime, RateLines]]

    def corrections(self, now: RateLines) -> tuple[Difference, ...]:
        """What is reckoned otherwise now, line by line; the total last."""
        keys: list[Key] = [*dict.fromkeys([*self.made.lines, *now.lines]), ()]
        return tuple(
            Difference(of=key, count=count, kept=kept, now=today, seen_at=self._seen(key, count, kept))
            for key in keys
            for count in RateCount
            if (kept := _counted(self.made, key, count)) != (today := _counted(now, key, count))
        )

    def _seen(self, key: Key, count: RateCount, kept: int) -> datetime | None:
        return next((at for at, made in self.seen if _counted(made, key, count) != kept), None)


def form_of(session: Session, person: Person, among: Among, month: date, scheme: str, zone: tzinfo) -> KeptForm | None:
    """The statistics form as it was kept of the projects that the person answers for; None if the month is not closed,
    or had no such scheme when it was. zone: of its moments."""
    head = closed.get(session, month.replace(day=1))
    if head is None or scheme not in head.schemes:
        return None
    kept, *later = _versions(session, person, among, head, zone)
    return KeptForm(
        closed_at=kept[0],
        classes=head.schemes[scheme],
        rows=_form(kept[1], scheme),
        seen=[(at, _form(rows, scheme)) for at, rows in later],
    )


def period_of(
    session: Session, person: Person, among: Among, month: date, length: Length, by: Dimension, zone: tzinfo
) -> KeptPeriod | None:
    """The rates of the period that the month lies in, as they were kept; None if its last month is not closed,
    or lines of that kind were not kept then."""
    head = closed.get(session, last_month(month, length))
    if head is None:
        return None
    kept, *later = _versions(session, person, among, head, zone)
    if not _has(kept[1], length, by):
        return None
    return KeptPeriod(
        closed_at=kept[0],
        made=_lines(kept[1], length, by),
        clocks=_clocks(head, kept[1], person, among, length),
        seen=[(at, _lines(rows, length, by)) for at, rows in later],
    )


def last_month(month: date, length: Length) -> date:
    """The first day of the last month of the period that the month lies in."""
    months = MONTHS[length]
    return date(month.year, (month.month - 1) // months * months + months, 1)


def _versions(
    session: Session, person: Person, among: Among, head: ClosedMonth, zone: tzinfo
) -> list[tuple[datetime, list[ClosedFigures]]]:
    """The figures of the closing, then as they stood after each later look that found a difference."""
    rows = [one for one in closed.figures_of(session, head.month) if _in_sight(one, person, among)]
    moments = sorted({one.seen_at for one in rows if one.number})
    found = []
    for at in (head.closed_at, *moments):
        standing = {one.project: one for one in rows if one.seen_at <= at}
        found.append((at.astimezone(zone), list(standing.values())))
    return found


def _in_sight(one: ClosedFigures, person: Person, among: Among) -> bool:
    if person.grant(*HEADS, project=one.project) is None:
        return False
    return among.project in (None, one.project) and among.area in (None, one.area)


def _form(rows: Iterable[ClosedFigures], scheme: str) -> Forms:
    found: dict[str, dict[Period, Counts]] = {}
    for one in (kept for row in rows for kept in row.figures.tasks):
        blocks = found.setdefault(one.classes[scheme], dict.fromkeys(Period, NOTHING))
        for period in Period:
            blocks[period] += one.blocks[period]
    return found


def _number(forms: Forms, of: Key, period: Period, count: Count) -> int:
    """A number of a class, or of all of them."""
    found = forms.values() if not of else (blocks for blocks in (forms.get(of[0] or ""),) if blocks)
    return sum(int(getattr(blocks[period], count)) for blocks in found)


def _has(rows: Sequence[ClosedFigures], length: Length, by: Dimension) -> bool:
    """Whether lines of that kind were kept: a later version may know of more."""
    counted = [kept for kept in (_of_length(row, length) for row in rows) if kept.lines]
    return by in (Dimension.PROJECT, Dimension.AREA) or not counted or any(by in kept.lines for kept in counted)


def _of_length(row: ClosedFigures, length: Length) -> KeptRates:
    return next(one for one in row.figures.rates if one.length is length)


def _lines(rows: Sequence[ClosedFigures], length: Length, by: Dimension) -> RateLines:
    found: dict[Key, RateCounts] = {}
    totals = []
    for row in rows:
        kept = _of_length(row, length)
        totals.append(kept.total)
        if by in (Dimension.PROJECT, Dimension.AREA):
            key = (row.project if by is Dimension.PROJECT else row.area,)
            if kept.total != NONE:
                found[key] = _together(found[key], kept.total) if key in found else kept.total
            continue
        for line in kept.lines.get(by, ()):
            found[line.key] = found.get(line.key, NONE) + line.counts
    total = reduce(_together, totals, replace(NONE, households=0))
    return RateLines(total=total, lines=found)


def _together(one: RateCounts, other: RateCounts) -> RateCounts:
    """Both, with the households of the one that has any."""
    homes = [counts.households for counts in (one, other) if counts.households is not None]
    return replace(one + other, households=sum(homes) if homes else None)


def _counted(made: RateLines, key: Key, count: RateCount) -> int:
    counts = made.lines.get(key, NONE) if key else made.total
    return int(getattr(counts, count))


def _clocks(
    head: ClosedMonth, rows: Sequence[ClosedFigures], person: Person, among: Among, length: Length
) -> tuple[ClockShare, ...]:
    whole = any(grant.role in HEADS and grant.project is None for grant in person.grants)
    if whole and among.project is None:
        shared = (one.clocks for one in head.clocks if one.length is length and one.area == among.area)
        return next(shared, ())
    found = [_of_length(row, length).clocks for row in rows]
    known = [one for one in found if one]
    return known[0] if len(known) == 1 else _added(known)


def _added(found: Iterable[Iterable[ClockShare]]) -> tuple[ClockShare, ...]:
    """Ended and met of all; the median of several is not known."""
    by_clock: dict[str, list[ClockShare]] = {}
    for one in (share for shares in found for share in shares):
        by_clock.setdefault(one.clock, []).append(one)
    return tuple(
        ClockShare(
            clock=shares[0].clock,
            ended=reduce(add, (one.ended for one in shares)),
            met=reduce(add, (one.met for one in shares)),
            median=shares[0].median if len(shares) == 1 else None,
        )
        for shares in by_clock.values()
    )
