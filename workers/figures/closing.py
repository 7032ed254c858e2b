"""Closes the months that are over: on the first working day their figures are kept as they stand (TRADE 8).

A month is claimed and its figures kept in one transaction: what a crash cuts off is done at the next look, and of two
looks at once one does it. Once a day each closed month is reckoned again; what differs is kept beside the figures.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.closed import KeptClocks, KeptFigures, KeptLine, KeptRates, KeptTasks
from domain.codes import Category
from domain.events import HouseEvent
from domain.rates import MONTHS, NONE, ClockShare, Dimension, Length, RateCounts, month_before, span_of
from domain.staff import HOUSE, operator
from domain.tasks import Span, spans
from rules.calendar import WorkCalendar
from rules.rulebook import Rulebook
from store import closed, projects, rates, tasks
from store.closed import ClosedFigures, ClosedMonth
from store.rates import Key
from store.tasks import Among
from workers.figures.statistics import class_of, classes_of, schemes_of
from workers.instance.house_entries import noted
from workers.instance.permissions import HEADS
from workers.instance.services import Services

_DAY = timedelta(days=1)
_EVERYTHING = operator(HOUSE)
_KEPT_BY = tuple(by for by in Dimension if by not in (Dimension.PROJECT, Dimension.AREA))
"""Lines of projects and areas follow from the projects' totals."""


def close_due(services: Services) -> tuple[date, ...]:
    """Close what is due, the earliest first; the months. Those before there was a closing are kept as they stand now,
    and say by their date that it was later."""
    return tuple(month for month in due(services) if _close(services, month))


def due(services: Services) -> list[date]:
    """The months that are over and not closed yet, from the first with a complaint on."""
    calendar = services.compiled.calendar
    today = services.now().astimezone(services.zone).date()
    with services.database.reading() as session:
        done = {one.month for one in closed.every(session)}
        first = closed.first_task(session)
    if first is None:
        return []
    begin, found = first.astimezone(services.zone).date().replace(day=1), []
    month = month_before(today, Length.MONTH)
    while month >= begin:
        if month not in done and today >= closing_day(calendar, month):
            found.append(month)
        month = month_before(month, Length.MONTH)
    return found[::-1]


def closing_day(calendar: WorkCalendar, month: date) -> date:
    """The first working day after the month. month: any day of it."""
    day = month_after(month)
    while not calendar.works(day):
        day += _DAY
    return day


def month_after(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + 32 * _DAY).replace(day=1)


def look_again(services: Services) -> int:
    """Reckon each closed month again that was not looked at today; how many figures differ from those last kept."""
    today, found = services.now().astimezone(services.zone).date(), 0
    with services.database.reading() as session:
        waiting = [one for one in closed.every(session) if one.looked_at.astimezone(services.zone).date() < today]
    for one in waiting:
        found += _look_again(services, one)
    return found


def _close(services: Services, month: date) -> bool:
    """Claim the month and keep its figures; False if somebody has."""
    now, book = services.now(), services.compiled.rulebook
    with services.database.snapshot() as session:
        clocks = tuple(_shared_clocks(services, session, month))
        figures = _reckoned(services, session, month)
        areas = _areas(session)
    with services.database.transaction() as session:
        schemes = {name: tuple(classes_of(book, name)) for name in schemes_of(book)}
        made = ClosedMonth(month=month, closed_at=now, schemes=schemes, clocks=clocks, looked_at=now)
        if not closed.close(session, made):
            return False
        for project, one in figures.items():
            closed.add(session, _row(month, project, 0, areas, now, one))
        noted(services, session, HouseEvent.MONTH_CLOSED, who=HOUSE, month=f"{month:%Y-%m}")
        services.crash_points.point("closing.kept")
    services.crash_points.point("closing.committed")
    return True


def _look_again(services: Services, month: ClosedMonth) -> int:
    """Keep what differs from what was kept last, project by project."""
    now = services.now()
    with services.database.snapshot() as session:
        last = {one.project: one for one in closed.figures_of(session, month.month)}
        figures = _reckoned(services, session, month.month)
        areas = _areas(session)
    differs = {
        project: one
        for project, one in figures.items()
        if project not in last or _counted(one) != _counted(last[project].figures)
    }
    with services.database.transaction() as session:
        for project, one in differs.items():
            number = last[project].number + 1 if project in last else 1
            closed.add(session, _row(month.month, project, number, areas, now, one))
        closed.looked(session, month.month, now)
    return len(differs)


def _row(
    month: date, project: str | None, number: int, areas: Mapping[str, str | None], at: datetime, figures: KeptFigures
) -> ClosedFigures:
    area = None if project is None else areas.get(project)
    return ClosedFigures(month=month, project=project, number=number, area=area, seen_at=at, figures=figures)


def _counted(figures: KeptFigures) -> KeptFigures:
    """The figures without the households, which are those of the directory and no correction of a complaint."""
    rates_ = tuple(replace(one, total=replace(one.total, households=None)) for one in figures.rates)
    return replace(figures, rates=rates_)


def _reckoned(services: Services, session: Session, month: date) -> Mapping[str | None, KeptFigures]:
    """Project → its figures as they are now; every project of the directory, and what no project is known of."""
    book = services.compiled.rulebook
    matters = tasks.by_project(session, spans(month, services.zone))
    counted = {length: _rates(services, session, month, length) for length in _lengths(month)}
    names: set[str | None] = {one.name for one in projects.every(session)}
    found = {*names, *matters, *(project for one in counted.values() for project in one)}
    return {
        project: KeptFigures(
            tasks=tuple(
                KeptTasks(
                    category=one.category,
                    topic=one.topic,
                    classes=_classes(book, one.category, one.topic),
                    blocks=one.blocks,
                )
                for one in sorted(matters.get(project, ()), key=lambda one: (one.category, one.topic or ""))
            ),
            rates=tuple(
                one.get(project) or KeptRates(length=length, total=NONE, lines={}) for length, one in counted.items()
            ),
        )
        for project in sorted(found, key=lambda one: one or "")
    }


def _lengths(month: date) -> list[Length]:
    """The periods that end with the month."""
    return [length for length, months in MONTHS.items() if month.month % months == 0]


def _classes(book: Rulebook, category: Category, topic: str | None) -> Mapping[str, str]:
    return {scheme: class_of(book, scheme, category, topic) for scheme in schemes_of(book)}


def _rates(services: Services, session: Session, month: date, length: Length) -> Mapping[str | None, KeptRates]:
    """Project → its rates in the period of that length."""
    span = span_of(month, length, services.zone)
    totals: dict[str | None, RateCounts] = defaultdict(lambda: NONE)
    lines: dict[str | None, dict[Dimension, dict[Key, RateCounts]]] = defaultdict(lambda: {by: {} for by in _KEPT_BY})
    for said, counts in rates.cells(session, span):
        [(project,)] = said[Dimension.PROJECT]
        totals[project] += counts
        for by in _KEPT_BY:
            for key in said[by]:
                lines[project][by][key] = lines[project][by].get(key, NONE) + counts
    homes = rates.households_by(session, _EVERYTHING, HEADS, Among(), Dimension.PROJECT)
    named: set[str | None] = {name for (name,) in homes}
    return {
        project: KeptRates(
            length=length,
            total=replace(totals[project], households=homes.get((project,))),
            lines={by: tuple(_kept(lines[project][by])) for by in _KEPT_BY},
            clocks=_clocks(session, Among(project=project), span) if project else (),
        )
        for project in named | set(totals)
    }


def _kept(lines: Mapping[Key, RateCounts]) -> Iterable[KeptLine]:
    for key in sorted(lines, key=lambda key: tuple(name or "" for name in key)):
        yield KeptLine(key=key, counts=lines[key])


def _shared_clocks(services: Services, session: Session, month: date) -> Iterable[KeptClocks]:
    areas = sorted({area for area in _areas(session).values() if area})
    for length in _lengths(month):
        span = span_of(month, length, services.zone)
        yield KeptClocks(length=length, area=None, clocks=_clocks(session, Among(), span))
        for area in areas:
            yield KeptClocks(length=length, area=area, clocks=_clocks(session, Among(area=area), span))


def _clocks(session: Session, among: Among, span: Span) -> tuple[ClockShare, ...]:
    return rates.clocks_of(session, _EVERYTHING, HEADS, among, span)


def _areas(session: Session) -> Mapping[str, str | None]:
    return {one.name: one.area for one in projects.every(session)}
