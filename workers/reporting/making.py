"""Makes the report of a period: every figure of it, and the sentences that say them (TRADE 8)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.labels import DEPARTMENT
from domain.rates import Dimension, Length, month_before, span_of
from domain.staff import Person
from store import overdue, people, projects
from store.overdue import OverdueRound
from workers.figures.analysis import AnalysisAsked, analysis_for
from workers.figures.causes import top_matters
from workers.figures.closed import last_month
from workers.figures.complaint_ledger import topic_names
from workers.figures.rates import Rates, RatesAsked, rates_for, total_of
from workers.figures.rates_sheet import NOT_KNOWN, line_name, period_name
from workers.figures.statistics import StatisticsAsked, schemes_of, statistics_for
from workers.instance.company import company_of
from workers.instance.permissions import HEADS
from workers.instance.services import Services
from workers.reporting.contents import EarlyWarning, Matter, MonthLine, OverdueCase, Report, ReportAsked, Texts
from workers.reporting.overview import Told, overview
from workers.typical.published import PublishedCase, published

MONTHS = 12
MATTERS = 3
_ALL_MATTERS = 10_000
"""Those of a closed period go by what was kept, which need not be the first ones now."""
MOST_OVERDUE = 500
"""Lines of the list; the sentences say how many there were in all."""
_DAY_SECONDS = 86_400


def report_for(services: Services, session: Session, person: Person, asked: ReportAsked, texts: Texts) -> Report:
    """The report of the projects that the person answers for, of a closed period by the figures that were kept. Raises
    Refused for a project or area there is none of."""
    book, last = services.compiled.rulebook, last_month(asked.month, asked.length)
    names = {**{one.login: one.name for one in people.list_people(session)}, **topic_names(book)}
    rates_asked = RatesAsked(month=asked.month, length=asked.length, among=asked.among)
    of_projects = rates_for(services, session, person, rates_asked)
    year_before = total_of(services, session, person, replace(rates_asked, month=_year_before(asked.month)))
    matters = _matters(services, session, person, rates_asked, names)
    late = overdue.overdue(
        session,
        person,
        HEADS,
        asked.among,
        span_of(asked.month, asked.length, services.zone),
        limit=MOST_OVERDUE,
    )
    warnings = _warnings(services, session, person, AnalysisAsked(month=last, among=asked.among), names)
    company = company_of(services, session).name
    where, period = _where(asked, company), period_name(rates_asked)
    told = Told(
        where=where,
        month=asked.month,
        length=asked.length,
        total=of_projects.total,
        before=of_projects.before,
        year_before=year_before,
        overdue_open=late.open,
        overdue_done=late.done,
        first=(matters[0].name, matters[0].count, matters[0].share) if matters else None,
        warnings=len(warnings),
    )
    ends = span_of(asked.month, asked.length, services.zone).ends
    return Report(
        asked=asked,
        company=company,
        where=where,
        period=period,
        made_at=services.now().astimezone(services.zone),
        overview=overview(told),
        forms=tuple(
            statistics_for(services, session, person, StatisticsAsked(month=last, scheme=scheme, among=asked.among))
            for scheme in schemes_of(book)
        ),
        projects=of_projects,
        year_before=year_before,
        months=tuple(_months(services, session, person, replace(rates_asked, month=last))),
        matters=matters,
        overdue=tuple(_overdue(services, one, min(ends, services.now()), names) for one in late.rounds),
        overdue_open=late.open,
        overdue_done=late.done,
        warnings=warnings,
        typical=_typical(services, session, person, asked),
        texts=texts,
    )


def _typical(services: Services, session: Session, person: Person, asked: ReportAsked) -> tuple[PublishedCase, ...]:
    """The typical cases of the period: of the whole house for one who answers for all of it, else of these projects."""
    span = span_of(asked.month, asked.length, services.zone)
    among, whole = asked.among, any(one.role in HEADS and one.project is None for one in person.grants)
    named: list[str] | None = None
    if among.project or among.area or not whole:
        named = [
            one.name
            for one in projects.every(session)
            if person.grant(*HEADS, project=one.name)
            and among.project in (None, one.name)
            and among.area in (None, one.area)
        ]
    return published(session, span.begins or span.ends, span.ends, named)


def _where(asked: ReportAsked, company: str) -> str:
    if asked.among.project:
        return asked.among.project
    return f"{asked.among.area}区域" if asked.among.area else company or "本公司"


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1, day=1)


def _months(services: Services, session: Session, person: Person, asked: RatesAsked) -> list[MonthLine]:
    """The twelve months that end with that of `asked`, the earliest first."""
    months = [asked.month]
    while len(months) < MONTHS:
        months.append(month_before(months[-1], Length.MONTH))
    one = replace(asked, length=Length.MONTH)
    return [
        MonthLine(month=month, counts=total_of(services, session, person, replace(one, month=month)))
        for month in reversed(months)
    ]


def _matters(
    services: Services, session: Session, person: Person, asked: RatesAsked, names: Mapping[str, str]
) -> tuple[Matter, ...]:
    """The matters most complained of; cases of which none is known are none."""
    by_topic = replace(asked, by=Dimension.TOPIC)
    made = rates_for(services, session, person, by_topic)
    found = [line for line in made.lines if line.key != (None,) and line.counts.received][:MATTERS]
    if not found:
        return ()
    before, earlier = (
        _received(rates_for(services, session, person, replace(by_topic, month=month)))
        for month in (month_before(asked.month, asked.length), _year_before(asked.month))
    )
    span = span_of(asked.month, asked.length, services.zone)
    said = top_matters(services, session, person, span, asked.among, _ALL_MATTERS).matters
    causes = {one.topic: one.causes for one in said}
    return tuple(
        Matter(
            name=line_name(Dimension.TOPIC, line.key, names),
            count=line.counts.received,
            share=line.counts.received / made.total.received,
            before=before.get(line.key, 0),
            year_before=earlier.get(line.key, 0),
            causes=causes.get(line.key[0] or "", ()),
        )
        for line in found
    )


def _received(made: Rates) -> Mapping[tuple[str | None, ...], int]:
    return {line.key: line.counts.received for line in made.lines}


def _warnings(
    services: Services, session: Session, person: Person, asked: AnalysisAsked, names: Mapping[str, str]
) -> tuple[EarlyWarning, ...]:
    return tuple(
        EarlyWarning(by=by, name=line_name(by, one.key, names), count=one.count, mean=one.mean, limit=one.limit)
        for by, one in analysis_for(services, session, person, asked).alarms
        if one.mean is not None and one.limit is not None
    )


def _overdue(services: Services, one: OverdueRound, ends: datetime, names: Mapping[str, str]) -> OverdueCase:
    finished = one.finished_at
    late = (finished or ends) - one.due_at
    return OverdueCase(
        number=one.number,
        place=" ".join(filter(None, (one.project, one.building))) or NOT_KNOWN,
        matter=NOT_KNOWN if one.topic is None else names.get(one.topic, one.topic),
        departments="、".join(DEPARTMENT[name] for name in one.departments) or "—",
        owner="—" if one.owner is None else names.get(one.owner, one.owner),
        due=one.due_at.astimezone(services.zone).date(),
        finished=None if finished is None else finished.astimezone(services.zone).date(),
        days=max(1, -int(-late.total_seconds() // _DAY_SECONDS)),
    )
